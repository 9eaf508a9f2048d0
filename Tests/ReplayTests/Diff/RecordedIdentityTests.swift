import AuditStore
import CloudTrail
import TestSupport
import Testing

@testable import Replay

/// Identities that are read by their templates.
struct RecordedIdentityTests {
  /// The identities of events as a database has them, and by their texts.
  private static func stored(
    _ identities: [String]
  ) async throws -> (recorded: RecordedIdentities, texts: [String?]) {
    let folder = try TemporaryDirectory()
    let events = identities.enumerated().map { #"{"userIdentity":\#($1),"eventID":"e-\#($0)"}"# }
    _ = try folder.write("a.json", "[\(events.joined(separator: ","))]")
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/a.json"], into: folder.path + "/a.db")
    var (recorded, texts) = (RecordedIdentities(), [String?]())
    try AuditDatabase(path: folder.path + "/a.db", access: .read).scanTexts(.identity) {
      recorded.append($1)
      texts.append($1?.text)
    }
    return (recorded, texts)
  }

  @Test(arguments: 1...8)
  func `an identity says by its template what it says by its text`(seed: UInt64) async throws {
    var random = HostileTexts(seed: seed)
    let identities = (0..<100).map { _ in random.identity() }
    let (recorded, texts) = try await Self.stored(identities)
    for (row, text) in texts.enumerated() {
      #expect(recorded[row].facts == text.map { IdentityFacts(stored: $0) } ?? IdentityFacts(json: nil))
    }
    #expect(recorded.indices.count { recorded.own(.name, of: $0) != nil } > 2)
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

  private static func rootSession(_ time: String, key: String? = nil) -> String {
    let key = key.map { #","accessKeyId":\#($0)"# } ?? ""
    return #"{"type":"Root","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"\#(key),"#
      + #""sessionContext":{"attributes":{"creationDate":"\#(time)"}}}"#
  }

  @Test func `sessions of a role or user have one form, and callers with other keys their own`() async throws
  {
    let (recorded, texts) = try await Self.stored([
      Self.session("ann", "ASIAONE"), Self.session("bob", "ASIATWO"), Self.session("bob", "AKIATWO"),
      #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"}"#, "null",
      Self.userSession("ASIAONE", time: "2026-09-01T00:00:00Z"),
      Self.userSession("ASIATWO", time: "2026-09-02T00:00:00Z"), Self.rootSession("2026-09-01T00:00:00Z"),
      Self.rootSession("2026-09-02T00:00:00Z"), Self.rootSession("2026-09-02T00:00:00Z", key: #""*""#),
    ])
    #expect(recorded.indices.map { recorded.formNumber($0) } == [0, 0, 1, 2, 3, 4, 4, 5, 5, 6])
    let own = recorded.indices.map { recorded.own(.name, of: $0) != nil }
    #expect(own == [true, true, true, false, false, true, true, true, true, true])
    let keys = ["ASIAONE", "ASIATWO", "AKIATWO", nil, nil, "ASIAONE", "ASIATWO", nil, nil, nil]
    #expect(recorded.indices.map { recorded.accessKey($0) } == keys)
    for row in recorded.indices {
      #expect(recorded[row].facts == texts[row].map { IdentityFacts(stored: $0) } ?? IdentityFacts(json: nil))
    }
  }
}
