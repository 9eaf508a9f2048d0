import AuditStore
import IAMPolicy

/// What a group of events comes to, and what each of several changes has to do with it.
final class DecidedGroup: Sendable {
  let verdict: EventVerdict
  let shares: ShareFinder.Shares
  /// The changes that take part in each request, see `AskedGroup.changes`.
  let changes: [Int: [Int]]

  init(_ verdict: EventVerdict, _ shares: ShareFinder.Shares, changes: [Int: [Int]]) {
    self.verdict = verdict
    self.shares = shares
    self.changes = changes
  }
}

/// Decides groups of events one after the other, and keeps what they have in common; one for each thread.
struct GroupDecider: Sendable {
  /// What all threads decide by; one object, of which a call copies nothing.
  private final class Grounds: Sendable {
    let differ: Differ
    let shares: ShareFinder
    let parts: AskedParts
    let alike: AlikeGroups

    init(_ differ: Differ, _ shares: ShareFinder, _ parts: AskedParts, _ alike: AlikeGroups) {
      self.differ = differ
      self.shares = shares
      self.parts = parts
      self.alike = alike
    }
  }

  private let grounds: Grounds
  private let known = SharedDecisions()
  private var cache = EvaluationCache()
  private var findings = KnownFindings()
  private var trial: StatementTrial

  /// - Parameter trials: where it is noted what the groups make of changed statements.
  init(
    _ differ: Differ, _ shares: ShareFinder, _ parts: AskedParts, _ alike: AlikeGroups,
    _ trials: StatementTrials
  ) {
    grounds = Grounds(differ, shares, parts, alike)
    trial = StatementTrial(trials)
  }

  /// What the first event of a group comes to; nil for one that cannot be asked.
  mutating func decide(_ group: Int) -> DecidedGroup? {
    guard let number = grounds.alike.number(group) else { return evaluate(group) }
    if let found = known[number] { return found }
    guard let decided = evaluate(group) else { return nil }
    // Other candidates have policies of their own, by which alike groups may differ.
    if !grounds.shares.triesOthers(for: decided.verdict) { known.keep(decided, number) }
    return decided
  }

  private mutating func evaluate(_ group: Int) -> DecidedGroup? {
    guard let asked = grounds.parts.asked(group, grounds.differ) else { return nil }
    trial.run(asked)
    // Whether the record is evidence hangs on the policies that were in force, which are no part of a basis.
    guard grounds.differ.evaluator.recorded == nil else {
      return decided(
        asked, grounds.differ.verdict(on: asked.call, session: asked.session, &cache) { asked.call.sides($0) }
      )
    }
    let basis = FindingBasis(asked)
    if let basis, let known = findings[basis] {
      return decided(asked, as: known, basis)
    }
    let comparisons = asked.comparisons(&cache)
    let event = asked.call.derived
    let mayLiftOthers = event.mayBeLifted(by: grounds.differ, asked: asked.requests.lazy.map { $0.asked })
    let finding = EventFinding(comparisons, of: event, mayLiftOthers: mayLiftOthers)
    let group = decided(
      asked,
      EventVerdict(finding, comparisons, of: event, hasPolicies: grounds.differ.hasPolicies) {
        asked.request($0)
      })
    if let basis { findings.keep(group, basis) }
    return group
  }

  private mutating func decided(
    _ asked: AskedGroup, as known: KnownFindings.Known, _ basis: FindingBasis
  ) -> DecidedGroup {
    if let unchanged = known.unchanged { return unchanged }
    let verdict = known.verdict(on: asked, hasPolicies: grounds.differ.hasPolicies)
    let hasOwnShares = grounds.shares.triesOthers(for: verdict) || !grounds.differ.options.assumed.isEmpty
    if !hasOwnShares, let same = known.group(saying: verdict) { return same }
    let group = decided(asked, verdict)
    if !hasOwnShares { findings.keep(group, basis) }
    return group
  }

  private mutating func decided(_ asked: AskedGroup, _ found: EventVerdict) -> DecidedGroup {
    let (call, session) = (asked.call, asked.session)
    var verdict = found
    if !grounds.differ.options.assumed.isEmpty, verdict.isConfirmed {
      let recorded = grounds.differ.verdict(on: call, session: session, &cache) { call.recordedSides($0) }
      if recorded.changeClass != verdict.changeClass { verdict.isConfirmed = false }
    }
    let found = grounds.shares.find(verdict, asked.requests.map { $0.asked }) { candidate in
      grounds.differ.changeClass(of: call, session: session, under: candidate, &cache)
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
    /// Whether the sides know other things of it.
    var isRestated: Bool
    var changes: [Int]?
  }

  private let record: EventRecord
  private let recorded: RecordedDecision
  private let requests: [Request]

  /// Nil where more counts than the decisions of the requests.
  init?(_ asked: AskedGroup) {
    let derived = asked.call.derived
    guard derived.layer == nil, derived.eventClass != .network else { return nil }
    record = derived.record
    recorded = derived.recorded
    requests = asked.requests.map { request in
      Request(
        index: request.index, isOptional: request.isOptional, before: request.asked.basisBefore,
        after: request.asked.basisAfter, isRestated: request.asked.isRestated, changes: request.changes)
    }
  }
}

/// What was found of groups, for those that come to the same.
private struct KnownFindings: Sendable {
  private static let maximumEntries = 1 << 17

  /// What some groups came to: their causes differ, and nothing else.
  struct Known: Sendable {
    private static let maximumGroups = 16

    private let first: DecidedGroup
    private var others: [DecidedGroup] = []

    init(_ group: DecidedGroup) { first = group }

    /// All that is said of a group that no change touches in effect and whose record agrees with the policies.
    var unchanged: DecidedGroup? { first.verdict.changeClass == .unchanged ? first : nil }

    /// The verdict on another group, which may have other causes.
    func verdict(on asked: AskedGroup, hasPolicies: Bool) -> EventVerdict {
      EventVerdict(
        first.verdict.finding, first.verdict.comparisons, of: asked.call.derived, hasPolicies: hasPolicies
      ) { asked.request($0) }
    }

    /// The group with these causes.
    func group(saying verdict: EventVerdict) -> DecidedGroup? {
      first.verdict.hasSameCauses(as: verdict)
        ? first : others.first { $0.verdict.hasSameCauses(as: verdict) }
    }

    mutating func keep(_ group: DecidedGroup) {
      if others.count < Self.maximumGroups { others.append(group) }
    }
  }

  private var known: [FindingBasis: Known] = [:]

  subscript(basis: FindingBasis) -> Known? { known[basis] }

  mutating func keep(_ group: DecidedGroup, _ basis: FindingBasis) {
    if known.count >= Self.maximumEntries { known.removeAll(keepingCapacity: true) }
    if known[basis]?.keep(group) == nil { known[basis] = Known(group) }
  }
}
