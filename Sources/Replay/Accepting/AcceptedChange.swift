public import IAMPolicy
import JSON

/// A change that somebody accepts for a reason, up to a day.
public struct AcceptedChange: Sendable, Equatable {
  /// Where the entry stands in its file.
  public var position: SourcePosition
  /// The classes of changes that are meant.
  public var classes: Set<ChangeClass>
  /// Patterns of what is meant by the name of their member; a change must match one of each.
  var patterns: [Member: [String]]
  /// Why it is accepted.
  public var reason: String
  /// The last day on which it counts, as `YYYY-MM-DD` in UTC.
  public var expires: String
  /// A ticket in words; nil for none.
  public var ticket: String?
  /// Who answers for it; nil for nobody.
  public var owner: String?
  /// Whether its last day has passed.
  public var isExpired: Bool

  /// What an entry can say of a change.
  enum Member: String, CaseIterable, Sendable {
    /// Of its cause: the statement's Sid or number, the policy's name or ARN, its file, its layer.
    case statement, policy, file, layer
    /// Of its requests.
    case principal, action, resource, account
  }

  /// Whether a cause is meant, of whatever requests.
  func accepts(_ changeClass: ChangeClass, _ reason: CauseReason) -> Bool {
    classes.contains(changeClass) && matches(.statement, reason.statement) && matches(.policy, reason.policy)
      && matches(.file, reason.file) && matches(.layer, reason.layer)
  }

  /// Whether a principal's requests are meant, by its ARN or name.
  func accepts(principal: String) -> Bool {
    var filter = RequestFilter()
    filter.principals = patterns[.principal] ?? []
    return filter.principals.isEmpty || filter.accepts(principal: principal)
  }

  func accepts(action: String) -> Bool {
    matches(.action, action.lowercased(), patterns[.action]?.map { $0.lowercased() })
  }

  func accepts(resource: String) -> Bool { matches(.resource, resource) }

  func accepts(account: String?) -> Bool { matches(.account, account) }

  private func matches(_ member: Member, _ text: String?) -> Bool { matches(member, text, patterns[member]) }

  private func matches(_ member: Member, _ text: String?, _ patterns: [String]?) -> Bool {
    guard let patterns else { return true }
    guard let text else { return false }
    return patterns.contains { Wildcard.matches(Array($0.utf8), Array(text.utf8)) }
  }
}

/// What an entry of accepted changes came to.
public struct AcceptedEntry: Sendable, Equatable {
  /// The file and place of the entry.
  public var place: String
  /// The entry.
  public var change: AcceptedChange
  /// Events of which it means some request, also once it has expired.
  public var matching = 0
  /// Events that are accepted, wholly or in part by it.
  public var accepted = 0
  /// What it says of no change, with what was probably meant, in words; nil for nothing.
  var hint: String?

  /// The same with a hint where it means nothing, among the causes of all changes.
  func hinted(_ causes: [CauseReason]) -> AcceptedEntry {
    guard matching == 0 else { return self }
    var result = self
    result.hint = change.hint(among: causes)
    return result
  }
}

extension AcceptedChange {
  /// The first member of a cause that has a pattern like no cause's, with the closest of theirs.
  fileprivate func hint(among causes: [CauseReason]) -> String? {
    let members: [(Member, (CauseReason) -> String?)] = [
      (.statement, { $0.statement }), (.policy, { $0.policy }), (.file, { $0.file }), (.layer, { $0.layer }),
    ]
    for (member, text) in members {
      let texts = Set(causes.compactMap(text)).sorted()
      for pattern in patterns[member] ?? [] where !texts.contains(where: { matches(member, $0, [pattern]) }) {
        if let meant = Spelling.closest(to: pattern, among: texts) {
          return "no change has the \(member.rawValue) `\(pattern)`; did you mean `\(meant)`?"
        }
      }
    }
    return nil
  }
}
