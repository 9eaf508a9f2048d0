import AuditStore
import Testing

struct RecordedDecisionTests {
  @Test func `a denial's own words are the resource`() {
    let event = EventText(
      errorCode: "AccessDenied",
      errorMessage:
        #"User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1"#
    ).derived()
    #expect(event.recorded == .denied)
    #expect(event.layer == .scpExplicit)
    #expect(event.policyARN == "arn:aws:organizations::1:policy/o-1/service_control_policy/p-1")
    #expect(event.deniedRequest == 0)
    #expect(event.requests.map(\.resource) == ["arn:aws:s3:::b/k"])
    #expect(event.requests.map(\.state) == [.message])
  }

  @Test func `a denial of another action leaves the event's own unknown`() {
    let event = EventText(
      source: "lambda.amazonaws.com", name: "CreateFunction20150331", parameters: #"{"functionName":"f"}"#,
      errorCode: "AccessDeniedException",
      errorMessage:
        "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/r because no identity-based policy allows the iam:PassRole action"
    ).derived()
    #expect(event.layer == .identityImplicit)
    #expect(event.deniedRequest.map { event.requests[$0].action } == "iam:PassRole")
    #expect(event.deniedRequest.map { event.requests[$0].resource } == "arn:aws:iam::111122223333:role/r")
  }

  private static let ann = "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: "

  /// A call that DynamoDB refused in some words.
  private func refused(_ message: String, code: String = "AccessDeniedException") -> DerivedEvent {
    EventText(
      source: "dynamodb.amazonaws.com", name: "DescribeTable", parameters: #"{"tableName":"t"}"#,
      errorCode: code,
      errorMessage: message
    ).derived()
  }

  @Test(arguments: [
    "", ".",
    " (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: AccessDeniedException; Request ID: A1)",
    " because no identity-based policy allows the dynamodb:DescribeTable action (Service: DynamoDb, Status Code: 400)",
  ])
  func `what stands behind a resource is none of its name`(end: String) {
    let table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t"
    let event = refused(Self.ann + "dynamodb:DescribeTable on resource: \(table)\(end)")
    #expect(event.recorded == .denied)
    #expect(event.requests.map(\.resource) == [table])
  }

  @Test(arguments: [
    ("assumed-role/glue/run", true), ("role/ann", true), ("user/ops/ann", false), ("user/ops/anna", true),
  ])
  func `what another one was denied behind a call is not the caller's denial`(name: String, isAnother: Bool) {
    let service = name.hasPrefix("assumed-role") ? "sts" : "iam"
    let event = refused(
      "User: arn:aws:\(service)::111122223333:\(name) is not authorized to perform: s3:GetObject on resource: "
        + "arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action")
    #expect(event.recorded == (isAnother ? .unknown : .denied))
    #expect(event.requests.contains { $0.action == "s3:GetObject" } == !isAnother)
    #expect((event.layer == nil) == isAnother)
  }

  @Test func `of the service that was called a denial is the caller's, whoever it names`() {
    let event = refused(
      "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: dynamodb:DescribeTable on resource: "
        + "arn:aws:dynamodb:eu-west-1:111122223333:table/t because no identity-based policy allows the "
        + "dynamodb:DescribeTable action")
    #expect(event.recorded == .denied)
    #expect(event.layer == .identityImplicit)
  }

  @Test func `a remark behind the action is a reason of the service's own`() {
    let event = refused(
      Self.ann + "account:PutAlternateContact (Your organization must first enable trusted access with AWS "
        + "Account Management.)")
    #expect(event.recorded == .unknown)
  }

  @Test func `SES names action and identity in quotes of its own`() {
    let event = EventText(
      source: "ses.amazonaws.com", name: "SendEmail", parameters: "null", errorCode: "AccessDenied",
      errorMessage:
        "User `arn:aws:iam::111122223333:user/ops/ann' is not authorized to perform `ses:SendEmail' on resource "
        + "`arn:aws:ses:eu-west-1:111122223333:identity/example.com'"
    ).derived()
    #expect(event.recorded == .denied)
    #expect(event.requests.map(\.resource) == ["arn:aws:ses:eu-west-1:111122223333:identity/example.com"])
  }

  @Test func `a code for states is a denial where the message is one`() {
    let code = "OperationNotPermittedFault"
    let message =
      Self.ann
      + "dynamodb:DescribeTable on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/t because no "
      + "identity-based policy allows the dynamodb:DescribeTable action"
    #expect(refused(message, code: code).layer == .identityImplicit)
    #expect(refused("The table is being deleted", code: code).recorded == .unknown)
  }

  @Test func `the ARN of a policy that a message may cut is not told`() {
    let start =
      Self.ann + "dynamodb:DescribeTable on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/"
    let end =
      " with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/scp/p-abc"
    let cut = refused(start + String(repeating: "t", count: 1_024 - start.count - end.count) + end)
    #expect(cut.layer == .scpExplicit)
    #expect(cut.policyARN == nil)
    #expect(refused(start + "t" + end).policyARN == "arn:aws:organizations::1:policy/o-1/scp/p-abc")
  }

  /// Messages of S3 and, without quotes, of others, about things whose names hold the words of a reason.
  static let namesLikeReasons: [(resource: String, told: String, reason: String, layer: RecordedLayer?)] = [
    (
      "arn:aws:s3:::b/with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p",
      "quoted", "because no identity-based policy allows the s3:GetObject action", .identityImplicit
    ),
    (
      "arn:aws:s3:::b/because no session policy allows", "quoted",
      "with an explicit deny in a resource-based policy", .resourceExplicit
    ),
    ("arn:aws:s3:::b/reports/\\\"q3\\\".csv", "quoted", "with an explicit deny", .unnamedExplicit),
    (
      "arn:aws:s3:::b/x\\\" because no session policy allows the s3:GetObject action", "quoted",
      "because no permissions boundary allows the s3:GetObject action", .boundaryImplicit
    ),
    ("arn:aws:s3:::b/x\\\" because no session policy allows the s3:GetObject action", "quoted", "", nil),
    ("arn:aws:s3:::b/a on resource: \\\"b", "quoted", "", nil),
    (
      "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x with an explicit deny in a session policy", "plain",
      "because no identity-based policy allows the s3:GetObject action", .identityImplicit
    ),
    (
      "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x because no session policy allows", "plain",
      "with an explicit deny in an identity-based policy", .identityExplicit
    ),
    (
      "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "plain",
      "because no VPC endpoint policy allows the s3:GetObject action. Encoded authorization failure message: x",
      .endpointImplicit
    ),
    (
      "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "plain",
      ". Encoded authorization failure message: x", nil
    ),
  ]

  @Test(arguments: namesLikeReasons)
  func `the layer is what follows the resource, whatever its name says`(
    resource: String, told: String, reason: String, layer: RecordedLayer?
  ) {
    let target = told == "quoted" ? "\\\"\(resource)\\\"" : resource
    let text =
      "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: s3:GetObject on resource: "
      + target + (reason.hasPrefix(".") || reason.isEmpty ? "" : " ") + reason
    let event = EventText(errorCode: "AccessDenied", errorMessage: text).derived()
    #expect(event.recorded == .denied)
    #expect(event.layer == layer)
    #expect(event.policyARN == nil)
    #expect(event.requests.first?.resource == resource.replacing("\\\"", with: "\""))
    #expect(event.requests.first?.state == .message)
  }

  @Test func `a message whose end is cut tells no more than the action`() {
    let key =
      "x\\\" because no session policy allows the s3:GetObject action" + String(repeating: "y", count: 950)
    let text =
      "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: s3:GetObject on resource: "
      + "\\\"arn:aws:s3:::b/\(key)"
    let event = EventText(
      parameters: #"{"bucketName":"b","key":"\#(key)"}"#, errorCode: "AccessDenied", errorMessage: text
    ).derived()
    #expect(event.recorded == .denied)
    #expect(event.layer == nil)
    #expect(event.deniedRequest == 0)
    #expect(event.requests.map(\.state) == [.exact])
  }

  @Test func `the ARN of any policy that denied is kept`() {
    let arn = "arn:aws:iam::111122223333:policy/limits/dev"
    for layer in ["a permissions boundary", "an identity-based policy"] {
      let text =
        Self.ann + "s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in \(layer): \(arn)"
      #expect(EventText(errorCode: "AccessDenied", errorMessage: text).derived().policyARN == arn)
    }
  }

  private static func denied(_ action: String, on resource: String) -> String {
    "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: \(action) on resource: "
      + "\(resource) because no identity-based policy allows the \(action) action"
  }

  private func listed(_ event: EventText) -> [String] {
    event.derived().requests.map { "\($0.action) \($0.resource) \($0.state) \($0.certainty)" }
  }

  @Test func `a denial of one resource keeps the others that the call names as possible`() {
    let instance = "arn:aws:ec2:eu-west-1:111122223333:instance/"
    let event = EventText(
      source: "ec2.amazonaws.com", name: "StopInstances",
      parameters: #"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#,
      errorCode: "Client.UnauthorizedOperation",
      errorMessage: Self.denied("ec2:StopInstances", on: instance + "i-2"))
    #expect(
      listed(event) == [
        "ec2:StopInstances \(instance)i-2 message certain", "ec2:StopInstances \(instance)i-1 exact possible",
      ])
    #expect(event.derived().deniedRequest == 0)
  }

  @Test func `a denied call that hides its parameters may pass a role and set tags`() {
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f"
    let event = EventText(
      source: "lambda.amazonaws.com", name: "CreateFunction20150331", errorCode: "AccessDenied",
      errorMessage: Self.denied("lambda:CreateFunction", on: function))
    #expect(
      listed(event) == [
        "lambda:CreateFunction \(function) message certain", "iam:PassRole  unknown possible",
        "lambda:TagResource  unknown possible",
      ])
  }

  static let codes: [(String, RecordedDecision)] = [
    ("Client.DryRunOperation", .allowed), ("AccessDenied", .denied),
    ("Client.UnauthorizedOperation", .denied),
    ("ThrottlingException", .unknown), ("NoSuchBucketPolicy", .allowedLikely), ("ExpiredToken", .unknown),
    ("KMSAccessDeniedException", .unknown), ("ValidationException", .unknown), ("VpceAccessDenied", .denied),
  ]

  @Test(arguments: codes)
  func `an error code says what was decided`(code: String, decision: RecordedDecision) {
    #expect(EventText(errorCode: code, errorMessage: "Access Denied").derived().recorded == decision)
  }

  @Test func `a denial that names an action without its resource is of one of the requests for it`() {
    let event = EventText(
      source: "ec2.amazonaws.com", name: "AttachVolume",
      parameters: #"{"instanceId":"i-0123456789abcdef0","volumeId":"vol-0123456789abcdef0"}"#,
      errorCode: "Client.UnauthorizedOperation",
      errorMessage:
        "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: ec2:AttachVolume because no identity-based policy allows the ec2:AttachVolume action"
    ).derived()
    #expect(event.requests.count == 2)
    #expect(event.deniedRequest == 0)
  }

  static let otherReasons = [
    "Cross-account pass role is not allowed.", "Access to KMS is not allowed",
    "Insufficient Lake Formation permission(s): Required Describe on t",
    "You don't have access to the model with the specified model ID.",
    "Access Denied because object protected by object lock.",
    "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to perform: s3:PutBucketAcl on resource: b because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.",
  ]

  @Test(arguments: otherReasons)
  func `words that no policy is behind decide nothing`(words: String) {
    let event = EventText(name: "PutBucketAcl", errorCode: "AccessDeniedException", errorMessage: words)
    #expect(event.derived().recorded == .unknown)
    #expect(event.derived().deniedRequest == nil)
  }

  static let plainDenials = [
    "Access Denied", "Access denied.", "Forbidden", "You are not authorized to perform this operation.",
    "Not authorized to perform sts:AssumeRoleWithWebIdentity", "HIDDEN_DUE_TO_SECURITY_REASONS",
    "User: arn:aws:iam::111122223333:user/ops/ann is not authorized to access this resource",
    "Access to the resource https://sqs.eu-west-1.amazonaws.com/ is denied.",
  ]

  @Test(arguments: plainDenials)
  func `services say in few other words that a policy denied`(words: String) {
    #expect(EventText(errorCode: "AccessDenied", errorMessage: words).derived().recorded == .denied)
  }

  @Test func `an error in the response is no success`() {
    #expect(EventText(response: #"{"errorCode":"X"}"#).derived().recorded == .unknown)
    #expect(EventText(response: #"{"x":1}"#).derived().recorded == .allowed)
  }

  static let layers: [(String, RecordedLayer)] = [
    ("because no service control policy allows the x action", .scpImplicit),
    ("with an explicit deny in a resource control policy", .rcpExplicit),
    ("because no resource control policy allows", .rcpImplicit),
    ("with an explicit deny in a permissions boundary", .boundaryExplicit),
    ("because no permissions boundary allows", .boundaryImplicit),
    ("with an explicit deny in a sessions policy", .sessionExplicit),
    ("because no session policy allows", .sessionImplicit),
    ("with an explicit deny in a VPC endpoint policy", .endpointExplicit),
    (
      "with an explicit deny in a VPC endpoint policy transitively through a service control policy",
      .scpExplicit
    ),
    ("because no VPC endpoint policy allows", .endpointImplicit),
    ("with an explicit deny in the role trust policy", .trustExplicit),
    ("because no role trust policy allows", .trustImplicit),
    ("with an explicit deny in an identity-based policy", .identityExplicit),
    ("with an explicit deny in a resource-based policy", .resourceExplicit),
    ("because no resource-based policy allows", .resourceImplicit),
    ("with an explicit deny", .unnamedExplicit),
  ]

  @Test(arguments: layers)
  func `a message names the layer that denied`(words: String, layer: RecordedLayer) {
    let text = "User: u is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k " + words
    #expect(EventText(errorCode: "AccessDenied", errorMessage: text).derived().layer == layer)
  }
}
