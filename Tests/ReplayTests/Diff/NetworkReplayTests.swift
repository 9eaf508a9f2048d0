import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// The records of VPC endpoints, replayed against the policy of their endpoint alone.
struct NetworkReplayTests {
  private static let onlyQueues =
    #"{"Sid":"Queues","Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}"#

  /// Alice's endpoint let one call to SQS through and denied one to KMS.
  private func world(
    endpoint: String? = #""vpce-1""#, policy: String? = onlyQueues
  ) throws -> DiffWorld {
    var world = try DiffWorld()
    let more: [String: String?] = [
      "eventCategory": #""NetworkActivity""#, "eventType": #""AwsVpceEvent""#, "vpcEndpointId": endpoint,
      "sourceIPAddress": #""10.0.0.9""#,
    ]
    world.add("sqs", "SendMessage", more: more)
    world.add(
      "kms", "ListKeys", error: "VpceAccessDenied",
      message: "The request was denied due to a VPC endpoint policy", more: more)
    try world.account(alice: DiffWorld.denyAll)
    try world.organization()
    if let policy {
      try world.policies(
        "accounts/111111111111/vpc-endpoints/one.json",
        #"{"vpcEndpoint":"vpce-1","policy":\#(DiffWorld.document(policy))}"#)
    }
    return world
  }

  private static let allowsKeys = #"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"#

  @Test func `a change of the endpoint's policy revokes what its records show, and may grant`() async throws {
    let world = try world()
    let report = try await world.report(try world.change("vpce:vpce-1", Self.allowsKeys))
    #expect(report.classes == [.revoked: 1, .maybeGranted: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
    #expect(report.summary[.maybeGranted]?.confirmed == 0)
    let cause = try #require(report.causes.first { $0.changeClass == .maybeGranted })
    #expect(cause.dependsOn.map { $0.name } == ["semantics:other-layers"])
    #expect(report.fidelity.determinate == 2)
    #expect(report.fidelity.agreeing == 2)
  }

  @Test func `an explanation leaves open what the endpoint alone would let through`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let change = try PolicyChange(argument: try world.change("vpce:vpce-1", Self.allowsKeys))
    let explainer = try Explainer(snapshot: try world.snapshot(), changes: [change])
    let explained = try #require(try explainer.explain(eventID: DiffWorld.id(2), in: database).first)
    #expect(
      explained.decision
        == .indeterminate(possible: [.allowed, .implicitlyDenied], dependsOn: ["semantics:other-layers"]))
    #expect(explained.decisionBefore == .determinate(.implicitlyDenied))
    #expect(FactText.meaning(of: "semantics:other-layers").contains("record does not tell"))
  }

  @Test func `a denial that the endpoint's policy given does not make contradicts it`() async throws {
    let world = try world(policy: Self.allowsKeys)
    let report = try await world.report(try world.change("vpce:vpce-1", Self.onlyQueues))
    #expect(report.classes == [.modelMismatch: 2])
    #expect(report.fidelity.determinate == 2)
    #expect(report.fidelity.agreeing == 0)
  }

  @Test func `what failed behind the endpoint may not change with its policy`() async throws {
    var world = try DiffWorld()
    world.add(
      "sqs", "SendMessage", error: "ThrottlingException",
      more: ["eventCategory": #""NetworkActivity""#, "vpcEndpointId": #""vpce-1""#])
    try world.policies(
      "accounts/111111111111/vpc-endpoints/one.json",
      #"{"vpcEndpoint":"vpce-1","policy":\#(DiffWorld.document(Self.onlyQueues))}"#)
    let report = try await world.report(try world.change("vpce:vpce-1", Self.allowsKeys))
    #expect(report.classes == [.maybeRevoked: 1])
  }

  @Test func `no other policy has a part in an endpoint's record`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change("scp:Lock@r-1", DiffWorld.denyAll),
      try world.change("identity:arn:aws:iam::111111111111:user/alice/p", DiffWorld.allowAll))
    #expect(report.classes == [.unchanged: 2])
  }

  @Test func `an endpoint whose policy is not known leaves its records undecided`() async throws {
    let report = try await world(policy: nil).report()
    #expect(report.classes == [.unchanged: 2])
    #expect(report.fidelity.determinate == 0)
    let world = try world(policy: nil)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let explained = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(
      explained.decision
        == .indeterminate(
          possible: [.allowed, .implicitlyDenied, .explicitlyDenied], dependsOn: ["policy:vpcEndpoint:vpce-1"]
        ))
    #expect(explained.requests.first?.givenRecord?.decision == .determinate(.allowed))
  }

  @Test func `a record that does not name its endpoint hinges on a policy that is not known`() async throws {
    let world = try world(endpoint: nil)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explained = try #require(
      try Explainer(snapshot: try world.snapshot()).explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(explained.decision?.dependsOn == ["policy:vpcEndpoint"])
  }

  @Test func `an explanation shows the endpoint's policy alone, and why`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let denied = try #require(try explainer.explain(eventID: DiffWorld.id(2), in: database).first)
    #expect(denied.decision == .determinate(.implicitlyDenied))
    #expect(denied.contradictions.isEmpty)
    let explanation = try #require(denied.requests.first?.explanation)
    #expect(explanation.layers.map { $0.layer } == [.vpcEndpoint])
    #expect(explanation.place.rule == .endpointAlone)
    #expect(
      explanation.place.absentLayers.allSatisfy { $0.reason == LayerExemption.endpointAlone.rawValue })
    #expect(
      explanation.reasons.map { $0.line } == [
        "VPC endpoint policy has no allow: no statement names this action"
      ])
    let allowed = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(allowed.requests.first?.explanation.grant?.kind == .endpoint)
  }

  @Test func `a denial by an endpoint is one, with and without its policy`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let finder = try DenialFinder(snapshot: nil, filter: RequestFilter(), grouping: [.statement])
    let blind = try finder.report(on: database, window: TimeWindow())
    #expect(blind.groups.map { $0.names } == [["AWS named a VPC endpoint policy"]])
    let informed = try DenialFinder(
      snapshot: try world.snapshot(), filter: RequestFilter(), grouping: [.statement, .action])
    let groups = try informed.report(on: database, window: TimeWindow()).groups
    #expect(groups.map { $0.names.last } == ["kms:ListKeys"])
    #expect(groups.first?.names.first?.hasPrefix("VPC endpoint policy has no allow") == true)
  }

  @Test func `the requests of an endpoint's record are listed with its class`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var lines: [String] = []
    try RequestListing().write(database, window: TimeWindow()) { lines.append($0) }
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains(#""class":"network""#) })
    #expect(lines.last?.contains(#""recordedLayer":"endpoint""#) == true)
  }
}
