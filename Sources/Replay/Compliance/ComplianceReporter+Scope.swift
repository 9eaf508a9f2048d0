import AuditStore
import CloudTrail

extension ComplianceReporter {
  /// What the files hold, which hours they cover, and what the digests among them show.
  func scope(
    _ database: borrowing AuditDatabase, _ counts: EventCounts, _ validation: LogValidation?,
    accounts: ReportTable, silent silentAccounts: [String]
  ) throws -> ReportSection {
    let files = try queries.files.table(database)
    let sums = files.rows.first.map { $0.map { $0.count ?? 0 } } ?? []
    let sentence =
      sums.count == 6
      ? [
        "\(TextFormat.count(sums[1], "record")) read = \(TextFormat.count(sums[2])) ingested "
          + "+ \(TextFormat.count(sums[3], "duplicate")) + \(TextFormat.count(sums[4])) rejected "
          + "+ \(TextFormat.count(sums[5])) out of an ingest's window."
      ] : []
    let silent = try SilentHours(
      database, window: window, validation: validation, events: counts.activeHours, all: counts.allHours)
    let days = try queries.days.table(database)
    return ReportSection(
      id: "scope", title: "Scope and completeness",
      summary: sentence + (try unfinished(database)) + (try untimed(database))
        + (validation?.sentences ?? [LogValidation.withoutDigests])
        + [Self.wholeLog]
        + Self.emptyDays(silent.hours, days) + silent.sentences + [Self.silence(validation)],
      tables: [files, try queries.rejects.table(database)]
        + (validation.map { [IntegrityTables.chains($0), IntegrityTables.findings($0)] } ?? [])
        + policyErrors + [accounts] + (snapshot == nil ? [] : [Self.table(of: silentAccounts)])
        + [try queries.regions.table(database)]
        + IntegrityTables.hours(silent)
        + [
          try queries.classes.table(database), try queries.sharedCalls.table(database),
          try queries.corrections.table(database), days,
        ],
      missing: nil)
  }

  /// What the log lacks because an ingest was not completed.
  private func unfinished(_ database: borrowing AuditDatabase) throws(StoreError) -> [String] {
    try database.unfinishedIngests().map { TextFormat.capitalized($0.sentence) + "." }
  }

  /// What a period leaves out because nobody knows whether it lies in it.
  private func untimed(_ database: borrowing AuditDatabase) throws(StoreError) -> [String] {
    guard window != TimeWindow() else { return [] }
    let count = try database.eventCountWithoutTime()
    guard count > 0 else { return [] }
    return [
      "\(TextFormat.count(count, "event")) without a time that can be read \(count == 1 ? "is" : "are") left out: "
        + "whether the period holds \(count == 1 ? "it" : "them") is not known."
    ]
  }

  private static let wholeLog =
    "Figures of files, of digests and of what could not be read are of everything ingested, not of the period alone; a file "
    + "that several ingests read, under whatever path, counts once, what each of them read of it each time. A file without "
    + "any record of CloudTrail, such as a policy, is no log file."

  /// How many days of a period, which may begin or end within one, have no event.
  private static func emptyDays(_ hours: Range<Int64>, _ table: ReportTable) -> [String] {
    let first = Int64((Double(hours.lowerBound) / 24).rounded(.down))
    let end = Int64((Double(hours.upperBound) / 24).rounded(.up))
    guard !hours.isEmpty, end > first else { return [] }
    let held = Set(table.rows.map { table.text("day", $0) }.filter { !$0.isEmpty }).count
    let empty = max(0, Int(end - first) - held)
    return [
      "\(TextFormat.count(empty)) of \(TextFormat.count(Int(end - first), "day")) "
        + "\(empty == 1 || end - first == 1 ? "holds" : "hold") no event of any account."
    ]
  }

  /// The accounts that the policies speak of and the table of accounts does not hold, in their order.
  func silentAccounts(_ table: ReportTable) -> [String] {
    guard let snapshot else { return [] }
    var known = Set(snapshot.accounts.keys)
    known.formUnion(snapshot.resourcePolicies.keys.compactMap { snapshot.account(ofResource: $0) })
    if let organization = snapshot.organization {
      known.formUnion(organization.root.allAccounts)
      known.formUnion(organization.accounts.keys)
      known.formUnion([organization.managementAccount].compactMap { $0 })
    }
    return known.subtracting(table.rows.map { table.text("account", $0) }).sorted()
  }

  /// What is wrong in the policies given; no table where nothing is.
  private var policyErrors: [ReportTable] {
    guard let errors = snapshot?.errors, !errors.isEmpty else { return [] }
    return [
      ReportTable(
        id: "policy-errors", title: "Errors in the policies given",
        columns: ["place", "policy", "error", "consequence"].map { .init(name: $0, kind: .text) },
        rows: errors.map { error in
          [error.place, error.finding.policy ?? "", error.message, error.consequence]
            .map { .text($0) }
        }, source: "found when the policies were read, as `retrial policies check DIR` finds them")
    ]
  }

  private static func table(of silentAccounts: [String]) -> ReportTable {
    ReportTable(
      id: "silent-accounts", title: "Accounts of the snapshot without any event in the period",
      columns: [.init(name: "account", kind: .text)], rows: silentAccounts.map { [.text($0)] },
      source: "the accounts that the policies name and the table of accounts does not")
  }

  private static func silence(_ validation: LogValidation?) -> String {
    validation == nil
      ? "An hour without any event may be a quiet one, or its logs are missing: without digests the two cannot be told apart."
      : "An hour without any event was quiet where digests cover it and the files that they list for it are unaltered; "
        + "elsewhere that cannot be told from missing logs."
  }

  /// Sign-ins to the console, and calls without MFA.
  func signIns(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportSection {
    var summary = [
      "A user's access keys carry no MFA unless a session was made of them. For a federated sign-in AWS records No: the "
        + "identity provider may have asked for a second factor."
    ]
    if let version = try database.derivationVersion(), version < Self.signInVersion {
      summary.append(
        "Events of an older ingest may say neither whether MFA was used nor whether the sign-in failed: `retrial ingest --rederive` brings it in."
      )
    }
    return ReportSection(
      id: "sign-ins", title: "Sign-ins and calls without MFA", summary: summary,
      tables: [
        try queries.signInsWithoutMFA.table(database), try queries.rootSignIns.table(database),
        try queries.failedSignIns.table(database), try queries.signIns.table(database),
        try queries.signInSteps.table(database),
        try queries.callsWithoutMFA.table(database),
      ], missing: nil)
  }

  /// The version of the derivation from which on sign-ins say how they went; the first databases of version 5 do not.
  private static let signInVersion = 6
}
