import AuditStore
import TestSupport
import Testing

@testable import Replay

/// Databases of which the first programs of version 5 made the table of sign-ins, without how they ended.
struct OldSignInTests {
  private static let withoutResult =
    "CREATE TEMP TABLE told AS SELECT event_rowid, mfa_used FROM sign_in; DROP TABLE sign_in; "
    + "CREATE TABLE sign_in(event_rowid INTEGER PRIMARY KEY, mfa_used TEXT NOT NULL); "
    + "INSERT INTO sign_in SELECT * FROM told; DROP TABLE told; UPDATE derivation SET version = 5; "
  private static let downgrades = [
    5: OldDatabase.wholeTexts,
    6: OldDatabase.wholeCalls
      + "DROP TABLE unfinished_ingest; DROP TABLE event_span; DROP TABLE event_key; PRAGMA user_version = 6",
    7: OldDatabase.wholeCalls
      + "DROP TABLE unfinished_ingest; DROP TABLE event_span; PRAGMA user_version = 7",
    8: OldDatabase.wholeCalls + "DROP TABLE unfinished_ingest; PRAGMA user_version = 8",
    9: OldDatabase.withoutScopes, 10: OldDatabase.wholeCalls, 11: "",
  ]

  private func signIn(_ world: inout DiffWorld, _ result: String, mfa: String?) {
    world.add(
      "signin", "ConsoleLogin",
      more: [
        "eventType": #""AwsConsoleSignIn""#, "responseElements": #"{"ConsoleLogin":"\#(result)"}"#,
        "additionalEventData": mfa.map { #"{"MFAUsed":"\#($0)"}"# } ?? "null",
      ])
  }

  @Test(arguments: [5, 6, 7, 8, 9, 10, 11])
  func `a database without the results of sign-ins takes new ones and keeps what it has`(version: Int)
    async throws
  {
    var world = try DiffWorld()
    signIn(&world, "Failure", mfa: "No")
    let path = try await world.ingest()
    try SQL.run(Self.withoutResult + (Self.downgrades[version] ?? ""), path)
    signIn(&world, "Failure", mfa: nil)
    #expect(try await world.ingest() == path)
    let (failed, isToldOld) = try failed(path)
    #expect(failed == 1)
    #expect(isToldOld)
    #expect(try rows(path) == [[.text("No"), .null], [.null, .text("Failure")]])
    _ = try Rederiver.run(path)
    let again = try self.failed(path)
    #expect(again.events == 2)
    #expect(!again.isToldOld)
  }

  private func rows(_ path: String) throws -> [[StoredValue]] {
    try AuditDatabase(path: path, access: .read)
      .rows("SELECT mfa_used, sign_in_result FROM events ORDER BY event_rowid")
  }

  /// How many sign-ins failed, and whether the report says that some may not be told.
  private func failed(_ path: String) throws -> (events: Int, isToldOld: Bool) {
    let report = try ComplianceReporter(window: TimeWindow()).report(
      on: AuditDatabase(path: path, access: .read))
    let section = try #require(report.sections.first { $0.id == "sign-ins" })
    return (
      report.table("failed-sign-ins")?.sum("events") ?? 0,
      section.summary.contains { $0.hasPrefix("Events of an older ingest may say neither") }
    )
  }
}
