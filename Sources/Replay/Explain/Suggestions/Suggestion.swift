import IAMPolicy

/// A set of changes that was replayed and allows, or may allow, what is denied.
public struct Suggestion: Sendable {
  /// The policies that change, each once.
  var edits: [PolicyEdit]
  /// What the call comes to with the changes, given what AWS recorded of it.
  var decision: Decision
  /// What else in the log changes; nil when that was not looked for.
  var effect: SuggestionEffect?

  /// Whether it allows whatever the facts are that are not known.
  var isCertain: Bool { decision.possible == [.allowed] }

  /// How many statements are new, changed or gone.
  var size: Int { edits.reduce(0) { $0 + $1.steps.count } }

  /// The changes as `--change` takes them.
  var changes: [PolicyChange] { edits.compactMap { $0.change } }
}

/// One policy of a suggestion, before and after.
struct PolicyEdit: Sendable {
  /// One statement that is new, changed or gone.
  struct Step: Sendable {
    /// What is done, for example `add`.
    var words: String
    /// The statement with its file and line, as it is before; nil for a new one.
    var place: String?
    /// The statement as it will be; nil for one that goes.
    var statement: Statement?
  }

  /// Where the policy stands.
  let target: PolicyChange.Target
  /// What the policy is, for example `a new inline policy`.
  let words: String
  /// Whether there is no such policy now.
  let isNew: Bool
  /// The text with all steps.
  var document: PolicyDocument
  var steps: [Step] = []

  /// The change; nil when AWS would refuse the new text.
  var change: PolicyChange? { try? PolicyChange(target: target, document: document) }
}

/// What a suggestion changes for other recorded events.
struct SuggestionEffect: Sendable, Equatable {
  /// Other events by class; classes without any are left out.
  var events: [ChangeClass: Int] = [:]
  /// The distinct requests of the class, those of the explained event among them.
  var requests: [ChangeClass: Int] = [:]
  /// Whose other events they are: a class, a role or user, and its actions, most events first.
  var groups: [SuggestionGroup] = []
}

/// Other events that a suggestion changes, of one caller and by one set of actions.
struct SuggestionGroup: Sendable, Equatable {
  var changeClass: ChangeClass
  var principal: String
  var action: String
  var events: Int
}
