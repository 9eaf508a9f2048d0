import AuditStore
import Replay
import Testing

/// Calls of service-linked roles: what binds them, and what does not.
struct ServiceLinkedRoleTests {
  private static let path = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
  private static let key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  private static let allow =
    #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}"#
  private static let deny =
    #"{"Effect":"Deny","Principal":"*","Action":"kms:GenerateDataKey*","Resource":"*","#
    + #""Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:user/alice"}}}"#

  private func world(more: [String: String?] = [:]) throws -> DiffWorld {
    var world = try DiffWorld()
    let session = DiffWorld.session(
      role: "AWSServiceRoleForAutoScaling", issuer: "arn:aws:iam::111111111111:role/\(Self.path)")
    var members: [String: String?] = [
      "resources": #"[{"accountId":"111111111111","type":"AWS::KMS::Key","ARN":"\#(Self.key)"}]"#
    ]
    members.merge(more) { $1 }
    world.add(
      "kms", "GenerateDataKeyWithoutPlaintext", identity: session,
      parameters: #"{"keyId":"\#(Self.key)"}"#, more: members)
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    return world
  }

  @Test func `the policy of a key binds service-linked roles`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change("resource:\(Self.key)", "\(Self.allow),\(Self.deny)"))
    #expect(report.classes == [.revoked: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
  }

  @Test func `a key's owner sees what another account's service-linked role is denied`() async throws {
    let owner = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    let world = try world(more: [
      "recipientAccountId": #""222222222222""#,
      "sharedEventID": #""10000000-0000-4000-8000-000000000001""#,
      "requestParameters": #"{"keyId":"\#(owner)"}"#,
      "resources": #"[{"accountId":"222222222222","type":"AWS::KMS::Key","ARN":"\#(owner)"}]"#,
    ])
    let report = try await world.report(
      try world.change("resource:\(owner)", "\(Self.allow),\(Self.deny)"))
    #expect(report.classes == [.revoked: 1])
  }

  @Test(arguments: ["scp:Lock@r-1", "rcp:Lock@r-1"])
  func `policies of an organization leave them out`(target: String) async throws {
    let world = try world()
    let principal = target.hasPrefix("rcp") ? #""Principal":"*","# : ""
    let report = try await world.report(
      try world.change(target, #"{"Effect":"Deny",\#(principal)"Action":"kms:*","Resource":"*"}"#))
    #expect(report.classes == [:])
    #expect(report.events.excluded.map { $0.name } == ["service-linked-role"])
  }
}
