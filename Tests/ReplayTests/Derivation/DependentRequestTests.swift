import AuditStore
import IAMPolicy
import Testing

struct DependentRequestTests {
  private func possible(_ event: EventText) -> [String] {
    event.derived().requests.filter { $0.certainty == .possible }.map { "\($0.action) \($0.state)" }
  }

  private func group(error: String?, message: String? = nil) -> EventText {
    EventText(
      source: "autoscaling.amazonaws.com", name: "CreateAutoScalingGroup",
      parameters: #"{"autoScalingGroupName":"g"}"#, errorCode: error, errorMessage: message)
  }

  @Test func `a denial that names no action may be one of a check that stands behind the call`() {
    let denied = possible(group(error: "AccessDenied"))
    #expect(denied.contains("iam:CreateServiceLinkedRole unknown"))
    #expect(!denied.contains { $0.hasPrefix("kms:") || $0.contains("Tag") })
    #expect(Set(denied).count == denied.count)
  }

  @Test
  func `a check that may have been made decides nothing of a call that was allowed or failed otherwise`() {
    #expect(possible(group(error: nil)) == [])
    #expect(possible(group(error: "ValidationError")) == [])
  }

  @Test func `a denial that names its action leaves no other in doubt`() {
    let message =
      "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: "
      + "autoscaling:CreateAutoScalingGroup because no identity-based policy allows the action"
    #expect(possible(group(error: "AccessDenied", message: message)) == [])
  }

  private func invoke(_ model: String, _ more: String = "", message: String? = nil) -> EventText {
    EventText(
      source: "bedrock.amazonaws.com", name: "InvokeModel", parameters: #"{"modelId":"\#(model)"\#(more)}"#,
      errorCode: message.map { _ in "AccessDenied" }, errorMessage: message)
  }

  private static let profile =
    "bedrock:InvokeModel arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.example.m-1:0 exact"
  private static let model = "bedrock:InvokeModel arn:aws:bedrock:*::foundation-model/example.m-1:0 partial"

  @Test(arguments: [
    "eu.example.m-1:0", "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.example.m-1:0",
  ])
  func `an inference profile is checked, and the model behind it`(name: String) {
    #expect(invoke(name).requests() == [Self.profile, Self.model])
  }

  @Test func `which model is behind an account's own profile is not known`() {
    let own = "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/p1"
    #expect(
      invoke(own).requests() == ["bedrock:InvokeModel \(own) exact", "bedrock:InvokeModel  unknown"])
  }

  @Test func `a model by its own name is checked once`() {
    #expect(
      invoke("example.m-1:0").requests()
        == ["bedrock:InvokeModel arn:aws:bedrock:eu-west-1::foundation-model/example.m-1:0 exact"])
  }

  @Test func `a guardrail is a check of its own`() {
    #expect(
      invoke("example.m-1:0", #","guardrailIdentifier":"gr1""#).requests().contains(
        "bedrock:ApplyGuardrail arn:aws:bedrock:eu-west-1:111122223333:guardrail/gr1 exact"))
  }

  @Test func `a denial of the profile leaves the model's check open, one of the model leaves none`() {
    let words = "User: x is not authorized to perform: bedrock:InvokeModel on resource: "
    let profile = invoke(
      "eu.example.m-1:0",
      message: words + "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.example.m-1:0")
    #expect(profile.requests().count == 1)
    #expect(possible(profile) == ["bedrock:InvokeModel partial"])
    let model = invoke(
      "eu.example.m-1:0", message: words + "arn:aws:bedrock:eu-west-1::foundation-model/example.m-1:0")
    #expect(
      model.requests()
        == ["bedrock:InvokeModel arn:aws:bedrock:eu-west-1::foundation-model/example.m-1:0 message"])
  }

  @Test(arguments: ["444455556666", "arn:aws:iam::444455556666:root"])
  func `AssumeRoot is on the root user of the account that it names`(target: String) {
    let request = EventText(
      source: "sts.amazonaws.com", name: "AssumeRoot",
      parameters:
        #"{"targetPrincipal":"\#(target)","taskPolicyArn":{"arn":"arn:aws:iam::aws:policy/root-task/X"}}"#
    ).derived().requests
    #expect(request.map(\.resource) == ["arn:aws:iam::444455556666:root"])
    #expect(request.first?.resourceAccount == "444455556666")
    #expect(
      request.first?.context.contains(
        ContextFact(key: "sts:taskpolicyarn", value: .value("arn:aws:iam::aws:policy/root-task/X"))) == true)
  }

  @Test func `whose root user AssumeRoot is on stays open where the record hides it`() {
    let event = EventText(source: "sts.amazonaws.com", name: "AssumeRoot", errorCode: "AccessDenied")
    #expect(event.requests() == ["sts:AssumeRoot  unknown"])
  }
}
