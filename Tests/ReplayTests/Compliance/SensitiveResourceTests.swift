import AuditStore
import TestSupport
import Testing

@testable import Replay

/// Who used the resources that a report names as sensitive, and who may have.
struct SensitiveResourceTests {
  private static let unknown = #"{"type":"Unknown","accountId":"111111111111"}"#

  /// Callers without an ARN, by what they are called.
  private static let unnamed = [
    (
      #"{"type":"AWSAccount","principalId":"AROAZ:s","accountId":"222222222222"}"#,
      "AWSAccount AROAZ of 222222222222"
    ),
    (#"{"type":"AWSService","invokedBy":"macie.amazonaws.com"}"#, "macie.amazonaws.com"),
    (#"{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#, "anonymous caller"),
  ]

  /// Callers whose calls are not replayed.
  private static let excluded = [
    (unknown, "Unknown of 111111111111"),
    (
      #"{"type":"IdentityCenterUser","accountId":"111111111111","onBehalfOf":{"userId":"u"}}"#,
      "IdentityCenterUser u of 111111111111"
    ),
  ]

  private func report(_ world: DiffWorld, _ patterns: [String]) async throws -> ComplianceReport {
    var reporter = ComplianceReporter(window: TimeWindow())
    reporter.sensitiveResources = patterns
    return try reporter.report(on: try AuditDatabase(path: try await world.ingest(), access: .read))
  }

  private func summary(_ report: ComplianceReport) -> [String] {
    report.sections.first { $0.id == "sensitive-resources" }?.summary ?? []
  }

  @Test func `a pattern that no resource is like is told`() async throws {
    var world = try DiffWorld()
    world.addObject("a", in: "vault")
    let patterns = ["arn:aws:s3:::vault/*", "arn:aws:s3:::vualt/*", "arn:aws:s3:::vault", "arn:aws:s3:::x*"]
    let told = summary(try await report(world, patterns)).filter { $0.hasPrefix("No resource") }
    #expect(
      told == [
        "No resource in the whole log is like arn:aws:s3:::vualt/*; did you mean arn:aws:s3:::vault/*?",
        "No resource in the whole log is like arn:aws:s3:::vault, which names a bucket alone: "
          + "arn:aws:s3:::vault/* names its objects.",
        "No resource in the whole log is like arn:aws:s3:::x*.",
      ])
  }

  @Test func `callers without an ARN are told apart`() async throws {
    var world = try DiffWorld()
    for (number, caller) in Self.unnamed.enumerated() {
      world.add(
        "s3", "GetObject", identity: caller.0, parameters: #"{"bucketName":"vault","key":"a"}"#,
        more: [
          "eventCategory": #""Data""#, "sharedEventID": "\"1000000\(number)-0000-4000-8000-000000000001\"",
        ])
    }
    let report = try await report(world, ["arn:aws:s3:::vault*"])
    let names = Self.unnamed.map(\.1).sorted()
    for id in ["sensitive-access", "principals", "principal-actions"] {
      let table = try #require(report.table(id))
      #expect(table.rows.map { table.text("principal", $0) }.sorted() == names, "\(id)")
    }
    let foreign = try #require(report.table("foreign-callers"))
    #expect(foreign.rows.contains { foreign.text("principal", $0) == "AWSAccount AROAZ of 222222222222" })
  }

  @Test func `events that are not replayed are found by the resources of their records`() async throws {
    var world = try DiffWorld()
    for (identity, _) in Self.excluded { world.addObject("a", in: "vault", identity: identity) }
    world.addObject("a", in: "other", identity: Self.unknown)
    world.add("kms", "ListKeys", identity: Self.unknown)
    world.add(
      "s3", "DeleteObjects", parameters: #"{"bucketName":"vault","delete":""}"#,
      more: [
        "eventCategory": #""Data""#,
        "resources": #"[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::vault/"}]"#,
      ])
    let report = try await report(world, ["arn:aws:s3:::vault/?"])
    let table = try #require(report.table("sensitive-records"))
    #expect(
      table.rows.map { table.text("principal", $0) }.sorted()
        == (Self.excluded.map(\.1) + ["arn:aws:iam::111111111111:user/alice"]).sorted())
    #expect(
      Set(table.rows.map { table.text("resource", $0) }) == ["arn:aws:s3:::vault/a", "arn:aws:s3:::vault/*"])
    #expect(table.rows.allSatisfy { table.count("events", $0) == 1 })
    #expect(
      summary(report).contains {
        $0.hasPrefix("5 events of the period have no request") && $0.contains("records of 3 name one")
          && $0.contains("of 1 it is not known")
      })
  }

  @Test(arguments: [
    (
      "arn:aws:secretsmanager:us-east-1:111111111111:secret:payroll-AbCdEf", ["secretsmanager:GetSecretValue"]
    ),
    ("arn:aws:secretsmanager:us-east-1:111111111111:secret:payroll-db-AbCdEf", []),
    ("arn:aws:secretsmanager:us-east-1:111111111111:secret:pay*-AbCdEf", ["secretsmanager:GetSecretValue"]),
    ("arn:aws:kms:us-east-1:111111111111:key/1", ["kms:Decrypt"]),
    ("arn:aws:sqs:us-east-1:111111111111:q", []),
  ])
  func `a request whose resource is not known may be on what is named`(
    pattern: String, actions: [String]
  ) async throws {
    var world = try DiffWorld()
    world.add("secretsmanager", "GetSecretValue", parameters: #"{"secretId":"payroll"}"#)
    world.add("kms", "Decrypt", parameters: #"{"keyId":"alias/payroll"}"#)
    let report = try await report(world, [pattern])
    let table = try #require(report.table("sensitive-perhaps"))
    #expect(table.rows.map { table.text("action", $0) } == actions)
    #expect(report.table("sensitive-access")?.rows == [])
    #expect(
      summary(report).contains { $0.hasPrefix("\(actions.count) request") && $0.contains("may be on one") })
  }

  @Test func `a request that a call only perhaps made may be on what is named`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "CopyObject",
      parameters: #"{"bucketName":"b","key":"x","x-amz-copy-source":"vault/a"}"#,
      more: ["eventCategory": #""Data""#])
    let report = try await report(world, ["arn:aws:s3:::vault/*"])
    let perhaps = try #require(report.table("sensitive-perhaps"))
    #expect(perhaps.rows.map { perhaps.text("action", $0) } == ["s3:GetObjectTagging"])
    #expect(perhaps.rows.map { perhaps.text("certainty", $0) } == ["possible"])
    let certain = try #require(report.table("sensitive-access"))
    #expect(certain.rows.map { certain.text("action", $0) } == ["s3:GetObject"])
  }

  @Test(arguments: [
    ("role/app/orders-api", false), ("role/app/*", false), ("role/orders-api", false),
    ("role/*", true), ("role/*orders-api", true), ("role/app/orders", nil), ("role/app/*-db", nil),
  ])
  func `a role of which the log tells the name alone may be on any path`(
    pattern: String, isCertain: Bool?
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "iam", "PutRolePolicy",
      parameters: #"{"roleName":"orders-api","policyName":"p","policyDocument":"{}"}"#)
    let named = "arn:aws:iam::111111111111:" + pattern
    let report = try await report(world, [named])
    #expect(report.table("sensitive-access")?.sum("requests") == (isCertain == true ? 1 : 0))
    let perhaps = try #require(report.table("sensitive-perhaps"))
    #expect(
      perhaps.rows.map { perhaps.text("resource_state", $0) } == (isCertain == false ? ["assumed"] : []))
    #expect(
      summary(report).filter { $0.hasPrefix("No resource") }.map { $0.contains("in part may be") }
        == (isCertain == true || pattern == "role/orders-api" ? [] : [isCertain == false]))
  }

  /// Resources with an assumed part, of each form that there is.
  private static let assumed = [
    "arn:aws:iam::111111111111:role/app", "arn:aws-cn:iam::111111111111:user/a[b]",
    "arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db-??????",
    "arn:aws:cloudformation:us-east-1:111111111111:stack/app/*",
    "arn:aws:cloudformation:us-east-1:111111111111:stack/app",
  ]

  @Test func `what may be meant of an assumed resource is what a filter of resources passes`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let endings = [
      "", "x", "*", "AbCdEf", "/team/app", "/*app", "/team/*", "/*/app", "/team/a[b]", "/app/1f", "*f",
    ]
    for resource in Self.assumed {
      let starts =
        ["?*", "/?*"].map { marks in String(resource.prefix { !marks.contains($0) }) }
        + ["arn:aws:iam::*:role"]
      for pattern in starts.flatMap({ start in endings.map { start + $0 } }) {
        var filter = RequestFilter()
        filter.resources = [pattern]
        let named = NamedResources(patterns: [pattern])
        let form = NamedResources.form(of: "text", isAssumed: "true")
        let rows = try database.rows(
          """
          SELECT \(named.covers("text")) OR \(named.mayCover("form"))
          FROM (SELECT text, \(form) AS form FROM (SELECT \(SQLText.literal(resource)) AS text))
          """)
        let isMeant = filter.mayMean(Array(resource.utf8)[...], .assumed) == true
        #expect(rows == [[.integer(isMeant ? 1 : 0)]], "\(resource) by \(pattern)")
      }
    }
  }
}
