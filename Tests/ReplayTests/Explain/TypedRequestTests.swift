import IAMPolicy
import JSON
import Testing

@testable import Replay

/// Requests that somebody types, and the shapes in which answers are given to programs.
struct TypedRequestTests {
  private static let alice = "arn:aws:iam::111111111111:user/alice"

  private func explainer(_ alice: String) throws -> Explainer {
    var world = try DiffWorld()
    try world.account(alice: alice)
    try world.organization()
    return try Explainer(snapshot: try world.snapshot())
  }

  private func request(_ principal: String = alice) -> TypedRequest {
    TypedRequest(
      principal: principal, action: "s3:GetObject", resource: "arn:aws:s3:::b/k",
      resourceAccount: "111111111111")
  }

  @Test func `what is not said of a request is unknown`() throws {
    let lock =
      DiffWorld.allowAll + #",{"Effect":"Deny","Action":"*","Resource":"*","Condition":"#
      + #"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#
    let explainer = try explainer(lock)
    var typed = request()
    #expect(explainer.explain(typed)?.decision?.dependsOn == ["key:aws:requestedregion"])
    typed.context = ["aws:requestedregion": ["eu-west-1"]]
    #expect(explainer.explain(typed)?.decision == .determinate(.allowed))
    typed.context = ["aws:requestedregion": []]
    #expect(explainer.explain(typed)?.decision == .determinate(.explicitlyDenied))
  }

  @Test func `what is assumed holds of what is not said, and a target that nothing knows is warned of`()
    throws
  {
    let lock =
      DiffWorld.allowAll + #",{"Effect":"Deny","Action":"*","Resource":"*","Condition":"#
      + #"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#
    var world = try DiffWorld()
    try world.account(alice: lock)
    try world.organization()
    var options = Differ.Options()
    options.assumed = ["aws:requestedregion": "eu-west-1", "foo:bar": "x"]
    let changes = try ["b", "c"].map {
      try PolicyChange(argument: try world.change("resource:arn:aws:s3:::\($0)", DiffWorld.publicBucket($0)))
    }
    let explainer = try Explainer(snapshot: try world.snapshot(), changes: changes, options: options)
    let explained = try #require(explainer.explain(request()))
    #expect(explained.decision == .determinate(.allowed))
    #expect(
      explained.assumptions.suffix(2) == [
        "aws:requestedregion is eu-west-1 if nothing that is said of the request rules it out (--assume)",
        "no policy looks at foo:bar, so that --assume settles nothing with it",
      ])
    let targets = explainer.unknownTargets(of: explained)
    #expect(targets.map { $0.target } == ["resource:arn:aws:s3:::c"])
    #expect(targets.map { $0.meant } == ["arn:aws:s3:::b"])
    var other = request()
    other.context = ["aws:requestedregion": ["us-east-1"]]
    #expect(explainer.explain(other)?.decision == .determinate(.explicitlyDenied))
  }

  @Test func `the owner of an image is known where it is said`() throws {
    let own =
      DiffWorld.allowAll + #",{"Effect":"Deny","Action":"*","Resource":"*","Condition":"#
      + #"{"StringNotEquals":{"aws:ResourceAccount":"111111111111"}}}"#
    let explainer = try explainer(own)
    var typed = request()
    (typed.action, typed.resource) = ("ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1")
    let explained = try #require(explainer.explain(typed))
    #expect(explained.decision == .determinate(.allowed))
    #expect(explained.requests.first?.explanation.place.resourceAccount == "111111111111")
    typed.resourceAccount = nil
    #expect(explainer.explain(typed)?.decision?.dependsOn.contains("key:aws:resourceaccount") == true)
  }

  @Test func `a session has temporary credentials, of a user that is not known`() throws {
    var world = try DiffWorld()
    let hasToken = DiffWorld.allowAll.dropLast() + #","Condition":{"Null":{"aws:TokenIssueTime":"false"}}}"#
    try world.account(app: String(hasToken))
    try world.organization()
    let explainer = try Explainer(snapshot: try world.snapshot())
    let session = request("arn:aws:sts::111111111111:assumed-role/app/s1")
    #expect(explainer.explain(session)?.decision == .determinate(.allowed))
    let user = try self.explainer(String(hasToken)).explain(request())?.decision
    #expect(user?.dependsOn == ["key:aws:tokenissuetime"])
  }

  @Test(arguments: [
    ("s3:ListAllMyBuckets", "arn:aws:s3:::*", "Allowed"),
    ("s3:ListAllMyBuckets", "arn:aws:s3:::b", "Indeterminate"),
    ("sns:ListTopics", "arn:aws:sns:us-east-1:111111111111:*", "Indeterminate"),
    ("ec2:DescribeInstances", "arn:aws:ec2:us-east-1:111111111111:instance/*", "ImplicitlyDenied"),
  ])
  func `what takes no resource is asked as in a log`(action: String, pattern: String, word: String) throws {
    let explainer = try explainer(#"{"Effect":"Allow","Action":"*","Resource":"\#(pattern)"}"#)
    var typed = request()
    (typed.action, typed.resource) = (action, "*")
    let decision = explainer.explain(typed)?.decision
    #expect(decision?.word == word)
  }

  @Test(arguments: [
    ("arn:aws:sts::111111111111:federated-user/carol", []),
    ("arn:aws:iam::111111111111:root", ["true"]),
  ])
  func `a session that has nothing but its policy waits for it`(principal: String, assumed: [String]) throws {
    let explainer = try explainer(DiffWorld.allowAll)
    var typed = request(principal)
    typed.context = assumed.isEmpty ? [:] : ["aws:AssumedRoot": assumed]
    let explanation = try #require(explainer.explain(typed))
    #expect(explanation.decision?.dependsOn.contains("policy:session") == true)
    #expect(!explanation.assumptions.contains("the request is made without session policies"))
  }

  @Test(arguments: [
    "x", "arn:aws:iam::111111111111:group/g", "", "arn:aws:iam::abc:user/x",
    "arn:aws:iam::111111111111:user/",
    "arn:aws:iam::111111111111:role/", "arn:aws:sts::111111111111:assumed-role/app/",
    "arn:aws:s3::111111111111:user/alice", "arn:aws:iam::111111111111:assumed-role/app/s",
    "arn:aws:iam:us-east-1:111111111111:user/alice",
  ])
  func `a principal that is none has no answer`(text: String) throws {
    #expect(try explainer(DiffWorld.allowAll).explain(request(text)) == nil)
  }

  @Test(
    arguments: [
      ("s3:GetObjet", "arn:aws:s3:::b/k", [:], "the action `s3:GetObjet`", "did you mean `GetObject`?"),
      ("s4:GetObject", "arn:aws:s3:::b/k", [:], "the service `s4`", "did you mean"),
      (
        "s3:GetObject", "arn:aws:s3:::b/k", ["aws:sourceipp": ["1.2.3.4"]],
        "the global condition key `aws:sourceipp`", "did you mean `aws:SourceIp`?"
      ),
      (
        "s3:GetObject", "arn:aws:s3:::b/k", ["sourceip": []],
        "the condition key `sourceip` lacks its service",
        ""
      ),
      (
        "s3:GetObject", "arn:aws:s3:::b/k", ["aws:securetransport": ["yes"]],
        "the value `yes` of the condition key `aws:securetransport` is not `true` or `false`", ""
      ),
      (
        "s3:GetObject", "arn:aws:s3:::b/k", ["aws:multifactorauthage": ["1h"]],
        "the value `1h` of the condition key", "is not a number"
      ),
      (
        "s3:GetObject", "arn:aws:s3:::b/k", ["aws:currenttime": ["today"], "aws:sourceip": ["10.0.0.1"]],
        "the value `today` of the condition key", "is not a date"
      ),
      (
        "s3:GetObject", "arn:aws:sqs:us-east-1:111111111111:q", [:], "`s3:GetObject` takes resources of s3",
        "is one of sqs"
      ),
      ("s3:GetObject", "*", [:], "`s3:GetObject` is asked of one", "never of `*`"),
      (
        "kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:alias/x", [:], "`kms:Decrypt` takes key",
        "alias/x` has the form of none"
      ),
    ] as [(String, String, [String: [String]], String, String)])
  func `what looks mistyped is warned of`(
    action: String, resource: String, context: [String: [String]], start: String, end: String
  ) {
    var typed = TypedRequest(principal: Self.alice, action: action, resource: resource)
    typed.context = context
    var lint = CatalogLint()
    let warnings = lint.warnings(for: typed)
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix(start) == true)
    #expect(end.isEmpty || warnings.first?.contains(end) == true)
  }

  @Test func `an ARN of a partition that AWS does not have is warned of in the context`() {
    var typed = TypedRequest(principal: Self.alice, action: "s3:GetObject", resource: "arn:aws:s3:::b/k")
    typed.context = ["aws:sourcearn": ["arn:aw:sns:us-east-1:111111111111:t", "arn:aws:s3:::b"]]
    var lint = CatalogLint()
    let warnings = lint.warnings(for: typed)
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix("in the value `arn:aw:sns:us-east-1:111111111111:t` of") == true)
    #expect(warnings.first?.contains("AWS has no partition `aw`") == true)
  }

  @Test(arguments: [
    ("s3:getobject", "arn:aws:s3:::b/k"), ("sts:AssumeRole", "arn:aws:iam::111111111111:role/app"),
    ("s3:ListAllMyBuckets", "*"), ("ec2:RunInstances", nil),
    ("ssm:GetParameter", "arn:aws:ssm:us-east-1:111111111111:parameter/x"),
    ("kms:DeleteAlias", "arn:aws:kms:us-east-1:111111111111:alias/x"), ("ec2:DescribeInstances", "*"),
    ("dynamodb:Query", "arn:aws:dynamodb:us-east-1:111111111111:table/t/index/i"),
  ])
  func `a request that is right is not warned of`(action: String, resource: String?) {
    var typed = TypedRequest(principal: Self.alice, action: action, resource: resource)
    typed.context = [
      "aws:principaltag/team": ["x"], "ci.example:sub": ["y"], "aws:securetransport": ["True"],
      "aws:sourceip": ["192.0.2.7"], "aws:multifactorauthage": ["60"], "aws:currenttime": ["2026-09-01"],
      "aws:sourcearn": [],
    ]
    var lint = CatalogLint()
    #expect(lint.warnings(for: typed) == [])
  }

  @Test func `a call without an endpoint has none of its keys`() throws {
    let perimeter =
      DiffWorld.allowAll + #",{"Effect":"Deny","Action":"*","Resource":"*","Condition":"#
      + #"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}"#
    let explainer = try explainer(perimeter)
    var typed = request()
    #expect(explainer.explain(typed)?.decision == .determinate(.explicitlyDenied))
    typed.context = ["aws:sourcevpc": ["vpc-1"]]
    let open = try #require(explainer.explain(typed))
    #expect(open.decision?.dependsOn.contains("key:aws:sourcevpce") == true)
    #expect(open.decision?.dependsOn.contains("policy:vpcEndpoint") == true)
    #expect(open.assumptions.allSatisfy { !$0.contains("VPC endpoint") })
    typed.context = ["aws:viaawsservice": ["true"]]
    #expect(explainer.explain(typed)?.decision?.dependsOn == ["key:aws:sourcevpce"])
  }

  @Test func `only sessions are said to have no session policies`() throws {
    let explainer = try explainer(DiffWorld.allowAll)
    let words = "the request is made without session policies"
    #expect(explainer.explain(request())?.assumptions.contains(words) == false)
    let session = request("arn:aws:sts::111111111111:assumed-role/app/s")
    #expect(explainer.explain(session)?.assumptions.contains(words) == true)
  }

  @Test func `the account of the caller is a key of KMS requests`() throws {
    let other =
      DiffWorld.allowAll + #",{"Effect":"Deny","Action":"kms:*","Resource":"*","Condition":"#
      + #"{"StringNotEquals":{"kms:CallerAccount":"111111111111"}}}"#
    let typed = TypedRequest(principal: Self.alice, action: "kms:ListKeys", resource: "*")
    #expect(try explainer(other).explain(typed)?.decision == .determinate(.allowed))
  }

  /// Of a snapshot in which the bucket `b` stands in the account 111111111111, without a policy.
  private func explainerOfBucket() throws -> Explainer {
    var world = try DiffWorld()
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json", #"[{"resource":"arn:aws:s3:::b","policy":null}]"#)
    return try Explainer(snapshot: try world.snapshot())
  }

  @Test func `a bucket is of the account in whose folder of the snapshot it stands`() throws {
    let explainer = try explainerOfBucket()
    let typed = TypedRequest(principal: Self.alice, action: "s3:GetObject", resource: "arn:aws:s3:::b/k")
    #expect(explainer.explain(typed)?.decision == .determinate(.allowed))
  }

  @Test(
    arguments: [
      ("arn:aws:iam::111111111111:user/bob", "without a user `arn:aws:iam::111111111111:user/bob`"),
      (
        "arn:aws:iam::111111111111:role/svc/app",
        "without a role `arn:aws:iam::111111111111:role/svc/app`; the role of its name is "
          + "`arn:aws:iam::111111111111:role/app`"
      ),
      ("arn:aws:sts::111111111111:assumed-role/gone/s", "without a role `gone`"), (Self.alice, nil),
      ("arn:aws:iam::111111111111:role/app", nil), ("arn:aws:sts::111111111111:assumed-role/app/s", nil),
      ("arn:aws:iam::222222222222:user/bob", nil), ("s3.amazonaws.com", nil),
    ] as [(String, String?)])
  func `a caller that an exported account does not have is warned of`(principal: String, words: String?)
    throws
  {
    var world = try DiffWorld()
    try world.account(alice: DiffWorld.allowAll, app: DiffWorld.allowAll)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let expected = words.map { ["the account 111111111111 was exported \($0)"] } ?? []
    #expect(explainer.warnings(for: request(principal)) == expected)
  }

  @Test(
    arguments: [
      ("arn:aws:s3:::reprots/q3.csv", "`arn:aws:s3:::reprots`; did you mean `arn:aws:s3:::reports`?"),
      ("arn:aws:s3:::Payroll", "`arn:aws:s3:::Payroll`; did you mean `arn:aws:s3:::payroll`?"),
      (
        "arn:aws:iam::111111111111:role/reportr",
        "`arn:aws:iam::111111111111:role/reportr`; did you mean `arn:aws:iam::111111111111:role/reporter`?"
      ),
      ("arn:aws:sqs:us-east-1:111111111112:jobs", "account 111111111112; did you mean `111111111111`?"),
      ("arn:aws:sqs:us-east-1:111111111121:jobs", "account 111111111121; did you mean `111111111111`?"),
      ("arn:aws:s3:::reports/q3.csv", nil), ("arn:aws:s3:::payroll/x", nil), ("arn:aws:s3:::elsewhere", nil),
      ("arn:aws:s3:::rep*", nil), ("*", nil), ("arn:aws:sqs:us-east-1:111111111111:jobs", nil),
      ("arn:aws:sqs:us-east-2:111111111111:jobs", nil), ("arn:aws:sqs:us-east-1:333333333333:jobs", nil),
      ("arn:aws:iam::111111111111:role/reporter", nil), ("arn:aws:iam::111111111111:user/alice", nil),
      ("arn:aws:s3:::abc", nil),
    ] as [(String, String?)])
  func `a resource or account of nearly the name of one that the snapshot knows is warned of`(
    resource: String, words: String?
  ) throws {
    var world = try DiffWorld()
    try world.organization()
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","UserPolicyList":"#
        + #"[{"PolicyName":"p","PolicyDocument":"#
        + DiffWorld.document(
          #"{"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::payroll/*","arn:aws:s3:::r*","#
            + #""arn:aws:sqs:us-east-1:111111111111:jobs","arn:aws:s3:::abd"]}"#)
        + #"}]}],"RoleDetailList":[{"RoleName":"reporter","Arn":"arn:aws:iam::111111111111:role/reporter"}]}"#
    )
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json",
      #"[{"resource":"arn:aws:s3:::reports","policy":null}]"#)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let typed = TypedRequest(principal: Self.alice, action: "s3:GetObject", resource: resource)
    #expect(explainer.warnings(for: typed) == (words.map { ["the policy snapshot holds no \($0)"] } ?? []))
    #expect(try Explainer(snapshot: PolicySnapshot()).warnings(for: typed) == [])
  }

  @Test(arguments: [
    (
      "arn:aws:iam::111111111111:user/alicia",
      "111111111111 was exported without a user "
        + "`arn:aws:iam::111111111111:user/alicia`; did you mean `arn:aws:iam::111111111111:user/alice`?"
    ),
    (
      "arn:aws:sts::111111111111:assumed-role/ap/s",
      "111111111111 was exported without a role `ap`; did you mean `app`?"
    ),
  ])
  func `of a caller that an account does not have the nearest is named`(principal: String, words: String)
    throws
  {
    var world = try DiffWorld()
    try world.account(alice: DiffWorld.allowAll, app: DiffWorld.allowAll)
    let explainer = try Explainer(snapshot: try world.snapshot())
    #expect(explainer.warnings(for: request(principal)) == ["the account \(words)"])
  }

  @Test func `a bucket that the snapshot holds in another account than the one typed is warned of`() throws {
    let explainer = try explainerOfBucket()
    var typed = TypedRequest(principal: Self.alice, action: "s3:GetObject", resource: "arn:aws:s3:::b/k")
    typed.resourceAccount = "111111111111"
    #expect(explainer.warnings(for: typed) == [])
    typed.resourceAccount = "999999999999"
    #expect(
      explainer.warnings(for: typed) == [
        "the policy snapshot holds `arn:aws:s3:::b` in the account 111111111111, and not in 999999999999"
      ])
  }

  @Test(
    arguments: [
      ("vpce-0a1b2c3d", nil), ("vpce-0a1b2c3e", "vpce-0a1b2c3d"), ("vpce-0ffffff1", "vpce-0fffffff"),
      ("vpce-05555555", nil),
    ] as [(String, String?)])
  func `a VPC endpoint of nearly the id of one that is known is warned of`(id: String, meant: String?) throws
  {
    var world = try DiffWorld()
    try world.account(
      alice: #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":"#
        + #"{"aws:SourceVpce":"vpce-0fffffff"}}}"#)
    try world.policies(
      "accounts/111111111111/vpc-endpoints/e.json",
      #"{"vpcEndpoint":"vpce-0a1b2c3d","policy":\#(DiffWorld.document(DiffWorld.publicBucket))}"#)
    let explainer = try Explainer(snapshot: try world.snapshot())
    var typed = request()
    typed.context["aws:sourcevpce"] = [id]
    let words = meant.map { "the policy snapshot holds no VPC endpoint `\(id)`; did you mean `\($0)`?" }
    #expect(explainer.warnings(for: typed) == [words].compactMap { $0 })
  }

  @Test(
    arguments: [
      ("ec2.amazonaw.com", "ec2.amazonaws.com"), ("lamdba.amazonaws.com", "lambda.amazonaws.com"),
      ("lambda.amazonaws.co", "lambda.amazonaws.com"), ("logs.us-east-1.amazonaws.com", nil),
      ("delivery.logs.amazonaws.com", nil), ("lambda.amazonaws.com", nil), ("dms.amazonaws.com", nil),
      ("new-service.amazonaws.com", nil), ("alexa-appkit.amazon.com", nil), ("example.com", nil),
    ] as [(String, String?)])
  func `a service of nearly the name of one is warned of`(name: String, meant: String?) throws {
    let explainer = try Explainer(snapshot: PolicySnapshot())
    let words = meant.map {
      "no service that the built-in catalog or the policy snapshot knows is `\(name)`; did you mean `\($0)`?"
    }
    #expect(explainer.warnings(for: request(name)) == [words].compactMap { $0 })
  }

  @Test func `accounts with too few digits and the owner of a resource are looked at as well`() throws {
    let explainer = try explainer(DiffWorld.allowAll)
    var typed = TypedRequest(
      principal: Self.alice, action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:11111111111:jobs")
    #expect(explainer.warnings(for: typed) == ["the account 11111111111 has 11 digits and not 12"])
    typed.resource = "arn:aws:s3:::elsewhere"
    typed.resourceAccount = "111111111110"
    #expect(
      explainer.warnings(for: typed) == [
        "the policy snapshot holds no account 111111111110; did you mean `111111111111`?"
      ])
  }

  @Test(arguments: [
    ("ec2:RunInstances", "arn:aws:ec2:us-east-1:222222222222:subnet/subnet-0a"),
    ("elasticloadbalancing:DescribeTrustStores", "arn:aws:elasticloadbalancing:us-east-1:222222222222:x"),
    ("resource-explorer-2:Search", "arn:aws:resource-explorer-2:us-east-1:222222222222:view/v/1"),
    ("ssm:StartSession", "arn:aws:ec2:us-east-1:222222222222:instance/i-1"),
  ])
  func `what another account may share is not certainly denied`(action: String, resource: String) throws {
    let explainer = try explainer(DiffWorld.allowAll)
    let typed = TypedRequest(principal: Self.alice, action: action, resource: resource)
    let decision = try #require(explainer.explain(typed)?.decision)
    #expect(decision.possible == [.allowed, .implicitlyDenied])
    #expect(decision.dependsOn == ["resource:sharing"])
  }

  @Test func `no IAM resource is shared with another account`() throws {
    let typed = TypedRequest(
      principal: Self.alice, action: "iam:GetRole", resource: "arn:aws:iam::222222222222:role/x")
    #expect(try explainer(DiffWorld.allowAll).explain(typed)?.decision == .determinate(.implicitlyDenied))
  }

  @Test func `a role that is passed waits for no policy of its own`() throws {
    let explainer = try explainer(DiffWorld.allowAll)
    var typed = TypedRequest(principal: Self.alice, action: "iam:PassRole", resource: nil)
    #expect(explainer.explain(typed)?.decision?.dependsOn == ["resourceAccount"])
    typed.resourceAccount = "111111111111"
    #expect(explainer.explain(typed)?.decision == .determinate(.allowed))
    typed.action = "sts:AssumeRole"
    #expect(explainer.explain(typed)?.decision?.dependsOn.contains("policy:resource") == true)
  }

  @Test func `the shape of the policy simulator's answer`() throws {
    let denied = DiffWorld.allowAll + "," + DiffWorld.denyAll
    for (statements, word, matched) in [
      (DiffWorld.allowAll, "allowed", 2), (denied, "explicitDeny", 1),
      (ExplainerTests.own, "implicitDeny", 1),
    ] {
      let explanation = try #require(try explainer(statements).explain(request()))
      let text = SimulatorRenderer.render([explanation])
      let result = try #require(try JSONReader.parse(Array(text.utf8))["EvaluationResults"]?.array?.first)
      #expect(result["EvalDecision"]?.string == word)
      #expect(result["EvalActionName"]?.string == "s3:GetObject")
      #expect(result["EvalResourceName"]?.string == "arn:aws:s3:::b/k")
      let own = result["MatchedStatements"]?.array?.filter { $0["SourcePolicyType"]?.string == "user" } ?? []
      #expect(own.count == (word == "implicitDeny" ? 0 : 1))
      #expect(own.first.map { $0["SourcePolicyId"]?.string == "p" } ?? true)
      #expect(result["OrganizationsDecisionDetail"]?["AllowedByOrganizations"]?.bool == true)
      #expect(result["MatchedStatements"]?.array?.isEmpty == false || matched == 0)
    }
  }

  @Test func `a denial of an open kind keeps its effect in both shapes for programs`() throws {
    let open =
      #"{"Effect":"Deny","Action":"s3:*","Resource":"*","#
      + #""Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#
    let explanation = try #require(try explainer(open).explain(request()))
    #expect(explanation.decision?.possible == [.explicitlyDenied, .implicitlyDenied])
    let simulated = try JSONReader.parse(Array(SimulatorRenderer.render([explanation]).utf8))
    let result = try #require(simulated["EvaluationResults"]?.array?.first)
    #expect(result["EvalDecision"]?.string == "indeterminate")
    #expect(result["EvalEffect"]?.string == "denied")
    let json = try JSONReader.parse(Array(ExplainJSONRenderer.render([explanation]).utf8)).array?.first
    #expect(json?["decision"]?["decision"]?.string == "Indeterminate")
    #expect(json?["decision"]?["effect"]?.string == "Denied")
  }

  @Test func `the JSON names every layer, element and reason`() throws {
    let explanation = try #require(try explainer(ExplainerTests.own).explain(request()))
    let text = ExplainJSONRenderer.render([explanation])
    let value = try #require(try JSONReader.parse(Array(text.utf8)).array?.first)
    let request = try #require(value["requests"]?.array?.first)
    #expect(value["decision"]?["decision"]?.string == "ImplicitlyDenied")
    #expect(request["place"]?["sameAccount"]?.bool == true)
    let identity = request["layers"]?.array?.last
    #expect(identity?["layer"]?.string == "identity-based policy")
    let miss = identity?["nearMisses"]?.array?.first
    #expect(miss?["sid"]?.string == "Own")
    #expect(miss?["fails"]?.array?.first?["reason"]?.string == "the value differs")
    #expect(
      request["messages"]?.array?.first?.string
        == "because no identity-based policy allows the s3:GetObject action")
  }
}
