import AuditStore
import Replay
import TestSupport
import Testing

/// Changes whose target neither the log nor the snapshot knows: nobody can say what they do.
struct UnknownTargetTests {
  private static let denial = #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#
  private static let bucket = "arn:aws:s3:::payroll"

  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.addObject("k", in: "payroll")
    return world
  }

  @Test func `a mistyped bucket passes in no pipeline, and what was meant is said`() async throws {
    let world = try world()
    let report = try await world.report(try world.change("resource:arn:aws:s3:::payrol", Self.denial))
    let target = try #require(report.unknownTargets.first)
    #expect(target.target == "resource:arn:aws:s3:::payrol")
    #expect(target.meant == Self.bucket)
    #expect(
      target.sentence
        == "no event of the log names resource:arn:aws:s3:::payrol and no policy snapshot holds it, so its effect is "
        + "not known; did you mean `arn:aws:s3:::payroll`? Where it is yet to be made, "
        + "--assume 'policy:resource:arn:aws:s3:::payrol=none' says so")
    #expect(report.classes == [.unchanged: 1])
    #expect(DiffThreshold().outcome(of: report) == .unconfirmed)
    #expect(DiffThreshold(classes: [.granted]).outcome(of: report) == .unconfirmed)
    #expect(DiffThreshold(classes: [.reasonChanged]).outcome(of: report) == .passed)
  }

  @Test func `a target that is said to be new is none that is mistyped`() async throws {
    let world = try world()
    var options = Differ.Options()
    options.newTargets = ["resource:arn:aws:s3:::upcoming"]
    let report = try await world.report(
      try world.change("resource:arn:aws:s3:::upcoming", Self.denial), options: options)
    #expect(report.unknownTargets == [])
    #expect(DiffThreshold().outcome(of: report) == .passed)
  }

  @Test func `a request whose resource is not known does not make a bucket known`() async throws {
    var world = try world()
    world.add("s3", "GetObject", more: ["eventCategory": #""Data""#])
    let report = try await world.report(try world.change("resource:arn:aws:s3:::other", Self.denial))
    #expect(report.unknownTargets.map { $0.target } == ["resource:arn:aws:s3:::other"])
    #expect(report.unknownTargets.first?.meant == nil)
  }

  @Test func `a bucket is known by a request on its objects, also one that a filter leaves out`() async throws
  {
    var world = try world()
    world.add("ec2", "DescribeInstances")
    var filter = RequestFilter()
    filter.actions = ["ec2:*"]
    let change = try world.change("resource:\(Self.bucket)", Self.denial)
    #expect(try await world.report(change, filter: filter).unknownTargets == [])
  }

  @Test(arguments: [denial, nil] as [String?])
  func `a bucket is known by the snapshot, with or without a policy`(statements: String?) async throws {
    var world = try world()
    let policy = statements.map { DiffWorld.document($0) } ?? "null"
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json",
      #"{"resource":"arn:aws:s3:::archive","policy":\#(policy)}"#)
    let change = try world.change("resource:arn:aws:s3:::archive", Self.denial)
    #expect(try await world.report(change).unknownTargets == [])
    let other = try world.change("resource:arn:aws:s3:::archiv", Self.denial)
    #expect(try await world.report(other).unknownTargets.map { $0.meant } == ["arn:aws:s3:::archive"])
  }

  @Test(arguments: [true, false])
  func `a bucket that a folder brings is new where the snapshot is complete`(isComplete: Bool) async throws {
    var world = try world()
    try world.organization(complete: isComplete ? #"["s3"]"# : "[]")
    _ = try world.folder.write(
      "proposed/accounts/111111111111/resource-policies/s3.json",
      #"{"resource":"arn:aws:s3:::upcoming","policy":\#(DiffWorld.document(Self.denial))}"#)
    let report = try await world.report(folder: "proposed")
    let target = "resource:arn:aws:s3:::upcoming"
    #expect(report.unknownTargets.map { $0.target } == (isComplete ? [] : [target]))
    let typed = try await world.report(try world.change(target, Self.denial))
    #expect(typed.unknownTargets.map { $0.target } == [target])
  }

  @Test func `a role that never called is not known where its account was not exported`() async throws {
    var world = try world()
    world.add("s3", "ListBuckets", identity: DiffWorld.session())
    let known = try world.change("boundary:arn:aws:iam::111111111111:role/app", DiffWorld.allowAll)
    #expect(try await world.report(known).unknownTargets == [])
    let other = try world.change("boundary:arn:aws:iam::111111111111:role/ap", DiffWorld.allowAll)
    #expect(
      try await world.report(other).unknownTargets.map { $0.meant } == ["arn:aws:iam::111111111111:role/app"])
  }

  @Test(arguments: ["role/deploy", "role/deply", "role/ci/deply", "role/cd/deploy"])
  func `a role under another path is near, in the log as in a snapshot`(name: String) async throws {
    var world = try world()
    let role = "arn:aws:iam::111111111111:role/ci/deploy"
    world.add("s3", "ListBuckets", identity: DiffWorld.session(role: "deploy", issuer: role))
    let change = try world.change("boundary:arn:aws:iam::111111111111:\(name)", DiffWorld.allowAll)
    #expect(try await world.report(change).unknownTargets.map { $0.meant } == [role])
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[],"RoleDetailList":[{"RoleName":"deploy","Arn":"\#(role)"}]}"#)
    let error = await #expect(throws: SnapshotError.self) { try await world.report(change) }
    #expect(error?.message.hasSuffix("; did you mean `\(role)`?") == true)
  }

  @Test(arguments: [
    ("scp:Lock@111111111112", "111111111111" as String?), ("vpce:vpce-0b", "vpce-0a"),
    ("managed:arn:aws:iam::222222222222:policy/P", nil),
  ])
  func `accounts, endpoints and managed policies are known by the log or the snapshot alone`(
    target: String, meant: String?
  ) async throws {
    var world = try world()
    world.add("s3", "ListBuckets", more: ["vpcEndpointId": #""vpce-0a""#])
    if target.hasPrefix("managed") { try world.account(alice: DiffWorld.allowAll) }
    let statement = target.hasPrefix("vpce") ? Self.denial : DiffWorld.denyAll
    let report = try await world.report(try world.change(target, statement))
    #expect(report.unknownTargets.map { $0.target } == [target])
    #expect(report.unknownTargets.map { $0.meant } == [meant])
    // No event names a managed policy, so that only those that were replayed can tell of one.
    let found = target.hasPrefix("managed") ? "no replayed event is touched by" : "no event of the log names"
    #expect(report.unknownTargets.first?.sentence.hasPrefix("\(found) \(target) and ") == true)
    for known in ["scp:Lock@111111111111", "scp:Lock@*"] where target.hasPrefix("scp") {
      #expect(
        try await world.report(try world.change(known, DiffWorld.denyAll)).unknownTargets == [])
    }
  }

  /// A change and a folder alike; a record of the owner's account does not say which endpoint the call took.
  @Test(arguments: ["vpce-0a1b2c3d4e5f60719", "vpce-00000000000000000"])
  func `a call whose endpoint is not known does not make one known`(id: String) async throws {
    var world = try DiffWorld()
    try world.account(alice: DiffWorld.allowAll)
    world.add("s3", "ListBuckets", more: ["vpcEndpointId": #""vpce-0a1b2c3d4e5f60718""#])
    world.add(
      "sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:222222222222:t"}"#,
      more: ["sharedEventID": #""3e3e3e3e""#, "recipientAccountId": #""222222222222""#])
    let policy = DiffWorld.document(#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#)
    _ = try world.folder.write(
      "proposed/accounts/111111111111/vpc-endpoints/e.json", #"{"vpcEndpoint":"\#(id)","policy":\#(policy)}"#)
    let meant = id.hasSuffix("9") ? "vpce-0a1b2c3d4e5f60718" : nil
    for report in [
      try await world.report(try world.change("vpce:\(id)", Self.denial)),
      try await world.report(folder: "proposed"),
    ] {
      #expect(report.blindSpots.allSatisfy { $0.kind != "untouchedTarget" })
      #expect(report.unknownTargets.map { $0.target } == ["vpce:\(id)"])
      #expect(report.unknownTargets.map { $0.meant } == [meant])
    }
    let known = try await world.report(try world.change("vpce:vpce-0a1b2c3d4e5f60718", Self.denial))
    #expect(known.unknownTargets == [])
    var options = Differ.Options()
    options.newTargets = ["vpce:\(id)"]
    let new = try await world.report(try world.change("vpce:\(id)", Self.denial), options: options)
    #expect(new.unknownTargets == [])
  }

  /// The name of an inline policy, of an SCP: what has nearly the name stays as it is beside the new text.
  @Test(arguments: [
    ("identity:arn:aws:iam::111111111111:role/app/P", "p"), ("scp:Guardrai@r-1", "Guardrail"),
    ("scp:guardrail@111111111111", "Guardrail"),
  ])
  func `a policy beside one of nearly its name may be mistyped`(target: String, meant: String) async throws {
    var world = try world()
    try world.account(app: DiffWorld.allowAll)
    try world.policies("scps/Guardrail.json", DiffWorld.document(DiffWorld.allowAll))
    try world.organization(scps: #"["FullAWSAccess","Guardrail"]"#)
    let change = try world.change(target, DiffWorld.allowAll)
    let report = try await world.report(change)
    #expect(report.unknownTargets.map { $0.meant } == [meant])
    #expect(
      report.unknownTargets.first?.sentence
        == "the policy snapshot holds no \(target), so that it adds to what stands there and replaces nothing; "
        + "did you mean `\(meant)`? Where it is yet to be made, --assume 'policy:\(target)=none' says so")
    #expect(DiffThreshold(classes: [.unknownChange]).outcome(of: report) == .unconfirmed)
    var options = Differ.Options()
    options.newTargets = [target]
    #expect(try await world.report(change, options: options).unknownTargets == [])
  }

  @Test
  func `a policy that is there or attached elsewhere is none, and another inline one is said to be added`()
    async throws
  {
    var world = try world()
    try world.account(app: DiffWorld.allowAll)
    try world.policies("scps/Guardrail.json", DiffWorld.document(DiffWorld.allowAll))
    try world.organization(scps: #"["FullAWSAccess","Guardrail"]"#)
    for target in ["scp:Guardrail@111111111111", "scp:Other@r-1", "scp:Guardrail@r-1"] {
      #expect(try await world.report(try world.change(target, DiffWorld.allowAll)).unknownTargets == [])
    }
    let role = "arn:aws:iam::111111111111:role/app"
    let added = try await world.report(try world.change("identity:\(role)/Reading", DiffWorld.allowAll))
    #expect(added.unknownTargets == [])
    #expect(
      added.assumptions.contains(
        "identity:\(role)/Reading adds to the inline policies of \(role) and replaces none: it has p"))
    let replaced = try await world.report(try world.change("identity:\(role)/p", DiffWorld.allowAll))
    #expect(replaced.assumptions.allSatisfy { !$0.contains("adds to the inline") })
  }

  @Test func `two texts for one target are an error`() throws {
    let world = try world()
    let change = try world.change("scp:A@*", DiffWorld.denyAll)
    let error = #expect(throws: ChangeArgumentError.self) {
      try PolicyChange.changes(arguments: [change, change])
    }
    #expect(error?.message == "`\(change)` changes the same target")
    #expect(try PolicyChange.changes(arguments: [change, "scp:B@*=-"]).count == 2)
  }
}
