import AuditStore
import CloudTrail
import Replay
import Testing
import TestSupport

struct IngestTests {
  @Test func `a second ingest of the same files adds nothing`() async throws {
    let logs = try SampleFolder()
    let first = try await logs.ingest()
    #expect(first.counts.ingested == 60)
    #expect(first.counts.read == first.counts.ingested + first.counts.duplicates + first.counts.rejected)
    let before = try Tables.of(logs.database)
    let second = try await logs.ingest()
    #expect(second.counts.read == 0)
    #expect(second.counts.knownFiles == first.counts.files)
    #expect(try Tables.of(logs.database) == before)
  }

  @Test func `the same files under another path are known by their content`() async throws {
    let logs = try SampleFolder()
    let first = try await logs.ingest()
    let copy = try SampleFolder()
    let second = try await LogIngester(jobs: 2).ingest([copy.logs], into: logs.database)
    #expect(second.counts.knownFiles == first.counts.files)
    #expect(second.counts.read == 0)
  }

  @Test(arguments: [1, 2, 5])
  func `the database does not depend on the number of jobs`(jobs: Int) async throws {
    let logs = try SampleFolder()
    _ = try await logs.ingest()
    let other = logs.folder.path + "/other.db"
    var ingester = LogIngester(jobs: jobs)
    ingester.eventsPerTransaction = 10
    ingester.filesPerUnit = 2
    _ = try await ingester.ingest([logs.logs], into: other)
    #expect(try FileContent.of(logs.database) == FileContent.of(other))
  }

  @Test(arguments: [1, 2, 5])
  func `texts in templates do not depend on the number of jobs`(jobs: Int) async throws {
    let folder = try TemporaryDirectory()
    for file in 0..<8 {
      let events = (file * 5..<file * 5 + 5).map { number in
        let session = Self.session(number, of: number % 3)
        return (number % 2 == 0 ? SampleFolder.event(number) : SampleFolder.issuance(number))
          .replacing(#""type":"IAMUser""#, with: session)
          .replacing(#""bucketName""#, with: #""roleSessionName":"s\#(number)","bucketName""#)
          .replacing(#""readOnly""#, with: #""errorMessage":"\#(Self.refusal(number))","readOnly""#)
      }
      _ = try folder.write("logs/\(file).json", "[\(events.joined(separator: ","))]")
    }
    var databases: [[UInt8]] = []
    for (name, units) in [("a.db", 1), ("b.db", 3)] {
      var ingester = LogIngester(jobs: name == "a.db" ? 1 : jobs)
      ingester.eventsPerTransaction = 10
      ingester.filesPerUnit = units
      _ = try await ingester.ingest([folder.path + "/logs"], into: folder.path + "/" + name)
      databases.append(try FileContent.of(folder.path + "/" + name))
    }
    #expect(databases[0] == databases[1])
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .read)
    var identities = 0
    var templates: Set<Int> = []
    try database.scanTexts(.identity) { _, text in
      identities += 1
      templates.formUnion([text?.template ?? 0])
    }
    #expect(identities == 40)
    #expect(templates.count == 21)
  }

  private static func session(_ number: Int, of role: Int) -> String {
    #""type":"AssumedRole","principalId":"AROA\#(role):s\#(number)","accessKeyId":"ASIA\#(number)""#
  }

  private static func refusal(_ number: Int) -> String {
    "User: a/s\(number) is not authorized to perform: s3:GetObject on resource: r\(number % 4)"
  }

  @Test func `an event delivered twice counts once, but not for two accounts`() async throws {
    let folder = try TemporaryDirectory()
    let one = SampleFolder.event(1)
    let other = one.replacing("111122223333", with: "444455556666")
    _ = try folder.write("logs/a.json", "[\(one),\(one),\(other)]")
    _ = try folder.write("logs/b.json", "[\(one),\(other),\(SampleFolder.event(2))]")
    let summary = try await LogIngester(jobs: 2).ingest([folder.path + "/logs"], into: folder.path + "/a.db")
    #expect(summary.counts.ingested == 3)
    #expect(summary.counts.duplicates == 3)
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .read)
    #expect(
      try database.events(withID: SampleFolder.id(1)).map { String(decoding: $0.json, as: UTF8.self) } == [
        one, other,
      ])
    #expect(try database.events(withID: "no such id") == [])
  }

  @Test func `an id that is typed in capitals is that of the event, and the start of one is none`()
    async throws
  {
    let id = "0a1b2c3d-0000-4000-8000-00000000000f"
    let folder = try TemporaryDirectory()
    let lower = SampleFolder.event(1).replacing(SampleFolder.id(1), with: id)
    _ = try folder.write(
      "logs/a.json", "[\(lower),\(SampleFolder.event(2).replacing(SampleFolder.id(2), with: "E-2"))]")
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/logs"], into: folder.path + "/a.db")
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .read)
    for (typed, found) in [(id, id), (id.uppercased(), id), ("E-2", "E-2")] {
      let meant = try database.events(meantBy: typed)
      #expect(meant.id == found)
      #expect(meant.events.count == 1)
    }
    for typed in ["0a1b2c3d", "e-2", "0A1B2C3D-0000-4000-8000-00000000000E", ""] {
      let meant = try database.events(meantBy: typed)
      #expect(meant.id == typed && meant.events.isEmpty)
    }
    #expect(try database.events(withID: id.uppercased()) == [])
  }

  @Test func `every record is found by its id as it was delivered`() async throws {
    let logs = try SampleFolder()
    _ = try await logs.ingest()
    let database = try AuditDatabase(path: logs.database, access: .read)
    for number in 0..<60 {
      let found = try database.events(withID: SampleFolder.id(number))
      #expect(found.map { String(decoding: $0.json, as: UTF8.self) } == [SampleFolder.event(number)])
      #expect(try database.eventID(ofRow: found[0].row.id) == SampleFolder.id(number))
    }
  }

  @Test func `events outside the window are counted, and a wider window adds them`() async throws {
    let logs = try SampleFolder()
    let window = TimeWindow(start: SampleFolder.time(22), end: SampleFolder.time(38))
    let first = try await LogIngester(jobs: 2, window: window).ingest([logs.logs], into: logs.database)
    #expect(first.counts.ingested == 16)
    #expect(first.counts.outOfWindow == 44)
    let again = try await LogIngester(jobs: 2, window: window).ingest([logs.logs], into: logs.database)
    #expect(again.counts.read == 0)
    let all = try await logs.ingest()
    #expect(all.counts.ingested == 44)
    #expect(all.counts.duplicates == 6)
    let database = try AuditDatabase(path: logs.database, access: .read)
    #expect(try database.events(withID: SampleFolder.id(3)).first?.json == Array(SampleFolder.event(3).utf8))
    #expect(
      try database.events(withID: SampleFolder.id(30)).first?.json == Array(SampleFolder.event(30).utf8))
  }

  @Test func `a damaged file keeps its events and says where it is damaged`() async throws {
    let folder = try TemporaryDirectory()
    let list = (0..<200).map { SampleFolder.event($0) }.joined(separator: ",")
    let whole = GzipWriter().write(Array("{\"Records\":[\(list)]}".utf8), isLast: true)
    let path = try folder.write("a.json.gz", Array(whole[..<(whole.count * 2 / 3)]))
    let summary = try await LogIngester(jobs: 1).ingest([path], into: folder.path + "/a.db")
    #expect(summary.counts.ingested > 20)
    #expect(summary.counts.rejected == 1)
    let rejects = summary.rejects.map { "\($0.path):\($0.record): \($0.reason)" }
    let position = "\(path):\(summary.counts.ingested + 1)"
    #expect(
      rejects == ["\(position): the gzip data ends too early (at compressed byte \(whole.count * 2 / 3))"])
  }

  @Test func `a path that cannot be read is a problem and the others are read`() async throws {
    let logs = try SampleFolder()
    let summary = try await LogIngester(jobs: 2).ingest(["no/such/path", logs.logs], into: logs.database)
    #expect(summary.problems.map { "\($0)" } == ["no/such/path: no such file or directory"])
    #expect(summary.counts.ingested == 60)
  }

  @Test func `a folder without logs gives sums of nothing`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("logs/.hidden.json", "{}")
    let summary = try await LogIngester(jobs: 2).ingest([folder.path + "/logs"], into: folder.path + "/a.db")
    #expect(summary.counts == IngestCounts())
  }
}
