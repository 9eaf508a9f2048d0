import IAMPolicy
import Testing

/// The Allow statements that come near, their order, and the reason of every failure.
struct NearMissTests {
  private static let cond = #""Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}"#

  @Test func `fewer failures come first, then condition, resource, action, principal`() throws {
    let explanation = try Engine.explain(
      resourcePolicy: [
        #"{"Sid":"Two","Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"arn:aws:s3:::x"}"#,
        #"{"Sid":"Principal","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:*","Resource":"*"}"#,
        #"{"Sid":"Action","Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"*"}"#,
        #"{"Sid":"Resource","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::x"}"#,
        #"{"Sid":"Condition","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",\#(Self.cond)}"#,
        #"{"Sid":"Three","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:Put*","#
          + #""Resource":"arn:aws:s3:::x"}"#,
      ])
    let misses = try #require(explanation.layers.first { $0.layer == .resource }).nearMisses
    #expect(misses.map { $0.statement.sid } == ["Condition", "Resource", "Action", "Principal", "Two"])
    #expect(misses.last?.failures == [.action, .resource])
  }

  @Test func `at most ten are named`() throws {
    let many = (0..<25).map { #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::x\#($0)"}"# }
    let misses = try #require(Engine.explain(identity: many).layers.last).nearMisses
    #expect(misses.map { $0.statement.index } == Array(1...10))
  }

  @Test func `several conditions that fail are one element, each with its reason`() throws {
    let statement =
      #"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":"#
      + #"{"aws:RequestedRegion":"eu-west-1","aws:username":"Alice","aws:PrincipalTag/team":"x"}}}"#
    let explanation = try Engine.explain(
      identity: [statement], context: ["aws:RequestedRegion": .value("us-east-1")])
    let miss = try #require(explanation.layers.last?.nearMisses.first)
    #expect(miss.failures == [.condition(0), .condition(1), .condition(2)])
    #expect(miss.elements.map { $0.reason } == [.differs, .caseDiffers, .missingKey])
    #expect(miss.elements.map { $0.actual } == ["us-east-1", "alice", "absent"])
    #expect(miss.elements.map { $0.values.map { $0.value } } == [["eu-west-1"], ["Alice"], ["x"]])
  }

  @Test(arguments: [
    (#""Resource":"arn:aws:s3:::B/k""#, FailureReason.caseDiffers),
    (#""Resource":"arn:aws:s3:::b/${aws:PrincipalTag/none}""#, .noVariableValue),
    (#""Resource":"arn:aws:s3:::x""#, .differs), (#""NotResource":"arn:aws:s3:::b/*""#, .excluded),
    (#""Resource":"arn:aws:*s3:::b/k""#, .fieldWildcard),
    (#""Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, .illTyped),
    (#""Resource":"*","Condition":{"StringEquals":{"aws:TagKeys":"a"}}"#, .needsSetOperator),
    (#""Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#, .excluded),
    (#""Resource":"*","Condition":{"Null":{"aws:RequestedRegion":"true"}}"#, .differs),
  ])
  func `every failure has its reason`(rest: String, reason: FailureReason) throws {
    let resource = reason == .fieldWildcard ? "arn:aws:x:s3:::b/k" : "arn:aws:s3:::b/k"
    let explanation = try Engine.explain(
      resource: .arn(resource), identity: [#"{"Effect":"Allow","Action":"s3:*",\#(rest)}"#],
      context: [
        "aws:SourceIp": .value("x"), "aws:TagKeys": .known(["a", "b"]),
        "aws:RequestedRegion": .value("eu-west-1"),
      ])
    let miss = try #require(explanation.layers.last?.nearMisses.first)
    #expect(miss.failures.map { miss.reason(of: $0) } == [reason])
  }

  @Test func `without the new version a variable is ordinary text`() throws {
    let request = AuthorizationRequest(
      caller: Engine.alice, action: "s3:GetObject", resource: .arn("arn:aws:s3:::b/alice"),
      resourceAccount: Engine.account, context: RequestContext(isOpenWorld: false))
    for rest in [
      #""Resource":"arn:aws:s3:::b/${aws:username}""#,
      #""Resource":"*","Condition":{"StringEquals":{"aws:username":"${aws:username}"}}"#,
    ] {
      let old = try Engine.policy(
        [#"{"Effect":"Allow","Action":"s3:*",\#(rest)}"#], .identity, name: "Old", version: "2008-10-17")
      let explanation = Evaluator.explain(request, AppliedPolicies(identity: PolicySet([old])))
      #expect(explanation.layers.last?.nearMisses.first?.elements.map { $0.reason } == [.literalVariable])
    }
  }

  @Test func `an account entry only delegates`() throws {
    let root = Engine.allow(#"{"AWS":"arn:aws:iam::111111111111:root"}"#)
    let explanation = try Engine.explain(resourcePolicy: [root])
    let miss = try #require(explanation.layers.first { $0.layer == .resource }?.nearMisses.first)
    #expect(miss.elements.map { $0.reason } == [.onlyDelegates])
    let other = try Engine.explain(owner: "222222222222", resourcePolicy: [root])
    #expect(other.layers.first { $0.layer == .resource }?.nearMisses.isEmpty == true)
  }
}
