import IAMPolicy

/// The conditions of changed statements, and what events had for their keys.
enum ComparedValue {
  /// The condition as the policy spells it.
  struct Condition: Hashable {
    var key: String
    var conditionOperator: String
    var values: [String]
  }

  /// The value that a request has for a key, in words.
  static func text(of key: String, in request: AuthorizationRequest) -> String {
    switch Evaluator.value(of: key, in: request) {
    // Events of one day are counted together, whatever their time.
    case .known(let values) where key == "aws:currenttime" || key == "aws:epochtime":
      (values.first.flatMap { Timestamp.seconds($0) ?? Int64($0) }).map { TextFormat.date($0 / 86_400) } ?? ""
    case .known(let values): values.joined(separator: ", ")
    case .absent: "absent"
    case .present: "present, value not logged"
    case .unknown: "not in the log"
    case .oneOf: "one of several values"
    }
  }
}
