import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// What a change comes to for a call that perhaps made a further request.
struct PerhapsMadeTests {
  private static let denyTagging = #"{"Effect":"Deny","Action":"iam:TagRole","Resource":"*"}"#
  private static let denyOther = #"{"Effect":"Deny","Action":"iam:TagPolicy","Resource":"*"}"#
  private static let createAlone = #"{"Effect":"Allow","Action":"iam:CreateRole","Resource":"*"}"#

  /// A role that alice made with a tag.
  private func world(alice: String = DiffWorld.allowAll) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "iam", "CreateRole",
      parameters: #"{"roleName":"r","assumeRolePolicyDocument":"{}","tags":[{"key":"a","value":"b"}]}"#)
    try world.account(alice: alice)
    try world.organization()
    return world
  }

  private func explain(_ world: DiffWorld, _ changes: String...) async throws -> EventExplanation {
    let explainer = try Explainer(
      snapshot: try world.snapshot(), changes: try changes.map { try PolicyChange(argument: $0) })
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
  }

  @Test func `a change that denies it may revoke the call`() async throws {
    let world = try world()
    let report = try await world.report(try world.change("scp:Tags@r-1", Self.denyTagging))
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(report.summary[.maybeRevoked]?.confirmed == 0)
    #expect(report.causes.map { $0.dependsOn.map(\.name) } == [["request:iam:TagRole"]])
    #expect(report.causes.map { $0.actions.map(\.name) } == [["iam:TagRole"]])
    #expect(!report.blindSpots.contains { $0.kind == "unexercisedStatement" })
  }

  @Test func `a change that denies another action leaves the call as it is`() async throws {
    let world = try world()
    let report = try await world.report(try world.change("scp:Tags@r-1", Self.denyOther))
    #expect(report.classes == [.unchanged: 1])
    #expect(report.fidelity.agreeing == 1)
  }

  @Test func `what the policies deny already was not made, as AWS allowed the call`() async throws {
    let world = try world(alice: Self.createAlone)
    let report = try await world.report(try world.change("scp:Tags@r-1", Self.denyTagging))
    #expect(report.classes == [.unchanged: 1])
    #expect(report.fidelity.agreeing == 1)
    let explained = try await explain(world, try world.change("scp:Tags@r-1", Self.denyTagging))
    #expect(explained.decision == .determinate(.allowed))
  }

  @Test func `its explanation hinges on whether it was made`() async throws {
    let world = try world()
    let explained = try await explain(world, try world.change("scp:Tags@r-1", Self.denyTagging))
    #expect(explained.decision?.possible == [.allowed, .explicitlyDenied])
    #expect(explained.decision?.dependsOn == ["request:iam:TagRole"])
    #expect(explained.decisionBefore == .determinate(.allowed))
    #expect(try await self.explain(world).decision == .determinate(.allowed))
  }

  @Test func `a change of something else leaves it as it is in the explanation as well`() async throws {
    let waiting =
      Self.createAlone
      + #",{"Effect":"Allow","Action":"iam:TagRole","Resource":"*","#
      + #""Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}}"#
    let world = try world(alice: waiting)
    let change = try world.change(
      "scp:Launch@r-1", #"{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.unchanged: 1])
    #expect(try await explain(world, change).decision == .determinate(.allowed))
    let taken = try world.change("scp:Tags@r-1", Self.denyTagging)
    #expect(try await world.report(taken).classes == [.maybeRevoked: 1])
    #expect(try await explain(world, taken).decision?.possible.count == 2)
  }
}
