import AuditStore
import CloudTrail

extension ComplianceReporter {
  /// What the files hold, which hours they cover, and what the digests among them show.
  func scope(
    _ database: borrowing AuditDatabase, _ validation: LogValidation?
  ) throws -> ReportSection {
    let files = try queries.files.table(database)
    let sums = files.rows.first.map { $0.map { TextFormat.count($0.count ?? 0) } } ?? []
    let sentence =
      sums.count == 6
      ? [
        "\(sums[1]) records read = \(sums[2]) ingested + \(sums[3]) duplicates + \(sums[4]) rejected "
          + "+ \(sums[5]) out of an ingest's window."
      ] : []
    let silent = try SilentHours(database, window: window, validation: validation)
    return ReportSection(
      id: "scope", title: "Scope and completeness",
      summary: sentence + (validation?.sentences ?? [LogValidation.withoutDigests]) + [
        Self.silence(validation)
      ],
      tables: [files, try queries.rejects.table(database)]
        + (validation.map { [IntegrityTables.chains($0), IntegrityTables.findings($0)] } ?? [])
        + [try queries.accounts.table(database), try queries.regions.table(database)]
        + IntegrityTables.hours(silent)
        + [
          try queries.classes.table(database), try queries.sharedCalls.table(database),
          try queries.corrections.table(database), try queries.days.table(database),
        ],
      missing: nil)
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
        "Events of an older ingest say neither whether MFA was used nor whether the sign-in failed: `retrial ingest --rederive` brings it in."
      )
    }
    return ReportSection(
      id: "sign-ins", title: "Sign-ins and calls without MFA", summary: summary,
      tables: [
        try queries.signInsWithoutMFA.table(database), try queries.rootSignIns.table(database),
        try queries.failedSignIns.table(database), try queries.signIns.table(database),
        try queries.callsWithoutMFA.table(database),
      ], missing: nil)
  }

  /// The version of the derivation from which on sign-ins say how they went.
  private static let signInVersion = 5
}
