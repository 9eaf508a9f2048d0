import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// Which tags of a role session are known for certain: those that were passed, and of the role's those that were not.
struct SessionTagTests {
  private static let key = "aws:principaltag/team"
  private static let role = #""roleArn":"arn:aws:iam::111111111111:role/app""#
  private static let saml =
    #"{"type":"SAMLUser","principalId":"x:alice","userName":"alice","identityProvider":"x"}"#
  private static let ec2 = #"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#

  private static func issuance(_ key: String) -> [String: String?] {
    ["responseElements": #"{"credentials":{"accessKeyId":"\#(key)"}}"#]
  }

  /// A role with tags as its export gives them; nil for an export without them.
  private static func snapshot(_ tags: String?, in world: inout DiffWorld, more: String = "") throws {
    let member = tags.map { #","Tags":\#($0)"# } ?? ""
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(more)],"RoleDetailList":[{"RoleName":"app","#
        + #""Arn":"arn:aws:iam::111111111111:role/app"\#(member),"RolePolicyList":[{"PolicyName":"p","#
        + #""PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll))}]}]}"#)
  }

  /// What is known of the tag `team` of the last call of a world: the same to a comparison and to an explanation.
  private func tag(_ world: DiffWorld, event: Int) async throws -> ContextValue {
    var world = world
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1",
      #"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/Team":"true"}}}"#
    )
    let differ = try Differ(
      baseline: try world.snapshot(), changes: [try PolicyChange(argument: change)], options: Differ.Options()
    )
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let events = try RecordedEvents(database)
    let stored = try #require(try database.events(withID: DiffWorld.id(event)).first)
    let call = try RecordedCall(stored, Amendments(database), database)
    #expect(call.identity.tags == events.identity(stored.row).tags)
    let derived = try #require(events.derived(stored.row))
    let tags = events.identities.tags(stored.row.identity)
    let asked = AskedCall(differ, events.facts(stored.row, time: 0), derived, of: tags)
    return try #require(asked).request(0).context[Self.key]
  }

  private func tag(
    passing parameters: String, by issuer: String = DiffWorld.user, role tags: String?
  ) async throws -> ContextValue {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRole", identity: issuer, parameters: parameters, more: Self.issuance("ASIA1"))
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    try Self.snapshot(tags, in: &world)
    return try await tag(world, event: 2)
  }

  @Test(
    arguments: [
      (
        #"{"tags":[{"key":"Team","value":"a"}],ROLE}"#, #"[{"Key":"team","Value":"b"}]"#,
        ContextValue.value("a")
      ),
      (#"{"tags":[{"key":"cost","value":"a"}],ROLE}"#, #"[{"Key":"TEAM","Value":"b"}]"#, .value("b")),
      (#"{"tags":null,ROLE}"#, #"[{"Key":"team","Value":"b"}]"#, .value("b")),
      ("{ROLE}", #"[{"Key":"other","Value":"b"}]"#, .absent), ("{ROLE}", "[]", .absent),
      ("{ROLE}", nil, .unknown),
      ("{ROLE}", #"[{"Key":"team","Value":"b"},{"Key":"Team","Value":"c"}]"#, .unknown),
      (#"{"incomingTransitiveTags":{"team":"a"},ROLE}"#, "[]", .value("a")),
      (#"{"tags":[{"key":"HIDDEN_DUE_TO_SECURITY_REASONS","value":"a"}],ROLE}"#, "[]", .unknown),
      (#"{"tags":"HIDDEN_DUE_TO_SECURITY_REASONS",ROLE}"#, "[]", .unknown),
      (#"{"tags":[{"key":"cost"}],ROLE}"#, "[]", .unknown),
      (#"{"transitiveTagKeys":["team"],ROLE}"#, "[]", .unknown), ("null", "[]", .unknown),
      (#"{"sAMLAssertionID":"_1","principalArn":"p",ROLE}"#, "[]", .unknown),
    ] as [(String, String?, ContextValue)])
  func `a tag that was not passed is the role's, or is not there`(
    parameters: String, role: String?, expected: ContextValue
  ) async throws {
    let tag = try await tag(passing: parameters.replacing("ROLE", with: Self.role), role: role)
    #expect(tag == expected)
  }

  @Test(arguments: [saml, ec2, DiffWorld.session(key: "ASIA0")])
  func `who may hand tags on that no record shows leaves them open`(issuer: String) async throws {
    #expect(try await tag(passing: "{\(Self.role)}", by: issuer, role: "[]") == .unknown)
  }

  @Test(arguments: [
    (
      #""tags":[{"key":"team","value":"x"}],"transitiveTagKeys":["team"],"#, DiffWorld.user,
      ContextValue.value("x")
    ),
    (#""tags":[{"key":"team","value":"x"}],"#, DiffWorld.user, .value("b")),
    ("", DiffWorld.user, .value("b")), ("", saml, .unknown), (#""tags":"","#, DiffWorld.user, .unknown),
  ])
  func `a session of a session has what that one hands on, where its own issuance is known`(
    first: String, issuer: String, expected: ContextValue
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRole", identity: DiffWorld.session(key: "ASIA0"), parameters: "{\(Self.role)}",
      more: Self.issuance("ASIA1"))
    world.add(
      "sts", "AssumeRole", identity: issuer, parameters: "{\(first)\(Self.role)}",
      more: Self.issuance("ASIA0"))
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    try Self.snapshot(#"[{"Key":"team","Value":"b"}]"#, in: &world)
    #expect(try await tag(world, event: 3) == expected)
  }

  @Test(arguments: [false, true])
  func `copies of the issuing call that disagree tell nothing of other tags`(isReversed: Bool) async throws {
    var world = try DiffWorld()
    let own = (DiffWorld.user, "{\(Self.role)}")
    let unnamed = #"{"type":"AWSAccount","principalId":"AIDAALICE","accountId":"111111111111"}"#
    let copy = (unnamed, #"{"tags":[{"key":"team","value":"x"}],\#(Self.role)}"#)
    for (identity, parameters) in isReversed ? [copy, own] : [own, copy] {
      world.add(
        "sts", "AssumeRole", identity: identity, parameters: parameters, more: Self.issuance("ASIA1"))
    }
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    try Self.snapshot("[]", in: &world)
    #expect(try await tag(world, event: 3) == .unknown)
  }

  @Test func `a user has the tags that were exported, and no others`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let user = #"{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice"TAGS}"#
    for (tags, expected) in [
      (#","Tags":[{"Key":"cost","Value":"1"}]"#, ContextValue.absent), ("", .unknown),
      (#","Tags":[{"Key":"Team","Value":"1"}]"#, .value("1")),
    ] {
      try Self.snapshot(nil, in: &world, more: user.replacing("TAGS", with: tags))
      #expect(try await tag(world, event: 1) == expected)
    }
  }

  @Test func `an SCP that asks for a tag revokes what a session without it did, and says on what that rests`()
    async throws
  {
    var world = try DiffWorld()
    world.add("sts", "AssumeRole", parameters: "{\(Self.role)}", more: Self.issuance("ASIA1"))
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    try Self.snapshot("[]", in: &world)
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1",
      #"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/Team":"true"}}}"#
    )
    let report = try await world.report(change)
    #expect(report.classes[.revoked] == 1)
    #expect(report.assumptions.contains { $0.contains("roles had the tags of the snapshot") })
  }
}
