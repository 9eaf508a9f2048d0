import Glibc
import TestSupport
import Testing

@testable import AuditStore
@testable import Replay

/// A file that people write by hand: what it means, and what it cannot mean.
struct AcceptedChangesTests {
  private static let day: Int64 = 86_400
  /// 2026-09-14, at noon.
  private static let now: Int64 = 1_789_387_200

  private func read(_ text: String) throws -> [AcceptedChange] {
    try AcceptedChanges(file: "a.json", bytes: Array(text.utf8), now: Self.now).entries
  }

  private static func entry(_ more: String) -> String {
    #"{"accepted":[{"class":"revoked","statement":"X","reason":"r","expires":"2026-12-31"\#(more)}]}"#
  }

  @Test func `an entry says what is accepted, why and until when`() throws {
    let text =
      #"{"accepted":[{"class":["revoked","maybeRevoked"],"principal":["deploy","*:user/a"],"action":"S3:Get*","#
      + #""reason":"moves","expires":"2026-09-14","ticket":"OPS-1","owner":"web"}]}"#
    let entry = try #require(try read(text).first)
    #expect(entry.classes == [.revoked, .maybeRevoked])
    #expect(entry.accepts(principal: "arn:aws:iam::1:role/ci/deploy"))
    #expect(entry.accepts(principal: "arn:aws:iam::1:user/a"))
    #expect(!entry.accepts(principal: "arn:aws:iam::1:role/ci/deployer"))
    #expect(entry.accepts(action: "s3:GetObject"))
    #expect(!entry.accepts(action: "s3:PutObject"))
    #expect(entry.accepts(resource: "anything"))
    #expect([entry.ticket, entry.owner] == ["OPS-1", "web"])
  }

  @Test(arguments: [
    ("2026-09-13", true), ("2026-09-14", false), ("2026-09-15", false), ("1970-01-01", true),
    ("0001-01-01", true), ("9999-12-31", false),
  ])
  func `an entry counts to the end of its last day`(expires: String, isExpired: Bool) throws {
    let text = Self.entry("").replacing("2026-12-31", with: expires)
    #expect(try read(text).map { $0.isExpired } == [isExpired])
  }

  @Test(arguments: [
    ("", "a.json:1:1: "), ("[]", "a.json:1:1: must be an object"),
    ("{}", "a.json:1:1: `accepted` must be there as a list"),
    (#"{"accepted":{}}"#, "a.json:1:13: `accepted` must be there as a list"),
    (#"{"accepted":[],"x":1}"#, "a.json:1:16: unknown member `x`"),
    (#"{"accepted":[1]}"#, "a.json:1:14: must be an object"),
    (#"{"accepted":[],"accepted":[]}"#, "a.json:1:16: "),
    (#"{"accepted":[{"class":"revoked","reason":"r","expires":"2026-12-31"}]}"#, "a.json:1:14: nothing says"),
    (entry(#","expire":"x""#), "a.json:1:85: unknown member `expire`; did you mean `expires`?"),
    (entry(#","reason":"again""#), "a.json:1:85: "),
    (entry(#","principal":1"#), "a.json:1:97: `principal` must be a text or a list of texts"),
    (entry(#","principal":[]"#), "a.json:1:97: `principal` must be a text or a list of texts"),
    (entry(#","principal":["a",""]"#), "a.json:1:97: `principal` must be a text or a list of texts"),
    (entry(#","ticket":{}"#), "a.json:1:94: `ticket` must be a text that says something"),
    (entry("").replacing(#""reason":"r","#, with: ""), "a.json:1:14: `reason` is missing"),
    (entry("").replacing(#""r""#, with: #"" ""#), "a.json:1:58: `reason` must be a text that says something"),
    (entry("").replacing("revoked", with: "revokd"), "a.json:1:23: unknown class `revokd`; classes are "),
    (entry("").replacing("revoked", with: "unchanged"), "a.json:1:23: unknown class `unchanged`"),
    (
      entry("").replacing("2026-12-31", with: "2026-02-30"),
      "a.json:1:72: `2026-02-30` is no day as YYYY-MM-DD"
    ),
    (entry("").replacing("2026-12-31", with: "31.12.2026"), "a.json:1:72: `31.12.2026` is no day"),
    (entry("").replacing("2026-12-31", with: "2026-12-31T00:00:00Z"), "a.json:1:72: "),
    (
      entry("").replacing("2026-12-31", with: ""), "a.json:1:72: `expires` must be a text that says something"
    ),
    (entry("").replacing(#""2026-12-31""#, with: "20261231"), "a.json:1:72: `expires` must be a text"),
    (String(repeating: "[", count: 200), "a.json:1:"),
  ])
  func `what has no form is an error with its place`(text: String, message: String) {
    let error = #expect(throws: SnapshotError.self) { try read(text) }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(message))
  }

  @Test func `a file that is too large is refused, and one that is not there`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.json", String(repeating: " ", count: AcceptedChanges.sizeLimit + 1))
    #expect(throws: SnapshotError(file: file, message: "is larger than 4 MB")) {
      try AcceptedChanges(file: file, now: 0)
    }
    #expect(throws: SnapshotError.self) { try AcceptedChanges(file: folder.path + "/none", now: 0) }
  }

  @Test func `a pipe is refused and not waited for`() throws {
    let pipe = try TemporaryDirectory().path + ".pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    defer { _ = unsafe unlink(pipe) }
    #expect(throws: SnapshotError(file: pipe, message: "is not a regular file")) {
      try AcceptedChanges(file: pipe, now: 0)
    }
  }

  // MARK: - In a diff

  private static let lock = #"{"Sid":"Lock","Effect":"Deny","Action":"s3:*","Resource":"*"}"#

  /// Three revoked events on two resources, two principals; and one that is not touched.
  private func report(_ entries: String, now: Int64 = now) async throws -> DiffReport {
    var world = try DiffWorld()
    world.addObject("k1")
    world.addObject("k2")
    world.addObject("k2", identity: DiffWorld.session())
    world.add("sqs", "ListQueues")
    let change = try PolicyChange(argument: try world.change("scp:Lock@*", Self.lock))
    var view = DiffView()
    view.accepted = try AcceptedChanges(file: "a.json", bytes: Array(entries.utf8), now: now)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try Differ(baseline: PolicySnapshot(), changes: [change]).report(
      on: database, window: TimeWindow(), view: view)
  }

  private static func file(_ entries: String...) -> String {
    let members = #""class":"revoked","reason":"r","expires":"2026-12-31""#
    return #"{"accepted":[\#(entries.map { "{\(members),\($0)}" }.joined(separator: ","))]}"#
  }

  @Test(arguments: [
    (file(#""statement":"Lock""#), 3), (file(#""statement":"Loc""#), 0), (file(#""principal":"alice""#), 2),
    (file(#""resource":"arn:aws:s3:::b/k1""#, #""principal":"app""#), 2),
    (file(#""layer":"service control*""#), 3),
    (file(#""action":"S3:GETOBJECT","account":"1111*""#), 3), (file(#""account":"2*""#), 0),
    (file(#""policy":"Lock","file":"*.json""#), 3), (#"{"accepted":[]}"#, 0),
    (file(#""statement":"*""#).replacing(#""revoked""#, with: #"["granted","maybeRevoked"]"#), 0),
  ])
  func `events count as accepted that an entry means as a whole`(entries: String, accepted: Int) async throws
  {
    let report = try await report(entries)
    let counts = report.count(of: .revoked)
    #expect(counts.events == 3)
    #expect(counts.accepted == accepted)
    #expect(counts.acceptedConfirmed == accepted)
    #expect(report.causes.map { $0.count.accepted } == [accepted])
    #expect(DiffThreshold().outcome(of: report) == (accepted == 3 ? .passed : .confirmed))
  }

  @Test func `an entry that has expired counts no longer and is named`() async throws {
    let report = try await report(Self.file(#""statement":"Lock""#), now: Self.now + 120 * Self.day)
    #expect(report.count(of: .revoked).accepted == 0)
    #expect(report.accepted.map { $0.matching } == [3])
    #expect(DiffThreshold().outcome(of: report) == .confirmed)
    let text = DiffTextRenderer(width: 200).render(report)
    #expect(
      text.contains("a.json:1:14: r: expired after 2026-12-31 and counts no longer; 3 events would match"))
  }

  @Test func `an entry that means nothing is named`() async throws {
    let report = try await report(Self.file(#""statement":"Lock""#, #""statement":"Other""#))
    #expect(report.accepted.map { $0.accepted } == [3, 0])
    let text = DiffTextRenderer(width: 200).render(report)
    #expect(text.contains("3 of 3 events revoked are accepted and fail nothing."))
    #expect(text.contains("r: 3 events accepted until 2026-12-31"))
    #expect(text.contains("r: matches nothing, so that it can go (until 2026-12-31)"))
  }

  @Test func `an entry that nearly names a statement is told which`() async throws {
    let text = DiffTextRenderer(width: 200).render(try await report(Self.file(#""statement":"Lokc""#)))
    #expect(text.contains("r: matches nothing: no change has the statement `Lokc`; did you mean `Lock`?"))
  }
}
