import AuditStore
import Replay
import Testing
import TestSupport

struct RederiveTests {
  @Test func `deriving again from the kept records gives what the first ingest gave`() async throws {
    let logs = try SampleFolder()
    _ = try await logs.ingest()
    let before = try Tables.of(logs.database)
    // The log files are not needed any more.
    for file in 0..<12 {
      _ = try logs.folder.write("logs/\(file / 4)/\(file).json" + (file % 3 == 2 ? ".gz" : ""), "gone")
    }
    let counts = try Rederiver.run(logs.database)
    #expect(counts.derived == 60)
    #expect(counts.unreadable == 0)
    #expect(try Tables.of(logs.database) == before)
    #expect(try AuditDatabase(path: logs.database, access: .read).derivationVersion() == EventDeriver.version)
  }

  @Test func `an ingest counts what became of its events`() async throws {
    let logs = try SampleFolder()
    let derivation = try await logs.ingest().counts.derivation
    #expect(derivation.classes == [.principal: 60])
    #expect(derivation.states == [.exact: 60])
    #expect(derivation.unresolved == [:])
    #expect(derivation.absentKeys >= 120)
    let text = CoverageText.text(derivation)
    #expect(text.contains("60 events can be replayed, action derived for 60"))
    #expect(text.contains("  resources  exact 60\n"))
  }

  @Test func `an event whose time cannot be read counts as not replayed`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("s3", "ListBuckets", more: ["eventTime": nil])
    world.add("s3", "ListBuckets", more: ["eventTime": #""yesterday""#])
    let log = try world.logFile()
    let counts = try await LogIngester(jobs: 1).ingest([log], into: world.folder.path + "/a.db").counts
    #expect(counts.derivation.classes[.unreadable] == 2)
    let text = CoverageText.text(counts.derivation)
    #expect(text.contains("1 event can be replayed, action derived for 1"))
    #expect(text.contains("excluded   unreadable 2"))
  }

  @Test(arguments: [40, 80]) func `the summary of an ingest keeps to its width in plain words`(width: Int) {
    var counts = DerivationCounts()
    counts.classes = [.principal: 20_000, .serviceLinkedRole: 418, .unresolvedAction: 3]
    for state in ResourceState.allCases { counts.states[state] = 1_000 }
    counts.withoutRequests = [.serviceLinkedRole: 418, .signIn: 161, .permissionless: 48, .network: 2]
    counts.unresolved = ["someservice.amazonaws.com DescribeSomethingOrOther": 3]
    let text = CoverageText.text(counts, width: width)
    #expect(text.split(separator: "\n").filter { $0.count > width } == [])
    #expect(!["listwild", "star", "literal"].contains { text.contains($0) })
  }
}
