import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// What the kind of credentials says, and what it leaves open where the record does not show it.
struct CredentialTests {
  private func context(_ identity: String) throws -> [String: ContextValue] {
    let json = try JSONReader.parse(Array(identity.utf8), options: .init(tracksPositions: false))
    let call = CallFacts(
      identity: IdentityFacts(json: json), sourceIPAddress: nil, userAgent: nil, region: "us-east-1",
      eventTime: 0, vpcEndpoint: nil, tlsVersion: nil)
    return Dictionary(globalContext(call).map { ($0.key, $0.value) }) { $1 }
  }

  private static func user(_ members: String) -> String {
    #"{"type":"IAMUser","principalId":"AIDA","arn":"arn:aws:iam::111111111111:user/alice","#
      + #""accountId":"111111111111"\#(members)}"#
  }

  @Test(arguments: [
    CredentialTests.user(#","accessKeyId":"ASIA1""#),
    #"{"type":"Root","arn":"arn:aws:iam::111111111111:root","accountId":"111111111111","accessKeyId":"ASIA1"}"#,
    #"{"type":"AssumedRole","arn":"arn:aws:sts::111111111111:assumed-role/app/s","accessKeyId":"ASIA1"}"#,
    #"{"type":"FederatedUser","arn":"arn:aws:sts::111111111111:federated-user/f","accessKeyId":"ASIA1"}"#,
  ])
  func `temporary credentials without attributes leave the session open`(identity: String) throws {
    let context = try context(identity)
    #expect(context["aws:multifactorauthpresent"] == nil)
    #expect(context["aws:multifactorauthage"] == nil)
    #expect(context["aws:sourceidentity"] == nil)
    #expect(context["aws:tokenissuetime"] == .present)
  }

  @Test func `a user whose key is not shown may have either kind of credentials`() throws {
    let context = try context(Self.user(""))
    #expect(context["aws:multifactorauthpresent"] == nil)
    #expect(context["aws:tokenissuetime"] == nil)
  }

  // MARK: GetSessionToken

  @Test func `an SCP binds GetSessionToken`() async throws {
    var world = try DiffWorld()
    world.add("sts", "GetSessionToken")
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let report = try await world.report(change)
    #expect(report.classes == [.revoked: 1])
  }

  @Test func `a missing allow never matters for GetSessionToken`() async throws {
    var world = try DiffWorld()
    world.add("sts", "GetSessionToken")
    let change = try world.change(
      "boundary:arn:aws:iam::111111111111:user/alice",
      #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.unchanged: 1])
  }

  private static let temporary = user(
    #","accessKeyId":"ASIA1","sessionContext":{"attributes":{"creationDate":"2026-09-01T09:00:00Z","#
      + #""mfaAuthenticated":"false"}}"#)

  private func grant(
    _ service: String = "iam", _ name: String = "ListUsers", by identity: String = temporary,
    issued: Bool = false, more: [String: String?] = [:]
  ) async throws -> [ChangeClass: Int] {
    var world = try DiffWorld()
    if issued {
      world.add(
        "sts", "GetSessionToken", parameters: "{}",
        more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    }
    world.add(service, name, identity: identity, error: "AccessDenied", message: "Access Denied", more: more)
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization()
    let change = try world.change("identity:arn:aws:iam::111111111111:user/alice/x", DiffWorld.allowAll)
    return try await world.report(change).classes
  }

  @Test func `no policy opens IAM to a session token without MFA`() async throws {
    #expect(try await grant(issued: true) == [.unchanged: 2])
  }

  @Test func `temporary credentials of a user may be a session token`() async throws {
    #expect(try await grant() == [.maybeGranted: 1])
    #expect(try await grant("s3", "ListBuckets") == [.granted: 1])
    let console = ["sessionCredentialFromConsole": #""true""#]
    #expect(try await grant(more: console) == [.granted: 1])
    let proven = Self.temporary.replacing(#""mfaAuthenticated":"false""#, with: #""mfaAuthenticated":"true""#)
    #expect(try await grant(by: proven) == [.granted: 1])
    #expect(try await grant(by: DiffWorld.user) == [.granted: 1])
  }

  // MARK: The code of an MFA device

  private static let device =
    #"{"roleArn":"arn:aws:iam::111111111111:role/app","serialNumber":"arn:aws:iam::111111111111:mfa/a"}"#

  private func lock(
    _ condition: String, _ name: String = "AssumeRole", by identity: String = DiffWorld.user,
    _ parameters: String = device, error: String? = nil
  ) async throws -> [ChangeClass: Int] {
    var world = try DiffWorld()
    world.add("sts", name, identity: identity, parameters: parameters, error: error)
    let change = try world.change(
      "scp:Lock@*", #"{"Effect":"Deny","Action":"sts:*","Resource":"*","Condition":\#(condition)}"#)
    return try await world.report(change).classes
  }

  @Test func `a call that was allowed with the code of a device was made with MFA`() async throws {
    let withoutMFA = #"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#
    #expect(try await lock(withoutMFA) == [.unchanged: 1])
    #expect(try await lock(withoutMFA, by: Self.temporary) == [.unchanged: 1])
    #expect(
      try await lock(withoutMFA, "GetSessionToken", #"{"serialNumber":"GAHT12345678"}"#) == [.unchanged: 1])
    let plain = #"{"roleArn":"arn:aws:iam::111111111111:role/app"}"#
    #expect(try await lock(withoutMFA, "AssumeRole", plain) == [.revoked: 1])
    #expect(try await lock(#"{"Null":{"aws:MultiFactorAuthAge":"true"}}"#) == [.maybeRevoked: 1])
  }

  @Test(arguments: [CredentialTests.device, "null"])
  func `the code of a denied call may have been wrong, and may have been sent`(parameters: String)
    async throws
  {
    var world = try DiffWorld()
    world.add("sts", "AssumeRole", parameters: parameters, error: "AccessDenied")
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization()
    let change = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/x",
      #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#
    )
    #expect(try await world.report(change).classes == [.maybeGranted: 1])
  }
}
