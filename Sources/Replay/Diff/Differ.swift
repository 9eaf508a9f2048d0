public import AuditStore
import IAMPolicy

/// Replays the events of a database under two sets of policies and sums up what changes.
public struct Differ: Sendable {
  /// What a diff is asked for.
  public struct Options: Sendable {
    /// Values that are assumed for keys that the log does not hold, by lower-case key.
    public var assumed: [String: String] = [:]
    /// The targets of changes, as typed, at which nothing stands now.
    public var newTargets: Set<String> = []
    /// The targets of changes, as typed, at which something stands now though no snapshot shows it.
    public var replacedTargets: Set<String> = []
    /// The management account where no organization tree says it.
    public var managementAccount: String?

    /// Makes options that assume nothing.
    public init() {}
  }

  let baseline: PolicySnapshot
  let changes: [PolicyChange]
  let options: Options
  let evaluator: ChangeEvaluator
  private(set) var vocabulary: PolicyVocabulary
  /// The keys of all conditions, in lower case and in order.
  private(set) var conditionKeys: [String]
  /// The targets of changes, as typed, at which nothing stands now, as the options or the absence of a tree say.
  let newTargets: Set<String>

  /// Prepares both sides.
  ///
  /// - Throws: `SnapshotError` when a change does not fit the snapshot.
  public init(
    baseline: PolicySnapshot, changes: [PolicyChange], options: Options = Options()
  ) throws(SnapshotError) {
    if let given = options.managementAccount, let known = baseline.organization?.managementAccount,
      given != known
    {
      throw SnapshotError(
        message: "--management-account \(given) contradicts organization.json, which says \(known)")
    }
    let newTargets = Self.newTargets(changes, options, hasOrganization: baseline.organization != nil)
    let candidate = try baseline.applying(changes, new: newTargets)
    let baseline = baseline.exposing(changes, new: newTargets)
    self.newTargets = newTargets
    self.baseline = baseline
    self.changes = changes
    self.options = options
    evaluator = ChangeEvaluator(
      baseline: PolicyResolver(snapshot: baseline, comparing: changes, namesCallers: false),
      candidate: PolicyResolver(snapshot: candidate, comparing: changes, namesCallers: false))
    let documents = baseline.documents + candidate.documents
    vocabulary = PolicyVocabulary(documents)
    conditionKeys = Self.conditionKeys(documents)
  }

  private static func conditionKeys(_ documents: [CompiledPolicy]) -> [String] {
    let conditions = documents.flatMap { $0.document.statements }.flatMap { $0.conditions }
    return Set(conditions.map { $0.key.value.lowercased() }).sorted()
  }

  /// The same comparison where session policies that the log holds take part as well.
  func with(sessionDocuments: [CompiledPolicy]) -> Differ {
    if sessionDocuments.isEmpty { return self }
    var result = self
    let documents = baseline.documents + evaluator.candidate.snapshot.documents + sessionDocuments
    result.vocabulary = PolicyVocabulary(documents)
    result.conditionKeys = Self.conditionKeys(documents)
    return result
  }

  /// Without an organization tree an SCP or RCP that is given is taken as one that is not attached yet.
  private static func newTargets(
    _ changes: [PolicyChange], _ options: Options, hasOrganization: Bool
  ) -> Set<String> {
    var targets = options.newTargets
    for change in changes where !hasOrganization && change.policy != nil {
      switch change.target {
      case .scp, .rcp: targets.insert(change.targetText)
      default: break
      }
    }
    return targets.subtracting(options.replacedTargets)
  }

  /// The account that SCPs and RCPs do not bind; nil when nobody says it.
  var managementAccount: String? { baseline.organization?.managementAccount ?? options.managementAccount }

  /// The report over the events of a window that pass a filter.
  ///
  /// Events that no policy can tell apart are evaluated once.
  /// - Throws: `StoreError` when the database cannot be read.
  public func report(
    on database: borrowing AuditDatabase, window: TimeWindow, filter: RequestFilter = RequestFilter()
  ) throws -> DiffReport {
    let events = try RecordedEvents(database)
    return try with(sessionDocuments: events.sessionDocuments).report(events, database, window, filter)
  }

  private func report(
    _ loaded: RecordedEvents, _ database: borrowing AuditDatabase, _ window: TimeWindow,
    _ filter: RequestFilter
  ) throws -> DiffReport {
    var events = loaded
    events.resolveWildcards(conditionKeys)
    let resources = ResourceProjection(
      vocabulary, [evaluator.baseline.snapshot, evaluator.candidate.snapshot])
    let projection = EventProjection(
      events, vocabulary, shown: comparedKeys, resources: resources,
      callers: CallerProjection(vocabulary, evaluator))
    var scan = EventScan(EventCells(projection))
    try scan.run(events, database, window, filter)
    var tally = DiffTally(changes: changes, RecordedNames(events))
    var details = CellDetails(self, events, projection)
    var cache = EvaluationCache()
    for group in scan.cells.groups() { replay(group, scan.cells, events, &tally, &details, &cache) }
    var report = report(tally, try scan.sums(database), scan.coverage)
    report.filters = filter.arguments
    for index in report.causes.indices {
      report.causes[index].sampleEventIDs = try report.causes[index].sampleEventIDs.map {
        try Self.name(ofEvent: $0, database)
      }
    }
    return report
  }

  /// An event's id; for an event that has none, the file and the record's number in it.
  static func name(ofEvent row: String, _ database: borrowing AuditDatabase) throws -> String {
    guard let number = Int(row) else { return row }
    if let id = try database.eventID(ofRow: number) { return id }
    return try database.event(inRow: number).map { "\($0.path)#\($0.recordNumber)" } ?? row
  }

  /// The keys of the conditions that the changes bring, in lower case: reports show what met them.
  private var comparedKeys: Set<String> {
    Set(
      changes.flatMap { change -> [String] in
        guard case .document(let policy)? = change.policy?.content else { return [] }
        return policy.document.statements.flatMap { $0.conditions }.map { $0.key.value.lowercased() }
      })
  }

  /// Decides the first event of a group and counts all.
  private func replay(
    _ group: [Int], _ cells: EventCells, _ events: RecordedEvents, _ tally: inout DiffTally,
    _ details: inout CellDetails, _ cache: inout EvaluationCache
  ) {
    guard let first = group.first else { return }
    let row = cells.cells[first].row
    guard let call = AskedCall(self, cells.cells[first], events) else { return }
    let session = events.identity(row).sessionPolicies
    var verdict = self.verdict(on: call, session: session, &cache) { call.request($0) }
    if !options.assumed.isEmpty, verdict.isConfirmed {
      let recorded = self.verdict(on: call, session: session, &cache) { call.recordedRequest($0) }
      if recorded.changeClass != verdict.changeClass { verdict.isConfirmed = false }
    }
    let counted = tally.group(verdict)
    details.begin(verdict)
    for index in group {
      let cell = cells.cells[index]
      tally.add(cell, events.calls.requests(of: cell.row.call), counted, &details)
    }
  }

  private func verdict(
    on call: AskedCall, session: PolicySet?, _ cache: inout EvaluationCache,
    _ request: (Int) -> AuthorizationRequest
  ) -> EventVerdict {
    var comparisons: [Int: RequestComparison] = [:]
    for index in call.derived.decisiveRequests {
      let derived = call.derived.requests[index]
      comparisons[index] = evaluator.compare(
        request(index), evidence: call.derived.evidence(for: index), session: session,
        endpoint: call.endpoint, isOptional: derived.certainty != .certain,
        coversMany: derived.state == .listwild, cache: &cache)
    }
    return EventVerdict(comparisons, of: call.derived, changes)
  }
}
