import AuditStore
import CloudTrail
import TestSupport
import Testing

@testable import Replay

/// Identities that are read by their templates.
struct IdentityReaderTests {
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
    var reader = IdentityReader()
    var shapes = 0
    for identity in try await Self.stored(identities) {
      let (facts, shape) = reader.read(identity)
      #expect(facts == identity.map { IdentityFacts(stored: $0.text) } ?? IdentityFacts(json: nil))
      if shape != nil { shapes += 1 }
    }
    #expect(shapes > 2)
  }

  private static func session(_ name: String, _ key: String) -> String {
    #"{"type":"AssumedRole","principalId":"AROAEXAMPLE:\#(name)","accessKeyId":"\#(key)","#
      + #""arn":"arn:aws:sts::111122223333:assumed-role/app/\#(name)","#
      + #""sessionContext":{"attributes":{"creationDate":"2026-09-01T00:00:00Z"}}}"#
  }

  @Test func `sessions of a role have one shape, and other keys than temporary ones have none`() async throws
  {
    var reader = IdentityReader()
    let shapes = try await Self.stored([
      Self.session("ann", "ASIAONE"), Self.session("bob", "ASIATWO"), Self.session("bob", "AKIATWO"),
      #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"}"#, "null",
    ]).map { reader.read($0).shape }
    #expect(shapes[0] != nil)
    #expect(shapes[1] == shapes[0])
    #expect(shapes[2...] == [nil, nil, nil])
  }
}
