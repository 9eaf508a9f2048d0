import AuditStore
import CloudTrail
import IAMPolicy
import JSON
import Replay
import Testing

struct EventClassTests {
  static let identities: [(String, EventClass)] = [
    (#"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann"}"#, .principal),
    (session(), .principal),
    (session("aws-service-role/x.amazonaws.com/AWSServiceRoleForX"), .serviceLinkedRole),
    (#"{"type":"Root","arn":"arn:aws:iam::111122223333:root"}"#, .root),
    (#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#, .servicePrincipal),
    (#"{"invokedBy":"ec2.amazonaws.com"}"#, .servicePrincipal),
    (#"{"type":"AWSAccount","principalId":"ANONYMOUS_PRINCIPAL"}"#, .anonymous),
    (#"{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#, .anonymous),
    (#"{"principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#, .anonymous),
    (#"{"type":"AWSAccount","principalId":"AIDAX","accountId":"444455556666"}"#, .ownerCopy),
    (#"{"type":"IdentityCenterUser"}"#, .nonIAMPrincipal), (#"{"type":"Directory"}"#, .nonIAMPrincipal),
    (#"{"type":"WebIdentityUser"}"#, .nonIAMPrincipal), ("null", .unreadable), ("7", .unreadable),
    (#"{"type":"Unknown","principalId":"x"}"#, .unreadable),
    (#"{"type":"iamuser","arn":"arn:aws:iam::111122223333:user/ann"}"#, .unreadable),
    (#"{"arn":"arn:aws:iam::111122223333:user/ann","accountId":"111122223333"}"#, .unreadable),
  ]

  @Test(arguments: identities)
  func `the caller decides the class of a call`(identity: String, expected: EventClass) {
    #expect(
      EventText(identity: identity, parameters: #"{"bucketName":"b","key":"k"}"#).derived().eventClass
        == expected)
  }

  @Test(arguments: identities.filter { $0.1 == .anonymous }.map { $0.0 })
  func `nobody has no copy of a call in another account`(identity: String) {
    let event = EventText(
      identity: identity, parameters: #"{"bucketName":"b","key":"k"}"#, more: #""sharedEventID":"s1","#)
    #expect(event.derived().eventClass == .anonymous)
    #expect(event.requests() == ["s3:GetObject arn:aws:s3:::b/k exact"])
    let facts = IdentityFacts(json: try? JSONReader.parse(Array(identity.utf8)))
    #expect(facts.caller == .anonymous)
    #expect(facts.principal == "ANONYMOUS_PRINCIPAL")
  }

  @Test(arguments: [
    (
      #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"444455556666"}"#,
      "AIDAX of account 444455556666"
    ),
    (#"{"type":"AWSAccount","principalId":"AIDAX"}"#, "AIDAX of an account that is not named"),
    (
      #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#,
      "AIDAX of an account that is not named"
    ),
    (
      #"{"type":"AWSAccount","principalId":"","accountId":"444455556666","invokedBy":"x.amazonaws.com"}"#,
      "caller of account 444455556666"
    ),
  ])
  func `a caller of another account is not nobody, and is known by its ID and account`(
    identity: String, principal: String
  ) throws {
    let facts = IdentityFacts(json: try JSONReader.parse(Array(identity.utf8)))
    #expect((facts.caller == nil) != (principal == "AIDAX of account 444455556666"))
    #expect(facts.principal == principal)
    #expect(EventText(identity: identity).derived().eventClass == .ownerCopy)
  }

  @Test func `reports group the sessions of another account's role by its ID`() throws {
    let identity = #"{"type":"AWSAccount","principalId":"AROAX:s1","accountId":"444455556666"}"#
    let facts = IdentityFacts(json: try JSONReader.parse(Array(identity.utf8)))
    #expect(facts.principal == "AROAX of account 444455556666")
    #expect(facts.caller?.words == "AROAX:s1 of account 444455556666")
  }

  @Test func `a federated caller of STS is judged by the trust policy`() {
    let event = EventText(
      source: "sts.amazonaws.com", name: "AssumeRoleWithWebIdentity",
      identity: #"{"type":"WebIdentityUser","identityProvider":"accounts.example.com"}"#,
      parameters: #"{"roleArn":"arn:aws:iam::111122223333:role/app"}"#)
    #expect(event.derived().eventClass == .federation)
    #expect(
      event.requests().contains("sts:AssumeRoleWithWebIdentity arn:aws:iam::111122223333:role/app exact"))
  }

  static let kinds: [(source: String, name: String, more: String, expected: EventClass)] = [
    ("sts.amazonaws.com", "GetCallerIdentity", "", .permissionless),
    ("dynamodb.amazonaws.com", "DescribeEndpoints", "", .permissionless),
    ("dynamodb.amazonaws.com", "DescribeEndpoints", #""vpcEndpointId":"vpce-1","#, .principal),
    ("timestream.amazonaws.com", "DescribeEndpoints", "", .principal),
    ("dms.amazonaws.com", "DescribeEndpoints", "", .principal),
    ("s3.amazonaws.com", "DeleteObjects", "", .batch),
    ("signin.amazonaws.com", "GetSigninToken", "", .signIn),
    ("s3.amazonaws.com", "GetObject", #""eventCategory":"NetworkActivity","#, .network),
    ("s3.amazonaws.com", "GetObject", #""eventCategory":"Insight","#, .insight),
    ("nosuchservice.amazonaws.com", "DoIt", "", .unresolvedAction),
    ("", "GetObject", "", .unreadable), ("s3.amazonaws.com", "", "", .unreadable),
    ("s3.amazonaws.com", "", #""eventCategory":"Aggregated","#, .aggregated),
    ("s3.amazonaws.com", "GetObject", #""eventCategory":"Aggregated","#, .principal),
  ]

  @Test(arguments: kinds)
  func `source, name and category decide before the caller does`(
    kind: (source: String, name: String, more: String, expected: EventClass)
  ) {
    let event = EventText(source: kind.source, name: kind.name, more: kind.more)
    #expect(event.derived().eventClass == kind.expected)
  }

  @Test(arguments: ["null", #""yesterday""#, #""2026-09-14T12:15:30+02:00""#])
  func `a call without a time that can be read is not replayed`(time: String) throws {
    let text = EventText(parameters: #"{"bucketName":"b","key":"k"}"#).json
      .replacing(#""2026-09-14T10:15:30Z""#, with: time)
    var deriver = EventDeriver()
    let derived = try #require(RawEvent.withEvent(Array(text.utf8)) { deriver.derive($0) })
    #expect(derived.eventClass == .unreadable)
    #expect(derived.requests == [])
  }

  @Test func `a passed role is a check behind the call`() {
    let event = EventText(
      source: "lambda.amazonaws.com", name: "CreateFunction20150331",
      parameters: #"{"functionName":"f","role":"arn:aws:iam::111122223333:role/service/run"}"#)
    let passed = event.derived().requests.first { $0.action == "iam:PassRole" }
    #expect(passed?.resource == "arn:aws:iam::111122223333:role/service/run")
    #expect(passed?.certainty == .certain)
    #expect(
      passed?.context == [ContextFact(key: "iam:passedtoservice", value: .value("lambda.amazonaws.com"))])
  }

  @Test func `tags on what a call makes may be a check of their own`() {
    let event = EventText(
      source: "sqs.amazonaws.com", name: "CreateQueue", parameters: #"{"queueName":"q","tags":{"team":"a"}}"#)
    let tagging = event.derived().requests.first { $0.action == "sqs:TagQueue" }
    #expect(tagging?.certainty == .possible)
  }
}
