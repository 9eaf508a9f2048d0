import IAMPolicy
import Testing

/// The reasons of a decision, and the messages that AWS may give for it.
struct DecidingReasonTests {
  private func lines(_ explanation: Explanation) -> [String] { explanation.reasons.map { $0.line } }

  @Test func `an explicit denial names every matching Deny, most specific layer first`() throws {
    let explanation = try Engine.explain(
      caller: Engine.session, identity: [Engine.allowAll, Engine.denyAll], boundary: [Engine.denyAll],
      scps: [[Engine.allowAll], [Engine.denyAll]])
    #expect(
      lines(explanation) == [
        "service control policy SCP2#None (line 2) denies explicitly",
        "permissions boundary Boundary#None (line 2) denies explicitly",
        "identity-based policy Own#None (line 3) denies explicitly",
      ])
    #expect(
      explanation.messages.map { $0.text } == [
        "with an explicit deny in a service control policy",
        "with an explicit deny in a permissions boundary",
        "with an explicit deny in an identity-based policy",
      ])
  }

  @Test func `an implicit denial names every level and layer that lacks an allow, with what comes nearest`()
    throws
  {
    let s3 = #"{"Sid":"Other","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::x/*"}"#
    let ec2 =
      #"{"Sid":"EC2","Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:*","#
      + #""Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#
    let explanation = try Engine.explain(
      caller: Engine.session, identity: [ec2], boundary: [s3], scps: [[Engine.allowAll], [s3], [s3]])
    #expect(
      lines(explanation) == [
        "service control policy at level 2 has no allow: nearest is SCP2#Other (line 2), where Resource fails: "
          + "the value differs",
        "service control policy at level 3 has no allow: nearest is SCP3#Other (line 2), where Resource fails: "
          + "the value differs",
        "permissions boundary has no allow: nearest is Boundary#Other (line 2), where Resource fails: the value differs",
        "identity-based policy has no allow: no statement names this action",
      ])
    #expect(
      explanation.messages.contains {
        $0.text == "because no permissions boundary allows the s3:GetObject action"
      })
    #expect(explanation.messages.allSatisfy { !$0.isExplicit })
  }

  @Test func `an action that only a Deny names is not said to be named by nothing`() throws {
    let elsewhere =
      #"{"Sid":"Elsewhere","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}"#
    let explanation = try Engine.explain(caller: Engine.session, identity: [elsewhere])
    #expect(
      lines(explanation) == [
        "identity-based policy has no allow: no Allow names this action, only a Deny does"
      ])
  }

  @Test func `an allow names one way of granting and one statement of every limiting layer`() throws {
    let explanation = try Engine.explain(
      caller: Engine.session,
      identity: [Engine.allowAll, #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#],
      boundary: [Engine.allowAll],
      scps: [[Engine.allowAll], [Engine.allowAll]], endpoint: [Engine.allow("\"*\"")])
    #expect(explanation.decision == .determinate(.allowed))
    #expect(
      lines(explanation) == [
        "the identity-based policy allows: Own#All (line 2)",
        "service control policy SCP1#All (line 2) at level 1 allows",
        "service control policy SCP2#All (line 2) at level 2 allows",
        "VPC endpoint policy Endpoint#1 (line 2) allows", "permissions boundary Boundary#All (line 2) allows",
      ])
    #expect(explanation.messages.isEmpty)
  }

  @Test func `a resource policy that names the caller bypasses what lacks an allow`() throws {
    let named = Engine.allow(#"{"AWS":"arn:aws:sts::111111111111:assumed-role/app/s1"}"#)
    let explanation = try Engine.explain(
      caller: Engine.session, boundary: ["{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}"],
      resourcePolicy: [named])
    #expect(explanation.grant?.kind == .direct)
    #expect(explanation.grant?.bypassed == [.identity, .boundary])
    #expect(explanation.sufficientAllows.map { $0.name } == ["Bucket#1 (line 2)"])
  }

  @Test func `across accounts both sides grant`() throws {
    let explanation = try Engine.explain(
      owner: "222222222222", identity: [Engine.allowAll],
      resourcePolicy: [Engine.allow(#"{"AWS":"111111111111"}"#)])
    #expect(explanation.grant?.kind == .crossAccount)
    #expect(explanation.sufficientAllows.map { $0.name } == ["Bucket#1 (line 2)", "Own#All (line 2)"])
  }

  @Test func `of several allows that hinge on one fact each is named that may be the one`() throws {
    let inside =
      #"{"Sid":"In","Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:x":"1"}}}"#
    let outside =
      #"{"Sid":"Out","Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:x":"1"}}}"#
    let other = #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:x":"2"}}}"#
    let explanation = try Engine.explain(
      identity: [Engine.allowAll], scps: [[inside, other, outside]], context: ["aws:x": .unknown])
    #expect(explanation.decision == .determinate(.allowed))
    #expect(
      lines(explanation).dropFirst() == [
        "service control policy SCP1#In (line 2) at level 1 allows for some of key:aws:x",
        "service control policy SCP1#Out (line 4) at level 1 allows for some of key:aws:x",
      ])
  }

  @Test func `a role that the resource names lacks only what its boundary lacks`() throws {
    let grant =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"*","Resource":"*"}"#
    let explanation = try Engine.explain(caller: Engine.session, boundary: [], resourcePolicy: [grant])
    #expect(explanation.decision == .determinate(.implicitlyDenied))
    #expect(explanation.layersWithoutAllow == [.boundary])
  }

  @Test func `a rule that decides by itself is the reason`() throws {
    let root = Caller.root(arn: "arn:aws:iam::111111111111:root", isAssumed: false)
    let role = RequestResource.arn("arn:aws:iam::111111111111:role/app")
    let trust = #"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#
    let assume = try Engine.explain(
      caller: root, action: "sts:AssumeRole", resource: role, resourcePolicy: [trust])
    #expect(lines(assume) == ["the root user cannot assume roles"])
    let alias = try Engine.explain(
      action: "kms:DeleteAlias", resource: .arn("arn:aws:kms:us-east-1:111111111111:alias/aws/s3"),
      identity: [Engine.allowAll])
    #expect(lines(alias).first?.hasPrefix("AWS owns the resource") == true)
    #expect(alias.messages.isEmpty)
    let credentials = try Engine.explain(
      action: "iam:GetUser", resource: .arn("arn:aws:iam::111111111111:user/alice"),
      identity: [Engine.allowAll],
      options: RequestOptions(isRefusedByCredentials: true))
    #expect(lines(credentials).first?.hasPrefix("AWS refuses the call with credentials") == true)
  }

  @Test(
    arguments: [
      (
        RequestResource.prefix("arn:aws:iam::111111111111:role/"), "false",
        "AWS may own the resource and then refuses to change it, whatever the policies say"
      ),
      (
        .arn("arn:aws:iam::111111111111:role/aws-reserved/x"), nil,
        "AWS owns the resource and refuses to change it, unless a service of its own makes the call"
      ),
      (
        .arn("arn:aws:iam::111111111111:role/aws-reserved/x"), "false",
        "AWS owns the resource and refuses to change it, whatever the policies say"
      ),
    ] as [(RequestResource, String?, String)])
  func `what AWS owns is said as surely as it is known`(
    resource: RequestResource, isForwarded: String?, words: String
  ) throws {
    let explanation = try Engine.explain(
      action: "iam:DeleteRole", resource: resource, identity: [Engine.allowAll],
      context: ["aws:ViaAWSService": isForwarded.map { .value($0) } ?? .present])
    #expect(lines(explanation) == [words])
  }

  @Test(
    arguments: [
      (
        "222222222222",
        "the owner may share the resource with the caller or not: no policy of its own shows it"
      ),
      (nil, "the resource may be of another account, which may share it with the caller's or not"),
    ] as [(String?, String)])
  func `what may be shared without a policy is said to be open`(owner: String?, words: String) throws {
    let explanation = try Engine.explain(
      action: "ec2:RunInstances", resource: .arn("arn:aws:ec2:us-east-1::image/ami-1"), owner: owner,
      identity: [Engine.allowAll], options: RequestOptions(sharingUnknown: true))
    #expect(lines(explanation) == [words])
    #expect(explanation.decision.dependsOn.contains("resource:sharing"))
  }

  @Test func `an open decision names what may deny and what may lack an allow`() throws {
    let lock =
      #"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"v"}}}"#
    let allow =
      #"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:SourceVpc":"true"}}}"#
    let explanation = try Engine.explain(identity: [lock, allow], context: ["aws:SourceVpc": .unknown])
    #expect(
      lines(explanation) == [
        "identity-based policy Own#1 (line 2) may deny: hinges on key:aws:sourcevpc",
        "identity-based policy may have no allow: Own#2 (line 3) may allow: hinges on key:aws:sourcevpc",
      ])
    #expect(explanation.messages.map { $0.isExplicit } == [true, false])
  }

  @Test func `an explicit denial names what would be lacking without it`() throws {
    let ec2 = #"{"Sid":"EC2","Effect":"Allow","Action":"ec2:*","Resource":"*"}"#
    let denied = try Engine.explain(
      caller: Engine.session, identity: [ec2], boundary: [ec2], scps: [[Engine.allowAll, Engine.denyAll]])
    #expect(lines(denied) == ["service control policy SCP1#None (line 3) denies explicitly"])
    #expect(
      denied.stillMissing.map { $0.line } == [
        "permissions boundary has no allow: no statement names this action",
        "identity-based policy has no allow: no statement names this action",
      ])
    let granted = try Engine.explain(
      caller: Engine.session, identity: [Engine.allowAll], scps: [[Engine.allowAll, Engine.denyAll]])
    #expect(granted.stillMissing.isEmpty)
    let implicit = try Engine.explain(caller: Engine.session, identity: [ec2])
    #expect(implicit.stillMissing.isEmpty)
    #expect(lines(implicit) == ["identity-based policy has no allow: no statement names this action"])
  }

  @Test func `a resource whose account is not known only may be of another account`() throws {
    let explanation = try Engine.explain(owner: nil, identity: [Engine.allowAll])
    #expect(explanation.decision.possible == [.allowed, .implicitlyDenied])
    #expect(
      lines(explanation) == [
        "the resource may be of another account, and it has no policy that would grant access to the caller's"
      ])
  }

  @Test func `a statement that may allow is named before one that does not match`() throws {
    let own =
      #"{"Sid":"Own","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/*"}"#
    let read = #"{"Sid":"Read","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::curated/*"}"#
    let explanation = try Engine.explain(
      caller: Engine.session, identity: [read, own], context: ["aws:PrincipalTag/team": .unknown])
    #expect(
      lines(explanation) == [
        "identity-based policy may have no allow: Own#Own (line 3) may allow: hinges on "
          + "key:aws:principaltag/team"
      ])
  }

  @Test(
    arguments: [
      ([.allowed, .allowed], Outcome.allowed), ([.allowed, .implicitlyDenied], .implicitlyDenied),
      ([.implicitlyDenied, .explicitlyDenied], .explicitlyDenied), ([], .allowed),
    ] as [([Outcome], Outcome)])
  func `requests of one call combine`(outcomes: [Outcome], result: Outcome) {
    #expect(Decision.combining(outcomes.map { .determinate($0) }) == .determinate(result))
  }

  @Test func `a denial of which only the kind is open is denied for certain`() {
    let kinds = Decision.indeterminate(
      possible: [.explicitlyDenied, .implicitlyDenied], dependsOn: ["key:aws:sourcevpc"])
    #expect(kinds.effectWord == "Denied")
    #expect(kinds.closestWord == "Denied")
    #expect(kinds.meets("Denied"))
    #expect(kinds.meets("Indeterminate"))
    #expect(!kinds.meets("ExplicitlyDenied"))
    let open = Decision.indeterminate(
      possible: [.allowed, .implicitlyDenied], dependsOn: ["policy:identity"])
    #expect(open.effectWord == "Indeterminate")
    #expect(!open.meets("Denied"))
    #expect(Decision.determinate(.implicitlyDenied).meets("Denied"))
    #expect(Decision.determinate(.implicitlyDenied).closestWord == "ImplicitlyDenied")
    #expect(Decision.determinate(.allowed).effectWord == "Allowed")
    #expect(!Decision.determinate(.allowed).meets("Denied"))
  }

  @Test func `an open request keeps a call open only while it can change it`() {
    let maybe = Decision.indeterminate(possible: [.allowed, .implicitlyDenied], dependsOn: ["a"])
    let maybeNot = Decision.indeterminate(possible: [.allowed, .explicitlyDenied], dependsOn: ["b"])
    #expect(Decision.combining([maybe, .determinate(.implicitlyDenied)]) == .determinate(.implicitlyDenied))
    #expect(
      Decision.combining([maybe, maybeNot, .determinate(.implicitlyDenied)])
        == .indeterminate(possible: [.implicitlyDenied, .explicitlyDenied], dependsOn: ["b"]))
    #expect(
      Decision.combining([maybe, maybeNot])
        == .indeterminate(possible: [.allowed, .implicitlyDenied, .explicitlyDenied], dependsOn: ["a", "b"]))
    #expect(Decision.combining([maybe, .determinate(.explicitlyDenied)]) == .determinate(.explicitlyDenied))
  }
}
