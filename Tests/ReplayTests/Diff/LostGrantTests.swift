import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// A grant that goes is laid to the policy that gave it.
struct LostGrantTests {
  private static let file = "accounts/111111111111/resource-policies/b.json"

  private static func allow(_ user: String) -> String {
    #"{"Sid":"Read","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/\#(user)"},"#
      + #""Action":"s3:*","Resource":"arn:aws:s3:::b/*"}"#
  }

  /// Alice may read an object by the bucket's policy alone.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.addObject("k")
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization()
    try world.policies(
      Self.file, #"{"resource":"arn:aws:s3:::b","policy":\#(DiffWorld.document(Self.allow("alice")))}"#)
    return world
  }

  @Test(arguments: [true, false])
  func `the bucket policy that allowed it is named, and not the one of the user`(isRemoved: Bool)
    async throws
  {
    let world = try world()
    let change =
      isRemoved
      ? "resource:arn:aws:s3:::b=-" : try world.change("resource:arn:aws:s3:::b", Self.allow("bob"))
    let report = try await world.report(change)
    #expect(report.classes == [.revoked: 1])
    let reasons = report.causes.map { $0.reason }
    #expect(reasons.map { $0.layer } == ["resource-based policy"])
    #expect(reasons.map { $0.effect } == ["allow removed"])
    #expect(reasons.first?.statement == "Read")
    #expect(reasons.first?.file == world.folder.path + "/policies/" + Self.file)
  }

  @Test func `where the user's policy changes as well, it lacks the allow`() async throws {
    let world = try world()
    let report = try await world.report(
      "resource:arn:aws:s3:::b=-",
      try world.change(
        "identity:arn:aws:iam::111111111111:user/alice/p",
        #"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#))
    #expect(report.classes == [.revoked: 1])
    #expect(report.causes.contains { $0.reason.layer == "identity-based policy" })
  }
}
