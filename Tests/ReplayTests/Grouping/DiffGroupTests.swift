import AuditStore
import Testing

@testable import Replay

struct DiffGroupTests {
  private static let lock = #"{"Sid":"Lock","Effect":"Deny","Action":["s3:*","sqs:*"],"Resource":"*"}"#

  private static let allowAll =
    #"[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll))}]"#

  /// Events of two principals and two services in one organization, with tags of a user and of the account.
  private func report(_ grouping: [DiffDimension]) async throws -> DiffReport {
    var world = try DiffWorld()
    world.addObject("k1")
    world.addObject("k2", identity: DiffWorld.session())
    world.add("sqs", "ListQueues")
    world.add("sqs", "ListQueues", error: "AccessDenied")
    world.add("ec2", "DescribeInstances")
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":[],"children":[{"id":"ou-1","name":"Apps","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111"],"children":[]}]},"accounts":{"111111111111":{"scps":["FullAWSAccess"],"#
        + #""rcps":[],"tags":{"team":"web"}}}}"#)
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","#
        + #""Tags":[{"Key":"team","Value":"ops"}],"UserPolicyList":\#(Self.allowAll)}],"RoleDetailList":"#
        + #"[{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","RolePolicyList":\#(Self.allowAll)}]}"#
    )
    let change = try PolicyChange(argument: try world.change("scp:Lock@r-1", Self.lock))
    var view = DiffView()
    view.grouping = grouping
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try Differ(baseline: try world.snapshot(), changes: [change]).report(
      on: database, window: TimeWindow(), view: view)
  }

  @Test func `one call that two accounts received counts in each`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("s3", "ListBuckets", more: ["recipientAccountId": #""222222222222""#])
    let change = try PolicyChange(argument: try world.change("scp:Lock@*", Self.lock))
    var view = DiffView()
    view.grouping = [.account]
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let report = try Differ(baseline: try world.snapshot(), changes: [change]).report(
      on: database, window: TimeWindow(), view: view)
    #expect(report.groups.map { $0.names } == [["111111111111"], ["222222222222"]])
    #expect(report.groups.map { $0.count.events } == [1, 1])
  }

  @Test func `a tag that nothing of the snapshot has is named with the one that is near`() async throws {
    let nothing = "no role, user or account of the policy snapshot has a tag of that key"
    #expect(try await report([.tag("team"), .role]).unmatchedFilters == [])
    #expect(
      try await report([.tag("taem"), .tag("Team"), .tag("owner")]).unmatchedFilters == [
        "--group-by tag:taem: \(nothing); did you mean `team`?",
        "--group-by tag:Team: \(nothing); did you mean `team`?", "--group-by tag:owner: \(nothing)",
      ])
  }

  private static let dimensions: [DiffDimension] = [
    .statement, .role, .account, .ou, .action, .service, .tag("team"), .tag("none"),
  ]

  @Test(arguments: dimensions)
  func `the groups of a class have its events together`(dimension: DiffDimension) async throws {
    let report = try await report([dimension])
    #expect(report.groups.isEmpty == false)
    for changeClass in ChangeClass.allCases where !report.causes(of: changeClass).isEmpty {
      let counts = report.groups(of: changeClass).map { $0.count }
      #expect(counts.reduce(0) { $0 + $1.events } == report.count(of: changeClass).events)
      #expect(counts.reduce(0) { $0 + $1.confirmed } == report.count(of: changeClass).confirmed)
    }
  }

  @Test(
    arguments: [
      (.role, ["arn:aws:iam::111111111111:role/app", "arn:aws:iam::111111111111:user/alice"]),
      (.account, ["111111111111"]), (.ou, ["r-1/Apps (ou-1)"]),
      (.action, ["s3:GetObject", "sqs:ListQueues"]),
      (.service, ["s3", "sqs"]), (.tag("team"), ["ops", "web"]), (.tag("none"), ["(no tag none)"]),
    ] as [(DiffDimension, [String])])
  func `groups are named by what is asked for`(dimension: DiffDimension, names: [String]) async throws {
    let report = try await report([dimension])
    #expect(Set(report.groups.flatMap { $0.names }).sorted() == names)
  }

  @Test func `a statement stands first with its place`() async throws {
    let report = try await report([.statement, .service])
    let names = report.groups.map { $0.names }
    #expect(names.allSatisfy { $0.count == 2 })
    #expect(names.contains { $0[0].contains(".json:1:38 Sid Lock: ") && $0[1] == "s3" })
  }

  @Test func `every format shows the groups`() async throws {
    let report = try await report([.service, .tag("team")])
    let rows = try #require(CSVTable.rows(DiffCSVRenderer.render(report)))
    #expect(rows.first?.prefix(4) == ["class", "service", "tag:team", "requests"])
    #expect(rows.count == report.groups.count + 1)
    let text = DiffTextRenderer().render(report)
    let markdown = DiffMarkdownRenderer().render(report)
    let json = DiffJSONRenderer.render(report)
    for group in report.groups {
      #expect(text.contains("\(group.names[0]) | \(group.names[1])"))
      #expect(markdown.contains("| `\(group.names[0])` | `\(group.names[1])` | "))
      #expect(json.contains("\"\(group.names[1])\""))
    }
  }

  @Test func `hostile names stay within their cells`() {
    var report = ReportSample.report([ReportSample.cause()])
    report.grouping = [.role]
    report.groups = ReportSample.hostile.map { name in
      DiffGroup(
        changeClass: .revoked, names: [name], count: ChangeCount(), days: 1, seen: 0...0, sampleEventIDs: [])
    }
    let lines = DiffMarkdownRenderer().render(report).split(separator: "\n")
    let rows = lines.filter { $0.hasPrefix("| revoked | ") }
    #expect(rows.count == ReportSample.hostile.count)
    #expect(rows.allSatisfy { $0.replacing(#"\|"#, with: "").split(separator: "|").count == 6 })
  }

  @Test func `groups that do not fit into a comment are counted`() {
    var report = ReportSample.report([ReportSample.cause()])
    report.grouping = [.role]
    report.groups = (0..<2_000).map { number in
      DiffGroup(
        changeClass: .revoked, names: ["role \(number)"], count: ChangeCount(events: 2), days: 1, seen: 0...0,
        sampleEventIDs: [])
    }
    let text = DiffMarkdownRenderer().render(report)
    #expect(text.utf8.count <= DiffMarkdownRenderer.maximumBytes)
    let shown = text.split(separator: "\n").filter { $0.hasPrefix("| revoked | `role") }.count
    #expect(
      text.contains(
        "and \(TextFormat.count(2_000 - shown)) more groups with \(TextFormat.count(2 * (2_000 - shown))) events"
      ))
    #expect(DiffTextRenderer().render(report).contains("and 1,980 more groups with 3,960 events"))
  }

  @Test(arguments: ["statement", "role", "account", "ou", "action", "service", "tag:a:b c"])
  func `a dimension has the name by which it is typed`(name: String) {
    #expect(DiffDimension(name: name)?.name == name)
  }

  @Test(arguments: ["", "tag:", "tag", "Role", "rôle"]) func `other names are none`(name: String) {
    #expect(DiffDimension(name: name) == nil)
  }
}
