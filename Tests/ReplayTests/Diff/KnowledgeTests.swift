import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// What is taken as known of an event, what may be assumed, and that no event is lost.
struct KnowledgeTests {
  private static func deny(_ condition: String) -> String {
    #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":\#(condition)}"#
  }

  private func assuming(_ key: String, _ value: String) -> Differ.Options {
    var options = Differ.Options()
    options.assumed[key] = value
    return options
  }

  @Test func `a session of AssumeRoot always has a task policy`() async throws {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRoot", parameters: #"{"targetPrincipal":"111111111111","taskPolicyArn":{"arn":"x"}}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIAROOT"}}"#])
    let root =
      #"{"type":"Root","principalId":"111111111111","arn":"arn:aws:iam::111111111111:root","#
      + #""accountId":"111111111111","accessKeyId":"ASIAROOT","sessionContext":{"assumedRoot":"true","#
      + #""attributes":{"creationDate":"2026-09-01T09:00:00Z","mfaAuthenticated":"false"}}}"#
    world.add("iam", "ListUsers", identity: root, error: "AccessDenied", message: "Access Denied")
    try world.account()
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1", #"{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.summary[.modelMismatch]?.events == 0)
  }

  @Test func `a Deny revokes what another account shared without a policy`() async throws {
    var world = try DiffWorld()
    world.add(
      "rds", "CopyDBSnapshot",
      parameters: #"{"sourceDBSnapshotIdentifier":"arn:aws:rds:us-east-1:222222222222:snapshot:s","#
        + #""targetDBSnapshotIdentifier":"t"}"#)
    let change = try world.change("scp:X@*", #"{"Effect":"Deny","Action":"rds:*","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.summary[.revoked]?.confirmed == 1)
    #expect(report.summary[.modelMismatch]?.events == 0)
  }

  private static let throughIdentityCenter =
    DiffWorld.user.replacing(#""userName""#, with: #""invokedBy":"sso.amazonaws.com","userName""#)

  @Test(arguments: [(DiffWorld.user, 0), (Self.throughIdentityCenter, 1)])
  func `a service changes a role that AWS owns with the rights of its caller`(
    identity: String, revoked: Int
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "iam", "DeleteRolePolicy", identity: identity,
      parameters: #"{"roleName":"AWSReservedSSO_X_1","policyName":"p"}"#,
      more: [
        "resources":
          #"[{"ARN":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_1"}]"#
      ])
    let change = try world.change("scp:X@*", DiffWorld.denyAll)
    let report = try await world.report(change)
    #expect(report.summary[.revoked]?.events == revoked)
  }

  @Test(arguments: [
    (#"{"roleArn":"r"}"#, SessionPolicies.none), (#"{"policyArns":[]}"#, .none), ("null", .unknown),
    (#"{"roleArn":"r","policy":"{}"}"#, .passed(inline: ExactText("{}"), managed: [])),
    (#"{"policy":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, .unknown), (#"{"policyArns":"x"}"#, .unknown),
    (
      #"{"policyArns":[{"arn":"a"},{"arn":"b"}]}"#,
      .passed(inline: nil, managed: [ExactText("a"), ExactText("b")])
    ),
    (#"{"policyArns":[{"x":"a"}]}"#, .unknown),
    (#"{"taskPolicyArn":{"arn":"t"}}"#, .passed(inline: nil, managed: [ExactText("t")])),
  ])
  func `session policies are known only from recorded parameters`(text: String, expected: SessionPolicies)
    throws
  {
    let value = try JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
    #expect(SessionPolicies(issuedBy: value) == expected)
  }

  @Test func `a call that made one of two requests may be revoked by a Deny of either`() async throws {
    var world = try DiffWorld()
    world.add(
      "apigateway", "TagResource",
      parameters: #"{"resourceArn":"arn:aws:apigateway:us-east-1::/vpclinks/v","tags":{"a":"b"}}"#)
    let deny = #"{"Effect":"Deny","Action":"apigateway:POST","Resource":"*"}"#
    #expect(try await world.report(try world.change("scp:X@*", deny)).classes == [.maybeRevoked: 1])
  }

  @Test func `a statement that matches no action is said to be without effect`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1",
      #"{"Sid":"A","Effect":"Deny","Action":["s3:ListBuckets ","s3:"],"Resource":"*"},"#
        + #"{"Sid":"B","Effect":"Deny","Action":["s3:PutObject","s3:"],"Resource":"*"}"#)
    let found = try await world.report(change).blindSpots.filter { $0.kind == "unexercisedStatement" }
    #expect(found.count == 2)
    #expect(
      found.first?.text.hasSuffix("(Sid A): its `Action` matches no action, so it has no effect") == true)
    #expect(
      found.last?.text.hasSuffix(
        "(Sid B): no replayed request in its reach used an action that it names, so its effect is not known")
        == true)
  }

  @Test func `an assumption does not override what the caller implies`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let change = try world.change("scp:Lock@*", Self.deny(#"{"StringEquals":{"aws:PrincipalType":"User"}}"#))
    let report = try await world.report(change, options: assuming("aws:principaltype", "User"))
    #expect(report.classes == [.unchanged: 1])
  }

  @Test func `an assumption settles a key of which a few states are left`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let change = try world.change(
      "scp:Lock@*", Self.deny(#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#))
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
    let settled = try await world.report(change, options: assuming("aws:multifactorauthpresent", "false"))
    #expect(settled.classes == [.revoked: 1])
    let other = try await world.report(change, options: assuming("aws:multifactorauthpresent", "true"))
    #expect(other.classes == [.maybeRevoked: 1])
  }

  @Test func `an event without a readable caller is counted as unreadable`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: #"{"type":"IAMUser","accountId":"111111111111"}"#)
    world.add("s3", "ListBuckets")
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let sums = try await world.report(change).events
    #expect(sums.ingested == 2)
    #expect(sums.replayed == 1)
    #expect(sums.excluded == [NamedCount(name: "unreadable", count: 1)])
  }

  @Test func `the endpoint of a service does not bind the caller it acts for`() async throws {
    var world = try DiffWorld()
    let endpoint = ["vpcEndpointId": #""vpce-1""#]
    world.add("s3", "ListBuckets", identity: DiffWorld.session(), more: endpoint)
    world.add(
      "s3", "ListBuckets", identity: DiffWorld.session(invokedBy: "athena.amazonaws.com"), more: endpoint)
    let change = try world.change(
      "vpce:vpce-1", #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test func `reasons are in one order only, by file and place`() async throws {
    var world = try DiffWorld()
    for number in 0..<6 { world.addObject("k\(number)") }
    let statements = (0..<6).map {
      #"{"Sid":"D","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/k\#(5 - $0)"}"#
    }
    let change = try world.change("resource:arn:aws:s3:::b", statements.joined(separator: ",\n"))
    let report = try await world.report(change)
    #expect(report.causes.map { $0.reason.position?.line } == [1, 2, 3, 4, 5, 6])
  }

  @Test func `an unknown management account is an assumption that the report states`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.organization(management: nil)
    let change = try world.change("scp:Lock@r-1", DiffWorld.denyAll)
    let assumptions = try await world.report(change).assumptions
    #expect(assumptions.contains { $0.contains("management account") })
    var options = Differ.Options()
    let words = "account %@ is the management account, which SCPs and RCPs do not bind (--management-account)"
    options.managementAccount = "111111111111"
    #expect(
      try await world.report(change, options: options).assumptions == [
        words.replacing("%@", with: "111111111111")
      ])
    // One that the log does not show may be mistyped.
    options.managementAccount = "111111111112"
    let mistyped = words.replacing("%@", with: "111111111112") + "; no event of the log is of it"
    #expect(try await world.report(change, options: options).assumptions == [mistyped])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explainer = try Explainer(
      snapshot: try world.snapshot(), changes: [try PolicyChange(argument: change)], options: options)
    let explained = try explainer.explain(eventID: DiffWorld.id(1), in: database).first
    #expect(explained?.assumptions == [words.replacing("%@", with: "111111111112")])
  }

  @Test func `the account of an organization's policy that AWS's message names is taken for its manager`()
    async throws
  {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let policy =
      "arn:aws:organizations::111111111111:policy/o-abcdefghij/service_control_policy/p-abcd1234"
    world.add(
      "ec2", "DescribeInstances", error: "Client.UnauthorizedOperation",
      message: DiffWorld.denial(
        of: "ec2:DescribeInstances", "with an explicit deny in a service control policy: \(policy)"))
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll))
    #expect(report.classes[.revoked] == nil, "\(report.classes)")
    #expect(
      report.assumptions.contains { $0.contains("a message of AWS names a policy of its organization") })
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    #expect(try database.namedPolicies(of: "organizations", through: nil) == [policy])
    #expect(try database.namedPolicies(of: "organizations", through: 1) == [])
    #expect(try database.namedPolicies(of: "organizations", through: 2) == [policy])
    #expect(try database.namedPolicies(of: "iam", through: nil) == [])
  }

  @Test func `an account that made a call of a management account is taken for one`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("organizations", "CreateAccount", parameters: #"{"email":"a@example.com","accountName":"a"}"#)
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let report = try await world.report(change)
    #expect(report.classes[.revoked] == nil, "\(report.classes)")
    let words = "111111111111 made calls that only a management account can make"
    #expect(report.assumptions.contains { $0.hasPrefix(words) && $0.contains("--management-account ID") })
    var options = Differ.Options()
    options.managementAccount = "999999999999"
    let contradicted = try await world.report(change, options: options)
    #expect(contradicted.classes[.revoked] == 2)
    #expect(contradicted.assumptions.contains { $0.contains("; \(words)") })
    let explainer = try Explainer(
      snapshot: try world.snapshot(), changes: [try PolicyChange(argument: change)])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explained = try explainer.explain(eventID: DiffWorld.id(2), in: database).first
    #expect(
      explained?.assumptions.contains { $0.contains("that only a management account can make") } == true)
    #expect(explained?.decision != .determinate(.explicitlyDenied))
  }

  @Test func `a call of a management account that AWS denied tells nothing`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("organizations", "CloseAccount", error: "AccessDeniedException")
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll))
    #expect(report.classes[.revoked] == 1)
    #expect(report.assumptions.contains { $0.hasPrefix("no account in the log is") })
  }

  @Test func `an SCP that may replace another states what that one is taken for`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    var options = Differ.Options()
    options.replacedTargets = ["scp:Lock@*"]
    let assumptions = try await world.report(change, options: options).assumptions
    #expect(assumptions.contains { $0.contains("under the name Lock only denies") })
  }

  @Test func `tags of the snapshot are an assumption where a policy reads them`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","#
        + #""Tags":[{"Key":"team","Value":"a"}]}]}"#)
    let tagged = try world.change("scp:Lock@*", Self.deny(#"{"StringEquals":{"aws:PrincipalTag/Team":"b"}}"#))
    #expect(try await world.report(tagged).assumptions.contains { $0.contains("tags") })
    let other = try world.change("scp:Other@*", DiffWorld.denyAll)
    #expect(try await !world.report(other).assumptions.contains { $0.contains("tags") })
  }

  @Test func `a user's tags that differ by case alone are not known`() async throws {
    var world = try DiffWorld()
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","#
        + #""Tags":[{"Key":"team","Value":"a"},{"Key":"Team","Value":"b"},{"Key":"x","Value":"y"}]}]}"#)
    let caller = Caller.user(arn: "arn:aws:iam::111111111111:user/alice", uniqueID: nil)
    let facts = try world.snapshot().context(caller: caller, resourceAccount: nil)
    let values = Dictionary(facts.map { ($0.key, $0.value) }) { $1 }
    #expect(values["aws:principaltag/team"] == .unknown)
    #expect(values["aws:principaltag/x"] == .value("y"))
  }

  @Test func `an event without id is named by its file and record`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", more: ["eventID": nil])
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let samples = try await world.report(change).causes.first?.sampleEventIDs
    #expect(samples?.map { $0.hasSuffix("log.json#1") } == [true])
  }

  @Test func `a finding says that a policy is unknown only where it is`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let variable = #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username"}"#
    try world.account(alice: variable)
    try world.policies("scps/Bad.json", #"{"Version":"2012-10-17","Statement":{"Effect":"Block"}}"#)
    try world.organization()
    let change = try world.change("scp:Lock@r-1", DiffWorld.denyAll)
    let findings = try await world.report(change).blindSpots.filter { $0.kind == "policyFinding" }
    #expect(findings.contains { $0.text.hasSuffix("the policy Bad is taken as unknown") })
    let parsed = PolicyDocument.parse(Array(DiffWorld.document(variable).utf8), type: .identity)
    let isKept = parsed.document != nil
    #expect(findings.contains { $0.text.hasSuffix("the policy p is evaluated as it stands") } == isKept)
  }

  @Test(arguments: [
    (
      #""Action":"s3:*","Resource":"*","Condition":{"StringLikes":{"aws:x":"y"}}"#,
      "the policy p is evaluated, and whether this condition holds is unknown"
    ),
    (
      #""Action":"s3:*","Resource":"*","Condition":{"NullIfExists":{"aws:x":"true"}}"#,
      "the policy p is evaluated, and whether this condition holds is unknown"
    ),
    (
      #""Action":"s3:*","Resource":"*","Condition":{"StringLike":{"aws:x":"y","AWS:x":"z"}}"#,
      "the policy p is evaluated, and both conditions have to hold"
    ),
  ])
  func `a finding says what an error in a policy comes to`(rest: String, words: String) async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.account(alice: #"{"Effect":"Allow",\#(rest)}"#)
    try world.organization()
    let change = try world.change("scp:Lock@r-1", DiffWorld.denyAll)
    let findings = try await world.report(change).blindSpots.filter { $0.kind == "policyFinding" }
    #expect(findings.map { $0.text.hasSuffix(words) } == [true], "\(findings)")
  }

  @Test func `what rests on an assumption is not confirmed by the log`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    world.add("s3", "ListBuckets", identity: DiffWorld.user)
    let change = try world.change(
      "scp:Lock@*",
      Self.deny(#"{"StringEquals":{"aws:ResourceTag/team":"x"}}"#) + ","
        + #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"alice"}}}"#
    )
    let report = try await world.report(change, options: assuming("aws:resourcetag/team", "x"))
    #expect(report.summary[.revoked] == ChangeCount(requests: 2, events: 2, confirmed: 1))
  }

  @Test func `an assumption that nothing looks at is pointed out`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let change = try world.change("scp:Lock@*", DiffWorld.denyAll)
    let report = try await world.report(change, options: assuming("aws:sourcevcp", "x"))
    #expect(report.assumptions.contains { $0.contains("no policy looks at aws:sourcevcp") })
  }

  @Test func `a management account that contradicts the organization is refused`() throws {
    var world = try DiffWorld()
    try world.organization()
    let snapshot = try world.snapshot()
    var options = Differ.Options()
    options.managementAccount = "222222222222"
    #expect(throws: SnapshotError.self) { try Differ(baseline: snapshot, changes: [], options: options) }
    options.managementAccount = "999999999999"
    _ = try Differ(baseline: snapshot, changes: [], options: options)
  }

  @Test(arguments: [
    ("scp:X@111111111112", "; did you mean `111111111111`?"), ("scp:X@222222222222", ""),
    (
      "boundary:arn:aws:iam::111111111111:role/app",
      "; did you mean `arn:aws:iam::111111111111:role/pipeline/app`?"
    ),
    ("resource:arn:aws:s3:::nobody", ""), ("vpce:vpce-9", ""),
  ])
  func `a change that touches no event is pointed out`(target: String, hint: String) async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", identity: DiffWorld.session(issuer: "arn:aws:iam::111111111111:role/pipeline/app"))
    let statement =
      target.hasPrefix("resource") || target.hasPrefix("vpce")
      ? #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"# : DiffWorld.denyAll
    let report = try await world.report(try world.change(target, statement))
    let found = report.blindSpots.filter { $0.kind == "untouchedTarget" }.map { $0.text }
    #expect(found == ["no replayed event is touched by \(target), so its effect is not known\(hint)"])
  }

  @Test func `a change that touches no event is pointed out beside one of the same file that does`()
    async throws
  {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let file = try world.folder.write("deny.json", DiffWorld.document(DiffWorld.denyAll))
    let report = try await world.report("scp:N@111111111111=\(file)", "scp:N@222222222222=\(file)")
    #expect(report.untouched == ["scp:N@222222222222"])
  }

  @Test func `a removal that touches no event is pointed out beside a change that does`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.users("alice", "bob")
    let user = "identity:arn:aws:iam::111111111111:user"
    let change = try world.change("\(user)/alice/q", DiffWorld.denyAll)
    #expect(try await world.report(change, "\(user)/bob/p=-").untouched == ["\(user)/bob/p"])
    #expect(try await world.report(change, "\(user)/alice/p=-").untouched == [])
  }

  @Test func `a change that is new replaces nothing`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", error: "AccessDenied",
      message: DiffWorld.denial(
        of: "s3:ListAllMyBuckets", "with an explicit deny in a service control policy"))
    let change = try world.change("scp:Lock@*", #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.classes == [.unchanged: 1])
    #expect(report.assumptions.contains { $0.hasPrefix("nothing stands at scp:Lock@* now") })
    var options = Differ.Options()
    options.replacedTargets = ["scp:Lock@*"]
    #expect(try await world.report(change, options: options).classes == [.maybeGranted: 1])
  }

  @Test func `an account as principal of an endpoint policy is open where the endpoint may be a gateway`()
    async throws
  {
    var world = try DiffWorld()
    let endpoint = ["vpcEndpointId": #""vpce-1""#]
    world.add("s3", "ListBuckets", more: endpoint)
    world.add("ec2", "DescribeInstances", more: endpoint)
    let change = try world.change(
      "vpce:vpce-1", #"{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1, .unchanged: 1])
  }
}

extension DiffReport {
  /// The targets of the changes that are said to touch no event.
  fileprivate var untouched: [String] {
    blindSpots.filter { $0.kind == "untouchedTarget" }.map {
      $0.text.replacing("no replayed event is touched by ", with: "").replacing(
        ", so its effect is not known", with: "")
    }
  }
}
