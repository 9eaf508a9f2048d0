import AuditStore
import IAMPolicy
import Testing

/// What is derived from the records of VPC endpoints.
struct NetworkActivityTests {
  private static let more =
    #""eventCategory":"NetworkActivity","vpcEndpointId":"vpce-1","vpcEndpointAccountId":"111122223333","#

  private func event(
    _ source: String = "sqs.amazonaws.com", _ name: String = "SendMessage", parameters: String = "null",
    error: String? = nil, message: String? = nil, more: String = more
  ) -> EventText {
    EventText(
      source: source, name: name, parameters: parameters, errorCode: error, errorMessage: message, more: more)
  }

  @Test func `the record of a VPC endpoint is a request to the endpoint's policy`() {
    let derived = event().derived()
    #expect(derived.eventClass == .network)
    #expect(derived.recorded == .allowed)
    #expect(derived.requests.map { $0.action } == ["sqs:SendMessage"])
    #expect(derived.requests.map { $0.state } == [.unknown])
  }

  @Test func `the record of an endpoint of another account than the caller's is one of an endpoint`() {
    let identity = #"{"type":"IAMUser","arn":"arn:aws:iam::444455556666:user/u","accountId":"444455556666"}"#
    let derived = EventText(
      source: "sqs.amazonaws.com", name: "ListQueues", identity: identity,
      more: Self.more + #""sharedEventID":"0b1f8a0e-0000-4000-8000-0000000000aa","#
    ).derived()
    #expect(derived.eventClass == .network)
    #expect(derived.requests.count == 1)
  }

  @Test func `parameters that the endpoint's record does not hold may have been sent`() {
    let told = event(parameters: "{}", more: "").derived().requests.flatMap { $0.context }
    #expect(told.contains(ContextFact(key: "aws:tagkeys", value: .absent)))
    #expect(event().derived().requests.flatMap { $0.context }.isEmpty)
    #expect(event("ec2.amazonaws.com", "DescribeInstances").derived().requests.map { $0.state } == [.star])
    #expect(event("kms.amazonaws.com", "DescribeKey").derived().requests.map { $0.state } == [.unknown])
  }

  @Test func `which of several actions was asked for is not told by a record without parameters`() {
    let hidden = event("s3.amazonaws.com", "GetObject").derived().requests
    #expect(hidden.map { $0.action } == ["s3:GetObject", "s3:GetObjectVersion"])
    #expect(hidden.allSatisfy { $0.certainty == .possible })
    let shown = event("s3.amazonaws.com", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#)
    #expect(shown.requests() == ["s3:GetObject arn:aws:s3:::b/k exact"])
  }

  static let errors: [(code: String?, message: String?, decision: RecordedDecision, layer: RecordedLayer?)] =
    [
      (nil, nil, .allowed, nil),
      ("VpceAccessDenied", "The request was denied due to a VPC endpoint policy", .denied, .endpoint),
      (
        "AccessDenied",
        "User: u is not authorized to perform: sqs:SendMessage with an explicit deny in a VPC endpoint policy",
        .denied, .endpointExplicit
      ),
      (
        "AccessDenied",
        "User: u is not authorized to perform: sqs:SendMessage because no identity-based policy allows the "
          + "sqs:SendMessage action", .unknown, .identityImplicit
      ),
      ("ThrottlingException", nil, .unknown, nil),
    ]

  @Test(arguments: errors)
  func `only what the endpoint's policy did is taken from its record`(
    error: (code: String?, message: String?, decision: RecordedDecision, layer: RecordedLayer?)
  ) {
    let derived = event(error: error.code, message: error.message).derived()
    #expect(derived.recorded == error.decision)
    #expect(derived.layer == error.layer)
  }

  @Test(arguments: [("sts.amazonaws.com", "GetCallerIdentity"), ("s3.amazonaws.com", "DeleteObjects")])
  func `what no policy answers is no request to the endpoint's either`(source: String, name: String) {
    #expect(event(source, name).derived() == DerivedEvent(eventClass: .network, recorded: .allowed))
  }

  @Test func `an endpoint has no say in the role that a call hands on`() {
    let parameters = #"{"functionName":"f","role":"arn:aws:iam::111122223333:role/run"}"#
    let actions = event("lambda.amazonaws.com", "CreateFunction20150331", parameters: parameters)
      .derived().requests.map { $0.action }
    #expect(actions == ["lambda:CreateFunction"])
  }
}
