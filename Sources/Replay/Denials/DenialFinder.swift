public import AuditStore
import IAMPolicy

/// Finds the denials that a log recorded and what caused them.
public struct DenialFinder: Sendable {
  private let differ: Differ
  /// Whether causes are named by the policies given, not by AWS's messages alone.
  private let hasPolicies: Bool
  private let filter: RequestFilter
  private let grouping: [DenialDimension]

  /// Prepares the policies; without a snapshot causes are those that AWS's messages name.
  ///
  /// - Throws: `SnapshotError` when the options do not fit the snapshot.
  public init(
    snapshot: PolicySnapshot?, filter: RequestFilter, grouping: [DenialDimension],
    options: Differ.Options = Differ.Options()
  ) throws(SnapshotError) {
    differ = try Differ(baseline: snapshot ?? PolicySnapshot(), changes: [], options: options)
    hasPolicies = snapshot != nil
    self.filter = filter
    self.grouping = grouping
  }

  /// The denials of a window; events that no policy can tell apart are decided once.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public func report(on database: borrowing AuditDatabase, window: TimeWindow) throws -> DenialReport {
    var grouped = GroupedEvents(differ, try RecordedEvents(database))
    let events = grouped.events
    var report = DenialReport(grouping: grouping)
    report.filters = EventScope(window: window, filter: filter).arguments
    report.assumptions = [grouped.differ.managementAssumptionOfBaseline].compactMap { $0 }
    var excluded: [EventClass: Int] = [:]
    var copies: [EventRow] = []
    let codes = try DenialCodes(database)
    let counted = CountedRecords(
      window: window, accepts: filter.isOpen ? nil : { accepts($0, events) })
    try events.scan(database, in: window, passing: counted.accepts) { row, isRepeated in
      guard let call = events.calls.call(row.call) else { return }
      if call.recorded == .unknown, !isRepeated, codes.contains(row.error), accepts(row, events) {
        report.undecided += 1
      }
      guard call.recorded == .denied else { return }
      let hasRequests = !events.calls.requests(of: row.call).isEmpty
      if call.eventClass == .ownerCopy, !hasRequests, row.time != nil { return copies.append(row) }
      guard accepts(row, events) else { return report.filtered += 1 }
      if let time = row.time, !isRepeated, call.eventClass.canBeReplayed, hasRequests {
        grouped.add(row, time: time)
      } else {
        excluded[call.eventClass, default: 0] += 1
      }
    }
    var acceptedCopies = 0
    if !copies.isEmpty {
      var found = try DeniedCopies(filter: filter, events, database, counted)
      for row in copies {
        try found.add(row, events, said: events.derived(row).map { $0.saidOfDenial }, database)
      }
      report.copies = try found.groups(database)
      report.filtered += found.filtered
      acceptedCopies = found.accepted
      if found.accepted > 0 { excluded[.ownerCopy, default: 0] += found.accepted }
    }
    report.unmatchedFilters = try UnmatchedFilters(filter, events).sentences(ofRequests: acceptedCopies == 0)
    report.excluded = excluded.map { NamedCount(name: $0.key.name, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    var collector = DenialCollector()
    collect(grouped, &collector)
    try collector.finish(&report) { try Differ.name(ofEvent: $0, database) }
    if report.events == 0 { report.logged = try database.loggedTimes() }
    report.passedOver = try database.passedOver(of: window)
    report.unfinishedIngests = try database.unfinishedIngests()
    return report
  }

  private func accepts(_ row: EventRow, _ events: RecordedEvents) -> Bool {
    let principal = events.identity(row).facts.principal
    guard filter.accepts(principal: principal), filter.accepts(account: events.account(row)) else {
      return false
    }
    return filter.mayAccept(denied(events.derived(row)))
  }

  /// The requests of which AWS denied at least one; all of them where its message names another action.
  private func denied(_ event: DerivedEvent?) -> [DerivedRequest] {
    guard let event else { return [] }
    guard case .denied(let among) = event.record else { return event.requests }
    return among.map { event.requests[$0] }
  }

  /// Adds up all events; those that no policy can tell apart have one cause.
  private func collect(_ grouped: GroupedEvents, _ collector: inout DenialCollector) {
    let (cells, events, groups) = (grouped.cells.cells, grouped.events, grouped.groups(isExplained: true))
    let firsts = groups.firsts
    let causes = ParallelMap.run(firsts.count) { cause(of: cells[firsts[$0]], grouped) }
    for (cell, group) in zip(cells, groups.ofCell) {
      let requests = denied(events.derived(cell.row))
      collector.add(
        cell,
        DenialCollector.Facts(
          cause: causes[Int(group)], principal: events.identity(cell.row).facts.principal,
          account: events.account(cell.row) ?? "not known",
          actions: Set(requests.map { $0.action }).sorted(),
          resources: Set(requests.map { $0.requestResource(grouped.differ.entities).words }).sorted()),
        by: grouping)
    }
  }
}

/// The rows of errors whose code is that of a denial, whatever their messages say.
private struct DenialCodes {
  private var rows: Set<Int> = []

  init(_ database: borrowing AuditDatabase) throws(StoreError) {
    let classes = DerivationTables().errorClasses
    try database.scanErrorCodes { row, code in
      switch classes[DerivationTables.normalized(code)] {
      case "denied", "vpce-denied": rows.insert(row)
      default: break
      }
    }
  }

  func contains(_ row: Int) -> Bool { rows.contains(row) }
}

// MARK: - Causes

extension DenialFinder {
  /// What denied an event: everything that did, in one text, so that causes add up to the events.
  ///
  /// What AWS's message names stands first; beside an explicit Deny stands what would deny without it as well.
  private func cause(of cell: EventCells.Cell, _ grouped: GroupedEvents) -> String {
    guard let derived = grouped.events.derived(cell.row) else { return "not known" }
    let said = derived.saidOfDenial
    guard hasPolicies, case .denied(let among) = derived.record,
      let asked = grouped.explained(cell, among)
    else { return said }
    let explanations = asked.map { Evaluator.explain($0.request, $0.policies) }
    let certain = explanations.filter { !$0.decision.possible.contains(.allowed) }
    // What is not known of a policy has denied nothing for certain.
    let reasons = certain.flatMap { $0.reasons + $0.stillMissing }.filter { $0.unknownPlace == nil }
    if !reasons.isEmpty {
      let named = reasons.filter { derived.names($0) }
      let unfound = named.isEmpty && !derived.isNamed(by: reasons) ? [said] : []
      return Self.unique(unfound + (named + reasons).map { $0.cause }).joined(separator: "; ")
    }
    let open = explanations.filter { $0.decision != .determinate(.allowed) }
    guard !open.isEmpty else {
      return "\(said); the policies given allow it: \(derived.whyDeniedThough)"
    }
    // Events of callers whose policies are alike are decided once, so that no fact may name one of them.
    let facts = Set(open.flatMap { $0.decision.dependsOn }.map { FactText.words(of: $0) }).sorted()
    return facts.isEmpty ? said : "\(said); hinges on " + facts.joined(separator: "; ")
  }

  private static func unique(_ lines: [String]) -> [String] {
    var result: [String] = []
    for line in lines where !result.contains(line) { result.append(line) }
    return result
  }
}

extension DerivedEvent {
  /// Whether a reason is of the policy type that AWS's message names.
  fileprivate func names(_ reason: DecidingReason) -> Bool {
    guard let named = layer?.policyLayer, let denial = reason.denial, denial.layer == named.layer else {
      return false
    }
    return named.isExplicit.map { $0 == denial.isExplicit } ?? true
  }

  /// Whether the reasons hold what AWS's message tells of the policy type, if it tells any.
  fileprivate func isNamed(by reasons: [DecidingReason]) -> Bool {
    guard let layer else { return true }
    return layer.policyLayer == nil && reasons.contains { $0.denial?.isExplicit == true }
  }

  /// Why AWS may have denied what the policies given allow.
  ///
  /// Amazon S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3"; API reference, `GetObject`.
  var whyDeniedThough: String {
    let other = "they are not those of that moment"
    if layer != nil { return other }
    let isOfS3 = requests.contains { $0.action.hasPrefix("s3:") }
    return "\(other), or it was denied by what no such policy says"
      + (isOfS3
        ? ": S3 answers so as well where the object is not there and s3:ListBucket is not allowed, where its KMS key is "
          + "not allowed, and where Block Public Access or Object Ownership refuses an ACL or a policy"
        : "")
  }

  /// What AWS's message names as the cause of a denial.
  var saidOfDenial: String {
    guard let layer else { return "AWS named no policy type" }
    guard let named = layer.policyLayer else { return "AWS named an explicit deny without its policy type" }
    if layer == .endpoint { return "AWS named a VPC endpoint policy" }
    let policy = policyARN.map { " \($0)" } ?? ""
    let isExplicit = named.isExplicit ?? true
    return isExplicit
      ? "AWS named an explicit deny in \(named.layer.withArticle)\(policy)"
      : "AWS said that no \(named.layer.rawValue) allows it"
  }
}

extension DecidingReason {
  /// The reason with the file that holds the statement it names.
  fileprivate var cause: String { file.map { "\(line), in \($0)" } ?? line }
}
