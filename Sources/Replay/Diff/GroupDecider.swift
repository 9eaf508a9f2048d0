import AuditStore
import IAMPolicy

/// What a group of events comes to, and what each of several changes has to do with it.
final class DecidedGroup: Sendable {
  let verdict: EventVerdict
  let shares: ShareFinder.Shares
  /// The changes whose files take part, see `AskedGroup.changes`.
  let changes: [Int]?

  init(_ verdict: EventVerdict, _ shares: ShareFinder.Shares, changes: [Int]?) {
    self.verdict = verdict
    self.shares = shares
    self.changes = changes
  }
}

/// Decides groups of events one after the other, and keeps what they have in common; one for each thread.
struct GroupDecider: Sendable {
  private let differ: Differ
  private let shares: ShareFinder
  private let parts: AskedParts
  private var cache = EvaluationCache()
  private var findings = KnownFindings()

  init(_ differ: Differ, _ shares: ShareFinder, _ parts: AskedParts) {
    self.differ = differ
    self.shares = shares
    self.parts = parts
  }

  /// What the first event of a group comes to; nil for one that cannot be asked.
  mutating func decide(_ group: Int) -> DecidedGroup? {
    guard let asked = parts.asked(group, differ) else { return nil }
    // Whether the record is evidence hangs on the policies that were in force, which are no part of a basis.
    guard differ.evaluator.recorded == nil else {
      return decided(
        asked, differ.verdict(on: asked.call, session: asked.session, &cache) { asked.call.request($0) })
    }
    guard let basis = FindingBasis(asked) else {
      return decided(asked, EventVerdict(asked.comparisons(&cache), of: asked.call.derived, differ.changes))
    }
    if let known = findings[basis] { return known.unchanged ?? decided(asked, known.verdict(on: asked)) }
    let group = decided(
      asked, EventVerdict(asked.comparisons(&cache), of: asked.call.derived, differ.changes))
    findings.keep(group, basis)
    return group
  }

  private mutating func decided(_ asked: AskedGroup, _ found: EventVerdict) -> DecidedGroup {
    let (call, session) = (asked.call, asked.session)
    var verdict = found
    if !differ.options.assumed.isEmpty, verdict.isConfirmed {
      let recorded = differ.verdict(on: call, session: session, &cache) { call.recordedRequest($0) }
      if recorded.changeClass != verdict.changeClass { verdict.isConfirmed = false }
    }
    let found = shares.find(verdict) { candidate in
      differ.changeClass(of: call, session: session, under: candidate, &cache)
    }
    return DecidedGroup(verdict, found, changes: asked.changes)
  }
}

/// What a finding is found from: it says nothing of the requests themselves, so that all events that leave the same
/// questions open share it.
private struct FindingBasis: Hashable, Sendable {
  struct Request: Hashable {
    var index: Int
    var isOptional: Bool
    var before: DecisionBasis
    /// Nil where no changed policy takes part.
    var after: DecisionBasis?
  }

  private let record: EventRecord
  private let recorded: RecordedDecision
  private let mayBeLifted: Bool
  private let changes: [Int]?
  private let requests: [Request]

  /// Nil where more counts than the decisions of the requests.
  init?(_ asked: AskedGroup) {
    let derived = asked.call.derived
    guard derived.layer == nil, derived.eventClass != .network else { return nil }
    record = derived.record
    recorded = derived.recorded
    mayBeLifted = asked.mayBeLifted
    changes = asked.changes
    requests = asked.requests.map { request in
      Request(
        index: request.index, isOptional: request.isOptional, before: request.asked.basisBefore,
        after: request.asked.basisAfter)
    }
  }
}

/// What was found of groups, for those that come to the same.
private struct KnownFindings: Sendable {
  private static let maximumEntries = 1 << 17

  /// What one group came to.
  struct Known: Sendable {
    let group: DecidedGroup

    /// All that is said of a group that no change touches in effect and whose record agrees with the policies.
    var unchanged: DecidedGroup? { group.verdict.changeClass == .unchanged ? group : nil }

    /// The verdict on another group, which may have other causes.
    func verdict(on asked: AskedGroup) -> EventVerdict {
      let known = group.verdict.comparisons
      var comparisons: [Int: RequestComparison] = [:]
      for request in asked.requests {
        comparisons[request.index] = known[request.index].map {
          RequestComparison(of: request.asked, as: $0)
        }
      }
      return EventVerdict(group.verdict.finding, comparisons, of: asked.call.derived)
    }
  }

  private var known: [FindingBasis: Known] = [:]

  subscript(basis: FindingBasis) -> Known? { known[basis] }

  mutating func keep(_ group: DecidedGroup, _ basis: FindingBasis) {
    if known.count >= Self.maximumEntries { known.removeAll(keepingCapacity: true) }
    known[basis] = Known(group: group)
  }
}
