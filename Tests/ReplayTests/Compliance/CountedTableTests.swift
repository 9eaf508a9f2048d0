import AuditStore
import TestSupport
import Testing

@testable import Replay

/// Tables whose rows come from groups of events hold what their queries say.
struct CountedTableTests {
  private static let start: Int64 = 1_788_220_800  // 2026-09-01

  private static func session(_ name: String, key: Int, issuer: String?, type: String = "AssumedRole")
    -> String
  {
    let issued = issuer.map {
      #","sessionIssuer":{"type":"Role","principalId":"AROA","arn":"\#($0)","accountId":"111111111111"}"#
    }
    return #"{"type":"\#(type)","principalId":"AROA:\#(name)","#
      + #""arn":"arn:aws:sts::111111111111:assumed-role/app/\#(name)","accountId":"111111111111","#
      + #""accessKeyId":"ASIA\#(key)","sessionContext":{"attributes":{"creationDate":"2026-09-01T0\#(key % 10):00:00Z","#
      + #""mfaAuthenticated":"\#(key % 3 == 0)"}\#(issued ?? "")}}"#
  }

  /// Callers of every kind: with a role behind their sessions, with nothing but a session's name, and without any name.
  private static func identity(_ random: inout SeededGenerator) -> String {
    let name = "s\(Int.random(in: 0..<4, using: &random))"
    let key = Int.random(in: 0..<30, using: &random)
    let user = #""arn":"arn:aws:iam::111111111111:user/bob","accountId":"111111111111""#
    let choices: [String] = [
      DiffWorld.user,
      session(name, key: key, issuer: "arn:aws:iam::111111111111:role/app"),
      session(name, key: key, issuer: "arn:aws:iam::111111111111:role/path/app"),
      session(name, key: key, issuer: nil),
      session(name, key: key, issuer: nil, type: "Unknown"),
      #"{"type":"IAMUser","principalId":"AIDA","accessKeyId":"ASIA\#(key)",\#(user),"sessionContext":"#
        + #"{"attributes":{"creationDate":"2026-09-01T01:00:0\#(key % 10)Z","mfaAuthenticated":"\#(key % 2 == 0)"}}}"#,
      #"{"type":"Root","principalId":"111111111111","arn":"arn:aws:iam::111111111111:root","accountId":"111111111111"}"#,
      #"{"type":"Root","principalId":"222222222222","accountId":"222222222222"}"#,
      #"{"type":"FederatedUser","principalId":"2:\#(name)","arn":"arn:aws:sts::222222222222:federated-user/\#(name)"}"#,
      #"{"type":"WebIdentityUser","principalId":"accounts.example:\#(name)","userName":"\#(name)"}"#,
      #"{"type":"AWSAccount","principalId":"AROAX:\#(name)","accountId":"333333333333"}"#,
      #"{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#,
      #"{"type":"AWSService","invokedBy":"\#(name).amazonaws.com"}"#,
      #"{"type":"IAMUser","arn":"arn:aws:iam::1:user/\u0080x","accountId":1}"#,
      #"{"type":["odd"],"arn":{"a":1},"principalId":7}"#, "{}", "null",
    ]
    return choices.randomElement(using: &random) ?? "null"
  }

  private static func time(_ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<24, using: &random) {
    case 0, 1: return #""soon""#
    case 2: return #""1970-01-01T00:10:00Z""#
    default: break
    }
    let minute = Int.random(in: 0..<6 * 1_440, using: &random)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\"2026-09-0\(1 + minute / 1_440)T\(two(minute / 60 % 24)):\(two(minute % 60)):\(two(minute % 7))Z\""
  }

  /// A few hundred events of all classes in a few hours, accounts and regions.
  private static func world(_ seed: UInt64) throws -> DiffWorld {
    var random = SeededGenerator(seed: seed)
    var world = try DiffWorld()
    for number in 0..<400 {
      var more: [String: String?] = [
        "eventTime": time(&random),
        "recipientAccountId": ["\"111111111111\"", "\"222222222222\"", nil].randomElement(using: &random)
          ?? nil,
        "awsRegion": ["\"us-east-1\"", "\"eu-west-1\""].randomElement(using: &random) ?? nil,
        "sourceIPAddress": "\"203.0.113.\(Int.random(in: 1..<4, using: &random))\"",
      ]
      let kind = Int.random(in: 0..<12, using: &random)
      if kind == 0, number > 9 {
        let original = DiffWorld.id(Int.random(in: 1..<number, using: &random))
        more["addendum"] = #"{"reason":"UPDATED_DATA","originalEventID":"\#(original)"}"#
      }
      if kind == 1 { more["sharedEventID"] = "\"shared-\(Int.random(in: 0..<12, using: &random))\"" }
      if kind == 2 { more["eventCategory"] = #""NetworkActivity""# }
      let isDenied = Int.random(in: 0..<4, using: &random) == 0
      let identity = identity(&random)
      if kind < 5 {
        let step = ["ConsoleLogin", "CheckMfa"].randomElement(using: &random) ?? "CheckMfa"
        let result = ["Success", "Failure"].randomElement(using: &random) ?? "Success"
        more["eventType"] = #""AwsConsoleSignIn""#
        more["responseElements"] = #"{"\#(step)":"\#(result)"}"#
        more["additionalEventData"] =
          [#"{"MFAUsed":"Yes"}"#, #"{"MFAUsed":"No"}"#, nil]
          .randomElement(using: &random) ?? nil
        world.add("signin", step, identity: identity, error: kind == 4 ? "Failed" : nil, more: more)
      } else if kind < 8 {
        world.add(
          "sns", "Publish", identity: identity,
          parameters: #"{"topicArn":"arn:aws:sns:us-east-1:\#(kind)11111111111:t\#(number % 3)"}"#,
          error: isDenied ? "AccessDenied" : nil,
          message: isDenied
            ? DiffWorld.denial(of: "sns:Publish", "with an explicit deny in a service control policy") : nil,
          more: more)
      } else {
        world.add(
          ["iam", "ec2", "sts"].randomElement(using: &random) ?? "iam",
          ["ListUsers", "DescribeInstances", "GetCallerIdentity"].randomElement(using: &random)
            ?? "ListUsers",
          identity: identity, error: isDenied ? "UnauthorizedOperation" : nil, more: more)
      }
    }
    return world
  }

  private static func windows() -> [TimeWindow] {
    let day: Int64 = 86_400
    return [
      TimeWindow(), TimeWindow(start: start + day + 7), TimeWindow(end: start + 2 * day + 3_599),
      TimeWindow(start: start + 3 * day, end: start + 4 * day + 1_801),
      TimeWindow(start: start, end: start + day), TimeWindow(start: start + 90 * day, end: start + 91 * day),
    ]
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `groups come to what single rows come to`(seed: UInt64) async throws {
    let world = try Self.world(seed)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var filled: Set<String> = []
    for window in Self.windows() {
      let report = try ComplianceReporter(window: window).report(on: database)
      for table in report.sections.flatMap({ $0.tables }) {
        guard let sql = table.sql else { continue }
        #expect(try database.rows(sql) == table.rows, "\(table.id) in \(window)")
        if !table.rows.isEmpty { filled.insert(table.id) }
      }
      for (events, period) in [(report.events, window), (report.eventsBefore ?? 0, window.before)] {
        let counted = try period.map { try database.rows("SELECT count(*) FROM events WHERE \($0.sql)") }
        #expect(counted?.first?.first ?? .integer(0) == .integer(Int64(events)))
      }
    }
    // What is always empty shows nothing.
    #expect(Self.counted.subtracting(filled).isEmpty)
  }

  /// The tables that are counted in groups.
  private static let counted: Set<String> = {
    let queries = ComplianceQueries(window: TimeWindow())
    let all = [
      queries.accounts, queries.regions, queries.days, queries.classes, queries.sharedCalls,
      queries.principals, queries.actions, queries.rootUse, queries.signIns, queries.signInSteps,
      queries.failedSignIns, queries.signInsWithoutMFA, queries.rootSignIns, queries.callsWithoutMFA,
      queries.foreignCallers, queries.foreignResources, queries.denials, queries.deniedPrincipals,
    ]
    return Set(all.filter { $0.counting != nil }.map { $0.id })
  }()

  @Test func `what is counted is counted in groups, of which there are few`() async throws {
    var world = try DiffWorld()
    for number in 0..<50 {
      world.add(
        "iam", "ListUsers",
        identity: Self.session("s\(number)", key: number, issuer: "arn:aws:iam::111111111111:role/app"),
        more: ["eventTime": "\"2026-09-01T10:00:\(10 + number)Z\""])
    }
    let file = try AuditDatabase(path: try await world.ingest(), access: .read).file()
    let queries = ComplianceQueries(window: TimeWindow())
    try EventCounts(file, in: TimeWindow()).store(in: file)
    try file.useAll { database in
      for view in CountedView.allCases {
        let rows = try database.rows("SELECT count(*) FROM \(view.groups)").first?.first
        // The sessions differ in MFA.
        let expected: Int64 = [.hours: 1, .callers: 2, .requests: 2][view] ?? 0
        #expect(rows == .integer(expected), "\(view)")
      }
      let principals = try queries.principals.table(database)
      #expect(principals.rows.map { $0[2] } == [.integer(50)])
    }
  }

  @Test(arguments: ["kind", "client", "identity", "place", "call"])
  func `an event that refers to what is not there is damage, not a smaller count`(dimension: String)
    async throws
  {
    var world = try DiffWorld()
    for _ in 0..<3 { world.add("iam", "ListUsers") }
    let path = try await world.ingest()
    try SQL.run("UPDATE event SET \(dimension)_id = 99 WHERE id = 1", path)
    let database = try AuditDatabase(path: path, access: .read)
    let error = #expect(throws: StoreError.self) {
      try ComplianceReporter(window: TimeWindow()).report(on: database)
    }
    #expect(
      error?.message
        == "\(path): is damaged: `\(dimension)_id` of row 1 of `event` names row 99 of `\(dimension)`, "
        + "which is not there")
  }

  @Test func `a report leaves a database that is only read as it was`() async throws {
    let world = try Self.world(9)
    let path = try await world.ingest()
    let before = try FileContent.of(path)
    let database = try AuditDatabase(path: path, access: .read)
    _ = try ComplianceReporter(window: TimeWindow()).report(on: database)
    #expect(throws: StoreError.self) { _ = try database.rows("CREATE TABLE more(id)") }
    #expect(try FileContent.of(path) == before)
  }
}
