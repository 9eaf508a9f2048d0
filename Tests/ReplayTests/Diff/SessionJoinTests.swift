import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// What the call that issued a session tells of later calls with its key, wherever it stands.
struct SessionJoinTests {
  static let app = "arn:aws:iam::111111111111:role/app"
  static let narrow =
    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#

  private func json(_ text: String) throws -> JSONValue {
    try JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
  }

  private func identity(_ text: String) throws -> IdentityFacts { IdentityFacts(json: try json(text)) }

  private func join(_ calls: [(key: String, parameters: String, issuer: String)]) throws -> SessionJoin {
    var join = SessionJoin()
    for call in calls {
      join.add(
        IssuingCall(
          accessKey: call.key, eventRow: 1, time: nil, issuer: try identity(call.issuer),
          parameters: try json(call.parameters)))
    }
    join.followChains()
    return join
  }

  // MARK: From the log to a layer

  /// An AssumeRole event and a call of its session, each in a file of its own, read in the order given.
  private func events(_ order: [Int], parameters: String) async throws -> RecordedEvents {
    let folder = try TemporaryDirectory()
    let head = #"{"eventVersion":"1.11","awsRegion":"us-east-1","recipientAccountId":"111111111111","#
    let texts = [
      head + #""userIdentity":\#(DiffWorld.user),"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","#
        + #""eventTime":"2026-09-01T09:00:00Z","eventID":"a","requestParameters":\#(parameters),"#
        + #""responseElements":{"credentials":{"accessKeyId":"ASIA1"}}}"#,
      head
        + #""userIdentity":\#(DiffWorld.session()),"eventSource":"s3.amazonaws.com","eventName":"ListBuckets","#
        + #""eventTime":"2026-09-01T10:00:00Z","eventID":"b"}"#,
    ]
    for number in order {
      let file = try folder.write("\(number).json", #"{"Records":[\#(texts[number])]}"#)
      _ = try await LogIngester(jobs: 1).ingest([file], into: folder.path + "/a.db")
    }
    return try RecordedEvents(AuditDatabase(path: folder.path + "/a.db", access: .read))
  }

  @Test(arguments: [[0, 1], [1, 0]])
  func `a session has its policies whichever file is read first`(order: [Int]) async throws {
    let policy = Self.narrow.replacing("\"", with: "\\\"")
    let events = try await events(order, parameters: #"{"roleArn":"r","policy":"\#(policy)"}"#)
    let session = events.identities.first { $0.facts.type == "AssumedRole" }
    #expect(session?.session == .passed(inline: ExactText(Self.narrow), managed: []))
    #expect(session?.sessionPolicies?.policies.map { $0.name } == ["inline session policy"])
    #expect(events.sessionDocuments.map { $0.document.statements.count } == [1])
    #expect(session?.facts.issuer == .principal)
  }

  @Test func `a session that was issued without policies has none`() async throws {
    let events = try await events([1, 0], parameters: #"{"roleArn":"r"}"#)
    let session = events.identities.first { $0.facts.type == "AssumedRole" }
    #expect(session?.session == SessionPolicies.none)
    #expect(session?.sessionPolicies == nil)
  }

  // MARK: The policies decide

  private func decision(_ action: String, _ session: PolicySet?, snapshot: PolicySnapshot) -> Decision {
    let caller = Caller.session(
      RoleSession(account: "111111111111", roleName: "app", sessionName: "s", roleARN: Self.app))
    let request = AuthorizationRequest(
      caller: caller, action: action, resource: .arn("*"), resourceAccount: "111111111111",
      context: RequestContext(isOpenWorld: true))
    let policies = PolicyResolver(snapshot: snapshot).policies(for: request, session: session, endpoint: nil)
    return Evaluator.decide(request, policies)
  }

  /// The facts that a decision hinges on; nil for one that is certain.
  private func facts(_ decision: Decision) -> [String]? {
    if case .indeterminate(_, let facts) = decision { facts } else { nil }
  }

  private func snapshot(_ more: String = "") throws -> PolicySnapshot {
    var world = try DiffWorld()
    try world.account(app: DiffWorld.allowAll, more: more)
    try world.organization()
    return try world.snapshot()
  }

  @Test func `an inline session policy limits the role`() throws {
    let session = SessionPolicies.passed(inline: ExactText(Self.narrow), managed: []).policySet
    let snapshot = try snapshot()
    #expect(decision("s3:ListAllMyBuckets", session, snapshot: snapshot) == .determinate(.allowed))
    #expect(decision("ec2:DescribeVpcs", session, snapshot: snapshot) == .determinate(.implicitlyDenied))
  }

  @Test func `a managed session policy has the text that the side has`() throws {
    let arn = "arn:aws:iam::111111111111:policy/Narrow"
    let session = SessionPolicies.passed(inline: nil, managed: [ExactText(arn)]).policySet
    let known = try snapshot(
      #","Policies":[{"Arn":"\#(arn)","PolicyVersionList":[{"IsDefaultVersion":true,"Document":\#(Self.narrow)}]}]"#
    )
    #expect(decision("ec2:DescribeVpcs", session, snapshot: known) == .determinate(.implicitlyDenied))
    let unknown = decision("ec2:DescribeVpcs", session, snapshot: try snapshot())
    #expect(facts(unknown) == ["policy:managed:\(arn)"])
  }

  @Test func `a session policy that cannot be read leaves the layer open`() throws {
    let session = SessionPolicies.passed(inline: ExactText("{"), managed: []).policySet
    #expect(
      decision("s3:ListAllMyBuckets", session, snapshot: try snapshot()).dependsOn == ["policy:session"])
  }

  // MARK: Copies and chains

  @Test func `a copy that shows the parameters counts, in either order`() throws {
    let policy = #"{"policyArns":[{"arn":"p"}]}"#
    let owner = #"{"type":"AWSAccount","principalId":"AIDA","accountId":"222222222222"}"#
    let own = DiffWorld.user
    for calls in [
      [("K", "null", owner), ("K", policy, own)], [("K", policy, own), ("K", "null", owner)],
      [("K", policy, owner), ("K", policy, own)],
    ] {
      let join = try join(calls.map { (key: $0.0, parameters: $0.1, issuer: $0.2) })
      #expect(join.policies(ofKey: "K") == .passed(inline: nil, managed: [ExactText("p")]))
      #expect(join.issuance(ofKey: "K")?.callerKey == "AKIA1")
    }
    let contradicting = try join([("K", policy, own), ("K", "{}", owner)])
    #expect(contradicting.policies(ofKey: "K") == .unknown)
  }

  @Test(arguments: [false, true])
  func `of copies that show as much what both say counts, in either order`(isReversed: Bool) throws {
    let texts = [
      #"{"tags":[{"key":"a","value":"1"},{"key":"b","value":"1"}],"sourceIdentity":"x"}"#,
      #"{"tags":[{"key":"a","value":"1"},{"key":"b","value":"2"}],"sourceIdentity":"y"}"#,
    ]
    let calls = texts.map { (key: "K", parameters: $0, issuer: DiffWorld.user) }
    let issuance = try #require(try join(isReversed ? calls.reversed() : calls).issuance(ofKey: "K"))
    #expect(issuance.context == [ContextFact(key: "aws:principaltag/a", value: .value("1"))])
    #expect(issuance.sourceIdentity == nil)
    #expect(issuance.issuer == .principal)
  }

  @Test func `transitive tags go down a chain of roles, others stay`() throws {
    let first = DiffWorld.session(key: "A")
    let second = DiffWorld.session(key: "B")
    let tags =
      #"{"tags":[{"key":"Team","value":"x"},{"key":"cost","value":"1"}],"transitiveTagKeys":["Team"]}"#
    let join = try join([
      ("C", #"{"tags":[{"key":"own","value":"y"}]}"#, second), ("B", "{}", first),
      ("A", tags, DiffWorld.user),
    ])
    let facts = Dictionary((join.issuance(ofKey: "C")?.context ?? []).map { ($0.key, $0.value) }) { $1 }
    #expect(facts == ["aws:principaltag/own": .value("y"), "aws:principaltag/team": .value("x")])
    #expect(join.issuance(ofKey: "B")?.context.map { $0.key } == ["aws:principaltag/team"])
  }

  @Test func `a chain that bites its tail ends`() throws {
    let join = try join([("A", "{}", DiffWorld.session(key: "B")), ("B", "{}", DiffWorld.session(key: "A"))])
    #expect(join.issuance(ofKey: "A")?.context == [])
  }

  @Test func `a session token proves MFA where its record does not say`() throws {
    var recorded = RecordedIdentity(
      facts: try identity(
        #"{"type":"IAMUser","arn":"arn:aws:iam::111111111111:user/alice","accessKeyId":"ASIA1"}"#),
      session: .none)
    recorded.join(try join([("ASIA1", #"{"serialNumber":"m","tokenCode":"x"}"#, DiffWorld.user)]))
    #expect(recorded.facts.mfaAuthenticated == "true")
    recorded.facts.mfaAuthenticated = nil
    recorded.join(try join([("ASIA1", #"{"roleArn":"r","serialNumber":"m"}"#, DiffWorld.user)]))
    #expect(recorded.facts.mfaAuthenticated == nil)
  }
}
