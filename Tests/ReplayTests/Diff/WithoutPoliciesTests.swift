import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// Without a snapshot there are no policies to be measured or to be wrong.
struct WithoutPoliciesTests {
  private static let root =
    #"{"type":"Root","principalId":"111111111111","arn":"arn:aws:iam::111111111111:root","#
    + #""accountId":"111111111111"}"#

  /// A call that AWS is said to have taken though no policy can allow it: a root user assumes no role.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add(
      "sts", "AssumeRole", identity: Self.root,
      parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app","roleSessionName":"s"}"#,
      more: [
        "resources":
          #"[{"accountId":"111111111111","type":"AWS::IAM::Role","ARN":"arn:aws:iam::111111111111:role/app"}]"#
      ])
    return world
  }

  @Test func `fidelity is not measured, in any format, and no policies given are spoken of`() async throws {
    let world = try world()
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll))
    #expect(report.summary[.modelMismatch]?.events == 1)
    #expect(report.fidelityText == "not measured: no policy snapshot was given")
    #expect(report.fidelity.determinate == 0)
    #expect(report.fidelity.percent == nil)
    let effects = report.causes.filter { $0.changeClass == .modelMismatch }.map { $0.reason.effect }
    #expect(effects == ["AWS allowed it, but by what the log tells no policy could"])
    let texts = [
      DiffTextRenderer(width: 200).render(report), DiffMarkdownRenderer().render(report),
      DiffHTMLRenderer().render(report).replacing("<wbr>", with: ""),
    ]
    for text in texts {
      #expect(text.contains("not measured: no policy snapshot was given"))
      #expect(!text.contains("policies given"))
    }
    #expect(DiffThreshold(minimumFidelity: 50).outcome(of: report) == .fidelityTooLow)
  }

  @Test func `explain speaks of no policies given either`() async throws {
    let world = try world()
    let explainer = try Explainer(snapshot: PolicySnapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explained = try #require(explainer.explain(eventID: DiffWorld.id(2), in: database).first)
    #expect(
      explained.contradictions == [
        "AWS allowed the call, but by what the log tells no policy could allow sts:AssumeRole"
      ])
  }

  @Test func `with a snapshot it is measured, and what the record settles is counted`() async throws {
    var world = try world()
    try world.account(alice: DiffWorld.allowAll)
    let report = try await world.report(try world.change("scp:Lock@*", Self.noDeny))
    #expect(report.fidelityText.contains("decided for certain"))
    let fidelity = report.fidelity
    #expect(fidelity.hasPolicies)
    #expect(fidelity.recorded == 2)
    // The SCPs and the boundary of the first caller are not known: that they let it pass is known by the record alone.
    #expect(fidelity.settledByRecord == fidelity.recorded - fidelity.determinate)
  }

  private static let noDeny = #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#
}
