import AWSCatalog
import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// What a diff says it cannot know: of each change only what requests in its reach leave open.
struct BlindSpotTests {
  private static let other =
    #"{"type":"IAMUser","principalId":"AIDABOB","arn":"arn:aws:iam::222222222222:user/bob","#
    + #""accountId":"222222222222","accessKeyId":"AKIA2","userName":"bob"}"#
  private static let elsewhere = ["recipientAccountId": #""222222222222""#] as [String: String?]

  /// Two accounts: one runs instances, the other looks at tables.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("ec2", "DescribeInstances")
    world.add("glue", "GetTables", identity: Self.other, more: Self.elsewhere)
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111","222222222222"],"children":[]},"accounts":{}}"#)
    return world
  }

  private static func deny(_ sid: String, _ action: String) -> String {
    #"{"Sid":"\#(sid)","Effect":"Deny","Action":"\#(action)","Resource":"*"}"#
  }

  private func texts(_ report: DiffReport, _ kind: String) -> [String] {
    report.blindSpots.filter { $0.kind == kind }.map { $0.text }
  }

  /// The statements of a report that no request reached.
  private func unexercised(_ report: DiffReport) -> [String] {
    texts(report, "unexercisedStatement").compactMap { text in
      text.split(separator: "(Sid ").dropFirst().first.map { String($0.prefix { $0 != ")" }) }
    }
  }

  @Test func `a statement is not tried by requests that its change cannot touch`() async throws {
    let world = try world()
    let statements = [("NoGlue", "glue:*"), ("NoEC2", "ec2:*"), ("NoBraket", "braket:*")]
      .map { Self.deny($0, $1) }.joined(separator: ",")
    let one = try await world.report(try world.change("scp:T@111111111111", statements))
    #expect(unexercised(one) == ["NoGlue", "NoBraket"])
    let both = try await world.report(try world.change("scp:T@r-1", statements))
    #expect(unexercised(both) == ["NoBraket"])
  }

  @Test func `each of several changes is tried by requests of its own`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change("scp:A@111111111111", Self.deny("GlueA", "glue:*") + "," + Self.deny("EC2A", "ec2:*")),
      try world.change("scp:B@222222222222", Self.deny("GlueB", "glue:*") + "," + Self.deny("EC2B", "ec2:*")))
    #expect(unexercised(report) == ["GlueA", "EC2B"])
  }

  @Test func `what filters leave out is not said to be missing in the log`() async throws {
    let world = try world()
    var filter = RequestFilter()
    filter.principals = ["*alice"]
    let report = try await world.report(
      try world.change("scp:T@r-1", Self.deny("NoGlue", "glue:*")), filter: filter)
    #expect(unexercised(report) == ["NoGlue"])
    #expect(
      texts(report, "unexercisedStatement").allSatisfy { $0.contains("no replayed request in its reach") })
  }

  @Test func `a statement that stays has no effect that is not known`() async throws {
    var world = try world()
    try world.policies("scps/T.json", DiffWorld.document(Self.deny("NoBraket", "braket:*")))
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess","T"],"#
        + #""rcps":[],"accounts":["111111111111","222222222222"],"children":[]},"accounts":{}}"#)
    let report = try await world.report(
      try world.change("scp:T@r-1", Self.deny("NoBraket", "braket:*") + "," + Self.deny("NoPolly", "polly:*"))
    )
    #expect(unexercised(report) == ["NoPolly"])
  }

  @Test func `data events are missed only where the change that names them reaches`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change("scp:A@111111111111", Self.deny("S3", "s3:GetObject")),
      try world.change("scp:B@222222222222", Self.deny("SNS", "sns:Publish")))
    #expect(texts(report, "dataEventsOff").count == 1)
    #expect(
      texts(report, "dataEventsOff").first?.hasSuffix(": s3 in 111111111111; sns in 222222222222") == true)
  }

  @Test func `data events are missed only in accounts that the change binds`() async throws {
    var world = try world()
    // 333333333333 is in no organization, 444444444444 manages this one.
    for account in ["333333333333", "444444444444"] {
      world.add("glue", "GetTables", more: ["recipientAccountId": "\"\(account)\""])
    }
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"444444444444","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111","444444444444"],"children":[{"id":"ou-1","scps":["FullAWSAccess","Own"],"#
        + #""rcps":[],"accounts":["222222222222"],"children":[]}]},"accounts":{"111111111111":{"scps":[],"rcps":[]},"#
        + #""222222222222":{"scps":[],"rcps":[]},"444444444444":{"scps":[],"rcps":[]}}}"#)
    try world.policies("scps/Own.json", DiffWorld.document(Self.deny("S3", "s3:PutObject")))
    func missed(_ target: String) async throws -> String? {
      let whose = target.hasPrefix("rcp") ? #","Principal":"*"}"# : "}"
      let change = try world.change(target, Self.deny("S3", "s3:GetObject").dropLast() + whose)
      return texts(try await world.report(change), "dataEventsOff").first?.split(separator: ": ").last.map(
        String.init)
    }
    #expect(try await missed("scp:T@r-1") == "s3 in 111111111111, 222222222222")
    #expect(try await missed("rcp:T@r-1") == "s3 in 111111111111, 222222222222")
    #expect(try await missed("scp:T@ou-1") == "s3 in 222222222222")
    #expect(try await missed("scp:Own@*") == "s3 in 222222222222")
  }

  @Test func `data actions of every service are known, and of many services the first are named`()
    async throws
  {
    let world = try world()
    func missed(_ elements: String) async throws -> String? {
      let statement = #"{"Sid":"D","Effect":"Deny",\#(elements),"Resource":"*"}"#
      let report = try await world.report(try world.change("scp:T@111111111111", statement))
      return texts(report, "dataEventsOff").first?.split(separator: ": ").last.map(String.init)
    }
    #expect(
      try await missed(
        #""Action":["kinesis:PutRecord","dynamodb:UpdateItem","sqs:DeleteMessage","ebs:Get*"]"#)
        == "dynamodb, sqs, kinesis and ebs in 111111111111")
    #expect(try await missed(#""Action":["dynamodb:ListTables","bedrock:InvokeModel"]"#) == nil)
    let all = try await missed(#""NotAction":["s3:*","iam:*"]"#)
    #expect(all?.hasPrefix("dynamodb, lambda, sqs, sns, kinesis, ebs, ") == true)
    #expect(all?.hasSuffix(" more services") == true)
    let named = try await missed(
      #""Action":"xray:PutTraceSegments","Resource":"*"},{"Effect":"Deny","NotAction":"s3:*""#)
    #expect(named?.hasPrefix("xray, dynamodb, lambda, ") == true)
  }

  @Test func `data actions of a removed statement are missed, those of one that stays are not`() async throws
  {
    var world = try world()
    try world.policies(
      "scps/Own.json",
      DiffWorld.document(Self.deny("S3", "s3:PutObject") + "," + Self.deny("SNS", "sns:Publish")))
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess","Own"],"#
        + #""rcps":[],"accounts":["111111111111"],"children":[]},"accounts":{}}"#)
    let report = try await world.report(try world.change("scp:Own@r-1", Self.deny("S3", "s3:PutObject")))
    #expect(texts(report, "dataEventsOff").first?.hasSuffix(": sns in 111111111111") == true)
  }

  @Test func `every data action is one of the catalog`() {
    var catalog = ServiceCatalog()
    #expect(DataEventTable.services.count > 50)
    for service in DataEventTable.services {
      let known = catalog.service(service.name)?.actions ?? [:]
      #expect(!service.actions.isEmpty)
      for action in service.actions {
        #expect(known[action.dropFirst(service.name.count + 1).lowercased()] != nil, "\(action)")
      }
    }
  }

  @Test func `without an organization a change binds the account it names, or all but those that manage one`()
    async throws
  {
    var world = try DiffWorld()
    world.add("ec2", "DescribeInstances")
    world.add("glue", "GetTables", identity: Self.other, more: Self.elsewhere)
    world.add(
      "organizations", "CreateAccount",
      identity: #"{"type":"Root","arn":"arn:aws:iam::444444444444:root","accountId":"444444444444"}"#,
      more: ["recipientAccountId": #""444444444444""#])
    for (node, accounts) in [("*", "111111111111, 222222222222"), ("222222222222", "222222222222")] {
      let report = try await world.report(try world.change("scp:T@\(node)", Self.deny("S3", "s3:GetObject")))
      #expect(texts(report, "dataEventsOff").first?.hasSuffix(": s3 in \(accounts)") == true)
    }
  }

  @Test func `events that name no receiving account may be those of an account that seems silent`()
    async throws
  {
    var world = try world()
    world.addObject("k", more: ["recipientAccountId": nil])
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111","222222222222","333333333333"],"children":[]},"accounts":{}}"#)
    let change = try world.change("scp:T@r-1", Self.deny("S3", "s3:GetObject"))
    let report = try await world.report(change)
    let silent =
      "names account 333333333333 as the one that received it, but some name none and may be its own, so it is not "
      + "known what is missing of it"
    #expect(texts(report, "accountWithoutLogs") == ["no event in the log \(silent)"])
    #expect(
      texts(report, "dataEventsOff").first?.hasSuffix(
        ": s3 in 111111111111, 222222222222 (but for events that do not name the account that received them)")
        == true)
    // Of a window without such events the rest of the log has some.
    let later = try await world.report(change, window: TimeWindow(start: 1_788_220_800 + 30 * 86_400))
    #expect(
      texts(later, "accountWithoutLogs").contains(
        "account 333333333333 has no event in the window, so nothing can be said about it"))
  }

  @Test func `a gap is told with the events that may lie in it`() {
    var coverage = LogCoverage()
    #expect(!coverage.hasUnplaced && !coverage.hasUnplaced(in: 0..<9))
    coverage.noteUnplaced(hour: 9, dataService: "s3")
    #expect(coverage.hasUnplaced && coverage.hasUnplaced(in: 9..<10) && !coverage.hasUnplaced(in: 0..<9))
    #expect(coverage.hasUnplacedDataEvents(of: "s3") && !coverage.hasUnplacedDataEvents(of: "sns"))
  }

  @Test func `a window wholly beyond the log is told what the log covers`() async throws {
    let world = try world()
    let change = try world.change("scp:T@r-1", Self.deny("S3", "s3:GetObject"))
    let start: Int64 = 1_788_220_800  // 2026-09-01, events are of 10:00
    let covered =
      "the log has events from 2026-09-01 10:00 UTC to 2026-09-01 11:00 UTC, and the window lies wholly "
    for (window, side) in [
      (TimeWindow(start: start + 11 * 3600), "behind"), (TimeWindow(end: start + 10 * 3600), "before"),
      (TimeWindow(start: start + 11 * 3600, end: start + 12 * 3600), "behind"),
    ] {
      let report = try await world.report(change, window: window)
      let text = "\(covered)\(side) them: nothing that was done in it is in this answer"
      #expect(texts(report, "windowBeyondLog") == [text])
      #expect(DiffTextRenderer(width: 1_000).render(report).contains(text))
      #expect(DiffMarkdownRenderer().render(report).contains(text))
    }
  }

  @Test func `the window and the filters of a diff are named with it`() {
    var scope = EventScope()
    scope.filter.principals = ["*alice"]
    #expect(scope.arguments == ["--principal *alice"])
    scope.window.start = 1_788_220_800
    scope.window.end = 1_788_307_200
    #expect(
      scope.arguments == [
        "--since 2026-09-01T00:00:00Z", "--until 2026-09-02T00:00:00Z", "--principal *alice",
      ])
  }

  @Test func `a gap is told of every window that it meets, and an account is missed where it is silent`()
    async throws
  {
    var world = try world()
    // Four days of two accounts, of which one is silent from hour 40 to 70.
    for hour in 0..<96 {
      let (day, clock) = (1 + hour / 24, hour % 24)
      let time =
        ["eventTime": "\"2026-09-0\(day)T\(clock < 10 ? "0" : "")\(clock):00:00Z\""] as [String: String?]
      world.add("glue", "GetTables", identity: Self.other, more: time.merging(Self.elsewhere) { $1 })
      if !(40..<70).contains(hour) { world.add("iam", "ListUsers", more: time) }
    }
    let start: Int64 = 1_788_220_800  // 2026-09-01
    let change = try world.change("scp:T@r-1", Self.deny("NoS3", "s3:GetObject"))
    let gap =
      "account 111111111111 has no event in us-east-1 from 2026-09-02 16:00 UTC to 2026-09-03 22:00 UTC (30 hours): "
      + "what was done then is not in this answer"
    let silent = "account 111111111111 has no event in the window, so nothing can be said about it"
    for (hours, isSilent) in [(0..<96, false), (36..<72, false), (44..<52, true), (60..<74, false)] {
      let window = TimeWindow(
        start: start + Int64(hours.lowerBound) * 3600, end: start + Int64(hours.upperBound) * 3600)
      let report = try await world.report(change, window: window)
      #expect(texts(report, "gap") == [gap], "\(hours)")
      #expect(texts(report, "accountWithoutLogs").contains(silent) == isSilent, "\(hours)")
      #expect(texts(report, "dataEventsOff").first?.contains("the log has no event in the window") == true)
    }
    for hours in [0..<40, 70..<96] {
      let window = TimeWindow(
        start: start + Int64(hours.lowerBound) * 3600, end: start + Int64(hours.upperBound) * 3600)
      #expect(texts(try await world.report(change, window: window), "gap") == [])
    }
    // Whoever asks about one account hears of no other one's silence.
    var filter = RequestFilter()
    for (account, gaps) in [("1*", [gap]), ("222222222222", [])] {
      filter.accounts = [account]
      let report = try await world.report(change, filter: filter)
      #expect(texts(report, "gap") == gaps)
      #expect(
        texts(report, "dataEventsOff").first?.hasSuffix(
          "s3 in \(account.replacing("1*", with: "111111111111"))")
          == true)
    }
    let later = try await world.report(change, window: TimeWindow(start: start + 30 * 86_400))
    #expect(texts(later, "accountWithoutLogs").count { $0.contains("in the window") } == 2)
    #expect(texts(later, "accountWithoutLogs").allSatisfy { !$0.contains("in the log") })
  }

  @Test func `every format says that a window reaches beyond the log`() async throws {
    var world = try world()
    for hour in 0..<24 where hour != 4 {
      let time = ["eventTime": "\"2026-09-01T\(hour < 10 ? "0" : "")\(hour):10:00Z\""] as [String: String?]
      world.add("ec2", "DescribeInstances", more: time)
    }
    world.add(
      "glue", "GetTables", identity: Self.other,
      more: Self.elsewhere.merging(["eventTime": #""2026-09-01T04:10:00Z""#]) { $1 })
    let start: Int64 = 1_788_220_800  // 2026-09-01
    let change = try world.change("scp:T@r-1", Self.deny("NoEC2", "ec2:*"))
    let before =
      "the log has no event before 2026-09-01 00:00 UTC, while the window begins at 2026-08-31 23:00 UTC: "
      + "what was done then is not in this answer"
    let behind =
      "the log has no event from 2026-09-02 00:00 UTC on, while the window ends at 2026-09-02 01:00 UTC: "
      + "what was done then is not in this answer"
    func report(_ window: Range<Int64>, _ filter: RequestFilter = RequestFilter()) async throws -> DiffReport
    {
      try await world.report(
        change, filter: filter,
        window: TimeWindow(start: start + window.lowerBound * 3600, end: start + window.upperBound * 3600))
    }
    #expect(texts(try await report(0..<24), "windowBeyondLog") == [])
    #expect(texts(try await world.report(change), "windowBeyondLog") == [])
    let beyond = try await report(-1..<25)
    #expect(texts(beyond, "windowBeyondLog") == [before, behind])
    let renderings = [
      DiffTextRenderer(width: 1_000).render(beyond), DiffMarkdownRenderer().render(beyond),
      DiffHTMLRenderer().render(beyond).replacing("<wbr>", with: ""), DiffJSONRenderer.render(beyond),
    ]
    for text in renderings { #expect(text.contains(before) && text.contains(behind)) }
    // An account that has an hour without events is silent for longer than that only.
    var filter = RequestFilter()
    filter.accounts = ["111111111111"]
    #expect(texts(try await report(-1..<25, filter), "windowBeyondLog") == [])
    #expect(
      texts(try await report(0..<26, filter), "windowBeyondLog").first?
        .hasPrefix("the log has no event of an account that passes the filters from 2026-09-02 00:00 UTC on")
        == true)
  }

  @Test func `events without a receiving account show how far the log reaches`() async throws {
    var world = try world()
    let days = ["01", "10", "11", "20"]
    for day in days {
      let more = ["eventTime": "\"2026-09-\(day)T00:10:00Z\""] as [String: String?]
      let isEnd = day == days.first || day == days.last
      world.add(
        "ec2", "DescribeInstances", more: isEnd ? more.merging(["recipientAccountId": nil]) { $1 } : more)
    }
    let start: Int64 = 1_788_220_800  // 2026-09-01
    let window = TimeWindow(start: start, end: start + 20 * 86_400)
    let change = try world.change("scp:T@r-1", Self.deny("NoEC2", "ec2:*"))
    #expect(texts(try await world.report(change, window: window), "windowBeyondLog") == [])
    // A filter for an account does not let them pass.
    var filter = RequestFilter()
    filter.accounts = ["111111111111"]
    let filtered = texts(try await world.report(change, filter: filter, window: window), "windowBeyondLog")
    #expect(
      filtered.map { $0.contains(" of an account that passes the filters from 2026-09-11 01:00") } == [true])
  }

  @Test func `a gap stands out in the weeks around a window also where the log is much longer`() throws {
    var coverage = LogCoverage()
    // The place has been there for six weeks of two years, and another one all the time.
    let (years, weeks): (Range<Int64>, Range<Int64>) = (0..<17_520, 16_512..<17_520)
    let hours =
      years.map { (account: "a" as String?, region: "r", hour: $0) }
      + weeks.filter { !(17_000..<17_030).contains($0) }.map { (account: "b", region: "r", hour: $0) }
    for (account, region, hour) in hours where (17_010..<17_020).contains(hour) {
      coverage.note(account: try #require(account), region: region, hour: hour)
    }
    coverage.note(period: 17_010..<17_020, of: hours)
    let rhythm = LogCoverage.Rhythm(span: .surroundings, hours: 682, active: 652)
    #expect(
      coverage.gaps() == [.init(account: "b", region: "r", hours: 17_000..<17_030, rhythm: rhythm)])
    #expect(rhythm.expected(in: 30) == 29)
    #expect(coverage.isOutside("b"))
    #expect(!coverage.isOutside("a"))
  }
}
