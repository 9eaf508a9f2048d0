import AuditStore
import IAMPolicy

/// Requests of which the log does not tell whether the call made them.
enum PerhapsMade {
  /// The name of the question whether a call made a request for an action.
  static func fact(_ action: String) -> String { question + action }

  /// The same question before it is known which action it is about.
  static let question = "request:"

  /// The name of an unknown fact of a request for an action.
  static func named(_ fact: String, by action: String) -> String {
    fact == question ? self.fact(action) : fact
  }

  /// What the decision on a request is to that on its call.
  static func part(_ decision: Decision, _ action: String, _ certainty: Certainty?) -> Decision {
    certainty == .possible ? decision.ifMade(fact(action)) : decision
  }
}
