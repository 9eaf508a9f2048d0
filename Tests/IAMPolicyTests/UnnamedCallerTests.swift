import IAMPolicy
import Testing

/// Callers of which account and unique ID are known, but not the ARN.
struct UnnamedCallerTests {
  private static let account = "222222222222"
  private static let user = "AIDAUSER1"
  private static let session = "AROAROLE1:s1"

  private static func caller(
    _ id: String, partition: String? = "aws", isServiceLinked: Bool? = false
  ) throws -> Caller {
    var caller = try #require(UnnamedCaller(account: account, principalID: id))
    caller.partition = partition
    caller.isServiceLinked = isServiceLinked
    return .unnamed(caller)
  }

  private static func request(_ caller: Caller) -> AuthorizationRequest {
    AuthorizationRequest(
      caller: caller, action: "s3:GetObject", resource: .arn("arn:aws:s3:::b/k"),
      resourceAccount: "111111111111", context: RequestContext(isOpenWorld: true))
  }

  private static func policy(_ statements: String, _ type: PolicyType) throws -> AttachedPolicy {
    try ComparisonTests.policy(#"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, type)
  }

  /// The caller's own policies allow everything, and the bucket's policy is given.
  private static func decision(_ caller: Caller, _ statements: String) throws -> Decision {
    let everything = try policy(#"{"Effect":"Allow","Action":"*","Resource":"*"}"#, .identity)
    return Evaluator.decide(
      request(caller),
      AppliedPolicies(
        identity: PolicySet([everything]), resource: PolicySet([try policy(statements, .resource)])))
  }

  private static func allow(_ principal: String) -> String {
    #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"s3:GetObject","Resource":"*"}"#
  }

  @Test(arguments: [
    "AIDAUSER1:s", "AROAROLE1", "AROAROLE1:", "AIDA", "AROA:s", "AIDAx", "AIDA***", "AROAROLE1:a b",
    "AGPAGROUP1",
    "111111111111", "111111111111:carol", "", "AROAROLE1:s\u{e9}",
  ])
  func `an ID that is neither a user's nor a role session's is no caller`(id: String) {
    #expect(UnnamedCaller(account: Self.account, principalID: id) == nil)
  }

  @Test(arguments: ["", "ANONYMOUS_PRINCIPAL", "22222222222"])
  func `a caller has an account of 12 digits`(account: String) {
    #expect(UnnamedCaller(account: account, principalID: Self.user) == nil)
  }

  @Test(arguments: [user, session])
  func `what names the account or the unique ID, or everyone, is decided`(id: String) throws {
    let caller = try Self.caller(id)
    let own = String(id.prefix { $0 != ":" })
    for principal in ["*", "222222222222", "arn:aws:iam::222222222222:root", own] {
      #expect(try Self.decision(caller, Self.allow(principal)) == .determinate(.allowed))
    }
    for principal in [
      "333333333333", "arn:aws:iam::333333333333:root", "arn:aws-cn:iam::222222222222:root", "AIDAOTHER1",
      "arn:aws:iam::333333333333:user/u", "arn:aws-cn:iam::222222222222:role/r",
      "arn:aws:sts::222222222222:federated-user/f",
    ] {
      #expect(try Self.decision(caller, Self.allow(principal)) == .determinate(.implicitlyDenied))
    }
  }

  static let named: [(String, user: Bool, session: Bool)] = [
    ("arn:aws:iam::222222222222:user/team/u", true, false),
    ("arn:aws:iam::222222222222:role/team/r", false, true),
    ("arn:aws:sts::222222222222:assumed-role/r/s1", false, true),
    ("arn:aws:sts::222222222222:assumed-role/r/s2", false, false),
  ]

  @Test(arguments: named)
  func `an ARN that the caller can have is open, and waits for the caller's`(
    arn: String, user: Bool, session: Bool
  ) throws {
    for (id, isOpen) in [(Self.user, user), (Self.session, session)] {
      let decision = try Self.decision(try Self.caller(id), Self.allow(arn))
      if isOpen {
        #expect(decision.possible == [.allowed, .implicitlyDenied])
        #expect(decision.dependsOn == ["principal.arn"])
      } else {
        #expect(decision == .determinate(.implicitlyDenied))
      }
    }
  }

  @Test func `of an unknown partition the root's ARN of the account is open, and its number is not`() throws {
    let caller = try Self.caller(Self.user, partition: nil)
    let root = try Self.decision(caller, Self.allow("arn:aws:iam::222222222222:root"))
    #expect(root.dependsOn == ["principal.arn"])
    #expect(try Self.decision(caller, Self.allow("222222222222")) == .determinate(.allowed))
  }

  @Test
  func `a Deny that spares an ARN waits for the caller's, and one that spares another account does not`()
    throws
  {
    func denied(_ principal: String) throws -> Decision {
      try Self.decision(
        try Self.caller(Self.user),
        Self.allow("*")
          + #",{"Effect":"Deny","NotPrincipal":{"AWS":\#(principal)},"Action":"*","Resource":"*"}"#)
    }
    #expect(try denied(#"["333333333333"]"#) == .determinate(.explicitlyDenied))
    let own = try denied(#"["222222222222","arn:aws:iam::222222222222:user/u"]"#)
    #expect(own.possible == [.allowed, .explicitlyDenied])
    #expect(own.dependsOn == ["principal.arn"])
  }

  @Test func `the keys of the principal are known but for those that hold its name`() throws {
    let keys: [(String, user: ContextValue, session: ContextValue)] = [
      ("aws:PrincipalArn", .present, .present), ("aws:userid", .value(Self.user), .value(Self.session)),
      ("aws:PrincipalAccount", .value(Self.account), .value(Self.account)),
      ("aws:PrincipalType", .value("User"), .value("AssumedRole")), ("aws:username", .present, .absent),
      ("aws:PrincipalIsAWSService", .value("false"), .value("false")),
      ("aws:PrincipalOrgID", .unknown, .unknown),
    ]
    for (key, user, session) in keys {
      #expect(Evaluator.value(of: key, in: Self.request(try Self.caller(Self.user))) == user)
      #expect(Evaluator.value(of: key, in: Self.request(try Self.caller(Self.session))) == session)
    }
  }

  /// Denies whoever is of another account, as a data perimeter does.
  private static let perimeter =
    #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","#
    + #""Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111111111111"}}}"#

  @Test func `an RCP binds a user, and a role session unless it may be one of a service-linked role`() throws
  {
    let unknown = PolicySet.unknown("policy:resource")
    let policies = AppliedPolicies(
      identity: .unknown("policy:identity"),
      rcps: [PolicyLevel(node: "r-1", policies: PolicySet([try Self.policy(Self.perimeter, .rcp)]))],
      resource: unknown)
    func decision(_ id: String, isServiceLinked: Bool?) throws -> Decision {
      Evaluator.decide(Self.request(try Self.caller(id, isServiceLinked: isServiceLinked)), policies)
    }
    #expect(try decision(Self.user, isServiceLinked: false) == .determinate(.explicitlyDenied))
    #expect(try decision(Self.session, isServiceLinked: false) == .determinate(.explicitlyDenied))
    let open = try decision(Self.session, isServiceLinked: nil)
    #expect(open.possible.count > 1)
    #expect(open.dependsOn.contains("principal.roleArn"))
  }

  @Test(arguments: [
    (user, "AIDAUSER1 of account 222222222222"), (session, "AROAROLE1:s1 of account 222222222222"),
  ])
  func `in words it is its ID and its account`(id: String, words: String) throws {
    #expect(try Self.caller(id).words == words)
  }
}
