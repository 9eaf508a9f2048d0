/// The condition keys that request parameters tell, by the actions that list them in the service reference.
///
/// Flags: `a` absent when the parameter is missing, `k` known only when it is there (a default holds
/// otherwise), `l` an alias in place of a key id, `e` KMS encryption context, `g` the ARN of a guardrail with its
/// version, `c` the ARN of an ECS cluster, `f` that of a function, `t` the tags of an object, `m` the kind of a grant's
/// constraints, `h` what the caller's session may hold where the parameter is missing, and the letters of
/// `ContextPlan.Key.Form`. With `+` between two parameters a key has the values of both.
struct ContextKeyTable: Sendable {
  /// A key of an action.
  struct Row {
    var key: String
    var parameter: String
    var flags: Substring
  }

  private var rows: [String: [Row]] = [:]

  init() {
    let text = Self.data.description
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 5 else { continue }
      for action in fields[4].split(separator: ",") {
        rows["\(fields[0]):\(action)", default: []].append(
          Row(key: String(fields[1]), parameter: String(fields[2]), flags: fields[3]))
      }
    }
  }

  /// The keys of an action in the order of their names.
  func rows(of action: String) -> [Row] { rows[action] ?? [] }

  /// The keys that the table knows for an action.
  func keys(of action: String) -> [String] { rows(of: action).map(\.key) }
}
