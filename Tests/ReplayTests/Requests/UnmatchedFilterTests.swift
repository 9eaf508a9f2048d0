import AWSCatalog
import AuditStore
import TestSupport
import Testing

@testable import Replay

/// Filters that nothing in a log passes are named, with what was probably meant.
struct UnmatchedFilterTests {
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.addObject("k")
    world.add("ec2", "DescribeInstances", identity: DiffWorld.session())
    return world
  }

  private func sentences(_ set: (inout RequestFilter) -> Void) async throws -> [String] {
    var filter = RequestFilter()
    set(&filter)
    let world = try world()
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll), filter: filter)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    #expect(
      try RequestListing(filter: filter).write(database, window: TimeWindow()) { _ in }
        == report.unmatchedFilters)
    let denials = try DenialFinder(snapshot: nil, filter: filter, grouping: [.action])
    #expect(
      try denials.report(on: database, window: TimeWindow()).unmatchedFilters == report.unmatchedFilters)
    return report.unmatchedFilters
  }

  @Test func `a filter that something passes is not named`() async throws {
    #expect(
      try await sentences { filter in
        filter.principals = ["alice", "*:role/app"]
        filter.actions = ["S3:getobject", "ec2:*"]
        filter.resources = ["arn:aws:s3:::b/*"]
        filter.accounts = ["111111111111", "1*"]
      } == [])
  }

  @Test func `each value that matches nothing is named with what is nearest to it`() async throws {
    #expect(
      try await sentences { filter in
        filter.principals = ["alice", "alcie", "arn:aws:iam::111111111111:role/apps"]
        filter.accounts = ["111111111112", "1234"]
        filter.actions = ["s3:GetObjet", "s3:PutObjekt", "s3:PutObject", "s3:Lst*"]
        filter.resources = ["arn:aws:s3:::b/l", "arn:aws:s3:::other/*"]
      } == [
        "--principal alcie: no event of the log names a principal like it; did you mean `alice`?",
        "--principal arn:aws:iam::111111111111:role/apps: no event of the log names a principal like it; "
          + "did you mean `arn:aws:iam::111111111111:role/app`?",
        "--account 111111111112: no event of the log names a receiving account like it; did you mean `111111111111`?",
        "--account 1234: no event of the log names a receiving account like it; the account 1234 has 4 digits and not 12",
        "--action s3:GetObjet: no request derived from the log has an action like it; did you mean `s3:GetObject`?",
        "--action s3:PutObjekt: no request derived from the log has an action like it; the action `s3:PutObjekt` "
          + "is not in the catalog of \(CatalogSource.date); did you mean `PutObject`?",
        "--action s3:PutObject: no request derived from the log has an action like it",
        "--action s3:Lst*: no request derived from the log has an action like it; an action that matches `s3:Lst*` "
          + "is not in the catalog of \(CatalogSource.date)",
        "--resource arn:aws:s3:::b/l: no request derived from the log has a resource like it; did you mean `arn:aws:s3:::b/k`?",
        "--resource arn:aws:s3:::other/*: no request derived from the log has a resource like it",
      ])
  }

  @Test func `a name with a path is told the pattern that its ARN passes`() async throws {
    var world = try world()
    world.add(
      "ec2", "DescribeVpcs",
      identity: DiffWorld.session(role: "deploy", issuer: "arn:aws:iam::111111111111:role/ci/deploy"))
    var filter = RequestFilter()
    filter.principals = [
      "role/ci/deply", "role/ci/deploy", "ci/deploy", "role/deploy", "other/thing", "deply",
    ]
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll), filter: filter)
    let start = "no event of the log names a principal like it"
    let held = "\(start); what has a path is held against the whole ARN"
    let meant = "\(held): did you mean `*:role/ci/deploy`?"
    #expect(
      report.unmatchedFilters == [
        "--principal role/ci/deply: \(meant)", "--principal role/ci/deploy: \(meant)",
        "--principal ci/deploy: \(held): did you mean `*/ci/deploy`?", "--principal role/deploy: \(meant)",
        "--principal other/thing: \(held)", "--principal deply: \(start); did you mean `deploy`?",
      ])
  }

  @Test(arguments: [
    ("*alcie", "; did you mean `*alice`?"),
    ("arn:aws:iam::*:user/allice*", "; did you mean `arn:aws:iam::*:user/alice*`?"),
    ("alcie*", "; did you mean `alice*`?"), ("*:role/*nobody", ""), ("*zz", ""),
    ("user/alice", "; what has a path is held against the whole ARN: did you mean `*:user/alice`?"),
    ("user/alcie", "; what has a path is held against the whole ARN: did you mean `*:user/alice`?"),
    ("role/far/away", "; what has a path is held against the whole ARN"),
  ])
  func `a pattern is compared by what it holds beside its wildcards`(pattern: String, hint: String)
    async throws
  {
    #expect(
      try await sentences { $0.principals = [pattern] } == [
        "--principal \(pattern): no event of the log names a principal like it\(hint)"
      ])
  }

  @Test(
    arguments: [
      ("arn:aws:s3:::larkmor/*", "arn:aws:s3:::larkmoor/*"),
      ("arn:aws:s3:::larkmor*", "arn:aws:s3:::larkmoor*"),
      ("arn:aws:s3:::lark?oor2/a/*.csv", "arn:aws:s3:::lark?oor/a/*.csv"),
      ("arn:aws:s3:::LARKMOOR/*", "arn:aws:s3:::larkmoor/*"), ("arn:aws:s3:::larkmoor/b/*", nil),
      ("arn:aws:s3:::elsewhere/*", nil), ("arn:aws:s3:::l*x", nil),
      ("arn:aws:sqs:*:111111111111:jobbs*", "arn:aws:sqs:*:111111111111:jobs*"),
    ] as [(String, String?)])
  func `a pattern of a resource is compared with buckets, not with their objects`(
    pattern: String, meant: String?
  ) {
    var owners = ResourceOwners()
    for name in [
      "arn:aws:s3:::larkmoor/a/1", "arn:aws:s3:::larkmoor/a/2", "arn:aws:s3:::larkmoor",
      "arn:aws:sqs:us-east-1:111111111111:jobs", "*",
    ] {
      owners.add(Array(name.utf8)[...])
    }
    #expect(owners.names.count == 3)
    #expect(owners.meant(by: pattern) == meant)
  }

  @Test func `a session's ARN is told to pass by its role, and events without a name are counted`()
    async throws
  {
    var world = try world()
    world.add(
      "ec2", "DescribeVpcs",
      identity: DiffWorld.session(role: "r", issuer: "arn:aws:iam::111111111111:role/a/b/r"))
    world.add(
      "sqs", "SendMessage",
      identity: #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"222222222222"}"#,
      more: ["recipientAccountId": nil])
    var filter = RequestFilter()
    filter.principals =
      ["app", "r/s1", "no", "b"].map { "arn:aws:sts::111111111111:assumed-role/\($0)" } + ["bob"]
    filter.accounts = ["1"]
    filter.actions = ["DescribeInstances", "Describe*", "Nothing"]
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll), filter: filter)
    let none =
      "no event of the log names a principal like it, and of 1 event the log does not name the caller"
    let action = "no request derived from the log has an action like it"
    let start = "--principal arn:aws:sts::111111111111:assumed-role/"
    #expect(
      report.unmatchedFilters == [
        "\(start)app: \(none); a session passes by its role: did you mean `arn:aws:iam::111111111111:role/app`?",
        "\(start)r/s1: \(none); a session passes by its role: did you mean `arn:aws:iam::111111111111:role/a/b/r`?",
        "\(start)no: \(none); a session passes by its role",
        "\(start)b: \(none); a session passes by its role",
        "--principal bob: \(none)",
        "--account 1: no event of the log names a receiving account like it, and of 1 event the log does not name it; "
          + "the account 1 has 1 digit and not 12",
        "--action DescribeInstances: \(action); did you mean `ec2:DescribeInstances`?",
        "--action Describe*: \(action); did you mean `*:Describe*`?",
        "--action Nothing: \(action); an action is written with its service, as `service:Nothing`",
      ])
  }

  @Test func `a resource is not called unknown where a request may be on it that the log does not tell`()
    async throws
  {
    var world = try DiffWorld()
    world.add("sqs", "SendMessage")
    var filter = RequestFilter()
    filter.resources = ["arn:aws:sqs:us-east-1:111111111111:q", "arn:aws:s3:::b/k"]
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll), filter: filter)
    #expect(report.events.replayed == 1)
    #expect(
      report.unmatchedFilters == [
        "--resource arn:aws:s3:::b/k: no request derived from the log has a resource like it"
      ])
  }

  @Test func `an action that only the owner's copy of a call shows is not called unknown among denials`()
    async throws
  {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject",
      parameters: #"{"bucketName":"b","key":"k"}"#, error: "AccessDenied",
      more: [
        "sharedEventID": #""11111111-0000-4000-8000-000000000001""#, "eventCategory": #""Data""#,
        "userIdentity": #"{"type":"AWSAccount","principalId":"AIDAX:","accountId":"222222222222"}"#,
        "resources": #"[{"accountId":"111111111111","ARN":"arn:aws:s3:::b"}]"#,
      ])
    var filter = RequestFilter()
    filter.actions = ["s3:GetObject"]
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let report = try DenialFinder(snapshot: nil, filter: filter, grouping: [.action])
      .report(on: database, window: TimeWindow())
    #expect(report.unmatchedFilters == [])
  }
}
