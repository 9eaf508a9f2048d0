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
  private var parts: AskedParts
  private var cache = EvaluationCache()
  private var unchanged = UnchangedVerdicts()

  init(_ differ: Differ, _ shares: ShareFinder, _ parts: AskedParts) {
    self.differ = differ
    self.shares = shares
    self.parts = parts
  }

  /// What the first event of a group comes to; nil for one that cannot be asked.
  mutating func decide(_ key: CellGroups.Key, first cell: EventCells.Cell) -> DecidedGroup? {
    guard let asked = parts.asked(key, cell, differ) else { return nil }
    // Whether the record is evidence hangs on the policies that were in force, which are no part of a basis.
    let basis = differ.evaluator.recorded == nil ? unchanged.basis(of: asked) : nil
    if let basis, let known = unchanged.known[basis] { return known }
    let decided = decide(asked)
    if let basis { unchanged.keep(decided, basis) }
    return decided
  }

  private mutating func decide(_ asked: AskedGroup) -> DecidedGroup {
    let (call, session) = (asked.call, asked.session)
    var verdict =
      differ.evaluator.recorded == nil
      ? EventVerdict(asked.comparisons(&cache), of: call.derived, differ.changes)
      : differ.verdict(on: call, session: session, &cache) { call.request($0) }
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

/// What was decided of events that no change touches in effect and whose record agrees with the policies.
///
/// It says nothing of the event itself, so that all events that leave the same questions open share it.
private struct UnchangedVerdicts: Sendable {
  private static let maximumEntries = 1 << 17

  /// What such a verdict is found from.
  struct Basis: Hashable {
    struct Request: Hashable {
      var index: Int
      var isOptional: Bool
      var before: DecisionBasis
      /// Nil where no changed policy takes part.
      var after: DecisionBasis?
    }

    var record: EventRecord
    var recorded: RecordedDecision
    var mayBeLifted: Bool
    var changes: [Int]?
    var requests: [Request]
  }

  private(set) var known: [Basis: DecidedGroup] = [:]

  /// Nil where more counts than the decisions of the requests.
  func basis(of asked: AskedGroup) -> Basis? {
    let derived = asked.call.derived
    guard derived.layer == nil, derived.eventClass != .network else { return nil }
    return Basis(
      record: derived.record, recorded: derived.recorded, mayBeLifted: asked.mayBeLifted,
      changes: asked.changes,
      requests: asked.requests.map { request in
        Basis.Request(
          index: request.index, isOptional: request.isOptional,
          before: request.asked.basisBefore, after: request.asked.basisAfter)
      })
  }

  mutating func keep(_ decided: DecidedGroup, _ basis: Basis) {
    guard decided.verdict.changeClass == .unchanged else { return }
    if known.count >= Self.maximumEntries { known.removeAll(keepingCapacity: true) }
    known[basis] = decided
  }
}
