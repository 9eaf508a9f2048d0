import AuditStore
import IAMPolicy
import JSON
import Testing

@testable import Replay

/// What is said of recorded events and typed requests.
struct ExplainerTests {
  /// Everything but bucket `b` for alice.
  static let own = #"{"Sid":"Own","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::mine/*"}"#
  static let denied = "AccessDenied"

  private func explain(
    _ world: DiffWorld, _ number: Int, _ changes: [String] = []
  ) async throws -> EventExplanation {
    let explainer = try Explainer(
      snapshot: try world.snapshot(), changes: try changes.map { try PolicyChange(argument: $0) })
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try #require(try explainer.explain(eventID: DiffWorld.id(number), in: database).first)
  }

  /// A denied read of `b/k` by alice whose message says why.
  private func world(
    _ reason: String = "because no identity-based policy allows the s3:GetObject action"
  ) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#, error: Self.denied,
      message: DiffWorld.denial(of: "s3:GetObject", on: #"\"arn:aws:s3:::b/k\""#, reason),
      more: [
        "eventCategory": #""Data""#, "resources": #"[{"accountId":"111111111111","ARN":"arn:aws:s3:::b"}]"#,
      ])
    try world.account(alice: Self.own)
    try world.organization()
    return world
  }

  @Test func `a denial shows what AWS said and what each layer holds`() async throws {
    let explanation = try await explain(try world(), 1)
    #expect(explanation.event?.recorded == .denied)
    #expect(explanation.event?.errorMessage?.contains("no identity-based policy allows") == true)
    #expect(explanation.requests.map { $0.explanation.request.action } == ["s3:GetObject"])
    #expect(explanation.decision?.possible == [.implicitlyDenied])
    #expect(explanation.contradictions.isEmpty)
    let text = ExplainTextRenderer().render(explanation)
    #expect(text.contains("identity   NO ALLOW"))
    #expect(text.contains("near miss p#Own\n"))
    #expect(text.contains("request  arn:aws:s3:::b/k"))
    #expect(text.contains("ImplicitlyDenied, as AWS did"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [
    ("", nil, [Outcome.implicitlyDenied, .explicitlyDenied]),
    ("with an explicit deny in a resource-based policy", PolicyLayer.resource, [.explicitlyDenied]),
  ])
  func `what AWS recorded narrows a decision that the policies leave open`(
    reason: String, layer: PolicyLayer?, possible: [Outcome]
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#, error: Self.denied,
      message: reason.isEmpty
        ? nil : DiffWorld.denial(of: "s3:GetObject", on: #"\"arn:aws:s3:::b/k\""#, reason),
      more: ["eventCategory": #""Data""#])
    try world.account(alice: DiffWorld.allowAll)
    try world.organization(complete: "[]")
    let explanation = try await explain(world, 1)
    let request = try #require(explanation.requests.first)
    #expect(request.explanation.decision.possible.contains(.allowed))
    let given = try #require(request.givenRecord)
    #expect(given.possible.isSubset(of: possible))
    #expect(!given.possible.isEmpty)
    #expect(given.evidence == "AWS denied it" + (layer.map { " by \($0.withArticle)" } ?? ""))
    #expect(ExplainTextRenderer().render(explanation).contains("  so         as AWS denied it"))
    #expect(ExplainJSONRenderer.render([explanation]).contains("\"givenRecord\": {"))
  }

  @Test func `a record that contradicts the policies, or says nothing more, leaves nothing over`()
    async throws
  {
    var world = try world()
    try world.account(alice: DiffWorld.allowAll)
    #expect(try await explain(world, 1).requests.map { $0.givenRecord } == [nil])
    #expect(try await explain(try self.world(), 1).requests.map { $0.givenRecord } == [nil])
  }

  @Test func `a message that names another layer than we find is a contradiction`() async throws {
    let reason = "with an explicit deny in a service control policy"
    let explanation = try await explain(try world(reason), 1)
    #expect(explanation.contradictions.count == 1)
    #expect(explanation.contradictions.first?.contains("tells of a service control policy") == true)
  }

  @Test func `a denial that the policies allow, and an allow that they deny, are contradictions`()
    async throws
  {
    var world = try world()
    try world.account(alice: DiffWorld.allowAll)
    #expect(try await explain(world, 1).contradictions.first?.contains("the policies given allow it") == true)
    var other = try DiffWorld()
    other.add("s3", "ListBuckets")
    try other.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try other.organization()
    #expect(try await explain(other, 1).contradictions.first?.contains("deny s3:ListAllMyBuckets") == true)
  }

  @Test func `a change is laid over the snapshot, and both decisions are shown`() async throws {
    let world = try world()
    let change = try world.change("identity:arn:aws:iam::111111111111:user/alice/p", DiffWorld.allowAll)
    let explanation = try await explain(world, 1, [change])
    #expect(explanation.decision == .determinate(.allowed))
    #expect(explanation.decisionBefore == .determinate(.implicitlyDenied))
    #expect(
      ExplainTextRenderer().render(explanation).contains("Allowed; without the change ImplicitlyDenied"))
  }

  @Test func `what AWS may say stays where a layer is not known`() async throws {
    var world = try DiffWorld()
    world.add("sqs", "ListQueues", error: Self.denied)
    try world.policies(
      "scps/Lock.json", DiffWorld.document(#"{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#))
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#)
    let lines = ExplainTextRenderer(width: 200).render(try await explain(world, 1))
      .split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(
      lines.filter { $0.contains("AWS would") || $0.contains("AWS m") } == [
        "message    AWS might say, by what is known: with an explicit deny in a service control policy",
        "AWS may name a layer that is not known: permissions boundary, identity-based policy",
      ])
  }

  @Test func `an event that AWS allowed has no message that AWS may give`() async throws {
    let open =
      #"{"Effect":"Allow","Action":"*","Resource":"*","#
      + #""Condition":{"StringEquals":{"aws:PrincipalTag/team":"data"}}}"#
    for (error, hasMessage) in [(nil, false), (Self.denied, true)] {
      var world = try DiffWorld()
      world.add("s3", "ListBuckets", identity: DiffWorld.session(), error: error)
      try world.account(app: open)
      let explanation = try await explain(world, 1)
      #expect(explanation.requests.first?.explanation.messages.isEmpty == false)
      #expect(explanation.mayHaveMessages == hasMessage)
      let json = try JSONReader.parse(Array(ExplainJSONRenderer.render([explanation]).utf8)).array?.first
      #expect(json?["requests"]?.array?.first?["messages"]?.array?.isEmpty == !hasMessage)
    }
  }

  @Test func `while a request may be allowed nothing is said of what AWS would say`() async throws {
    let open =
      #"{"Effect":"Allow","Action":"*","Resource":"*","#
      + #""Condition":{"StringEquals":{"aws:PrincipalTag/team":"data"}}}"#
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: DiffWorld.session(), error: "ThrottlingException")
    try world.account(app: open)
    let explanation = try await explain(world, 1)
    #expect(explanation.decision?.possible.contains(.allowed) == true)
    let text = ExplainTextRenderer(width: 200).render(explanation)
    #expect(!text.contains("AWS would say") && !text.contains("AWS m"))
    let json = try JSONReader.parse(Array(ExplainJSONRenderer.render([explanation]).utf8)).array?.first
    #expect(json?["requests"]?.array?.first?["messages"]?.array?.isEmpty == true)
  }

  @Test func `a variable that is not known is no variable without a value, and the role's tag is shown`()
    async throws
  {
    let own =
      #"{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::${aws:PrincipalTag/Team}","#
      + #""arn:aws:s3:::${aws:PrincipalTag/cost}"]},"#
      + #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}"}"#
    var world = try DiffWorld()
    world.addObject("k", identity: DiffWorld.session(), error: Self.denied)
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[],"RoleDetailList":[{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","#
        + #""Tags":[{"Key":"Team","Value":"analytics"}],"#
        + #""RolePolicyList":[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(own))}]}]}"#)
    let explanation = try await explain(world, 1)
    let words = ExplainTextRenderer(width: 200).render(explanation)
    #expect(
      words.contains(
        "${aws:principaltag/team} is not known: the role's tag is analytics, which a session tag may override"
      ))
    #expect(words.contains("${aws:principaltag/cost} is not known\n"))
    #expect(words.contains("${aws:username} is without a value"))
  }

  @Test func `a change is not held against what AWS did before it`() async throws {
    var allowed = try DiffWorld()
    allowed.add("s3", "ListBuckets")
    try allowed.account(alice: DiffWorld.allowAll)
    try allowed.organization()
    let lock = try allowed.change("scp:Lock@r-1", DiffWorld.denyAll)
    let locked = try await explain(allowed, 1, [lock])
    #expect(locked.decision == .determinate(.explicitlyDenied))
    #expect(locked.contradictions.isEmpty)
    let denied = try world()
    let grant = try denied.change("identity:arn:aws:iam::111111111111:user/alice/p", DiffWorld.allowAll)
    let granted = try await explain(denied, 1, [grant])
    #expect(granted.decision == .determinate(.allowed))
    #expect(granted.contradictions.isEmpty)
  }

  @Test func `a denial that the snapshot allows stays a contradiction under a change`() async throws {
    var world = try world()
    try world.account(alice: DiffWorld.allowAll)
    let lock = try world.change("scp:Lock@r-1", DiffWorld.denyAll)
    let explanation = try await explain(world, 1, [lock])
    #expect(explanation.contradictions.first?.contains("the policies given allow it") == true)
  }

  @Test func `a session shows who issued it and is held against its session policy`() async throws {
    var world = try DiffWorld()
    let policy =
      #"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","#
      + #"\"Action\":\"ec2:*\",\"Resource\":\"*\"}]}"#
    world.add(
      "sts", "AssumeRole",
      parameters:
        #"{"roleArn":"arn:aws:iam::111111111111:role/app","roleSessionName":"s1","policy":"\#(policy)"}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    world.add(
      "s3", "ListBuckets", identity: DiffWorld.session(), error: Self.denied, message: "Access Denied")
    try world.account(app: DiffWorld.allowAll)
    try world.organization()
    let explanation = try await explain(world, 2)
    #expect(
      explanation.event?.role == "arn:aws:iam::111111111111:role/app")
    #expect(
      explanation.event?.session.first?.contains("issued to arn:aws:iam::111111111111:user/alice") == true)
    #expect(explanation.event?.session.last?.hasPrefix("session policy: {") == true)
    #expect(explanation.decision == .determinate(.implicitlyDenied))
    let layers = explanation.requests.first?.explanation.layersWithoutAllow
    #expect(layers == [.session])
    #expect(try await explain(world, 1).event?.session.isEmpty == true)
  }

  @Test func `a session that a caller of another account got names that caller and its account`() async throws
  {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRole",
      identity: #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"222222222222"}"#,
      parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app","roleSessionName":"s1"}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let session = try await explain(world, 2).event?.session.first
    #expect(session?.hasPrefix("issued to AIDAX of account 222222222222 (AWSAccount) at ") == true)
  }

  @Test func `credentials that the console signs with are not refused, in a diff and in an explanation`()
    async throws
  {
    var world = try DiffWorld()
    let attributes =
      #""sessionContext":{"attributes":{"creationDate":"2026-09-01T09:00:00Z","mfaAuthenticated":"false"}}"#
    let identity = DiffWorld.user.replacing("AKIA1", with: "ASIA7").dropLast() + ",\(attributes)}"
    world.add(
      "sts", "GetSessionToken", parameters: #"{"durationSeconds":900}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA7"}}"#])
    for more in [[:], ["sessionCredentialFromConsole": #""true""#]] as [[String: String?]] {
      world.add("iam", "ListUsers", identity: String(identity), more: more)
    }
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    #expect(try await explain(world, 2).decision?.possible.contains(.allowed) == false)
    #expect(try await explain(world, 3).decision == .determinate(.allowed))
    let deny = #"{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}"#
    let report = try await world.report(try world.change("scp:Lock@r-1", deny))
    #expect(report.classes == [.modelMismatch: 1, .revoked: 1, .unchanged: 1])
  }

  @Test func `an instance's session has no session policy, though its issuance is not in the log`()
    async throws
  {
    let identity = DiffWorld.session()
      .split(separator: #""mfaAuthenticated""#).joined(
        separator: #""ec2RoleDelivery":"2.0","mfaAuthenticated""#)
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", identity: identity)
    let sentences = try #require(try await explain(world, 1).event?.session)
    #expect(sentences.count == 1)
    #expect(sentences.first?.hasSuffix("those of an instance come without a session policy") == true)
  }

  @Test func `an owner's copy names the account and the resource, and says why it is not replayed`()
    async throws
  {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject",
      identity: #"{"type":"AWSAccount","principalId":"222222222222:carol","accountId":"222222222222"}"#,
      more: [
        "eventCategory": #""Data""#, "sharedEventID": #""shared""#,
        "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"}]"#,
      ])
    #expect(try await explain(world, 1).event?.caller == "222222222222:carol of account 222222222222")
    let place = "by the caller of account 222222222222 on arn:aws:s3:::b/k: "
    let alone = try #require(try await explain(world, 1).event?.whyNotReplayed)
    #expect(alone.contains(place + "it does not name the caller"))
    world.add(
      "s3", "GetObject",
      identity: #"{"type":"FederatedUser","principalId":"222222222222:carol","accountId":"222222222222","#
        + #""arn":"arn:aws:sts::222222222222:federated-user/carol"}"#,
      parameters: #"{"bucketName":"b","key":"k"}"#,
      more: [
        "eventCategory": #""Data""#, "sharedEventID": #""shared""#,
        "recipientAccountId": #""222222222222""#,
      ])
    let copy = try #require(try await explain(world, 1).event?.whyNotReplayed)
    #expect(copy.contains(place + "another record stands for the call"))
  }

  @Test func `a caller that is known by its ID alone is explained by it, and its session is not known`()
    async throws
  {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject",
      identity: #"{"type":"AWSAccount","principalId":"AROAX:s1","accountId":"222222222222"}"#,
      parameters: #"{"bucketName":"b","key":"k"}"#, error: Self.denied, message: "Access Denied",
      more: ["eventCategory": #""Data""#, "sharedEventID": #""shared""#])
    let explanation = try await explain(world, 1)
    #expect(explanation.event?.caller == "AROAX:s1 of account 222222222222")
    #expect(explanation.event?.role == nil)
    #expect(explanation.event?.session.first?.contains("the log does not hold the call") == true)
    #expect(explanation.requests.count == 1)
    #expect(explanation.decision?.dependsOn.contains("policy:identity") == true)
  }

  @Test func `a session whose issuance is not in the log says so, and its policies stay unknown`()
    async throws
  {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", identity: DiffWorld.session(), error: Self.denied, message: "Access Denied")
    try world.account(app: DiffWorld.allowAll)
    try world.organization()
    let explanation = try await explain(world, 1)
    #expect(explanation.event?.session.first?.contains("the log does not hold the call") == true)
    #expect(explanation.decision?.dependsOn == ["policy:session"])
  }

  @Test func `without policies it shows what AWS said and what would settle the rest`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", error: Self.denied, message: "Access Denied")
    let explanation = try await explain(world, 1)
    let text = ExplainTextRenderer().render(explanation)
    #expect(text.contains(#"AWS said   denied (AccessDenied): "Access Denied""#))
    let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains("settled by accounts/ID/authorization-details.json"))
    #expect(explanation.decision?.possible.count == 3)
  }

  @Test func `every request of a call is shown, and they combine`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "CopyObject",
      parameters: #"{"bucketName":"mine","key":"k","x-amz-copy-source":"b/k"}"#,
      more: ["eventCategory": #""Data""#])
    try world.account(alice: Self.own)
    try world.organization()
    let explanation = try await explain(world, 1)
    #expect(explanation.requests.count > 1)
    let certain = explanation.requests.filter { $0.certainty == .certain }.map { $0.explanation.decision }
    #expect(explanation.decision == Decision.combining(certain))
    #expect(
      ExplainTextRenderer().render(explanation).contains("Request 2 of \(explanation.requests.count): "))
  }

  @Test func `an event that is not replayed has no decision`() async throws {
    var world = try DiffWorld()
    world.add("signin", "ConsoleLogin", more: ["eventType": #""AwsConsoleSignIn""#])
    let explanation = try await explain(world, 1)
    #expect(explanation.decision == nil)
    let text = ExplainTextRenderer(width: 200).render(explanation)
    #expect(text.contains("the event is not replayed (sign-in), because signing in is no action"))
    #expect(text.contains("AWS said   nothing: no request was decided\n"))
  }

  @Test func `a summary of CloudTrail has no caller and no decision`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", identity: "null",
      more: [
        "eventCategory": #""Insight""#, "eventSource": nil, "eventName": nil,
        "eventType": #""AwsCloudTrailInsight""#,
      ])
    let explanation = try await explain(world, 1)
    let text = ExplainTextRenderer(width: 200).render(explanation)
    #expect(text.hasPrefix("Event of the class insight in us-east-1, 2026-09-01 10:00 UTC\n"))
    #expect(!text.contains("  caller"))
    #expect(!text.contains("allowed"))
    let json = try JSONReader.parse(Array(ExplainJSONRenderer.render([explanation]).utf8)).array?.first
    #expect(json?["event"]?["recordedDecision"]?.kind == .null)
    #expect(json?["whyNotReplayed"]?.string?.hasPrefix("CloudTrail sums up") == true)
  }

  @Test(arguments: [("sts", "GetCallerIdentity"), ("dynamodb", "DescribeEndpoints")])
  func `a denial refutes that a call needs no permission`(service: String, name: String) async throws {
    var world = try DiffWorld()
    world.add(service, name)
    world.add(service, name, more: ["errorCode": #""AccessDenied""#])
    let allowed = try #require(try await explain(world, 1).event)
    #expect(allowed.whyNotReplayed.hasPrefix("AWS documents that the call is allowed whatever"))
    let denied = try #require(try await explain(world, 2).event)
    #expect(denied.recorded == .denied)
    #expect(!denied.whyNotReplayed.contains("is allowed"))
    #expect(denied.whyNotReplayed.hasSuffix("the record says that it was denied, but not by what"))
  }

  @Test(arguments: [
    (
      "with an explicit deny in a service control policy: ARN",
      "AWS named an explicit deny in a service control policy ARN"
    ),
    (
      "because no VPC endpoint policy allows the sts:GetCallerIdentity action",
      "AWS said that no VPC endpoint policy allows it"
    ),
  ])
  func `of a denial AWS's message may name the cause`(words: String, said: String) async throws {
    let policy = "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1"
    let reason = words.replacing("ARN", with: policy)
    let message = DiffWorld.denial(of: "sts:GetCallerIdentity", reason)
    var world = try DiffWorld()
    world.add("sts", "GetCallerIdentity", error: "AccessDenied", message: message)
    let denied = try #require(try await explain(world, 1).event)
    #expect(denied.eventClass == .permissionless)
    let cause = said.replacing("ARN", with: policy)
    #expect(denied.whyNotReplayed.hasSuffix("the record says that it was denied: \(cause)"))
  }

  @Test func `a resource owner's copy points to the event of the caller`() async throws {
    var world = try DiffWorld()
    let shared: [String: String?] = ["sharedEventID": #""10000000-0000-4000-8000-000000000001""#]
    let outside =
      #"{"type":"AWSAccount","principalId":"AROAX:s1","accountId":"222222222222"}"#
    world.add("s3", "ListBuckets", more: ["sharedEventID": #""10000000-0000-4000-8000-000000000002""#])
    world.add("s3", "ListBuckets", more: shared)
    world.add("s3", "ListBuckets", identity: outside, more: shared)
    let explanation = try await explain(world, 3)
    #expect(explanation.event?.eventClass == .ownerCopy)
    #expect(explanation.callerEvent?.id == DiffWorld.id(2))
    #expect(
      ExplainTextRenderer(width: 200).render(explanation).contains("copy of    event \(DiffWorld.id(2)) at "))
    #expect(try await explain(world, 2).callerEvent == nil)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let both = try explainer.explain(eventID: DiffWorld.id(3), in: database)
    #expect(both.map { $0.event?.id } == [DiffWorld.id(3), DiffWorld.id(2)])
    #expect(both.map { $0.requests.count } == [0, 1])
  }

  @Test func `words that stand for what no record tells are none of AWS`() async throws {
    var world = try world()
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#,
      more: [
        "addendum":
          #"{"reason":"UPDATED_DATA","updatedFields":"errorCode,errorMessage","originalEventID":"\#(DiffWorld.id(1))"}"#
      ])
    let event = try #require(try await explain(world, 1).event)
    #expect(event.recorded == .unknown)
    #expect(event.errorCode == nil && event.errorMessage == nil)
  }

  @Test func `a correction of an event that the log does not hold names it`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#,
      more: ["addendum": #"{"reason":"UPDATED_DATA","originalEventID":"a-lost-event"}"#])
    let text = ExplainTextRenderer(width: 200).render(try await explain(world, 1))
    #expect(text.contains("corrects   event a-lost-event, which the log does not hold"))
  }

  @Test func `a correction points to what it corrects, and that to its correction`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add(
      "s3", "ListBuckets",
      more: ["addendum": #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(1))"}"#])
    let explainer = try Explainer(snapshot: try world.snapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let both = try explainer.explain(eventID: DiffWorld.id(2), in: database)
    #expect(both.map { $0.event?.id } == [DiffWorld.id(2), DiffWorld.id(1)])
    #expect(both.map { $0.decision == nil } == [true, false])
    let texts = both.map { ExplainTextRenderer(width: 200).render($0) }
    #expect(texts[0].contains("corrects   event \(DiffWorld.id(1)) at "))
    #expect(texts[1].contains("corrected  by event \(DiffWorld.id(2)) at "))
    #expect(texts[1].contains("which the answer takes in"))
    let json = try JSONReader.parse(Array(ExplainJSONRenderer.render(both).utf8)).array
    #expect(json?[0]["originalEvent"]?["eventID"]?.string == DiffWorld.id(1))
    #expect(json?[1]["amendments"]?.array?.first?["eventID"]?.string == DiffWorld.id(2))
  }

  @Test(arguments: [
    ("arn:aws:s3:::payrol", "arn:aws:s3:::payroll" as String?, true), ("arn:aws:s3:::payroll", nil, false),
    ("arn:aws:s3:::b", nil, false), ("arn:aws:s3:::nobody", nil, true),
  ])
  func `a change of what neither the log nor the snapshot knows is warned of`(
    bucket: String, meant: String?, isUnknown: Bool
  ) async throws {
    var world = try world()
    world.addObject("k", in: "payroll")
    let path = try await world.ingest()
    let target = "resource:\(bucket)"
    let name = String(bucket.dropFirst("arn:aws:s3:::".count))
    let change = try PolicyChange(argument: try world.change(target, DiffWorld.publicBucket(name)))
    var explainer = try Explainer(snapshot: try world.snapshot(), changes: [change])
    func found() throws -> FoundEvents {
      try FoundEvents(id: DiffWorld.id(1), in: AuditDatabase(path: path, access: .read))
    }
    let explanations = try explainer.explain(try found())
    let targets = try explainer.unknownTargets(of: explanations, in: try found())
    #expect(targets.map { $0.target } == (isUnknown ? [target] : []))
    #expect(targets.first?.meant == meant)
    #expect(targets.allSatisfy { $0.sentence.hasPrefix("no event of the log names \(target) and no policy") })
    // Of a large log only the event itself is asked, which names `b`.
    explainer.quickEvents = 1
    let alone = try explainer.unknownTargets(of: explanations, in: try found())
    #expect(alone.map { $0.target } == (bucket == "arn:aws:s3:::b" ? [] : [target]))
    #expect(
      alone.allSatisfy {
        $0.sentence.hasPrefix("no policy snapshot holds \(target), and what is explained has no part in it")
      })
    var options = Differ.Options()
    options.newTargets = [target]
    let new = try Explainer(snapshot: try world.snapshot(), changes: [change], options: options)
    #expect(try new.unknownTargets(of: explanations, in: try found()) == [])
  }

  @Test func `what is assumed of keys is said, and where no policy looks at them`() async throws {
    let condition = #","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}"#
    var world = try world()
    try world.account(alice: DiffWorld.allowAll.dropLast() + condition)
    var options = Differ.Options()
    options.assumed = ["foo:bar": "x", "aws:principaltag/team": "red"]
    let explainer = try Explainer(snapshot: try world.snapshot(), options: options)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let assumptions = try explainer.explain(eventID: DiffWorld.id(1), in: database).first?.assumptions
    #expect(
      assumptions?.contains("no policy looks at foo:bar, so that --assume settles nothing with it") == true)
    #expect(
      assumptions?.contains { $0.hasPrefix("aws:principaltag/team is red wherever the log does not hold it") }
        == true)
  }

  @Test func `an id that no event has finds nothing`() async throws {
    let world = try world()
    let explainer = try Explainer(snapshot: PolicySnapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    #expect(try explainer.explain(eventID: DiffWorld.id(9), in: database).isEmpty)
    #expect(try explainer.explain(eventID: "", in: database).isEmpty)
  }

  @Test func `a control character of a log reaches no terminal`() async throws {
    let explanation = try await explain(try world(#"because \u001b[31mno\u202e"#), 1)
    let text = ExplainTextRenderer().render(explanation)
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(text.contains(#"\u{1b}"#))
  }
}
