public import AuditStore
import IAMPolicy

/// Replays the events of a database under two sets of policies and sums up what changes.
///
/// The folders beside this file are its steps, in this order:
/// - `Recorded`: the dimension tables of the database in memory; `Sessions` joins sessions with the calls that issued them;
/// - `Projection`: numbers for what policies and reports can see of each value;
/// - `Cells`: events counted by their call and the numbers of the rest, and cells in groups that no policy tells apart;
/// - `Deciding`: what each group comes to on both sides, of those that are alike once, on the threads of `Parallel`;
/// - `Tally`: the sums, causes and names that a report shows.
public struct Differ: Sendable {
  /// What a diff is asked for.
  public struct Options: Sendable, Equatable {
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

    /// Whether `KEY=VALUE` can say what is assumed of a key: the first `=` ends it, and what begins as reports name facts
    /// is no key.
    static func canAssume(_ key: String) -> Bool {
      !key.isEmpty && !key.contains("=") && !key.hasPrefix("policy:") && !key.hasPrefix("key:")
    }
  }

  let baseline: PolicySnapshot
  /// The IAM entities of the baseline.
  let entities: EntityARNs
  /// What the sides differ by, one for each target.
  let changes: [PolicyChange]
  let options: Options
  private(set) var evaluator: ChangeEvaluator
  private(set) var vocabulary: PolicyVocabulary
  /// The keys of all conditions, in lower case and in order.
  private(set) var conditionKeys: [String]
  /// The targets of changes, as typed, at which nothing stands now, as the options or the absence of a tree say.
  let newTargets: Set<String>
  /// The policies that each removal takes away, by the changes' places; none for other changes.
  let removed: [[AttachedPolicy]]
  /// Whether the baseline has policies beside those that changes bring.
  let hasPolicies: Bool
  /// Whether a change where resources stand may allow what is denied now.
  let givesAtResources: Bool
  /// What two snapshots tell otherwise of context keys; nil where both sides know the same.
  let contextDifferences: ContextDifferences?
  /// The policies that only one of two snapshots has; none where both sides start from the same one.
  private(set) var rewritten: (new: [AttachedPolicy], old: [AttachedPolicy]) = ([], [])

  /// The accounts of which the whole log shows that they manage an organization, see `ManagementCalls`.
  private(set) var managersInLog: Set<String> = []
  /// The accounts that received an event of the whole log or called in one; nil where they were not asked for.
  private(set) var accountsInLog: Set<String>?

  /// Prepares both sides.
  ///
  /// - Throws: `SnapshotError` when a change, or what the options say of its target, does not fit the snapshot.
  public init(
    baseline: PolicySnapshot, changes: [PolicyChange], options: Options = Options()
  ) throws(SnapshotError) {
    if let given = options.managementAccount, let known = baseline.organization?.managementAccount,
      given != known
    {
      throw SnapshotError(
        message: "--management-account \(given) contradicts organization.json, which says \(known)")
    }
    try baseline.check(options, of: changes)
    let newTargets = Self.newTargets(changes, options, hasOrganization: baseline.organization != nil)
    self.init(
      baseline: baseline.exposing(changes, new: newTargets),
      candidate: try baseline.applying(changes, new: newTargets), changes, options, newTargets,
      hasPolicies: baseline != PolicySnapshot())
  }

  /// A comparison of two snapshots in which the targets of the changes stand by themselves.
  init(
    baseline: PolicySnapshot, candidate: PolicySnapshot, _ changes: [PolicyChange], _ options: Options,
    _ newTargets: Set<String>, hasPolicies: Bool,
    differing: SnapshotDifferences = SnapshotDifferences(), contexts: ContextDifferences? = nil
  ) {
    contextDifferences = contexts
    self.newTargets = newTargets
    self.hasPolicies = hasPolicies
    self.baseline = baseline
    entities = EntityARNs(baseline)
    self.changes = changes
    self.options = options
    evaluator = ChangeEvaluator(
      baseline: PolicyResolver(
        snapshot: baseline, comparing: changes, namesCallers: false, differing: differing.before),
      candidate: PolicyResolver(
        snapshot: candidate, comparing: changes, namesCallers: false, differing: differing.after))
    removed = changes.map { $0.isRemoval ? baseline.standing(at: $0.target) : [] }
    givesAtResources =
      differing.givesAtResources || contexts?.areInOrganizations == true
      || changes.contains { change in
        change.target.isOfResources
          && baseline.standing(at: change.target).mayBeLifted(by: [change.policy].compactMap { $0 })
      }
    vocabulary = PolicyVocabulary([])
    conditionKeys = []
    learnVocabulary()
  }

  /// Takes in what the policies of all sides look at, so that events that any of them tells apart are told apart.
  private mutating func learnVocabulary(sessionDocuments: [CompiledPolicy] = []) {
    let documents = sides.flatMap { $0.documents } + sessionDocuments
    vocabulary = PolicyVocabulary(documents)
    conditionKeys = Self.conditionKeys(documents)
  }

  /// Names what only one of two snapshots has.
  mutating func note(rewritten: (new: [AttachedPolicy], old: [AttachedPolicy])) { self.rewritten = rewritten }

  /// Says of which policies the record speaks, where the baseline has changes of its own.
  mutating func note(recorded snapshot: PolicySnapshot) {
    evaluator.recorded = PolicyResolver(snapshot: snapshot, comparing: changes, namesCallers: false)
    learnVocabulary()
  }

  private static func conditionKeys(_ documents: [CompiledPolicy]) -> [String] {
    let conditions = documents.flatMap { $0.document.statements }.flatMap { $0.conditions }
    return Set(conditions.map { $0.key.value.lowercased() }).sorted()
  }

  /// The same comparison for events in groups, where session policies that the log holds take part as well, and what it
  /// tells of management accounts.
  func with(_ events: RecordedEvents) -> Differ {
    var result = with(managersInLog: events.managementAccounts)
    result.evaluator = evaluator.sharingEndpoints
    if options.managementAccount != nil { result.accountsInLog = events.namedAccounts }
    if !events.sessionDocuments.isEmpty { result.learnVocabulary(sessionDocuments: events.sessionDocuments) }
    return result
  }

  /// Without an organization tree an SCP or RCP that is given is taken as one that is not attached yet.
  static func newTargets(
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

  /// Whether an account is known to be that one; where nobody says it, by what the log shows.
  func isManagementAccount(_ account: String?) -> Bool {
    guard let account else { return false }
    return managementAccount.map { $0 == account } ?? managersInLog.contains(account)
  }

  /// Whether an account may manage its organization.
  ///
  /// Others than the management account perhaps do so by delegation, which no snapshot holds: nil for those. Where neither the
  /// snapshot nor the log shows a management account, any may be it.
  func managesOrganization(_ account: String?) -> Bool? {
    let isAnyKnown = managementAccount != nil || !managersInLog.isEmpty
    return isAnyKnown && !isManagementAccount(account) ? nil : true
  }

  /// The same comparison where a log shows that these accounts manage an organization.
  func with(managersInLog accounts: Set<String>) -> Differ {
    if accounts.isEmpty { return self }
    var result = self
    result.managersInLog = accounts
    return result
  }

  /// The report over the events of a window that pass a filter.
  ///
  /// Events that no policy can tell apart are evaluated once.
  /// - Throws: `StoreError` when the database cannot be read.
  public func report(
    on database: borrowing AuditDatabase, window: TimeWindow, filter: RequestFilter = RequestFilter(),
    view: DiffView = DiffView()
  ) throws -> DiffReport {
    var scope = EventScope(window: window, filter: filter)
    scope.holdsServiceLinkedRoles = mayBindServiceLinkedRoles
    return try run(on: database, scope, view).report
  }

  /// Whether what the sides differ by may bind service-linked roles, so that their calls are compared; they are looked at as well
  /// where the sides do not differ.
  var mayBindServiceLinkedRoles: Bool {
    changes.isEmpty || contextDifferences != nil || !rewritten.new.isEmpty || !rewritten.old.isEmpty
      || changes.contains { $0.target.bindsServiceLinkedRoles }
  }

  /// The report over events whose dimension tables are loaded already.
  func report(
    of events: RecordedEvents, on database: borrowing AuditDatabase, _ scope: EventScope = EventScope(),
    _ view: DiffView = DiffView()
  ) throws -> DiffReport {
    try run(of: events, on: database, scope, view).report
  }

  /// The same with what is asked for beside it.
  func run(
    of events: RecordedEvents, on database: borrowing AuditDatabase, _ scope: EventScope = EventScope(),
    _ view: DiffView = DiffView(), with extras: DiffRun.Extras = []
  ) throws -> DiffRun {
    try with(events).scan(events, database, scope, view, extras)
  }

  /// The report over some events, and what is asked for beside it.
  func run(
    on database: borrowing AuditDatabase, _ scope: EventScope, _ view: DiffView = DiffView(),
    with extras: DiffRun.Extras = []
  ) throws -> DiffRun {
    let events = try RecordedEvents(database, through: scope.lastEvent)
    var run = try run(of: events, on: database, scope, view, with: extras)
    run.report.warnings = ChangeWarnings.findings(of: changes)
    return run
  }

  private func scan(
    _ loaded: RecordedEvents, _ database: borrowing AuditDatabase, _ scope: EventScope, _ view: DiffView,
    _ extras: DiffRun.Extras
  ) throws -> DiffRun {
    let events = loaded.resolvingWildcards(conditionKeys)
    let (resources, names) = (resources(of: events), RecordedNames(events, entities))
    let (projection, calls) = ParallelPair.run {
      surroundings(of: events, shown: comparedKeys)
    } _: {
      CallNumbers(events.calls, vocabulary, resources, contexts(of: events, shown: comparedKeys))
    }
    var scan = EventScan(
      EventCells(projection, calls: events.calls.indices.count, keepsEvents: extras.contains(.outcomes)),
      CellGrouping(projection, calls))
    try scan.run(events, scope)
    return try decide(
      scan, events, (projection, calls, names), database, scope, view, extras)
  }

  private func decide(
    _ scan: EventScan, _ events: RecordedEvents,
    _ numbers: (projection: SurroundingProjection, calls: CallNumbers, names: RecordedNames),
    _ database: borrowing AuditDatabase, _ scope: EventScope, _ view: DiffView, _ extras: DiffRun.Extras
  ) throws -> DiffRun {
    let (projection, calls, names) = numbers
    let (cells, groups, finder) = (scan.cells.cells, scan.grouping.groups, ShareFinder(self))
    let parts = AskedParts(events, groups, cells, self)
    let trials = StatementTrials(ChangedStatements(self))
    let verdicts = ParallelDecider.decide(
      groups, GroupDecider(self, finder, parts, AlikeGroups(parts, groups, calls, self), trials),
      into: VerdictTally(
        names, view, finder, extras.contains(.outcomes) ? OutcomeCollector(changes) : nil)
    ) {
      events.calls.requests(of: cells.call(groups.firsts[$0]))
    }
    let tally = EventTally(
      verdicts, events, names, CellDetails(self, events, projection, calls),
      view.grouping.isEmpty
        ? nil
        : GroupCollector(
          GroupNaming(dimensions: view.grouping, snapshot: baseline, events: events, names: names))
    ).counting(cells, groups)
    var report = report(
      verdicts, tally, trials, try scan.sums(database, scope), scan.coverage, of: events, scope)
    report.filters = scope.arguments
    report.unmatchedFilters =
      try UnmatchedFilters(scope.filter, events).sentences()
      + UnknownTags(view.grouping, [baseline]).sentences
    report.shares = verdicts.shares.shares
    report.grouping = view.grouping
    try report.nameSamples { try Self.name(ofEvent: $0, database) }
    return DiffRun(
      report: report, outcomes: verdicts.outcomes?.outcomes(scan.cells.cellOfEvent ?? [], groups.ofCell),
      decisions: verdicts.outcomes?.decisions ?? [:],
      statements: extras.contains(.statementUse) ? StatementUseFinder(self, groups, parts).all : [])
  }

  /// What the policies of the comparison can see of the events but their calls.
  ///
  /// - Parameter shown: the keys, in lower case, whose values reports show.
  func surroundings(of events: RecordedEvents, shown: Set<String>) -> SurroundingProjection {
    SurroundingProjection(
      events, vocabulary, shown: shown, values(shown),
      CallerProjection(vocabulary, evaluator, contextDifferences))
  }

  /// What the policies of the comparison can see of the calls.
  func calls(of events: RecordedEvents, shown: Set<String>) -> CallNumbers {
    CallNumbers(events.calls, vocabulary, resources(of: events), contexts(of: events, shown: shown))
  }

  private func resources(of events: RecordedEvents) -> ResourceNumbers {
    ResourceNumbers(events.calls.resources, ResourceProjection(vocabulary, sides, entities))
  }

  private func contexts(of events: RecordedEvents, shown: Set<String>) -> ContextNumbers {
    ContextNumbers(events.calls.contexts, values(shown))
  }

  private func values(_ shown: Set<String>) -> ValueProjection {
    // The time of an event is no value of a dimension.
    ValueProjection(
      vocabulary, shown: shown.subtracting(SurroundingProjection.timeKeys),
      endpoints: Set(sides.flatMap { $0.vpcEndpoints.keys }))
  }

  private var sides: [PolicySnapshot] {
    [evaluator.baseline, evaluator.candidate, evaluator.recorded].compactMap { $0?.snapshot }
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

  /// What a call comes to, whose requests are asked for by their index.
  func verdict(
    on call: AskedCall, session: PolicySet?, _ cache: inout EvaluationCache,
    _ request: (Int) -> SidedRequest
  ) -> EventVerdict {
    let isHypothetical = isHypothetical(call, session: session, &cache, request)
    let event = isHypothetical ? call.derived.withoutRecord : call.derived
    let given = isHypothetical ? allowed(call, session: session, &cache, request) : nil
    let compared = given ?? compared(call, event, session: session, evaluator, &cache, request)
    let comparisons = compared.mapValues { $0.comparison }
    let mayLiftOthers = event.mayBeLifted(by: self, asked: compared.values.lazy.map { $0.asked })
    let finding = EventFinding(comparisons, of: event, mayLiftOthers: mayLiftOthers)
    var verdict = EventVerdict(finding, comparisons, of: event, hasPolicies: hasPolicies) {
      compared[$0]?.asked
    }
    verdict.isHypothetical = isHypothetical
    return verdict
  }

  /// The class of an event under other policies than the candidate's.
  func changeClass(
    of call: AskedCall, session: PolicySet?, under candidate: PolicyResolver,
    _ cache: inout EvaluationCache
  ) -> ChangeClass {
    var evaluator = evaluator
    evaluator.candidate = candidate
    let other = compared(call, call.derived, session: session, evaluator, &cache) { call.sides($0) }
    return EventOutcomes(
      other.mapValues { $0.comparison }, call.derived.record,
      mayLiftOthers: call.derived.mayBeLifted(by: self, asked: other.values.lazy.map { $0.asked })
    ).changeClass
  }

  private func compared(
    _ call: AskedCall, _ event: DerivedEvent, session: PolicySet?, _ evaluator: ChangeEvaluator,
    _ cache: inout EvaluationCache, _ request: (Int) -> SidedRequest
  ) -> [Int: (asked: AskedRequest, comparison: RequestComparison)] {
    var compared: [Int: (asked: AskedRequest, comparison: RequestComparison)] = [:]
    for (index, derived) in event.requests.enumerated() {
      compared[index] = evaluator.compare(
        request(index), evidence: event.evidence(for: index), denial: event.perhapsDenied(index),
        session: session,
        endpoint: call.endpoint, isOptional: derived.certainty != .certain,
        coversMany: derived.state == .listwild, cache: &cache)
    }
    return compared
  }

  /// The comparisons of a call that AWS allowed under other policies than the baseline's; nil for another call, and where
  /// those policies contradict the record.
  private func allowed(
    _ call: AskedCall, session: PolicySet?, _ cache: inout EvaluationCache,
    _ request: (Int) -> SidedRequest
  ) -> [Int: (asked: AskedRequest, comparison: RequestComparison)]? {
    guard call.derived.record == .allowed else { return nil }
    var compared: [Int: (asked: AskedRequest, comparison: RequestComparison)] = [:]
    for (index, derived) in call.derived.requests.enumerated() {
      let found = evaluator.compareAllowed(
        request(index), session: session, endpoint: call.endpoint,
        isOptional: derived.certainty != .certain, coversMany: derived.state == .listwild, cache: &cache)
      if found.comparison.contradictsRecord, derived.certainty == .certain { return nil }
      compared[index] = found
    }
    return compared
  }

  /// Whether the baseline has other policies for the event than were in force, which are all that its record speaks of.
  private func isHypothetical(
    _ call: AskedCall, session: PolicySet?, _ cache: inout EvaluationCache,
    _ request: (Int) -> SidedRequest
  ) -> Bool {
    guard evaluator.recorded != nil else { return false }
    return call.derived.requests.indices.contains { index in
      evaluator.isHypothetical(
        request(index).before, evidence: call.derived.evidence(for: index), session: session,
        endpoint: call.endpoint, coversMany: call.derived.requests[index].state == .listwild, cache: &cache)
    }
  }
}

extension DiffReport {
  /// Puts the ids of events in place of the rows of the samples.
  fileprivate mutating func nameSamples(_ name: (String) throws -> String) rethrows {
    for index in causes.indices {
      causes[index].sampleEventIDs = try causes[index].sampleEventIDs.map(name)
    }
    for index in groups.indices {
      groups[index].sampleEventIDs = try groups[index].sampleEventIDs.map(name)
    }
  }
}

/// What a diff comes to.
struct DiffRun {
  /// What may be asked for beside the report.
  struct Extras: OptionSet {
    let rawValue: Int

    /// What each event comes to.
    static let outcomes = Extras(rawValue: 1)
    /// How often each statement of the baseline met the events.
    static let statementUse = Extras(rawValue: 2)
  }

  var report: DiffReport
  /// What each event comes to; nil unless it was asked for.
  var outcomes: ReplayOutcomes?
  /// Events by the candidate's decision.
  var decisions: [String: Int]
  /// Every statement of the baseline; none unless they were asked for.
  var statements: [StatementUse]
}
