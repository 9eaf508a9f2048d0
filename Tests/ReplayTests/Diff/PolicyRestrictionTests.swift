import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Changes that can only take access away, and what is said of denials that none of an event's requests shows.
struct PolicyRestrictionTests {
  private static let createFunction = #"{"functionName":"f","role":"arn:aws:iam::111111111111:role/app"}"#
  private static let denyEC2 = #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#
  private static let publicDeny =
    #"{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#

  /// An event that AWS denied for an action that no derived request has.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "lambda", "CreateFunction20150331", parameters: Self.createFunction, error: "AccessDenied",
      message: DiffWorld.denial(of: "nosuch:Action", "because no identity-based policy allows it"))
    return world
  }

  @Test func `an added Deny lifts no denial, and explain says the same`() async throws {
    let world = try world()
    let change = try world.change("scp:Lock@*", Self.denyEC2)
    #expect(try await world.report(change).classes == [.unchanged: 1])
    let explainer = try Explainer(snapshot: PolicySnapshot(), changes: [try PolicyChange(argument: change)])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explained = try #require(explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(explained.requests.map { $0.explanation.request.action } != ["nosuch:Action"])
    #expect(explained.contradictions.contains { $0.contains("not among these requests") })
  }

  @Test func `a text that may have denied it lifts it perhaps`() async throws {
    let world = try world()
    let change = try world.change("scp:Lock@*", Self.denyEC2)
    var options = Differ.Options()
    options.replacedTargets = ["scp:Lock@*"]
    #expect(try await world.report(change, options: options).classes == [.maybeGranted: 1])
    let allow = try world.change("identity:arn:aws:iam::111111111111:user/alice/q", DiffWorld.allowAll)
    #expect(try await world.report(allow).classes == [.maybeGranted: 1])
  }

  @Test(arguments: [(true, ChangeClass.unchanged), (false, .maybeGranted)])
  func `the first policy of a resource lifts nothing where it only denies`(
    isKnown: Bool, expected: ChangeClass
  ) async throws {
    var world = try world()
    if isKnown {
      try world.organization()
      try world.account()
    }
    let change = try world.change("resource:arn:aws:s3:::b", Self.publicDeny)
    #expect(try await world.report(change).classes == [expected: 1])
  }

  private static func policy(_ statements: String, version: String = "2012-10-17") throws -> AttachedPolicy {
    let text = #"{"Version":"\#(version)","Statement":[\#(statements)]}"#
    let document = try #require(PolicyDocument.parse(Array(text.utf8), type: .identity).document)
    return AttachedPolicy(name: "p", content: .document(CompiledPolicy(document, type: .identity)))
  }

  @Test func `policies that bring no Allow and keep every Deny grant nothing`() throws {
    let (allow, deny) = (DiffWorld.allowAll, Self.denyEC2)
    let both = try Self.policy(allow + "," + deny)
    let (allows, denies) = (try Self.policy(allow), try Self.policy(deny))
    #expect(![allows].mayBeLifted(by: [both]))
    #expect([both].mayBeLifted(by: [allows]))
    #expect(![both].mayBeLifted(by: [denies]))
    #expect([denies].mayBeLifted(by: [both]))
    #expect(![AttachedPolicy]().mayBeLifted(by: [denies]))
    #expect([denies].mayBeLifted(by: []))
    #expect(![allows].mayBeLifted(by: []))
    #expect(try [both].mayBeLifted(by: [Self.policy(allow + "," + deny, version: "2008-10-17")]))
    let unknown = AttachedPolicy(name: "u", content: .unknown("policy:identity"))
    #expect([unknown].mayBeLifted(by: [denies]))
    #expect(![unknown].mayBeLifted(by: [unknown, denies]))
  }

  @Test func `a layer that limits grants where it goes, and not where it comes`() throws {
    let limit = PolicySet([try Self.policy(DiffWorld.allowAll)])
    let (none, bound) = (AppliedPolicies(), AppliedPolicies(boundary: limit))
    #expect(!bound.mayGrant(over: none))
    #expect(none.mayGrant(over: bound))
    let (root, account) = (PolicyLevel(node: "r-1", policies: limit), PolicyLevel(node: "1", policies: limit))
    #expect(!AppliedPolicies(scps: [root, account]).mayGrant(over: AppliedPolicies(scps: [root])))
    #expect(AppliedPolicies(scps: [root]).mayGrant(over: AppliedPolicies(scps: [root, account])))
    #expect(AppliedPolicies(identity: limit).mayGrant(over: none))
    #expect(AppliedPolicies(resource: limit).mayGrant(over: none))
  }
}
