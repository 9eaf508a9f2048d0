import IAMPolicy
import Testing

struct ComparisonTests {
  static func policy(_ text: String, _ type: PolicyType) throws -> AttachedPolicy {
    let document = try #require(PolicyDocument.parse(Array(text.utf8), type: type).document)
    return AttachedPolicy(name: "p", content: .document(CompiledPolicy(document, type: type)))
  }

  static func request(region: ContextValue = .value("us-east-1")) -> AuthorizationRequest {
    AuthorizationRequest(
      caller: .user(arn: "arn:aws:iam::111111111111:user/a", uniqueID: nil), action: "ec2:RunInstances",
      resource: .arn("arn:aws:ec2:us-east-1:111111111111:instance/*"), resourceAccount: "111111111111",
      context: RequestContext(isOpenWorld: true, values: ["aws:RequestedRegion": region]))
  }

  static let lock = """
    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
      "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}}
    """

  /// Nothing is known but the log: every layer is unknown, and an SCP is laid on top.
  static func sides() throws -> (AppliedPolicies, AppliedPolicies) {
    let before = AppliedPolicies(
      identity: .unknown("policy:identity"), boundary: .unknown("policy:boundary"),
      scps: [PolicyLevel(node: "", policies: .unknown("policy:scp"))])
    var after = before
    after.scps[0].policies.policies.append(try policy(lock, .scp))
    return (before, after)
  }

  @Test func `the record alone is enough to call a request revoked`() throws {
    let (before, after) = try Self.sides()
    let comparison = Evaluator.compare(
      Self.request(), baseline: before, candidate: after, evidence: Evidence(isAllowed: true))
    #expect(comparison.pairs == [OutcomePair(baseline: .allowed, candidate: .explicitlyDenied)])
    #expect(!comparison.isExceeded)
  }

  @Test(arguments: ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"])
  func `nobody and services have no organization of their own, of which others leave open`(key: String) {
    func value(_ caller: Caller) -> ContextValue {
      let request = AuthorizationRequest(
        caller: caller, action: "s3:GetObject", resource: .arn("arn:aws:s3:::b/k"), resourceAccount: nil,
        context: RequestContext(isOpenWorld: true))
      return Evaluator.value(of: key, in: request)
    }
    #expect(value(.anonymous) == .absent)
    #expect(value(.user(arn: "arn:aws:iam::111111111111:user/a", uniqueID: nil)) == .unknown)
    #expect(value(.service(name: "logs.amazonaws.com")) == .absent)
  }

  @Test func `a request outside the condition stays as it was`() throws {
    let (before, after) = try Self.sides()
    let comparison = Evaluator.compare(
      Self.request(region: .value("eu-west-1")), baseline: before, candidate: after,
      evidence: Evidence(isAllowed: true))
    #expect(comparison.pairs == [OutcomePair(baseline: .allowed, candidate: .allowed)])
  }

  @Test func `a policy of unknown text may deny whoever gets a boundary`() throws {
    let everything = #"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#
    let before = AppliedPolicies(
      identity: PolicySet([try Self.policy(everything, .identity)]), resource: .unknown("policy:resource"))
    var after = before
    after.boundary = PolicySet([try Self.policy(everything, .boundary)])
    var request = Self.request()
    let comparison = Evaluator.compare(
      request, baseline: before, candidate: after, evidence: Evidence(isAllowed: true))
    #expect(comparison.pairs.contains(OutcomePair(baseline: .allowed, candidate: .explicitlyDenied)))
    #expect(comparison.dependsOn == ["policy:resource"])
    request.options.assumesNoNotPrincipalDeny = true
    let assumed = Evaluator.compare(
      request, baseline: before, candidate: after, evidence: Evidence(isAllowed: true))
    #expect(assumed.pairs == [OutcomePair(baseline: .allowed, candidate: .allowed)])
  }

  @Test func `an unlogged key makes the change hinge on it`() throws {
    let (before, after) = try Self.sides()
    let comparison = Evaluator.compare(
      Self.request(region: .unknown), baseline: before, candidate: after, evidence: Evidence(isAllowed: true))
    #expect(
      comparison.pairs == [
        OutcomePair(baseline: .allowed, candidate: .allowed),
        OutcomePair(baseline: .allowed, candidate: .explicitlyDenied),
      ])
    #expect(comparison.dependsOn == ["key:aws:requestedregion"])
  }

  @Test func `an unknown that stands on both sides cancels`() throws {
    let (before, _) = try Self.sides()
    let comparison = Evaluator.compare(Self.request(), baseline: before, candidate: before, evidence: nil)
    #expect(comparison.pairs.allSatisfy { $0.baseline == $0.candidate })
    #expect(comparison.pairs.count == 3)
  }

  private static func deny(_ condition: String) throws -> AttachedPolicy {
    try policy(
      #"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {\#(condition)}}}"#,
      .scp)
  }

  /// What a request of which no key is known comes to where the condition of a Deny changes.
  private static func outcomes(_ old: String, _ new: String, isAllowed: Bool) throws -> Set<Outcome> {
    let everything = #"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#
    var before = AppliedPolicies(identity: PolicySet([try policy(everything, .identity)]))
    var after = before
    before.scps = [
      PolicyLevel(node: "", policies: PolicySet([try policy(everything, .scp), try deny(old)]))
    ]
    after.scps = [
      PolicyLevel(node: "", policies: PolicySet([try policy(everything, .scp), try deny(new)]))
    ]
    let comparison = Evaluator.compare(
      request(), baseline: before, candidate: after, evidence: Evidence(isAllowed: isAllowed))
    return Set(comparison.pairs.map { $0.candidate })
  }

  @Test(arguments: [
    (
      #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
      #""NotIpAddress":{"aws:SourceIp":["10.7.0.0/8","192.0.2.0/24"]}"#
    ),
    (#""NotIpAddress":{"aws:SourceIp":"10.0.0.0/9"}"#, #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#),
    (
      #""IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]}"#,
      #""IpAddress":{"aws:SourceIp":["10.1.2.3","2001:db8:1::/48"]}"#
    ),
    (
      #""ArnNotLike":{"ec2:InstanceProfile":"arn:aws:iam::*:instance-profile/t"}"#,
      #""ArnNotEquals":{"ec2:InstanceProfile":["arn:aws:iam::*:instance-profile/u","arn:aws:iam::*:instance-profile/t"]}"#
    ),
    (#""NumericNotEquals":{"s3:max-keys":"1"}"#, #""NumericNotEquals":{"s3:max-keys":["1","2"]}"#),
  ])
  func `a list that only covers more denies nothing that was allowed, whatever the key is`(
    old: String, new: String
  ) throws {
    #expect(try Self.outcomes(old, new, isAllowed: true) == [.allowed])
    #expect(try Self.outcomes(new, old, isAllowed: true) == [.allowed, .explicitlyDenied])
    #expect(try Self.outcomes(old, new, isAllowed: false) == [.allowed, .explicitlyDenied])
    #expect(try Self.outcomes(new, old, isAllowed: false) == [.explicitlyDenied])
  }

  @Test func `an address lies in one of two ranges that have nothing in common`() throws {
    let both = #""IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"NotIpAddress":{"aws:SourceIp":"11.0.0.0/8"}"#
    let one = #""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#
    #expect(try Self.outcomes(both, one, isAllowed: true) == [.allowed])
    #expect(try Self.outcomes(one, both, isAllowed: true) == [.allowed])
    #expect(try Self.outcomes(both, one, isAllowed: false) == [.explicitlyDenied])
  }

  @Test func `a hundred ranges that both sides name cancel`() throws {
    let ranges = (0..<100).map { #""10.\#($0).0.0/16""# }
    let old = #""NotIpAddress":{"aws:SourceIp":[\#(ranges.joined(separator: ","))]}"#
    let new = #""NotIpAddress":{"aws:SourceIp":[\#((ranges + [#""192.0.2.0/24""#]).joined(separator: ","))]}"#
    #expect(try Self.outcomes(old, new, isAllowed: true) == [.allowed])
    let never = try Self.policy(
      #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{\#(old)}},"#
        + #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{\#(old)}}]}"#, .identity)
    let decision = Evaluator.decide(Self.request(), AppliedPolicies(identity: PolicySet([never])))
    #expect(decision.possible == [.implicitlyDenied, .explicitlyDenied])
    #expect(decision.dependsOn == ["key:aws:sourceip"])
  }

  @Test func `what is no address meets neither IpAddress nor NotIpAddress`() throws {
    let inside = #""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#
    let outside = #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#
    #expect(try Self.outcomes(inside, outside, isAllowed: false) == [.allowed])
    #expect(try Self.outcomes(inside, outside, isAllowed: true) == [.allowed, .explicitlyDenied])
  }

  @Test func `a record that the baseline cannot give is a contradiction`() throws {
    let denied = AppliedPolicies(identity: PolicySet())
    let comparison = Evaluator.compare(
      Self.request(), baseline: denied, candidate: denied, evidence: Evidence(isAllowed: true))
    #expect(comparison.contradictsRecord)
  }
}
