public import AuditStore
import IAMPolicy

/// Replays the events of a database under two sets of policies and sums up what changes.
public struct Differ: Sendable {
  /// What a diff is asked for.
  public struct Options: Sendable {
    /// Values that are assumed for keys that the log does not hold, by lower-case key.
    public var assumed: [String: String] = [:]
    /// The management account where no organization tree says it.
    public var managementAccount: String?

    /// Makes options that assume nothing.
    public init() {}
  }

  let baseline: PolicySnapshot
  let changes: [PolicyChange]
  let options: Options
  let evaluator: ChangeEvaluator
  let vocabulary: PolicyVocabulary

  /// Prepares both sides.
  ///
  /// - Throws: `SnapshotError` when a change does not fit the snapshot.
  public init(
    baseline: PolicySnapshot, changes: [PolicyChange], options: Options = Options()
  ) throws(SnapshotError) {
    let candidate = try baseline.applying(changes)
    let baseline = baseline.exposing(changes)
    self.baseline = baseline
    self.changes = changes
    self.options = options
    evaluator = ChangeEvaluator(
      baseline: PolicyResolver(snapshot: baseline, comparing: changes),
      candidate: PolicyResolver(snapshot: candidate, comparing: changes))
    vocabulary = PolicyVocabulary(baseline.documents + candidate.documents)
  }

  /// The report over the events of a window.
  ///
  /// Events that no policy can tell apart are evaluated once.
  /// - Throws: `StoreError` when the database cannot be read.
  public func report(on database: borrowing AuditDatabase, window: TimeWindow) throws -> DiffReport {
    let events = try RecordedEvents(database)
    let resources = ResourceProjection(
      vocabulary, [evaluator.baseline.snapshot, evaluator.candidate.snapshot])
    var scan = EventScan(EventCells(EventProjection(events, vocabulary, resources: resources)))
    try scan.run(events, database, window)
    var tally = DiffTally(changes: changes)
    for group in scan.cells.groups() { replay(group, scan.cells, events, &tally) }
    var report = report(tally, try scan.sums(database), scan.coverage)
    for index in report.causes.indices {
      report.causes[index].sampleEventIDs = try report.causes[index].sampleEventIDs.map { row in
        try Int(row).flatMap { number in try database.eventID(ofRow: number) } ?? row
      }
    }
    return report
  }

  /// Decides the first event of a group and counts all.
  private func replay(
    _ group: [Int], _ cells: EventCells, _ events: RecordedEvents, _ tally: inout DiffTally
  ) {
    guard let first = group.first else { return }
    let cell = cells.cells[first]
    let call = events.facts(cell.row, time: cell.seen.lowerBound)
    guard let caller = call.identity.caller, let derived = events.derived(cell.row) else { return }
    let facts = globalContext(call)
    let session: PolicySet? =
      events.identity(cell.row).session == .none ? nil : .unknown("policy:session")
    var comparisons: [Int: RequestComparison] = [:]
    for index in derived.certainRequests {
      let request = derived.requests[index]
      let asked = self.request(caller, request, facts)
      comparisons[index] = evaluator.compare(
        asked, evidence: derived.evidence(for: index), session: session, endpoint: call.vpcEndpoint,
        coversMany: request.state == .listwild)
      tally.note(asked)
    }
    let verdict = EventVerdict(comparisons, of: derived, principal: call.identity.principal)
    for index in group {
      guard let derived = events.derived(cells.cells[index].row) else { continue }
      tally.add(cells.cells[index], derived.requests, verdict)
    }
  }

  private func request(
    _ caller: Caller, _ derived: DerivedRequest, _ facts: [ContextFact]
  ) -> AuthorizationRequest {
    var context = RequestContext(isOpenWorld: true)
    let known = baseline.context(caller: caller, resourceAccount: derived.resourceAccount)
    for fact in facts + known + derived.context where vocabulary.mentions(fact.key) {
      context[fact.key] = fact.value
    }
    for (key, value) in options.assumed where context[key].isOpen { context[key] = .value(value) }
    let management = baseline.organization?.managementAccount ?? options.managementAccount
    return AuthorizationRequest(
      caller: caller, action: derived.action, resource: derived.requestResource,
      resourceAccount: derived.resourceAccount, context: context,
      options: RequestOptions(
        principalInManagementAccount: management.map { $0 == caller.account } ?? false,
        resourceInManagementAccount: management.map { $0 == derived.resourceAccount } ?? false,
        kmsGrantsUnknown: true))
  }
}

extension ContextValue {
  /// Whether a user may settle the key by an assumption.
  fileprivate var isOpen: Bool {
    switch self {
    case .unknown, .present: true
    case .known, .absent, .oneOf: false
    }
  }
}
