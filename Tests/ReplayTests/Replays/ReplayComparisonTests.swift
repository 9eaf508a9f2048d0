import IAMPolicy
import TestSupport
import Testing

@testable import AuditStore
@testable import Replay

/// Stored replays must compare as the policies that they were made from would in one go.
struct ReplayComparisonTests {
  private static let lock = #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#

  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("sqs", "ListQueues")
    try world.organization()
    try world.account(alice: DiffWorld.allowAll)
    return world
  }

  /// Stores a replay of the world's snapshot with changes.
  private func store(
    _ name: String, _ world: DiffWorld, in path: String, changes: [String] = [],
    policies: String = "policies",
    filter: RequestFilter = RequestFilter(), window: TimeWindow = TimeWindow()
  ) throws {
    var settings = ReplaySettings()
    settings.policies = world.folder.path + "/" + policies
    settings.changes = changes
    settings.filter = filter
    let files = InputFiles(keeping: true)
    let sides = try settings.policies(from: files)
    let database = try AuditDatabase(path: path, access: .write)
    try database.inTransaction {
      var report = try Replayer.report(settings, sides, from: files, on: database, window: window)
      try report.store(name, created: 0, in: database)
    }
  }

  private func compare(_ from: String, _ to: String, in path: String) throws -> DiffReport {
    let database = try AuditDatabase(path: path, access: .read)
    return try ReplayComparison(from, to, in: database).report(on: database, window: TimeWindow())
  }

  @Test func `two replays of one snapshot differ as in one go`() async throws {
    let world = try world()
    let change = try world.change("scp:Lock@r-1", Self.lock)
    let path = try await world.ingest()
    try store("old", world, in: path)
    try store("new", world, in: path, changes: [change])
    var report = try compare("old", "new", in: path)
    #expect(report.replays.map { $0.name } == ["old", "new"])
    #expect(report.notes == [])
    report.replays = []
    report.changes = [change]
    #expect(report == (try await world.report(change)))
    #expect(report.classes == [.revoked: 1, .unchanged: 1])
  }

  @Test func `calls of service-linked roles are left out as in one go`() async throws {
    var world = try world()
    world.add(
      "kms", "ListKeys",
      identity: DiffWorld.session(
        role: "AWSServiceRoleForAutoScaling",
        issuer:
          "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
      ))
    let change = try world.change("scp:Lock@r-1", Self.lock)
    let path = try await world.ingest()
    try store("old", world, in: path)
    try store("new", world, in: path, changes: [change])
    let report = try compare("old", "new", in: path)
    #expect(report.events.replayed == 2)
    #expect(report.events.excluded.map { $0.name } == ["service-linked-role"])
    #expect(report.events == (try await world.report(change)).events)
    #expect(try compare("old", "old", in: path).events.replayed == 3)
  }

  @Test(arguments: [["alice", "bob"], ["bob", "alice"]])
  func `a record is evidence for one event and none for another, whichever comes first`(
    _ callers: [String]
  ) async throws {
    var world = try DiffWorld()
    for caller in callers {
      world.add("ec2", "DescribeInstances", identity: DiffWorld.user.replacing("alice", with: caller))
    }
    try world.organization()
    let users = [("alice", "ec2"), ("bob", "s3"), ("carol", "s3")].map { name, service in
      #"{"UserName":"\#(name)","Arn":"arn:aws:iam::111111111111:user/\#(name)","UserPolicyList":[{"PolicyName":"p","#
        + #""PolicyDocument":\#(DiffWorld.document(Self.allow(service)))}]}"#
    }
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(users.joined(separator: ","))],"RoleDetailList":[]}"#)
    let path = try await world.ingest()
    let first = try world.change("identity:arn:aws:iam::111111111111:user/alice/p", Self.allow("s3"))
    let second = try world.change("identity:arn:aws:iam::111111111111:user/carol/p", Self.allow("sqs"))
    try store("old", world, in: path, changes: [first])
    try store("new", world, in: path, changes: [first, second])
    let report = try compare("old", "new", in: path)
    #expect(report.classes == [.unchanged: 1, .modelMismatch: 1])
    #expect(report.fidelity.recorded == 1)
  }

  @Test(arguments: [["a/1", "b/1"], ["b/1", "a/1"]])
  func `what the policies in force tell apart is told apart, though neither side does`(_ keys: [String])
    async throws
  {
    var world = try DiffWorld()
    for key in keys { world.addObject(key) }
    try world.organization()
    try world.account(alice: #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/a/*"}"#)
    let path = try await world.ingest()
    let target = "identity:arn:aws:iam::111111111111:user/alice/p"
    try store("old", world, in: path, changes: [try world.change(target, Self.allow("s3"))])
    _ = try world.folder.write("none.json", DiffWorld.document(Self.allow("sqs")))
    try store("new", world, in: path, changes: ["\(target)=\(world.folder.path)/none.json"])
    let report = try compare("old", "new", in: path)
    // What AWS allowed is evidence where the policy in force allows it as well.
    #expect(report.classes == [.revoked: 2])
    #expect(report.count(of: .revoked).confirmed == 1)
  }

  private static func allow(_ service: String) -> String {
    #"{"Effect":"Allow","Action":"\#(service):*","Resource":"*"}"#
  }

  @Test func `what a change took away comes back, and no record confirms it`() async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("locked", world, in: path, changes: [try world.change("scp:Lock@r-1", Self.lock)])
    try store("open", world, in: path)
    let report = try compare("locked", "open", in: path)
    #expect(report.classes == [.granted: 1, .unchanged: 1])
    #expect(report.count(of: .granted).confirmed == 0)
    #expect(report.causes.map { $0.reason.effect } == ["explicit deny removed"])
    #expect(report.causes.map { $0.unrecorded } == [0])
    #expect(report.fidelity.recorded == 1)
    #expect(report.assumptions.contains { $0.hasPrefix("what AWS recorded is no evidence") })
  }

  @Test func `a change that both replays have is no difference`() async throws {
    let world = try world()
    let change = try world.change("scp:Lock@r-1", Self.lock)
    let path = try await world.ingest()
    try store("a", world, in: path, changes: [change])
    try store("b", world, in: path, changes: [change])
    let report = try compare("a", "b", in: path)
    #expect(report.classes == [.unchanged: 2])
  }

  @Test func `a text that only moved to another folder is no difference`() async throws {
    var world = try world()
    try world.policies("../later/scps/Other.json", "\n\n" + DiffWorld.document(DiffWorld.denyAll))
    try world.policies("scps/Other.json", DiffWorld.document(DiffWorld.denyAll))
    for name in ["organization.json", "accounts/111111111111/authorization-details.json"] {
      _ = try world.folder.write(
        "later/" + name, Array("\n\n".utf8) + FileContent.of(world.folder.path + "/policies/" + name))
    }
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path, policies: "later")
    let report = try compare("a", "b", in: path)
    #expect(report.classes == [.unchanged: 2])
    #expect(!report.assumptions.contains { $0.contains("two snapshots") })
  }

  @Test func `two snapshots are compared by what differs in them`() async throws {
    let world = try world()
    let organization = try FileContent.of(world.folder.path + "/policies/organization.json")
    _ = try world.folder.write("later/organization.json", organization)
    _ = try world.folder.write(
      "later/accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","UserPolicyList":"#
        + #"[{"PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
        + #""Action":["sqs:*","ec2:RunInstances"],"Resource":"*"},{"Sid":"X","Effect":"Deny","Action":"ec2:*","#
        + #""Resource":"*"}]}}]}],"RoleDetailList":[]}"#)
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path, policies: "later")
    let report = try compare("a", "b", in: path)
    #expect(report.classes == [.revoked: 1, .unchanged: 1])
    #expect(report.count(of: .revoked).confirmed == 1)
    #expect(report.assumptions.contains { $0.contains("neither of the two snapshots") })
    #expect(report.blindSpots.contains { $0.kind == "unexercisedStatement" && $0.text.contains("Sid X") })
  }

  @Test func `replays that were made otherwise are not compared`() async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("a", world, in: path)
    var filter = RequestFilter()
    filter.actions = ["s3:*"]
    try store("b", world, in: path, filter: filter)
    #expect(throws: SnapshotError(message: "the replays `a` and `b` were made with other filters")) {
      try compare("a", "b", in: path)
    }
    #expect(throws: SnapshotError(message: "no replay `c`; stored are a, b; did you mean `a`?")) {
      try compare("a", "c", in: path)
    }
  }

  @Test func `what came into the database since is left out and said`() async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("a", world, in: path)
    var later = try DiffWorld()
    for _ in 0..<3 { later.add("ec2", "DescribeInstances") }
    let text = try FileContent.of(try await later.ingest().replacing("a.db", with: "log.json"))
    let renamed = String(decoding: text, as: UTF8.self).replacing(
      "00000000-0000-4000", with: "99999999-0000-4000")
    let log = try world.folder.write("more.json", renamed)
    _ = try await LogIngester(jobs: 1).ingest([log], into: path)
    try store("b", world, in: path)
    let report = try compare("a", "b", in: path)
    #expect(report.events.replayed == 2)
    #expect(report.events.outsideWindow == 0)
    #expect(report.events.cameLater == 3)
    #expect(
      report.events.sentences[1].hasSuffix("2 replayed + 0 excluded + 3 ingested after a replay was stored"))
    #expect(report.notes.count == 1)
    #expect(report.notes.first?.hasPrefix("3 events of the window came into the database after") == true)
  }

  @Test func `an account whose events came later had none when the replays were stored`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.policies(
      "organization.json",
      #"{"id":"o-1","root":{"id":"r-1","scps":[],"rcps":[],"accounts":["111111111111","222222222222"],"#
        + #""children":[]},"accounts":{}}"#)
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path, changes: [try world.change("scp:Lock@r-1", Self.lock)])
    func silent() throws -> [String] {
      try compare("a", "b", in: path).blindSpots.filter { $0.kind == "accountWithoutLogs" }.map { $0.text }
    }
    #expect(try silent().map { $0.contains("has no event in the log, so") } == [true])
    var later = try DiffWorld()
    later.add("s3", "ListBuckets")
    later.add("s3", "ListBuckets", more: ["recipientAccountId": #""222222222222""#])
    let text = try FileContent.of(try await later.ingest().replacing("a.db", with: "log.json"))
    _ = try await LogIngester(jobs: 1).ingest(
      [try world.folder.write("more.json", String(decoding: text, as: UTF8.self))], into: path)
    #expect(
      try silent()
        == [
          "account 222222222222 had no event in the log when the replays were stored, so nothing can be said about it"
        ])
  }

  @Test func `windows that differ are cut to what lies in both`() async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path, window: TimeWindow(start: 2_000_000_000))
    let report = try compare("a", "b", in: path)
    #expect(report.events.replayed == 0)
    #expect(report.notes == ["the replays were made over other windows; only what lies in both is compared"])
  }

  @Test(arguments: [
    ("UPDATE replay SET engine_version = 0 WHERE name = 'a'", "every event comes out as it was stored"),
    (
      "UPDATE replay SET catalog_date = '2020-01-01' WHERE name = 'a'",
      "every event comes out as it was stored"
    ),
    ("UPDATE replay SET engine_version = 1 WHERE name = 'a'", "every event comes out as it was stored"),
    ("UPDATE derivation SET version = 99", "every event comes out as it was stored"),
    (
      "UPDATE replay SET engine_version = 0 WHERE name = 'a'; UPDATE outcome SET decision = 'implicitly_denied'",
      "2 events come out otherwise than stored"
    ),
  ])
  func `another version that decides now is said, with what it decides otherwise`(
    statement: String, words: String
  ) async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path)
    try SQL.run(statement, path)
    let notes = try compare("a", "b", in: path).notes
    #expect(notes.first?.hasPrefix("`a` was stored by ") == true)
    #expect(notes.allSatisfy { $0.hasSuffix(words) })
  }

  @Test func `a replay that an older engine stored is named with both versions`() async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path)
    #expect(try compare("a", "b", in: path).notes.isEmpty)
    try SQL.run("UPDATE replay SET engine_version = 1 WHERE name = 'a'", path)
    let note = try #require(try compare("a", "b", in: path).notes.first)
    #expect(note.hasPrefix("`a` was stored by engine 1, "))
    #expect(note.contains(" and is decided here by engine \(Evaluator.version), "))
    #expect(Evaluator.version > 1)
  }

  @Test func `nobody holds the database once a comparison is made`() async throws {
    let world = try world()
    let path = try await world.ingest()
    try store("a", world, in: path)
    try store("b", world, in: path)
    for engine in 1...10 {
      _ = try compare("a", "b", in: path)
      try SQL.run("UPDATE replay SET engine_version = \(engine) WHERE name = 'a'", path)
    }
  }

  @Test func `a stored replay holds each file with its digest and lists every outcome`() async throws {
    let world = try world()
    let path = try await world.ingest()
    let change = try world.change("scp:Lock@r-1", Self.lock)
    try store("a", world, in: path, changes: [change])
    let database = try AuditDatabase(path: path, access: .read)
    let inputs = try #require(try database.replay(named: "a")).inputs
    let names = inputs.map { String($0.path.split(separator: "/").last ?? "") }
    #expect(names.count == 3)
    #expect(names.contains("organization.json"))
    #expect(names.contains { $0.hasPrefix("change-") })
    #expect(inputs.allSatisfy { (try? FileContent.of($0.path)) == $0.content })
    let outcomes = try database.outcomes(ofReplay: "a")
    #expect(
      (1...2).map { outcomes.outcomes(ofEvent: $0).map { $0.decision } } == [
        ["explicitly_denied"], ["allowed"],
      ])
    #expect(
      outcomes.outcomes(ofEvent: 1).first?.cause?.contains("explicit deny in the service control policy")
        == true)
    let rows = try database.connection.integer(
      "SELECT count(*) FROM outcomes WHERE decision = 'explicitly_denied' AND change = 'revoked' "
        + "AND event_id = '\(DiffWorld.id(1))'")
    #expect(rows == 1)
  }

  @Test func `settings are the same after they were kept`() throws {
    var settings = ReplaySettings()
    settings.changes = ["scp:\"x\"@*=a\nb.json"]
    settings.options.assumed = ["aws:sourcevpc": "vpc-1"]
    settings.options.newTargets = ["scp:x@*"]
    settings.filter.principals = ["*\u{301}"]
    #expect(ReplaySettings(json: settings.json) == settings)
    #expect(ReplaySettings(json: "[]") == nil)
    #expect(ReplaySettings(json: "{") == nil)
  }
}
