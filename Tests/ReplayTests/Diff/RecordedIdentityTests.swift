import AuditStore
import CloudTrail
import TestSupport
import Testing

@testable import Replay

/// Identities that are read by their templates.
struct RecordedIdentityTests {
  /// The identities of events as a database has them.
  private static func stored(_ identities: [String]) async throws -> [TemplatedText?] {
    let folder = try TemporaryDirectory()
    let events = identities.enumerated().map { #"{"userIdentity":\#($1),"eventID":"e-\#($0)"}"# }
    _ = try folder.write("a.json", "[\(events.joined(separator: ","))]")
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/a.json"], into: folder.path + "/a.db")
    var found: [TemplatedText?] = []
    try AuditDatabase(path: folder.path + "/a.db", access: .read).scanTexts(.identity) { found.append($1) }
    return found
  }

  @Test(arguments: 1...8)
  func `an identity says by its template what it says by its text`(seed: UInt64) async throws {
    var random = HostileTexts(seed: seed)
    let identities = (0..<100).map { _ in random.identity() }
    var recorded = RecordedIdentities()
    for (row, identity) in try await Self.stored(identities).enumerated() {
      recorded.append(identity)
      #expect(
        recorded[row].facts == identity.map { IdentityFacts(stored: $0.text) } ?? IdentityFacts(json: nil))
    }
    #expect(recorded.indices.count { recorded.ownTexts($0) != nil } > 2)
  }

  private static func session(_ name: String, _ key: String) -> String {
    #"{"type":"AssumedRole","principalId":"AROAEXAMPLE:\#(name)","accessKeyId":"\#(key)","#
      + #""arn":"arn:aws:sts::111122223333:assumed-role/app/\#(name)","#
      + #""sessionContext":{"attributes":{"creationDate":"2026-09-01T00:00:00Z"}}}"#
  }

  private static func userSession(_ key: String, time: String) -> String {
    #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u","accessKeyId":"\#(key)","#
      + #""sessionContext":{"attributes":{"creationDate":"\#(time)"}}}"#
  }

  @Test func `sessions of a role or user have one form, and callers with other keys their own`() async throws
  {
    var recorded = RecordedIdentities()
    let stored = try await Self.stored([
      Self.session("ann", "ASIAONE"), Self.session("bob", "ASIATWO"), Self.session("bob", "AKIATWO"),
      #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"}"#, "null",
      Self.userSession("ASIAONE", time: "2026-09-01T00:00:00Z"),
      Self.userSession("ASIATWO", time: "2026-09-02T00:00:00Z"),
    ])
    for identity in stored { recorded.append(identity) }
    #expect(recorded.indices.map { recorded.formNumber($0) } == [0, 0, 1, 2, 3, 4, 4])
    #expect(
      recorded.indices.map { recorded.ownTexts($0) != nil } == [true, true, false, false, false, true, true])
    #expect(recorded[6].facts == stored[6].map { IdentityFacts(stored: $0.text) })
  }
}
