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
    text(of: key, Evaluator.value(of: key, in: request))
  }

  private static func text(of key: String, _ value: ContextValue) -> String {
    let isTime = key == "aws:currenttime" || key == "aws:epochtime"
    return switch value {
    // Events of one day are counted together, whatever their time.
    case .known(let values) where isTime:
      (values.first.flatMap { Timestamp.seconds($0) ?? Int64($0) }).map { TextFormat.date($0 / 86_400) } ?? ""
    case .known(let values): values.joined(separator: ", ")
    case .absent: "absent"
    case .present: "present, value not logged"
    case .unknown: "not in the log"
    // All of them are moments of one second.
    case .oneOf(let moments) where isTime: moments.first.map { text(of: key, $0) } ?? ""
    case .oneOf: "one of several values"
    }
  }
}
