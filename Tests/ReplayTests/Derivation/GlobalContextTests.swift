import AuditStore
import IAMPolicy
import JSON
import Replay
import Testing

struct GlobalContextTests {
  private static func facts(
    _ identity: String, address: String? = "192.0.2.7", agent: String? = "[cli]", endpoint: String? = nil,
    endpointAccount: String? = nil, tls: String? = nil, issuer: SessionIssuer? = nil
  ) -> [String: ContextValue] {
    var facts = IdentityFacts(json: try? JSONReader.parse(Array(identity.utf8), options: .init()))
    facts.issuer = issuer
    let call = CallFacts(
      identity: facts, sourceIPAddress: address, userAgent: agent, region: "eu-west-1",
      eventTime: 1_788_264_000,
      vpcEndpoint: endpoint, vpcEndpointAccount: endpointAccount, tlsVersion: tls)
    return Dictionary(globalContext(call).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static let user =
    #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann","accessKeyId":"AKIA1"}"#

  @Test func `time, region and transport are the record's`() {
    let facts = Self.facts(Self.user, tls: "TLSv1.3")
    #expect(facts["aws:requestedregion"] == .value("eu-west-1"))
    #expect(facts["ec2:region"] == .value("eu-west-1"))
    #expect(facts["aws:epochtime"] == .value("1788264000"))
    #expect(facts["aws:currenttime"] == .value("2026-09-01T12:00:00Z"))
    #expect(facts["aws:securetransport"] == .value("true"))
    #expect(facts["s3:tlsversion"] == .value("1.3"))
    #expect(Self.facts(Self.user)["aws:securetransport"] == nil)
  }

  @Test func `a long-term key carries nothing of a session`() {
    let facts = Self.facts(Self.user)
    for key in [
      "aws:tokenissuetime", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity",
      "aws:federatedprovider", "aws:assumedroot", "aws:chatbotsourcearn", "aws:signinsessionarn",
      "ec2:roledelivery",
      "ec2:sourceinstancearn", "ssm:sourceinstancearn", "aws:ec2instancesourcevpc",
      "aws:ec2instancesourceprivateipv4", "lambda:sourcefunctionarn", "codebuild:buildarn",
      "codebuild:projectarn",
      "glue:roleassumedby", "glue:credentialissuingservice", "identitystore:userid",
    ] { #expect(facts[key] == .absent, "\(key)") }
  }

  @Test func `a session tells its token, MFA and origin`() {
    let facts = Self.facts(
      session(
        more:
          #","inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:f"},"onBehalfOf":{"userId":"u"}"#,
        attributes:
          #"},"ec2RoleDelivery":"2.0","sourceIdentity":"ann","webIdFederationData":{"federatedProvider":"p""#)
    )
    #expect(facts["aws:tokenissuetime"] == .value("2026-09-14T10:00:00Z"))
    #expect(facts["aws:sourceidentity"] == .value("ann"))
    #expect(facts["aws:federatedprovider"] == .value("p"))
    #expect(facts["ec2:roledelivery"] == .value("2.0"))
    #expect(facts["lambda:sourcefunctionarn"] == .value("arn:f"))
    #expect(facts["identitystore:userid"] == .value("u"))
    #expect(facts["ec2:sourceinstancearn"] == nil)
    #expect(facts["aws:multifactorauthpresent"] == .oneOf([.absent, .value("false")]))
    #expect(facts["aws:multifactorauthage"] == .absent)
    let plain = Self.facts(session())
    #expect(plain["aws:sourceidentity"] == .absent)
    #expect(plain["aws:federatedprovider"] == .absent)
    #expect(plain["aws:assumedroot"] == .absent)
    #expect(plain["ec2:roledelivery"] == .absent)
    #expect(plain["ec2:sourceinstancearn"] == .absent)
    #expect(plain["identitystore:userid"] == .absent)
    #expect(plain["aws:signinsessionarn"] == nil)
  }

  @Test func `a direct call shows its network`() {
    let facts = Self.facts(Self.user)
    #expect(facts["aws:sourceip"] == .value("192.0.2.7"))
    #expect(facts["aws:useragent"] == .value("cli"))
    #expect(facts["aws:viaawsservice"] == .value("false"))
    #expect(facts["aws:viaawsmcpservice"] == .value("false"))
    for key in [
      "aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:calledviaawsmcp",
      "aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpceaccount",
      "aws:vpceorgid",
      "aws:vpceorgpaths", "kms:viaservice",
    ] { #expect(facts[key] == .absent, "\(key)") }
    #expect(facts["kms:calleraccount"] == .value("111122223333"))
    // CloudTrail does not log it, and presigned URLs and browsers send it.
    #expect(facts["aws:referer"] == nil)
  }

  @Test func `a VPC endpoint takes the place of the public address`() {
    let facts = Self.facts(Self.user, endpoint: "vpce-1", endpointAccount: "111122223333")
    #expect(facts["aws:sourceip"] == .absent)
    #expect(facts["aws:vpcsourceip"] == .value("192.0.2.7"))
    #expect(facts["aws:sourcevpce"] == .value("vpce-1"))
    #expect(facts["aws:vpceaccount"] == .oneOf([.absent, .value("111122223333")]))
    #expect(facts["aws:sourcevpc"] == nil)
  }

  private static let networkKeys = [
    "aws:sourceip", "aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn",
    "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths",
  ]

  @Test(arguments: ["10.0.3.4", "172.16.0.1", "172.31.255.1", "192.168.7.7", "100.64.0.9", "fd00::1"])
  func `a private address leaves open through which endpoint the call came`(address: String) {
    let facts = Self.facts(Self.user, address: address)
    for key in Self.networkKeys { #expect(facts[key] == nil, "\(key)") }
    #expect(facts["aws:viaawsservice"] == .value("false"))
    let named = Self.facts(Self.user, address: address, endpoint: "vpce-1")
    #expect(named["aws:vpcsourceip"] == .value(address))
  }

  @Test(arguments: ["9.255.255.255", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2001:db8::1"])
  func `an address next to the private ones is public`(address: String) {
    let facts = Self.facts(Self.user, address: address)
    #expect(facts["aws:sourceip"] == .value(address))
    #expect(facts["aws:sourcevpce"] == .absent)
  }

  @Test(arguments: ["ec2.amazonaws.com", "AWS Internal", ""])
  func `a service's name is no address`(address: String) {
    let facts = Self.facts(Self.user, address: address)
    for key in Self.networkKeys { #expect(facts[key] == nil, "\(key)") }
    for key in [
      "aws:viaawsservice", "aws:viaawsmcpservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast",
      "aws:calledviaawsmcp", "aws:referer", "aws:useragent", "kms:viaservice",
    ] { #expect(facts[key] == nil, "\(key)") }
    #expect(facts["kms:calleraccount"] == .value("111122223333"))
  }

  @Test func `a call that a service makes for a user hides the user's network`() {
    let facts = Self.facts(
      #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann","invokedBy":"athena.amazonaws.com"}"#,
      address: "athena.amazonaws.com", agent: "athena.amazonaws.com", endpoint: "vpce-1")
    #expect(facts["aws:viaawsservice"] == .value("true"))
    #expect(facts["aws:calledvialast"] == .value("athena.amazonaws.com"))
    #expect(facts["kms:viaservice"] == .value("athena.eu-west-1.amazonaws.com"))
    for key in [
      "aws:sourceip", "aws:sourcevpce", "aws:vpcsourceip", "aws:useragent",
    ] { #expect(facts[key] == nil, "\(key)") }
    for key in ["aws:calledvia", "aws:calledviafirst"] { #expect(facts[key] == .present, "\(key)") }
  }

  private static func forwarded(by service: String) -> [String: ContextValue] {
    facts(
      #"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann","invokedBy":"\#(service)"}"#,
      address: service)
  }

  @Test(arguments: ["s3.amazonaws.com", "autoscaling.amazonaws.com", "AWS Internal", "x.y.amazonaws.com"])
  func `a service that does not put itself into the chain leaves it open`(service: String) {
    let facts = Self.forwarded(by: service)
    #expect(facts["aws:viaawsservice"] == .value("true"))
    for key in ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"] {
      #expect(facts[key] == nil, "\(key)")
    }
  }

  @Test(arguments: [
    "ds.amazonaws.com", "ec2-frontend-api.amazonaws.com", "elasticache.amazonaws.com", "logs.amazonaws.com",
    "s3.eu-west-1.amazonaws.com",
  ])
  func `a service that KMS may know by another name leaves open which`(service: String) {
    #expect(Self.forwarded(by: service)["kms:viaservice"] == nil)
  }

  @Test func `a session with the name of an instance may be an instance's`() {
    let keys = [
      "ec2:roledelivery", "ec2:sourceinstancearn", "aws:ec2instancesourcevpc",
      "aws:ec2instancesourceprivateipv4",
    ]
    for (name, isOpen) in [
      ("i-0123456789abcdef0", true), ("i-01234567", true), ("i-0123", false), ("i-0123456x", false),
      ("mi-012345678", false),
    ] {
      let facts = Self.facts(session().replacing("/s1\"", with: "/\(name)\""))
      for key in keys { #expect(facts[key] == (isOpen ? nil : .absent), "\(name) \(key)") }
    }
  }

  @Test func `a role session with a service is the service's own when the service asked for it`() {
    let identity = session(more: #","invokedBy":"glue.amazonaws.com""#)
    #expect(Self.facts(identity)["aws:viaawsservice"] == nil)
    let own = Self.facts(identity, issuer: .service("glue.amazonaws.com"))
    #expect(own["aws:viaawsservice"] == .value("false"))
    #expect(own["aws:calledvialast"] == .absent)
    #expect(own["kms:viaservice"] == nil)
    #expect(Self.facts(identity)["kms:viaservice"] == nil)
    let forwarded = Self.facts(identity, issuer: .principal)
    #expect(forwarded["aws:viaawsservice"] == .value("true"))
    #expect(forwarded["aws:calledvialast"] == nil)
    #expect(forwarded["kms:viaservice"] == .value("glue.eu-west-1.amazonaws.com"))
  }

  @Test func `a service says for what it acts where the record says it`() {
    let facts = Self.facts(
      #"{"type":"AWSService","invokedBy":"sns.amazonaws.com","inScopeOf":{"sourceArn":"arn:t","sourceAccount":"1"}}"#
    )
    #expect(facts["aws:sourcearn"] == .value("arn:t"))
    #expect(facts["aws:sourceaccount"] == .value("1"))
    #expect(facts["aws:sourceip"] == nil)
  }
}
