import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// The changes that would allow what is denied.
struct SuggestionTests {
  static let alice = "arn:aws:iam::111111111111:user/alice"
  static let readB = #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#
  static let other = #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#

  private func explain(
    _ world: DiffWorld, _ number: Int = 1, _ changes: [String] = [], history: Bool = true
  ) async throws -> EventExplanation {
    var explainer = try Explainer(
      snapshot: try world.snapshot(), changes: try changes.map { try PolicyChange(argument: $0) })
    explainer.looksBack = history
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try #require(try explainer.explain(eventID: DiffWorld.id(number), in: database).first)
  }

  /// The targets of each suggestion; every one is held against the diff of the same changes.
  private func targets(_ explanation: EventExplanation, in world: DiffWorld) throws -> [[String]] {
    let suggestions = try #require(explanation.suggestions)
    for suggestion in suggestions { #expect(suggestion.decision.possible.contains(.allowed)) }
    return suggestions.map { $0.edits.map { $0.target.text } }
  }

  /// The suggestions that are laid over the snapshot by hand, from the texts that the JSON shows.
  private func replayed(_ explanation: EventExplanation, in world: DiffWorld) async throws -> [ChangeClass] {
    let json = try JSONReader.parse(Array(ExplainJSONRenderer.render([explanation]).utf8)).array?.first
    var classes: [ChangeClass] = []
    for suggestion in json?["suggestions"]?.array ?? [] {
      var options = Differ.Options()
      var changes: [PolicyChange] = []
      for change in suggestion["changes"]?.array ?? [] {
        let target = try #require(change["target"]?.string)
        let name = "suggested-\(changes.count)-\(classes.count).json"
        let file = try world.folder.write(name, try #require(change["policy"]).text())
        if change["isNew"]?.bool == true { options.newTargets.insert(target) }
        changes.append(try PolicyChange(argument: "\(target)=\(file)"))
      }
      let database = try AuditDatabase(path: world.folder.path + "/a.db", access: .read)
      let report = try Differ(baseline: try world.snapshot(), changes: changes, options: options)
        .report(on: database, window: TimeWindow())
      #expect(report.classes.count == 1)
      classes += report.classes.keys
    }
    return classes
  }

  @Test(arguments: [
    ("with an explicit deny in a service control policy", false),
    ("because no identity-based policy allows the s3:ListAllMyBuckets action", true),
  ])
  func `no change certainly allows what a policy denied that is not among those given`(
    reason: String, isCertain: Bool
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", error: "AccessDenied",
      message: DiffWorld.denial(of: "s3:ListAllMyBuckets", reason))
    try world.account(alice: Self.other)
    try world.organization()
    let explanation = try await explain(world)
    let suggestions = try #require(explanation.suggestions)
    #expect(!suggestions.isEmpty)
    #expect(suggestions.allSatisfy { $0.isCertain == isCertain })
    let text = ExplainTextRenderer(width: 10_000).render(explanation)
    #expect(text.contains("the policy that AWS's message speaks of") == !isCertain)
    #expect(
      explanation.contradictions
        == (isCertain
          ? []
          : [
            "AWS's message tells of a service control policy, but we find that it could only tell of a missing "
              + "allow in an identity-based policy: what denied it then is not among the policies given"
          ]))
  }

  @Test func `what AWS allowed is evidence under a change as well, for the fix and for what it opens`()
    async throws
  {
    let key = "arn:aws:s3:::elsewhere/k"
    var world = try DiffWorld()
    for _ in 0..<3 { world.addObject("k", in: "elsewhere") }
    try world.account(alice: Self.readB.replacing("arn:aws:s3:::b/*", with: key))
    try world.organization(complete: "[]")
    let lock = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#)
    let explanation = try await explain(world, 1, [lock])
    let suggestions = try #require(explanation.suggestions)
    #expect(!suggestions.isEmpty)
    for suggestion in suggestions {
      #expect(suggestion.isCertain)
      #expect(suggestion.effect?.events[.maybeGranted] == nil)
    }
  }

  @Test
  func `a request that only the identity-based policy lacks gets a narrow allow there, or on the bucket`()
    async throws
  {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    try world.account(alice: Self.other)
    try world.organization()
    let explanation = try await explain(world)
    #expect(
      try targets(explanation, in: world) == [
        ["identity:\(Self.alice)/RetrialSuggestion"], ["resource:arn:aws:s3:::b"],
      ])
    let step = explanation.suggestions?.first?.edits.first?.steps.first
    #expect(
      step?.statement?.json.text()
        == #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"}"#)
    #expect(explanation.suggestions?.allSatisfy { $0.isCertain } == true)
    #expect(try await replayed(explanation, in: world) == [.granted, .granted])
  }

  /// A call of a role whose boundary and SCP allow other actions alone, by the service, the name and the parameters.
  private func bounded(_ add: (inout DiffWorld) -> Void) throws -> DiffWorld {
    var world = try DiffWorld()
    add(&world)
    world.add(
      "sts", "AssumeRole", parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app"}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"RoleDetailList":[{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","#
        + #""RolePolicyList":[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(Self.readB))}],"#
        + #""PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::111111111111:policy/edge"}}],"#
        + #""Policies":[{"Arn":"arn:aws:iam::111111111111:policy/edge","DefaultVersionId":"v1","#
        + #""PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"#
        + #""Document":\#(DiffWorld.document(Self.other))}]}]}"#)
    try world.organization(scps: #"["Narrow"]"#)
    try world.policies("scps/Narrow.json", DiffWorld.document(Self.other))
    return world
  }

  @Test func `a boundary that lacks an Allow is not left out for a policy that nobody has exported`()
    async throws
  {
    let world = try bounded {
      $0.add(
        "sagemaker", "CreateNotebookInstance", identity: DiffWorld.session(),
        parameters: #"{"notebookInstanceName":"n"}"#, error: "AccessDeniedException")
    }
    let explanation = try await explain(world)
    let role = "arn:aws:iam::111111111111:role/app"
    #expect(
      try targets(explanation, in: world) == [
        ["scp:RetrialSuggestion@r-1", "identity:\(role)/RetrialSuggestion", "boundary:\(role)"]
      ])
    #expect(explanation.suggestions?.first?.decision.dependsOn.contains("policy:resource") == true)
  }

  @Test func `what boundary and SCP lack as well is part of the same suggestion`() async throws {
    let world = try bounded { $0.addObject("k", identity: DiffWorld.session(), error: "AccessDenied") }
    let explanation = try await explain(world)
    let role = "arn:aws:iam::111111111111:role/app"
    #expect(
      try targets(explanation, in: world) == [["scp:RetrialSuggestion@r-1", "boundary:\(role)"]])
    #expect(explanation.suggestions?.first?.isCertain == true)
    #expect(explanation.suggestions?.first?.edits.last?.document.statements.count == 2)
  }

  @Test func `a Deny of an SCP is narrowed by the caller or the action, and named with its place`()
    async throws
  {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    world.addObject("other", error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#)
    try world.policies(
      "scps/Lock.json",
      DiffWorld.document(
        #"{"Sid":"Reads","Effect":"Deny","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}"#))
    let explanation = try await explain(world)
    #expect(try targets(explanation, in: world) == [["scp:Lock@*"], ["scp:Lock@*"]])
    let steps = try #require(explanation.suggestions).flatMap { $0.edits }.flatMap { $0.steps }
    #expect(steps.map { $0.words } == ["narrow", "narrow"])
    #expect(steps.first?.place?.contains("Lock#Reads") == true)
    #expect(steps.first?.place?.hasSuffix("scps/Lock.json:1:38") == true)
    #expect(steps.first?.statement?.conditions.map { $0.operatorText.value } == ["ArnNotEquals"])
    #expect(steps.last?.statement?.action.values.map { $0.value } == ["s3:PutObject"])
    #expect(explanation.suggestions?.map { $0.effect?.events } == [[.granted: 1], [.granted: 1]])
    #expect(try await replayed(explanation, in: world) == [.granted, .granted])
  }

  @Test func `an exception that a Deny has already gets one more value`() async throws {
    var world = try DiffWorld()
    world.add(
      "sqs", "SendMessage", identity: DiffWorld.session(issuer: nil),
      parameters: #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/111111111111/q"}"#,
      error: "AccessDenied")
    world.add(
      "sts", "AssumeRole", parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app"}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    try world.account(app: DiffWorld.allowAll)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#, complete: #"["sqs"]"#)
    try world.policies(
      "scps/Lock.json",
      DiffWorld.document(
        #"{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"x"}}}"#
      ))
    let explanation = try await explain(world)
    let steps = try #require(explanation.suggestions).flatMap { $0.edits }.flatMap { $0.steps }
    #expect(steps.map { $0.words } == ["narrow"])
    #expect(
      steps.first?.statement?.conditions.first?.values.map { $0.value }
        == ["x", "arn:aws:iam::111111111111:role/app"])
  }

  @Test func `a Deny that cannot be narrowed so that the request is allowed is removed`() async throws {
    var world = try DiffWorld()
    let service = #"{"type":"AWSService","invokedBy":"logs.amazonaws.com"}"#
    world.addObject("k", identity: service, error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let locked =
      DiffWorld.publicBucket
      + #",{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}"#
    try world.policies(
      "accounts/111111111111/resource-policies/b.json",
      #"{"resource":"arn:aws:s3:::b","policy":\#(DiffWorld.document(locked))}"#)
    let explanation = try await explain(world)
    let steps = try #require(explanation.suggestions).flatMap { $0.edits }.flatMap { $0.steps }
    #expect(steps.map { $0.words } == ["remove"])
    #expect(try await replayed(explanation, in: world) == [.granted])
  }

  @Test func `a second Deny behind the first is lifted too, or nothing is suggested`() async throws {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll + "," + DiffWorld.denyAll)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#)
    try world.policies("scps/Lock.json", DiffWorld.document(DiffWorld.denyAll))
    let explanation = try await explain(world)
    #expect(
      try targets(explanation, in: world) == [["scp:Lock@*", "identity:\(Self.alice)/p"]])
    var awsManaged = world
    try awsManaged.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"\#(Self.alice)","AttachedManagedPolicies":["#
        + #"{"PolicyName":"A","PolicyArn":"arn:aws:iam::aws:policy/A"}]}],"#
        + #""Policies":[{"Arn":"arn:aws:iam::aws:policy/A","PolicyVersionList":[{"VersionId":"v1","#
        + #""IsDefaultVersion":true,"Document":\#(DiffWorld.document(DiffWorld.allowAll + "," + DiffWorld.denyAll))}]}]}"#
    )
    let stuck = try await explain(awsManaged)
    #expect(stuck.decision == .determinate(.explicitlyDenied))
    #expect(stuck.suggestions?.isEmpty == true)
    #expect(ExplainTextRenderer().render(stuck).contains("none was found that allows it"))
  }

  @Test func `across accounts both sides get what they lack`() async throws {
    var world = try DiffWorld()
    world.add(
      "sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:222222222222:t"}"#,
      error: "AuthorizationError", more: ["eventCategory": #""Data""#])
    try world.account(alice: Self.other)
    try world.policies("accounts/222222222222/authorization-details.json", #"{"RoleDetailList":[]}"#)
    try world.organization(complete: #"["sns"]"#)
    let explanation = try await explain(world)
    #expect(
      explanation.requests.first?.explanation.place.rule == .crossAccount)
    #expect(
      try targets(explanation, in: world) == [
        ["identity:\(Self.alice)/RetrialSuggestion", "resource:arn:aws:sns:us-east-1:222222222222:t"]
      ])
    let granted = explanation.suggestions?.first?.edits.last?.steps.first?.statement
    #expect(granted?.principal?.entries.map { $0.text.value } == [Self.alice])
  }

  @Test func `a KMS key of another account and the caller both get an Allow, as grants are not relied on`()
    async throws
  {
    let key = "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    var world = try DiffWorld()
    world.add("kms", "Decrypt", parameters: #"{"keyId":"\#(key)"}"#, error: "AccessDenied")
    try world.account(alice: Self.other)
    try world.policies("accounts/222222222222/authorization-details.json", #"{"RoleDetailList":[]}"#)
    try world.organization()
    let policy =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"kms:*","Resource":"*"}"#
    try world.policies(
      "accounts/222222222222/resource-policies/key.json",
      #"{"resource":"\#(key)","policy":\#(DiffWorld.document(policy))}"#)
    let explanation = try await explain(world)
    #expect(
      try targets(explanation, in: world) == [
        ["identity:\(Self.alice)/RetrialSuggestion", "resource:\(key)"]
      ])
    #expect(explanation.suggestions?.first?.decision.dependsOn.contains("kms:grants") == false)
  }

  @Test func `the policy of a KMS key gets the caller, or what switches its own policies on`() async throws {
    let key = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    var world = try DiffWorld()
    world.add(
      "kms", "Decrypt", parameters: "{}", error: "AccessDenied",
      message: DiffWorld.denial(
        of: "kms:Decrypt", on: key, "because no resource-based policy allows the kms:Decrypt action"),
      more: ["resources": #"[{"accountId":"111111111111","type":"AWS::KMS::Key","ARN":"\#(key)"}]"#])
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let policy =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/bob"},"Action":"kms:*","Resource":"*"}"#
    try world.policies(
      "accounts/111111111111/resource-policies/key.json",
      #"{"resource":"\#(key)","policy":\#(DiffWorld.document(policy))}"#)
    let explanation = try await explain(world)
    #expect(try targets(explanation, in: world) == [["resource:\(key)"]])
    let statement = explanation.suggestions?.first?.edits.first?.steps.first?.statement
    #expect(
      statement?.json.text()
        == #"{"Effect":"Allow","Principal":{"AWS":"\#(Self.alice)"},"Action":"kms:Decrypt","Resource":"*"}"#)
    #expect(try await replayed(explanation, in: world) == [.granted])
  }

  @Test func `nothing is suggested as certain where policies are not known`() async throws {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    let nothing = try await explain(world)
    #expect(nothing.suggestions == nil)
    var named = try DiffWorld()
    named.addObject("k", identity: DiffWorld.session(), error: "AccessDenied")
    try named.account(app: Self.other)
    try named.organization()
    let open = try await explain(named)
    let suggestion = try #require(open.suggestions?.first)
    #expect(!suggestion.isCertain)
    #expect(suggestion.decision.dependsOn == ["policy:session"])
    let text = ExplainTextRenderer().render(open).split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(text.contains("may allow it: hinges on policy:session, the session's policies"))
    #expect(!text.contains("1 allows it"))
  }

  @Test func `what is allowed, or perhaps allowed by hand, gets no suggestion`() async throws {
    var world = try DiffWorld()
    world.addObject("k")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let allowed = try await explain(world)
    #expect(allowed.suggestions == nil)
    #expect(!ExplainTextRenderer().render(allowed).contains("Changes that would allow it"))
    let locked = try await explain(
      world, 1, [try world.change("scp:Lock@r-1", DiffWorld.denyAll)], history: false)
    #expect(try targets(locked, in: world) == [["scp:Lock@r-1"]])
    #expect(locked.suggestions?.first?.isCertain == true)
    #expect(locked.suggestions?.first?.effect == nil)
  }

  @Test func `a typed request gets suggestions that say nothing of the log`() async throws {
    var world = try DiffWorld()
    try world.account(alice: Self.other)
    try world.organization()
    let explainer = try Explainer(snapshot: try world.snapshot())
    let typed = TypedRequest(
      principal: Self.alice, action: "sqs:SendMessage",
      resource: "arn:aws:sqs:us-east-1:111111111111:q")
    let explanation = try #require(explainer.explain(typed))
    #expect(explanation.decision?.possible.contains(.allowed) == true)
    #expect(explanation.suggestions == nil)
    let denied = TypedRequest(
      principal: Self.alice, action: "s3:GetObject", resource: "arn:aws:s3:::b/k",
      resourceAccount: DiffWorld.account)
    let answer = try #require(explainer.explain(denied))
    let suggestions = try #require(answer.suggestions)
    #expect(suggestions.map { $0.isCertain } == [true, true])
    #expect(suggestions.allSatisfy { $0.effect == nil })
  }

  @Test func `hostile names are literal in what is suggested, and reach no terminal`() async throws {
    var world = try DiffWorld()
    world.addObject(#"*?${aws:username}\"\u001b[31m\u202e"#, error: "AccessDenied")
    try world.account(alice: Self.other)
    try world.organization()
    let explanation = try await explain(world)
    let statement = try #require(explanation.suggestions?.first?.edits.first?.steps.first?.statement)
    #expect(
      statement.resource?.values.first?.value
        == "arn:aws:s3:::b/${*}${?}${$}{aws:username}\"\u{1B}[31m\u{202E}")
    #expect(try await replayed(explanation, in: world) == [.granted, .granted])
    let text = ExplainTextRenderer().render(explanation)
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    // Lines of a statement are not broken.
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("           + ") })
  }

  @Test func `a request that was perhaps not made leaves a suggestion open, and says so`() async throws {
    var world = try DiffWorld()
    world.add(
      "iam", "CreateUser", parameters: #"{"userName":"u","tags":[{"key":"a","value":"b"}]}"#,
      error: "AccessDenied")
    try world.account(alice: Self.other)
    try world.organization()
    let explanation = try await explain(world)
    #expect(explanation.requests.map { $0.certainty } == [.certain, .possible])
    let suggestion = try #require(explanation.suggestions?.first)
    let added = suggestion.edits.flatMap { $0.steps }.compactMap { $0.statement?.action.values.first?.value }
    #expect(added == ["iam:CreateUser"])
    #expect(!suggestion.isCertain)
    #expect(suggestion.leavesDenied.map { $0.hasPrefix("iam:TagUser on ") } == [true])
    let text = ExplainTextRenderer(width: 200).render(explanation)
    #expect(text.contains("not enough where the call made these too, which stay denied:"))
    #expect(text.contains("hinges on request:iam:TagUser, whether the call made this request"))
    #expect(try await replayed(explanation, in: world) == [.maybeGranted])
    let change = try #require(explanation.suggestions?.first?.changes.first)
    let file = try world.folder.write("suggested.json", suggestion.edits[0].document.json.text())
    let changed = try await explain(world, 1, ["\(change.targetText)=\(file)"])
    #expect(changed.decision?.possible == [.allowed, .implicitlyDenied])
    #expect(changed.decision?.dependsOn == ["request:iam:TagUser"])
    #expect(changed.decisionBefore == .determinate(.implicitlyDenied))
  }

  /// A launch that AWS denied on the instance.
  private func launch(_ more: String = "") async throws -> EventExplanation {
    var world = try DiffWorld()
    world.add(
      "ec2", "RunInstances",
      parameters:
        #"{"instancesSet":{"items":[{"imageId":"ami-0b8e5d1c7a3f42960","minCount":1,"maxCount":1}]}\#(more)}"#,
      error: "Client.UnauthorizedOperation",
      message: DiffWorld.denial(
        of: "ec2:RunInstances", on: "arn:aws:ec2:us-east-1:111111111111:instance/*",
        "because no identity-based policy allows the ec2:RunInstances action"))
    try world.account(alice: Self.readB)
    try world.organization()
    return try await explain(world)
  }

  @Test func `the other requests of a call are covered as well`() async throws {
    let suggestion = try #require(try await launch().suggestions?.first)
    let added = suggestion.edits.flatMap { $0.steps }.compactMap {
      $0.statement?.resource?.values.first?.value
    }
    for type in [
      "111111111111:instance/*", "111111111111:volume/*", "111111111111:network-interface/*",
      "*:security-group/*", "*:subnet/*", ":image/ami-0b8e5d1c7a3f42960",
    ] {
      #expect(added.contains("arn:aws:ec2:us-east-1:\(type)"))
    }
    #expect(!suggestion.isCertain)
    #expect(suggestion.leavesDenied == [])
    #expect(suggestion.leavesOpen == [])
  }

  @Test func `a request on what the record does not name is named as what is missing`() async throws {
    let explanation = try await launch(#","launchTemplate":{"launchTemplateId":"lt-1"}"#)
    let suggestion = try #require(explanation.suggestions?.first)
    #expect(suggestion.leavesOpen.contains("ec2:RunInstances on a resource that is not named"))
    let text = ExplainTextRenderer(width: 200).render(explanation)
    #expect(text.contains("not enough where the call made these too, which may need an allow of their own:"))
  }

  @Test func `what is to be said of several requests alike stands once`() async throws {
    var explanation = try await launch()
    let count = explanation.requests.count
    explanation.requests.append(explanation.requests[count - 1])
    let titles = ExplainTextRenderer(width: 200).render(explanation).split(separator: "\n").filter {
      $0.hasPrefix("Request")
    }
    #expect(titles.count == count)
    #expect(titles.last?.hasPrefix("Requests \(count) and \(count + 1) of \(count + 1): ") == true)
  }

  @Test func `policies of a permission set's role are changed by way of it`() async throws {
    let name = "AWSReservedSSO_Reader_1"
    let role = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/\(name)"
    var world = try DiffWorld()
    world.addObject("k", identity: DiffWorld.session(role: name, issuer: role), error: "AccessDenied")
    let policy = #""PolicyName":"p","PolicyDocument":"#
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"RoleDetailList":[{"RoleName":"\#(name)","Arn":"\#(role)","RolePolicyList":[{\#(policy)"#
        + #"\#(DiffWorld.document(Self.readB))}],"#
        + #""PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::111111111111:policy/edge"}}],"#
        + #""Policies":[{"Arn":"arn:aws:iam::111111111111:policy/edge","DefaultVersionId":"v1","#
        + #""PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"#
        + #""Document":\#(DiffWorld.document(Self.other))}]}]}"#)
    try world.organization()
    let edits = try await explain(world).suggestions?.first?.edits ?? []
    #expect(edits.map { $0.words } == ["its permissions boundary, by way of its permission set"])
  }

  @Test func `a session policy in the way is named, as nothing can change it`() async throws {
    var world = try DiffWorld()
    let policy = #"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}]}"#
    world.add(
      "sts", "AssumeRole",
      parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app","policy":"\#(policy)"}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    world.addObject("k", identity: DiffWorld.session(), error: "AccessDenied")
    try world.account(app: DiffWorld.allowAll)
    try world.organization()
    let explanation = try await explain(world, 2)
    #expect(explanation.suggestions?.isEmpty == true)
    let text = ExplainTextRenderer(width: 200).render(explanation)
    #expect(text.contains("the session's policies lack an allow, and they cannot be changed"))
  }

  @Test
  func
    `what else a suggestion opens is not counted in a large log but where it is asked for, and that is said`()
    async throws
  {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    world.addObject("k", error: "AccessDenied")
    try world.account(alice: Self.other)
    try world.organization()
    var explainer = try Explainer(snapshot: try world.snapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let small = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    explainer.quickEvents = 1
    let large = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    explainer.countsAllEffects = true
    let asked = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(small.whyNotCounted == nil && asked.whyNotCounted == nil)
    #expect(large.suggestions?.count == small.suggestions?.count)
    #expect(large.suggestions?.allSatisfy { $0.effect == nil } == true)
    #expect(small.suggestions?.first?.effect?.events == [.granted: 1])
    #expect(asked.suggestions?.map { $0.effect } == small.suggestions?.map { $0.effect })
    #expect(
      ExplainTextRenderer(width: 200).render(large).contains(
        "what else each opens is not counted: the log holds 2 events; --effects counts it"))
    #expect(!ExplainTextRenderer(width: 200).render(asked).contains("not counted"))
    #expect(ExplainJSONRenderer.render([large]).contains(#""whyNotCounted": "the log holds 2 events;"#))
    explainer.looksBack = false
    explainer.countsAllEffects = false
    let unwanted = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(unwanted.whyNotCounted == nil)
  }

  @Test func `what a suggestion opens is the same where events that it cannot change are passed over`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 2).ingest([Repository.root + "/SampleLogs/AWSLogs"], into: path)
    let database = try AuditDatabase(path: path, access: .read)
    var explainer = try Explainer(
      snapshot: try SnapshotReader.read(folder: Repository.root + "/SampleLogs/policies"))
    let ids = try database.rows(
      "SELECT min(event_id) FROM events WHERE recorded_decision = 'denied' GROUP BY event_name, error_message"
    )
    var effects: [SuggestionEffect] = []
    for case .text(let id) in ids.compactMap({ $0.first })
    where effects.filter({ !$0.events.isEmpty }).count < 2 {
      explainer.passesOver = true
      let some = try explainer.explain(eventID: id, in: database).map { $0.suggestions?.map { $0.effect } }
      explainer.passesOver = false
      let all = try explainer.explain(eventID: id, in: database).map { $0.suggestions?.map { $0.effect } }
      #expect(some == all)
      effects += all.compactMap { $0 }.flatMap { $0 }.compactMap { $0 }
    }
    #expect(effects.contains { !$0.events.isEmpty })
  }

  @Test func `a first resource policy is counted for all calls on resources whose policy may be another's`()
    async throws
  {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    // The record does not show whose the bucket is, and so not that it has no policy.
    world.add(
      "s3", "PutObject", parameters: #"{"bucketName":"b","key":"k"}"#, more: ["eventCategory": #""Data""#])
    try world.account(alice: Self.other)
    try world.organization()
    var explainer = try Explainer(snapshot: try world.snapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var effects: [[SuggestionEffect?]?] = []
    for passesOver in [true, false] {
      explainer.passesOver = passesOver
      let explanation = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
      let first = explanation.suggestions?.filter {
        $0.edits.contains { $0.isNew && $0.target == .resource(arn: "arn:aws:s3:::b") }
      }
      effects.append(first?.map { $0.effect })
    }
    #expect(effects[0] == effects[1])
    #expect(effects[1]?.contains { !($0?.events.isEmpty ?? true) } == true)
  }

  @Test func `a suggested SCP replaces none, also where it is not known what is attached`() async throws {
    var world = try DiffWorld()
    world.add(
      "sqs", "ListQueues", error: "AccessDenied",
      message: DiffWorld.denial(of: "sqs:ListQueues", "with an explicit deny in a service control policy"))
    world.add("sqs", "ListQueues", identity: DiffWorld.user.replacing("alice", with: "bob"))
    try world.users("alice", "bob")
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111"],"children":[]}}"#)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explanation = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    let suggestions = try #require(explanation.suggestions)
    #expect(!suggestions.isEmpty)
    for suggestion in suggestions {
      #expect(!suggestion.decision.dependsOn.contains { $0.contains("RetrialSuggestion") })
      #expect(suggestion.effect?.events[.maybeRevoked] == nil)
    }
  }

  @Test func `an event that is not replayed has no suggestion and is none of those that one opens`()
    async throws
  {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#, error: "AccessDenied",
      more: ["eventTime": #""garbage""#])
    world.addObject("k", error: "AccessDenied")
    world.addObject("k", error: "AccessDenied")
    try world.account(alice: Self.other)
    try world.organization()
    let explanations = [try await explain(world, 1), try await explain(world, 2)]
    #expect(explanations.map { $0.suggestions?.first?.effect?.events } == [nil, [.granted: 1]])
  }

  @Test func `nothing is looked for where the policies allow, or none are given, and the latter is said`()
    async throws
  {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    let bare = try await explain(world)
    #expect(bare.suggestions == nil)
    #expect(
      ExplainTextRenderer().render(bare).contains(
        "not looked for: without --policies nothing says what lacks an allow"))
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let allowed = try await explain(world)
    #expect(allowed.suggestions == nil && allowed.whyNotSearched == nil)
    #expect(!ExplainTextRenderer().render(allowed).contains("Changes that would allow it"))
  }

  @Test func `several requests for one action narrow a Deny once`() async throws {
    var world = try DiffWorld()
    world.add("glue", "DeleteTable", parameters: #"{"databaseName":"d","name":"t"}"#)
    try world.account(
      alice: DiffWorld.allowAll
        + #",{"Effect":"Deny","Action":["glue:DeleteTable","glue:DeleteDatabase"],"Resource":"*"}"#)
    try world.organization(complete: #"["glue"]"#)
    let explanation = try await explain(world)
    #expect(explanation.requests.count > 1)
    let steps = try #require(explanation.suggestions).flatMap { $0.edits }.flatMap { $0.steps }
    // Her own policy without her would be no policy.
    #expect(steps.map { $0.words } == ["narrow"])
    #expect(steps.last?.statement?.action.values.map { $0.value } == ["glue:DeleteDatabase"])
  }

  @Test func `what the policies given deny although AWS allowed it gets the same changes`() async throws {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    world.addObject("k")
    try world.account(
      alice: DiffWorld.allowAll + #",{"Sid":"No","Effect":"Deny","Action":"s3:*","Resource":"*"}"#)
    try world.organization()
    let denied = try targets(try await explain(world, 1), in: world)
    #expect(denied.first == ["identity:\(Self.alice)/p"])
    #expect(try targets(try await explain(world, 2), in: world) == denied)
  }

  @Test func `a statement stands in lines of which the new ones are marked`() async throws {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1", #"{"Sid":"No","Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#)
    let explanation = try await explain(world, 1, [change])
    #expect(try targets(explanation, in: world).first == ["scp:Lock@r-1"])
    let lines = ExplainTextRenderer().render(explanation).split(separator: "\n")
    #expect(lines.contains(#"               "Action": "s3:GetObject","#))
    #expect(lines.contains(#"           +   "Condition": {"#))
    #expect(lines.contains(#"           +       "aws:PrincipalArn": "arn:aws:iam::111111111111:user/alice""#))
    #expect(lines.filter { $0.hasPrefix("           + ") }.count == 5)
    #expect(lines.allSatisfy { !$0.hasPrefix("           - ") })
  }

  @Test func `what goes from a statement stands in lines of their own`() async throws {
    var world = try DiffWorld()
    world.addObject("k", error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let change = try world.change(
      "scp:Lock@r-1",
      #"{"Sid":"No","Effect":"Deny","Action":["s3:GetObject","s3:PutObject","s3:ListBucket"],"Resource":"*"}"#
    )
    let lines = ExplainTextRenderer().render(try await explain(world, 1, [change])).split(separator: "\n")
    #expect(lines.contains(#"           -     "s3:GetObject","#))
    #expect(lines.contains(#"                 "s3:PutObject","#))
  }
}
