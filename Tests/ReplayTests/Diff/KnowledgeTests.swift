import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// What is taken as known of an event, what may be assumed, and that no event is lost.
struct KnowledgeTests {
  private static func deny(_ condition: String) -> String {
    #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":\#(condition)}"#
  }

  private func assuming(_ key: String, _ value: String) -> Differ.Options {
    var options = Differ.Options()
    options.assumed[key] = value
    return options
  }

  @Test func `a session of AssumeRoot always has a task policy`() async throws {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRoot", parameters: #"{"targetPrincipal":"111111111111","taskPolicyArn":{"arn":"x"}}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIAROOT"}}"#])
    let root =
      #"{"type":"Root","principalId":"111111111111","arn":"arn:aws:iam::111111111111:root","#
      + #""accountId":"111111111111","accessKeyId":"ASIAROOT","sessionContext":{"assumedRoot":"true","#
      + #""attributes":{"creationDate":"2026-09-01T09:00:00Z","mfaAuthenticated":"false"}}}"#
    world.add("iam", "ListUsers", identity: root, error: "AccessDenied", message: "Access Denied")
    try world.account()
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1", #"{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.summary[.modelMismatch]?.events == 0)
  }

  @Test(arguments: [
    (#"{"roleArn":"r"}"#, SessionPolicies.none), (#"{"roleArn":"r","policy":"{}"}"#, .unknown),
    (#"{"policyArns":[]}"#, .unknown), ("null", .unknown),
  ])
  func `session policies are known only from recorded parameters`(text: String, expected: SessionPolicies)
    throws
  {
    let value = try JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
    #expect(SessionPolicies(issuedBy: value) == expected)
  }

  @Test func `an assumption does not override what the caller implies`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let change = try world.change("scp:Lock@*", Self.deny(#"{"StringEquals":{"aws:PrincipalType":"User"}}"#))
    let report = try await world.report(change, options: assuming("aws:principaltype", "User"))
    #expect(report.classes == [.unchanged: 1])
  }

  @Test func `an assumption settles a key of which a few states are left`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let change = try world.change(
      "scp:Lock@*", Self.deny(#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#))
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
    let settled = try await world.report(change, options: assuming("aws:multifactorauthpresent", "false"))
    #expect(settled.classes == [.revoked: 1])
    let other = try await world.report(change, options: assuming("aws:multifactorauthpresent", "true"))
    #expect(other.classes == [.maybeRevoked: 1])
  }

  @Test func `an event without a readable caller is counted as unreadable`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: #"{"type":"IAMUser","accountId":"111111111111"}"#)
    world.add("s3", "ListBuckets")
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let sums = try await world.report(change).events
    #expect(sums.ingested == 2)
    #expect(sums.replayed == 1)
    #expect(sums.excluded == [NamedCount(name: "unreadable", count: 1)])
  }

  @Test func `the endpoint of a service does not bind the caller it acts for`() async throws {
    var world = try DiffWorld()
    let endpoint = ["vpcEndpointId": #""vpce-1""#]
    world.add("s3", "ListBuckets", identity: DiffWorld.session(), more: endpoint)
    world.add(
      "s3", "ListBuckets", identity: DiffWorld.session(invokedBy: "athena.amazonaws.com"), more: endpoint)
    let change = try world.change(
      "vpce:vpce-1", #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test func `reasons are in one order only, by file and place`() async throws {
    var world = try DiffWorld()
    for number in 0..<6 { world.addObject("k\(number)") }
    let statements = (0..<6).map {
      #"{"Sid":"D","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/k\#(5 - $0)"}"#
    }
    let change = try world.change("resource:arn:aws:s3:::b", statements.joined(separator: ",\n"))
    let report = try await world.report(change)
    #expect(report.causes.map { $0.reason.position?.line } == [1, 2, 3, 4, 5, 6])
  }
}
