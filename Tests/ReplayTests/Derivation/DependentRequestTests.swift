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

  private func perhaps(_ source: String, _ name: String, _ parameters: String) -> [String] {
    let event = EventText(source: "\(source).amazonaws.com", name: name, parameters: parameters)
    return event.derived().requests.filter { $0.certainty == .possible }.map {
      "\($0.action) \($0.resource)"
    }
  }

  @Test func `a context that a role is assumed with may be a check of its own`() {
    let role = "arn:aws:iam::111122223333:role/t"
    let shown =
      #"{"roleArn":"\#(role)","roleSessionName":"n","providedContexts":[{"providerArn":"p","contextAssertion":"x"}]}"#
    #expect(perhaps("sts", "AssumeRole", shown) == ["sts:SetContext \(role)"])
    #expect(perhaps("sts", "AssumeRole", #"{"roleArn":"\#(role)","roleSessionName":"n"}"#) == [])
  }

  @Test func `tags for a bucket that is made may be a check of their own`() {
    let configuration = #""CreateBucketConfiguration":{"LocationConstraint":"eu-west-1""#
    let tagged = #"{"bucketName":"b",\#(configuration),"Tags":{"Tag":{"Key":"a","Value":"b"}}}}"#
    #expect(perhaps("s3", "CreateBucket", tagged) == ["s3:TagResource "])
    #expect(perhaps("s3", "CreateBucket", #"{"bucketName":"b",\#(configuration)}}"#) == [])
    #expect(perhaps("s3", "PutObject", #"{"bucketName":"b","key":"k","x-amz-tagging":"a=b"}"#) == [])
  }

  @Test(arguments: ["RestoreTableFromBackup", "RestoreTableToPointInTime"])
  func `a table that is restored may be checked for what is written and read in it`(name: String) {
    let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/"
    let parameters =
      #"{"targetTableName":"t2","sourceTableName":"t","backupArn":"\#(table)t/backup/0123"}"#
    let actions = ["BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"]
    #expect(
      perhaps("dynamodb", name, parameters).filter { !$0.hasPrefix("dynamodb:Restore") }
        == actions.map { "dynamodb:\($0) \(table)t2" })
  }

  @Test(arguments: ["CreateAutoScalingGroup", "UpdateAutoScalingGroup"])
  func `a group with a launch template may be checked for running instances`(name: String) {
    for template in [
      #""launchTemplate":{"launchTemplateId":"lt-1"}"#,
      #""mixedInstancesPolicy":{"launchTemplate":{"launchTemplateSpecification":{"launchTemplateId":"lt-1"}}}"#,
    ] {
      let found = perhaps("autoscaling", name, #"{"autoScalingGroupName":"g",\#(template)}"#)
      #expect(found.contains("ec2:RunInstances "), "\(found)")
    }
    #expect(
      !perhaps("autoscaling", name, #"{"autoScalingGroupName":"g","launchConfigurationName":"l"}"#)
        .contains("ec2:RunInstances "))
  }

  @Test func `events that name no bus beside others that do go to the default one`() {
    let bus = "arn:aws:events:eu-west-1:111122223333:event-bus/"
    func put(_ entries: String) -> [String] {
      EventText(source: "events.amazonaws.com", name: "PutEvents", parameters: #"{"entries":[\#(entries)]}"#)
        .requests()
    }
    let named = "events:PutEvents \(bus)x exact"
    #expect(
      put(#"{"eventBusName":"\#(bus)x"},{"source":"s"}"#) == [named, "events:PutEvents \(bus)default exact"])
    #expect(put(#"{"source":"s"},{"eventBusName":"x"}"#) == [named, "events:PutEvents \(bus)default exact"])
    #expect(put(#"{"eventBusName":"x"},{"eventBusName":"x"}"#).allSatisfy { $0 == named })
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

  @Test func `the guardrail alone is what is applied`() {
    let applied = invoke("example.m-1:0", #","guardrailIdentifier":"gr1""#).derived().requests.filter {
      $0.action == "bedrock:ApplyGuardrail"
    }
    #expect(applied.count == 1)
  }

  private static let rest = "arn:aws:apigateway:eu-west-1::/restapis"

  @Test(arguments: [
    (#"[{"op":"replace","path":"/policy","value":"{}"}]"#, true),
    (#"[{"op":"replace","path":"/name","value":"/policy"}]"#, false),
  ])
  func `a change of an API's policy is a check of its own`(patches: String, isPolicy: Bool) {
    let event = EventText(
      source: "apigateway.amazonaws.com", name: "UpdateRestApi",
      parameters: #"{"restApiId":"r1","updateRestApiInput":{"patchOperations":\#(patches)}}"#)
    #expect(
      event.requests()
        == ["apigateway:PATCH \(Self.rest)/r1 exact"]
        + (isPolicy ? ["apigateway:UpdateRestApiPolicy \(Self.rest)/r1 exact"] : []))
  }

  @Test func `so is the policy of a new API`() {
    func create(_ more: String) -> EventText {
      EventText(
        source: "apigateway.amazonaws.com", name: "CreateRestApi",
        parameters: #"{"createRestApiInput":{"name":"n"\#(more)}}"#)
    }
    #expect(create("").requests() == ["apigateway:POST \(Self.rest) exact"])
    #expect(
      create(#","policy":"{}""#).requests()
        == ["apigateway:POST \(Self.rest) exact", "apigateway:UpdateRestApiPolicy \(Self.rest) exact"])
  }

  @Test func `what a definition that is put holds is not recorded`() {
    let event = EventText(
      source: "apigateway.amazonaws.com", name: "PutRestApi", parameters: #"{"restApiId":"r1"}"#)
    #expect(event.requests() == ["apigateway:PUT \(Self.rest)/r1 exact"])
    #expect(possible(event) == ["apigateway:UpdateRestApiPolicy exact"])
  }

  private static let redshift = "arn:aws:redshift:eu-west-1:111122223333"

  @Test func `credentials of a cluster join groups and make a user`() {
    func credentials(_ more: String) -> EventText {
      EventText(
        source: "redshift.amazonaws.com", name: "GetClusterCredentials",
        parameters: #"{"clusterIdentifier":"c","dbUser":"u"\#(more)}"#)
    }
    let own = "redshift:GetClusterCredentials \(Self.redshift):dbuser:c/u exact"
    #expect(
      credentials(#","autoCreate":true,"dbGroups":["a","b"]"#).requests() == [
        own, "redshift:JoinGroup \(Self.redshift):dbgroup:c/a exact",
        "redshift:JoinGroup \(Self.redshift):dbgroup:c/b exact",
        "redshift:CreateClusterUser \(Self.redshift):dbuser:c/u exact",
      ])
    #expect(credentials(#","autoCreate":false"#).requests() == [own])
    #expect(credentials("").requests() == [own])
  }

  private static let queues = "arn:aws:sqs:eu-west-1:111122223333"

  @Test func `messages that are moved are sent to their destination`() {
    func move(_ more: String) -> EventText {
      EventText(
        source: "sqs.amazonaws.com", name: "StartMessageMoveTask",
        parameters: #"{\#(more)"sourceArn":"\#(Self.queues):dead"}"#)
    }
    let start = "sqs:StartMessageMoveTask \(Self.queues):dead exact"
    #expect(
      move(#""destinationArn":"\#(Self.queues):q","#).requests()
        == [start, "sqs:SendMessage \(Self.queues):q exact"])
    #expect(move("").requests() == [start])
    #expect(possible(move("")).first == "sqs:SendMessage unknown")
  }

  @Test func `the source of a copied snapshot may be checked beside the copy`() {
    let event = EventText(
      source: "ec2.amazonaws.com", name: "CopySnapshot",
      parameters: #"{"CopySnapshotRequest":{"SourceRegion":"us-west-2","SourceSnapshotId":"snap-9"}}"#)
    #expect(event.requests() == ["ec2:CopySnapshot arn:aws:ec2:eu-west-1::snapshot/* wild"])
    #expect(possible(event) == ["ec2:CopySnapshot unknown"])
  }

  @Test func `a session with a source identity sets it in those that it asks for`() {
    func assume(_ more: String) -> [String] {
      let identity = session().replacing(#""sessionContext":{"#, with: #""sessionContext":{\#(more)"#)
      return EventText(
        source: "sts.amazonaws.com", name: "AssumeRole", identity: identity,
        parameters: #"{"roleArn":"arn:aws:iam::111122223333:role/b","roleSessionName":"s"}"#
      ).requests()
    }
    let own = "sts:AssumeRole arn:aws:iam::111122223333:role/b exact"
    #expect(assume("") == [own])
    #expect(
      assume(#""sourceIdentity":"ann","#)
        == [own, "sts:SetSourceIdentity arn:aws:iam::111122223333:role/b exact"])
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
