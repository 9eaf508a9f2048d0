import AuditStore
import CloudTrail
import JSON
import TestSupport
import Testing

@testable import Replay

struct IntegrityReportTests {
  private static let account = "111111111111"
  private static let start: Int64 = 1_788_220_800  // 2026-09-01

  private static func log(_ hour: Int, _ number: Int, account: String = account) -> String {
    let two = hour < 10 ? "0\(hour)" : "\(hour)"
    return
      #"{"Records":[{"eventVersion":"1.11","userIdentity":{"type":"Root","arn":"arn:aws:iam::\#(account):root","#
      + #""accountId":"\#(account)"},"eventTime":"2026-09-01T\#(two):01:00Z","eventSource":"iam.amazonaws.com","#
      + #""eventName":"ListUsers","awsRegion":"us-east-1","eventID":"\#(DiffWorld.id(number))","#
      + #""eventType":"AwsApiCall","recipientAccountId":"\#(account)"}]}"#
  }

  /// Events in the hours 0 and 5 of a day, with digests of the first six hours.
  private static func world() throws -> DigestFolder {
    var files = try DigestFolder()
    for hour in 0..<6 {
      if [0, 5].contains(hour) { try files.log(hour, 10, Self.log(hour, hour + 1)) }
      try files.digest(hour)
    }
    return files
  }

  private static func report(
    _ files: DigestFolder, hours: Int = 8, keys: [String] = [], ingestWindow: TimeWindow = TimeWindow()
  ) async throws -> ComplianceReport {
    let store = files.folder.path + "/a.db"
    _ = try await LogIngester(jobs: 2, window: ingestWindow).ingest(
      [files.folder.path + "/AWSLogs"], into: store)
    var reporter = ComplianceReporter(
      window: TimeWindow(start: start, end: start + Int64(hours) * 3600))
    reporter.digestKeys = try DigestKeys(keys, files: InputFiles())
    return try reporter.report(on: try AuditDatabase(path: store, access: .read))
  }

  @Test func `a report tells what digests confirm, and by which signatures`() async throws {
    let files = try Self.world()
    let keys = try files.folder.write("keys.json", DigestFolder.keys)
    let report = try await Self.report(files, keys: [keys])
    let chain = try #require(report.table("digests"))
    // The newest digest lists the second file, and its signature is not in the copy.
    #expect(chain.sum("verified") == 1)
    #expect(chain.sum("signatures_valid") == 5)
    #expect(report.table("digest-findings")?.rows == [])
    for text in [
      ComplianceTextRenderer().render(report), ComplianceHTMLRenderer().render(report),
      ComplianceMarkdownRenderer().render(report), ComplianceJSONRenderer.render(report),
    ] {
      let words = text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
      #expect(
        words.contains(
          "6 digests of CloudTrail list 2 log files: 1 verified, 1 listed by a digest without a signature"))
    }
  }

  @Test func `a log file that was altered before it was ingested is found in the database alone`()
    async throws
  {
    let files = try Self.world()
    let name =
      "AWSLogs/\(Self.account)/CloudTrail/us-east-1/2026/09/01/\(Self.account)_CloudTrail_us-east-1_20260901T0010Z_0a10.json.gz"
    _ = try files.folder.write(name, Self.log(4, 6))
    let report = try await Self.report(files)
    let findings = try #require(report.table("digest-findings"))
    #expect(findings.rows.map { findings.text("finding", $0) } == ["log file altered"])
    #expect(findings.rows.map { findings.text("file", $0) } == [files.path(name)])
    let hours = try #require(report.table("hours"))
    #expect(hours.sum("files_missing") == 1)
  }

  @Test func `files count once under whatever path they are read, and those of no log do not`() async throws {
    var files = try Self.world()
    // No digest covers the hours from 6 on, and one file is altered.
    for hour in 6..<8 { try files.log(hour, 10, Self.log(hour, hour + 1)) }
    _ = try files.folder.write("AWSLogs/policies/a.json", #"{"Version":"2012-10-17","Statement":[]}"#)
    _ = try files.folder.write("AWSLogs/broken.json", #"{"Records":[{"eventName":"#)
    let store = files.folder.path + "/a.db"
    let folder = files.folder.path + "/AWSLogs"
    var tables: [[[StoredValue]]] = []
    for path in [folder, files.folder.path + "/./AWSLogs", folder + "/../AWSLogs"] {
      _ = try await LogIngester(jobs: 2).ingest([path], into: store)
      let database = try AuditDatabase(path: store, access: .read)
      let report = try ComplianceReporter(window: TimeWindow()).report(on: database)
      let words = "There are also 3 log files that no digest covers: not verified."
      #expect(report.sections[0].summary.contains(words), "\(path)")
      let table = try #require(report.table("files"))
      #expect(table.sum("files") == 5)
      #expect(table.sum("rejected") == 2)
      #expect(try database.rows(try #require(table.sql)) == table.rows)
      tables.append(table.rows)
    }
    #expect(tables.allSatisfy { $0 == tables[0] })
  }

  @Test func `a file that was read twice has one finding, and its name makes it a log`() async throws {
    let files = try Self.world()
    let name =
      "\(Self.account)/CloudTrail/us-east-1/2026/09/01/\(Self.account)_CloudTrail_us-east-1_20260901T0010Z_0a10.json.gz"
    _ = try files.folder.write("AWSLogs/" + name, "{}")
    _ = try files.folder.write("AWSLogs/" + name.replacing("_0a10", with: "_unlisted"), "[{}]")
    let store = files.folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([files.folder.path + "/./AWSLogs"], into: store)
    let report = try await Self.report(files)
    let findings = try #require(report.table("digest-findings"))
    #expect(
      findings.rows.map { findings.text("finding", $0) }.sorted() == [
        "log file altered", "log file not listed",
      ])
    #expect(report.table("files")?.sum("files") == 3)
  }

  @Test func `without a digest nothing is called verified`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("logs/a.json", Self.log(0, 1))
    let store = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/logs"], into: store)
    let report = try ComplianceReporter(window: TimeWindow(start: Self.start, end: Self.start + 7200))
      .report(on: try AuditDatabase(path: store, access: .read))
    #expect(report.sections[0].summary.contains { $0.contains("is not verified") })
    #expect(report.limits.contains { $0.contains("nothing shows that they are complete") })
    #expect(report.table("digests") == nil)
    let hours = try #require(report.table("hours"))
    #expect(hours.sum("without_events") == 1)
    #expect(hours.sum("not_told") == 1)
  }

  @Test func `an hour was quiet only where digests cover it and the hour behind it`() async throws {
    let hours = try #require(try await Self.report(try Self.world()).table("hours"))
    #expect(hours.rows.map { hours.count("hours", $0) } == [8])
    #expect(hours.sum("with_events") == 2)
    #expect(hours.sum("quiet") == 4)
    #expect(hours.sum("not_told") == 2)
  }

  @Test func `a digest that is missing leaves its hours untold`() async throws {
    var files = try DigestFolder()
    for hour in 0..<6 {
      if hour == 0 { try files.log(hour, 10, Self.log(hour, 1)) }
      try files.digest(hour, isWritten: hour != 3)
    }
    let report = try await Self.report(files, hours: 6)
    let table = try #require(report.table("silent-hours"))
    #expect(
      table.rows.map { table.text("meaning", $0) }.sorted() == [
        "cannot be told from missing logs", "cannot be told from missing logs", "no activity delivered",
        "no activity delivered",
      ])
    #expect(report.table("hours")?.sum("quiet") == 2)
    #expect(report.table("hours")?.sum("not_told") == 3)
  }

  @Test func `an event of another millennium makes a long stretch, not a long wait`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("a.json", Self.log(0, 1).replacing("2026-09-01", with: "0001-01-01"))
    _ = try folder.write("b.json", Self.log(0, 2))
    let store = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest(
      [folder.path + "/a.json", folder.path + "/b.json"], into: store)
    let report = try ComplianceReporter(window: TimeWindow()).report(
      on: AuditDatabase(path: store, access: .read))
    let table = try #require(report.table("silent-hours"))
    #expect(table.rows.count == 1)
    #expect(table.sum("hours") == Int((Self.start + 62_135_596_800) / 3600) - 1)
  }

  @Test func `events that an ingest passed over make no hour quiet`() async throws {
    let window = TimeWindow(start: Self.start, end: Self.start + 3600)
    let hours = try #require(try await Self.report(try Self.world(), ingestWindow: window).table("hours"))
    #expect(hours.sum("quiet") == 0)
    #expect(hours.sum("not_told") == 7)
  }

  @Test func `files that were ingested before their digests are hashed from what was kept`() async throws {
    let files = try Self.world()
    let store = files.folder.path + "/a.db"
    let logs = files.folder.path + "/AWSLogs/\(Self.account)/CloudTrail"
    _ = try await LogIngester(jobs: 1).ingest([logs], into: store)
    let report = try await Self.report(files)
    #expect(report.table("digests")?.sum("verified") == 2)
  }

  @Test func `a folder is compared as a database is`() async throws {
    let files = try Self.world()
    let (found, problems) = try LogValidation.ofFolders([files.folder.path], keys: DigestKeys())
    #expect(problems == [])
    #expect(found.count(.verified) == 2)
    let store = files.folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([files.folder.path + "/AWSLogs"], into: store)
    let stored = try LogValidation.ofDatabase(AuditDatabase(path: store, access: .read), keys: DigestKeys())
    #expect(stored == found)
    #expect(LogValidationRenderer.text(found, width: 80).contains("2 verified"))
    #expect(try JSONReader.parse(Array(LogValidationRenderer.json(found).utf8))["tables"]?.array?.count == 2)
  }

  @Test(arguments: [
    (nil, "--public-keys gives the keys to check by."), (DigestFolder.keys, "1 not in the copy."),
    (#"{"PublicKeyList":[]}"#, "lists the keys of a region and time."),
    (
      DigestFolder.keys.replacing(DigestFolder.fingerprint.prefix(6), with: "zzzzzz"),
      "lists the keys of a region and time."
    ),
  ])
  func `what is said of signatures fits the keys that were given`(list: String?, end: String) throws {
    let files = try Self.world()
    let keys = try list.map { [try files.folder.write("keys.json", $0)] } ?? []
    let (found, _) = try LogValidation.ofFolders(
      [files.folder.path + "/AWSLogs"], keys: DigestKeys(keys, files: InputFiles()))
    #expect(found.sentences.last?.hasSuffix(end) == true)
  }

  @Test func `no hour is quiet by a digest of another key than those given`() async throws {
    let files = try Self.world()
    let keys = try files.folder.write("keys.json", #"{"PublicKeyList":[]}"#)
    let report = try await Self.report(files, keys: [keys])
    #expect(report.table("hours")?.sum("quiet") == 0)
    #expect(report.unconfirmed?.contains("public key not given (6)") == true)
    for page in [ComplianceTextRenderer().render(report), ComplianceHTMLRenderer().render(report)] {
      #expect(page.contains("6 of no given key"))
    }
  }

  @Test func `digests of a database of an older version are read when they are met again`() async throws {
    let files = try Self.world()
    let store = files.folder.path + "/a.db"
    _ = try await Self.report(files)
    try SQL.run(
      "DELETE FROM file_bytes WHERE file_id IN (SELECT id FROM file WHERE skipped_kind = 'digest'); "
        + OldDatabase.wholeTexts + "DROP TABLE sign_in; ALTER TABLE file DROP COLUMN text_sha256; "
        + "ALTER TABLE file DROP COLUMN ingested_at; PRAGMA user_version = 4", store)
    let report = try await Self.report(files)
    #expect(report.table("digests")?.sum("verified") == 2)
    #expect(report.events == 2)
  }
}
