import IAMPolicy
import JSON

/// A set of changes that was replayed and allows, or may allow, what is denied.
public struct Suggestion: Sendable {
  /// The policies that change, each once.
  var edits: [PolicyEdit]
  /// What the call comes to with the changes, given what AWS recorded of it.
  var decision: Decision
  /// The requests that the call may have made and that stay denied, as `action on resource`, each once.
  var leavesDenied: [String] = []
  /// Those on a resource that the log does not name, which may need an Allow of their own.
  var leavesOpen: [String] = []
  /// What else in the log changes; nil when that was not looked for.
  var effect: SuggestionEffect?

  /// Whether it allows whatever the facts are that are not known.
  var isCertain: Bool { decision.possible == [.allowed] }

  /// Whether its answer hinges on some of what another one's does, and on nothing else.
  func hingesOnLess(than other: Suggestion) -> Bool {
    Set(decision.dependsOn).isStrictSubset(of: other.decision.dependsOn)
  }

  /// How many statements are new, changed or gone.
  var size: Int { edits.reduce(0) { $0 + $1.steps.count } }

  /// Whether a request for an action may meet a statement that is new, changed or gone.
  func mayChange(action: String) -> Bool { edits.contains { $0.mayChange(action: action) } }

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
    /// The statement as it is before; nil for a new one.
    var old: Statement?
    /// The statement as it will be; nil for one that goes.
    var statement: Statement?

    /// The statement as it will be, in indented JSON: lines that are new or changed begin with `+ `, those that go with
    /// `- `; none for a statement that goes as a whole.
    var lines: [String] {
      guard let new = statement?.lines else { return [] }
      let old = old?.lines ?? []
      // A comma behind a member says only that another one follows.
      func plain(_ line: String) -> String { line.hasSuffix(",") ? String(line.dropLast()) : line }
      let changes = new.map(plain).difference(from: old.map(plain))
      let (added, gone) = (Set(changes.insertions.map { $0.place }), Set(changes.removals.map { $0.place }))
      var lines: [String] = []
      var next = 0
      func passGone() {
        while gone.contains(next) {
          lines.append("- " + old[next])
          next += 1
        }
      }
      for (place, line) in new.enumerated() {
        passGone()
        lines.append((added.contains(place) ? "+ " : "  ") + line)
        if !added.contains(place) { next += 1 }
      }
      passGone()
      return lines
    }
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

  fileprivate func mayChange(action: String) -> Bool {
    // The first policy of a resource stands in place of one that is not known to requests whose owner the log does not
    // show, and that may have allowed anything.
    if isNew, case .resource = target { return true }
    let statements = steps.flatMap { [$0.old, $0.statement] }.compactMap { $0 }
    let policy = CompiledPolicy(
      PolicyDocument(version: document.version, statements: statements), type: target.policyType)
    return Evaluator.unreachedStatements(of: policy, by: [action]).count < statements.count
  }

  /// The change; nil when AWS would refuse the new text.
  var change: PolicyChange? { try? PolicyChange(target: target, document: document) }
}

extension Statement {
  fileprivate var lines: [String] {
    json.text(isIndented: true).split(separator: "\n").map { String($0) }
  }
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

extension CollectionDifference.Change {
  /// Where the element stands, among the new ones or the old ones.
  fileprivate var place: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
