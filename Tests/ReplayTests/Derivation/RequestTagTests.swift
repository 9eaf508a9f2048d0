import AuditStore
import IAMPolicy
import Testing

/// Tags that a call gives to what it makes.
struct RequestTagTests {
  private func facts(_ event: EventText, _ action: String, on type: String) -> [String: ContextValue] {
    let request = event.derived().requests.first { $0.action == action && $0.resource.contains(type) }
    return Dictionary((request?.context ?? []).map { ($0.key, $0.value) }) { first, _ in first }
  }

  private func ec2(_ name: String, _ parameters: String, error: String? = nil) -> EventText {
    EventText(source: "ec2.amazonaws.com", name: name, parameters: parameters, errorCode: error)
  }

  private static let tags = #"{"items":[{"resourceType":"volume","tags":[{"key":"team","value":"a"}]}]}"#
  private static let launch =
    #""instancesSet":{"items":[{"imageId":"ami-1"}]},"subnetId":"subnet-1","groupSet":{"items":[{"groupId":"sg-1"}]}"#

  @Test func `tags for one type of thing are not those of another`() {
    let event = ec2("RunInstances", "{\(Self.launch),\"tagSpecificationSet\":\(Self.tags)}")
    let volume = facts(event, "ec2:RunInstances", on: ":volume/")
    #expect(volume["aws:requesttag/team"] == .value("a"))
    #expect(volume["aws:tagkeys"] == .value("team"))
    let instance = facts(event, "ec2:RunInstances", on: ":instance/")
    #expect(instance["aws:requesttag/team"] == nil)
    #expect(instance["aws:requesttag/*"] == .absent)
    #expect(instance["aws:tagkeys"] == .absent)
    #expect(facts(event, "ec2:RunInstances", on: ":subnet/")["aws:requesttag/*"] == nil)
  }

  @Test func `EC2 checks the tagging of what a call makes`() {
    let event = ec2("RunInstances", "{\(Self.launch),\"tagSpecificationSet\":\(Self.tags)}")
    let tagging = event.derived().requests.filter { $0.action == "ec2:CreateTags" }
    #expect(tagging.map(\.resource) == ["arn:aws:ec2:eu-west-1:111122223333:volume/*"])
    #expect(tagging.map(\.certainty) == [.certain])
    let known = facts(event, "ec2:CreateTags", on: ":volume/")
    #expect(known["ec2:createaction"] == .value("RunInstances"))
    #expect(known["aws:requesttag/team"] == .value("a"))
  }

  @Test func `a call without tags is checked for none`() {
    let event = ec2("RunInstances", "{\(Self.launch)}")
    #expect(!event.derived().requests.contains { $0.action == "ec2:CreateTags" })
    #expect(facts(event, "ec2:RunInstances", on: ":instance/")["aws:requesttag/*"] == .absent)
  }

  static let templated: [(name: String, parameters: String)] = [
    ("RunInstances", #"{"launchTemplate":{"launchTemplateId":"lt-1","version":"1"}}"#),
    (
      "CreateFleet",
      #"{"CreateFleetRequest":{"LaunchTemplateConfigs":{"tag":1,"LaunchTemplateSpecification":{"LaunchTemplateId":"lt-1"}}}}"#
    ),
  ]

  @Test(arguments: templated)
  func `a launch template may hold tags`(call: (name: String, parameters: String)) {
    let event = ec2(call.name, call.parameters)
    let instance = facts(event, "ec2:\(call.name)", on: ":instance/")
    #expect(instance["aws:requesttag/*"] == nil)
    #expect(instance["aws:tagkeys"] == nil)
    let tagging = event.derived().requests.filter { $0.action == "ec2:CreateTags" }
    #expect(tagging.map(\.certainty) == [.possible])
  }

  static let wrapped: [(name: String, type: String, parameters: String)] = [
    (
      "CreateVpcEndpoint", "vpc-endpoint",
      #"{"CreateVpcEndpointRequest":{"VpcId":"vpc-1","TagSpecification":{"ResourceType":"vpc-endpoint","tag":1,"Tag":{"Value":"a","tag":1,"Key":"team"}}}}"#
    ),
    (
      "CreateNatGateway", "natgateway",
      #"{"CreateNatGatewayRequest":{"SubnetId":"subnet-1","TagSpecification":[{"ResourceType":"natgateway","tag":1,"Tag":[{"Value":"a","tag":1,"Key":"team"},{"Key":"on","tag":2,"Value":true}]}]}}"#
    ),
  ]

  @Test(arguments: wrapped)
  func `tags are read where EC2 numbers them`(call: (name: String, type: String, parameters: String)) {
    let event = ec2(call.name, call.parameters)
    let known = facts(event, "ec2:\(call.name)", on: ":\(call.type)/")
    #expect(known["aws:requesttag/team"] == .value("a"))
    #expect(known["aws:requesttag/*"] == .absent)
  }

  @Test func `tags within a launch template are not those of the template`() {
    let event = ec2(
      "CreateLaunchTemplate",
      #"{"CreateLaunchTemplateRequest":{"LaunchTemplateName":"t","LaunchTemplateData":{"TagSpecification":{"ResourceType":"instance","tag":1,"Tag":{"Key":"team","tag":1,"Value":"a"}}}}}"#
    )
    #expect(facts(event, "ec2:CreateLaunchTemplate", on: "")["aws:requesttag/*"] == .absent)
  }

  static let named: [(source: String, name: String, parameters: String)] = [
    ("cognito-idp", "CreateUserPool", #"{"poolName":"p","userPoolTags":{"team":"a"}}"#),
    ("cognito-identity", "CreateIdentityPool", #"{"identityPoolName":"p","identityPoolTags":{"team":"a"}}"#),
    ("backup", "CreateBackupVault", #"{"backupVaultName":"v","backupVaultTags":{"team":"a"}}"#),
    ("backup", "CreateBackupPlan", #"{"backupPlan":{"backupPlanName":"p"},"backupPlanTags":{"team":"a"}}"#),
  ]

  @Test(arguments: named)
  func `tags may be named after what is made`(call: (source: String, name: String, parameters: String)) {
    let event = EventText(
      source: "\(call.source).amazonaws.com", name: call.name, parameters: call.parameters)
    let known = facts(event, "\(call.source):\(call.name)", on: "")
    #expect(known["aws:requesttag/team"] == .value("a"))
    #expect(known["aws:requesttag/*"] == .absent)
  }

  static let open = [
    #"{"jobName":"j","customModelTags":[{"key":"team","value":"a"}]}"#,
    #"{"jobName":"j","outputDataConfig":{"tags":[{"key":"team","value":"a"}]}}"#,
    #"{"omitted":true,"originalSize":109476,"reason":"requestParameters too large"}"#,
  ]

  @Test(arguments: open)
  func `tags that may be of something else, or that the record omits, stay open`(parameters: String) {
    let event = EventText(
      source: "bedrock.amazonaws.com", name: "CreateModelCustomizationJob", parameters: parameters)
    let known = facts(event, "bedrock:CreateModelCustomizationJob", on: "")
    #expect(known["aws:requesttag/team"] == nil)
    #expect(known["aws:requesttag/*"] == nil)
  }

  @Test func `a record that omits the parameters leaves roles, tags and resources open`() {
    let event = ec2("RunInstances", #"{"omitted":true,"originalSize":109476,"reason":"too large"}"#)
    let requests = event.derived().requests.map { "\($0.action) \($0.state) \($0.certainty)" }
    #expect(requests.contains("iam:PassRole unknown possible"))
    #expect(requests.contains("ec2:CreateTags unknown possible"))
    #expect(requests.contains("ec2:RunInstances partial certain"))
    #expect(requests.contains("ec2:RunInstances unknown possible"))
  }

  @Test func `a denial of the tagging names what was to be tagged`() {
    var event = ec2(
      "RunInstances", "{\(Self.launch),\"tagSpecificationSet\":\(Self.tags)}",
      error: "Client.UnauthorizedOperation")
    event.errorMessage =
      "You are not authorized to perform this operation. User: u is not authorized to perform: ec2:CreateTags on resource: "
      + "arn:aws:ec2:eu-west-1:111122223333:volume/* because no identity-based policy allows the ec2:CreateTags action"
    let derived = event.derived()
    let denied = derived.deniedRequest.map { derived.requests[$0] }
    #expect(denied?.action == "ec2:CreateTags")
    #expect(denied?.resource == "arn:aws:ec2:eu-west-1:111122223333:volume/*")
    #expect(derived.requests.filter { $0.action == "ec2:CreateTags" }.count == 1)
  }
}
