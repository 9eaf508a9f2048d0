public import AuditStore
public import CloudTrail

/// Asks a database what a report shows.
public struct ComplianceReporter: Sendable {
  /// The period.
  public var window: TimeWindow
  /// Patterns, with `*` and `?`, of the resources whose use the report shows one by one.
  public var sensitiveResources: [String] = []
  /// The controls that sections are mapped to.
  public var controls: [ReportControl] = []
  /// The report to compare with; nil for none.
  public var previous: PreviousReport?
  /// The policies in force in the period; nil when none are given.
  public var snapshot: PolicySnapshot?
  /// The public keys by which the signatures of digest files are checked.
  public var digestKeys = DigestKeys()
  /// The folder of the policies as it was named.
  public var snapshotName: String?
  /// What the policies are replayed with.
  public var options = Differ.Options()

  /// Makes a reporter for a period that names no resource as sensitive.
  public init(window: TimeWindow) { self.window = window }

  /// The report.
  ///
  /// - Throws: `StoreError` when the database cannot be read, `SnapshotError` when the options do not fit the snapshot.
  public func report(on database: borrowing AuditDatabase) throws -> ComplianceReport {
    let file = try database.file()
    let validation = try LogValidation.ofDatabase(database, keys: digestKeys)
    let counts = try EventCounts(file, in: window)
    try counts.store(in: file)
    let accounts = try file.use { try queries.accounts.table($0) }
    let silent = silentAccounts(accounts)
    var sections = try logged(file, counts, validation, accounts, silent)
    let principals = sections.lazy.flatMap { $0.tables }.first { $0.id == "principals" }
    let callers = Set(principals.map { table in table.rows.map { table.text("principal", $0) } } ?? [])
    sections += try replayed(database, file, silent: silent, callers: callers)
    sections.insert(try comparison(of: sections, database), at: 1)
    return ComplianceReport(
      period: window, window: try span(database), events: accounts.sum("events"),
      eventsBefore: counts.eventsBefore, sensitiveResources: sensitiveResources,
      sections: sections, explanations: try examples(of: sections, database),
      limits: Self.limits + [Self.limit(of: validation)], controls: controls)
  }

  /// What the log shows by itself; all processors ask for some of the sections.
  private func logged(
    _ file: DatabaseFile, _ counts: EventCounts, _ validation: LogValidation?, _ accounts: ReportTable,
    _ silent: [String]
  ) throws -> [ReportSection] {
    let sections: [@Sendable (borrowing AuditDatabase) throws -> ReportSection] = [
      { try scope($0, counts, validation, accounts: accounts, silent: silent) }, { try principals($0) },
      { try sensitive($0) }, { try rootUse($0) }, { try signIns($0) }, { try crossAccount($0) },
      { try denials($0, counts) }, { try policyChanges($0) }, { try trailChanges($0) },
    ]
    return try ParallelMap.run(sections.count, size: 1) { number in
      Result { try file.use(sections[number]) }
    }.map { try $0.get() }
  }

  /// Why the events are decided so that stand for who was denied most.
  private func examples(
    of sections: [ReportSection], _ database: borrowing AuditDatabase
  ) throws -> [EventExplanation] {
    guard let denied = sections.lazy.flatMap({ $0.tables }).first(where: { $0.id == "denied-principals" })
    else { return [] }
    let explainer = try Explainer(snapshot: snapshot ?? PolicySnapshot(), options: options)
    return try explainer.examples(
      denied.rows.prefix(Explainer.maximumExamples).map { denied.text("example", $0) },
      snapshot: snapshotName, in: database)
  }

  private static let limits = [
    "The report shows what the log files given hold. Switching a trail off is recorded, and listed where a file holds it; "
      + "what happened while it was off is not.",
    RecordedDecision.meaning,
    "The layer of a denial is the one that AWS's message names; it names one even where several deny.",
    "Tables with a query count records as they were delivered: a call that several accounts recorded counts in each, and "
      + "a later correction of a record is not taken in. What replaying shows counts a call once, as corrected.",
  ]

  private static func limit(of validation: LogValidation?) -> String {
    validation == nil
      ? "No digest file of CloudTrail was among the files, so that nothing shows that they are complete and unaltered."
      : "Digests prove the files that they list as far as the digests are signed; whoever can write a chain anew "
        + "without its signatures is found only by the public keys."
  }

  var queries: ComplianceQueries { ComplianceQueries(window: window) }

  private func span(_ database: borrowing AuditDatabase) throws(StoreError) -> ClosedRange<Int64>? {
    let times = try database.loggedTimes()
    guard let times else {
      return window.start.flatMap { start in window.end.map { start...max(start, $0) } }
    }
    let low = window.start ?? times.lowerBound
    return low...max(low, window.end ?? times.upperBound)
  }
}

// MARK: - Sections

extension ComplianceReporter {
  private func principals(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportSection {
    ReportSection(
      id: "principals", title: "Principals and what they used",
      summary: [
        "A role stands for all of its sessions. Whoever has no ARN in the log is named by type, unique ID and account. "
          + "Requests that a call only perhaps made are left out."
      ],
      tables: [try queries.principals.table(database), try queries.actions.table(database)], missing: nil)
  }

  private func rootUse(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportSection {
    ReportSection(
      id: "root-use", title: "Use of the root users", summary: [],
      tables: [try queries.rootUse.table(database)], missing: nil)
  }

  private func crossAccount(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportSection {
    ReportSection(
      id: "cross-account", title: "Access across accounts",
      summary: [
        "The first table counts what the owner's account logged, the second what the caller's account did; "
          + "one call may stand in both."
      ],
      tables: [
        try queries.foreignCallers.table(database), try queries.foreignResources.table(database),
      ], missing: nil)
  }

  private func denials(
    _ database: borrowing AuditDatabase, _ counts: EventCounts
  ) throws(StoreError) -> ReportSection {
    ReportSection(
      id: "denials", title: "Denials",
      summary: try beforeSentences(database, counts),
      tables: [try queries.denials.table(database), try queries.deniedPrincipals.table(database)],
      missing: nil)
  }

  private func beforeSentences(
    _ database: borrowing AuditDatabase, _ counts: EventCounts
  ) throws(StoreError) -> [String] {
    guard let before = window.before, let start = before.start else {
      let missing = [
        window.start == nil ? "--since" : nil, window.end == nil ? "--until" : nil,
      ].compactMap { $0 }
      guard !missing.isEmpty else { return ["There is no period before to compare with."] }
      return ["Without \(missing.joined(separator: " and ")) there is no period before to compare with."]
    }
    let meaning = "The period before is the one of the same length that ends where this one starts."
    if counts.eventsBefore == nil {
      return [meaning + " The log holds no event of it: what was denied then is unknown, not none."]
    }
    guard let first = try database.loggedTimes()?.lowerBound, first > start else { return [meaning] }
    return [meaning + " The log begins within it, at \(TextFormat.minute(first)): its counts are of a part."]
  }

  private func policyChanges(_ database: borrowing AuditDatabase) throws -> ReportSection {
    var kinds: [(source: String, name: String)] = []
    try database.scan(.kind) { _, values in
      if let source = values[0], let name = values[1] { kinds.append((source, name)) }
    }
    return changes(
      "policy-changes", "Changes of policies and of who has them", of: "policies",
      try queries.policyChanges(among: kinds).table(database), PolicyOperations.scope)
  }

  private func trailChanges(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportSection {
    changes(
      "trail-changes", "Changes of trails and event data stores", of: "trails",
      try queries.trailChanges.table(database), TrailOperations.scope)
  }

  private func changes(
    _ id: String, _ title: String, of noun: String, _ table: ReportTable, _ scope: String
  ) -> ReportSection {
    let attempts = ChangeAttempts(table)
    let sentence =
      "\(TextFormat.count(attempts.made)) \(attempts.words(noun))."
      + (attempts.isMixed ? " What AWS carried out stands first, what it denied last." : "")
    return ReportSection(
      id: id, title: title, summary: (table.rows.isEmpty ? [] : [sentence]) + [scope], tables: [table],
      missing: nil)
  }
}

extension StoredValue {
  /// The number; nil for a text.
  var count: Int? { if case .integer(let value) = self { Int(value) } else { nil } }

  /// The value as text; empty for none.
  var text: String {
    switch self {
    case .null: ""
    case .integer(let value): String(value)
    case .text(let text): text
    }
  }
}
