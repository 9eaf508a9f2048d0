import IAMPolicy
import JSON
import TestSupport
import Testing

/// What an explanation says of the place of a decision and of every statement that has a part in it.
struct ExplanationTests {
  @Test func `the place names caller, accounts and rule`() throws {
    let own = try Engine.explain(caller: Engine.session).place
    #expect(own.callerKind == "role session")
    #expect(own.callerAccount == Engine.account)
    #expect(own.isSameAccount == true)
    #expect(own.rule == .sameAccount)
    let other = try Engine.explain(owner: "222222222222").place
    #expect(other.rule == .crossAccount)
    #expect(other.isSameAccount == false)
    #expect(try Engine.explain(owner: nil).place.rule == .unknownAccount)
    #expect(try Engine.explain(caller: .service(name: "x.amazonaws.com")).place.rule == .outsider)
    let key = RequestResource.arn("arn:aws:kms:us-east-1:111111111111:key/1")
    #expect(try Engine.explain(action: "kms:Decrypt", resource: key).place.rule == .keyPolicy)
    let list = try Engine.explain(action: "kms:ListKeys", resource: .star).place
    #expect(list.rule == .sameAccount && !list.hasResource && own.hasResource)
  }

  @Test(arguments: [
    ("ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1"),
    ("iam:GetPolicy", "arn:aws:iam::aws:policy/X"),
    ("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/m"),
  ])
  func `what may be anybody's or AWS's own is not called the caller's account's`(action: String, arn: String)
    throws
  {
    let place = try Engine.explain(action: action, resource: .arn(arn)).place
    #expect(place.resourceAccount == nil && place.isSameAccount == nil)
    #expect(place.rule == .unnamedOwner)
  }

  @Test(arguments: [
    ("ec2:RunInstances", "arn:aws:ec2:us-east-1:111111111111:instance/*"),
    ("ec2:DeregisterImage", "arn:aws:ec2:us-east-1::image/ami-1"),
    ("route53:GetHostedZone", "arn:aws:route53:::hostedzone/Z"),
  ])
  func `what is the caller's account's own is called so`(action: String, arn: String) throws {
    let place = try Engine.explain(action: action, resource: .arn(arn)).place
    #expect(place.resourceAccount == Engine.account)
    #expect(place.rule == .sameAccount)
  }

  @Test func `the layers that do not apply say why`() throws {
    var options = RequestOptions()
    options.principalInManagementAccount = true
    let explanation = try Engine.explain(
      caller: Engine.session, action: "ec2:RunInstances", scps: [[Engine.denyAll]], options: options)
    let reasons = Dictionary(
      uniqueKeysWithValues: explanation.place.absentLayers.map { ($0.layer, $0.reason) })
    #expect(reasons[.scp] == "the caller is of the management account")
    #expect(reasons[.rcp] == "the service does not support RCPs")
    #expect(reasons[.vpcEndpoint] == "the call used no VPC endpoint")
    #expect(reasons[.boundary] == "the caller has none")
    #expect(reasons[.identity] == nil)
    #expect(explanation.layers.first?.exemption == .managementAccount)
  }

  @Test func `a matching statement shows the values of each element with their lines`() throws {
    let statement =
      #"{"Effect":"Allow","Action":["s3:Put*","s3:Get*"],"Resource":["arn:aws:s3:::x",#n"#
      + #""arn:aws:s3:::b/${aws:username}*"],"Condition":{"StringLike":{"aws:RequestedRegion":["us-*",#n"eu-*"]}}}"#
    let explanation = try Engine.explain(
      resource: .arn("arn:aws:s3:::b/alice.txt"),
      identity: [statement.split(separator: "#n").joined(separator: "\n")],
      context: ["aws:RequestedRegion": .value("eu-west-1")])
    let report = try #require(explanation.layers.last?.statements.first)
    #expect(report.name == "Own#1 (line 2)")
    let elements = report.elements
    #expect(elements.map { $0.name } == ["Action", "Resource", "StringLike aws:RequestedRegion"])
    #expect(elements.allSatisfy { $0.holds == true && $0.reason == nil })
    #expect(
      elements.map { $0.values.map { $0.value } } == [
        ["s3:Get*"], ["arn:aws:s3:::b/${aws:username}*"], ["eu-*"],
      ])
    #expect(elements.map { $0.values.map { $0.position.line } } == [[2], [3], [4]])
    #expect(elements[1].variables.map { [$0.key, $0.text] } == [["aws:username", "alice"]])
    #expect(elements.map { $0.actual } == ["s3:GetObject", "arn:aws:s3:::b/alice.txt", "eu-west-1"])
  }

  @Test func `a resource policy shows the class and the entry that gave it`() throws {
    let role = #"{"AWS":["arn:aws:iam::222222222222:root","arn:aws:iam::111111111111:role/app"]}"#
    let explanation = try Engine.explain(caller: Engine.session, resourcePolicy: [Engine.allow(role)])
    let report = try #require(explanation.layers.first { $0.layer == .resource }?.statements.first)
    #expect(report.principalClass == .entityBehind)
    let principal = report.elements.first { $0.element == .principal }
    #expect(principal?.values.map { $0.value } == ["arn:aws:iam::111111111111:role/app"])
    #expect(principal?.actual == "arn:aws:sts::111111111111:assumed-role/app/s1")
  }

  @Test func `a possible statement shows the operator, key and values that wait`() throws {
    let lock =
      #"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":"#
      + #"{"aws:SourceVpce":["vpce-1","vpce-2"]},"Bool":{"aws:SecureTransport":"true"}}}"#
    let explanation = try Engine.explain(
      identity: [Engine.allowAll, lock],
      context: ["aws:SourceVpce": .unknown, "aws:SecureTransport": .value("true")])
    #expect(explanation.decision.possible == [.allowed, .explicitlyDenied])
    let report = try #require(explanation.layers.last?.statements.first { $0.matches == nil })
    let waiting = report.elements.filter { $0.holds == nil }
    #expect(waiting.map { $0.name } == ["StringNotEquals aws:SourceVpce"])
    #expect(waiting.first?.values.map { $0.value } == ["vpce-1", "vpce-2"])
    #expect(waiting.first?.waitsFor == ["key:aws:sourcevpce"])
    #expect(waiting.first?.actual == "not known")
    let fact = try #require(explanation.unknownFacts.first)
    #expect(fact.name == "key:aws:sourcevpce")
    #expect(fact.statements.map { $0.name } == [report.name])
  }

  @Test func `a layer whose text is not known is a fact that no statement asks for`() throws {
    let request = AuthorizationRequest(
      caller: Engine.alice, action: "s3:GetObject", resource: .arn("arn:aws:s3:::b/k"),
      resourceAccount: Engine.account, context: RequestContext(isOpenWorld: false))
    let explanation = Evaluator.explain(
      request, AppliedPolicies(identity: .unknown("policy:identity")))
    #expect(explanation.unknownFacts.map { $0.name } == ["policy:identity"])
    #expect(explanation.unknownFacts.first?.statements.isEmpty == true)
    #expect(explanation.reasons.map { $0.line }.last?.contains("hinges on policy:identity") == true)
  }

  @Test func `a key without a given policy has one that is not known`() throws {
    let key = RequestResource.arn("arn:aws:kms:us-east-1:111111111111:key/1")
    let explanation = try Engine.explain(action: "kms:Decrypt", resource: key, identity: [Engine.allowAll])
    let layer = try #require(explanation.layers.first { $0.layer == .resource })
    #expect(layer.unknownPolicies == ["policy:resource"])
    #expect(layer.allows == nil)
  }

  @Test func `the explanation of every case decides as the evaluator does`() throws {
    for line in try Repository.lines(DecisionCaseTests.folder + "decisions.jsonl") {
      let decisionCase = try DecisionCase(line: line)
      let explanation = Evaluator.explain(decisionCase.request, decisionCase.policies)
      #expect(explanation.decision == decisionCase.run().decision)
      #expect(!explanation.reasons.isEmpty, "\(decisionCase.id)")
      #expect(explanation.reasons.allSatisfy { !$0.line.isEmpty && !$0.line.contains("\n") })
      #expect(explanation.unknownFacts.map { $0.name } == explanation.decision.dependsOn)
    }
  }
}
