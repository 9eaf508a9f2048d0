import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

/// When what AWS denied had been allowed last.
struct AllowedBeforeTests {
  private static let app = DiffWorld.session()
  private static let denied = "AccessDenied"

  /// A read of `b/k`, or a record that corrects the read with a number.
  private func addRead(
    _ world: inout DiffWorld, at hour: String, by identity: String = DiffWorld.user, error: String? = nil,
    correcting number: Int? = nil, _ fields: String = ""
  ) {
    world.add(
      "s3", "GetObject", identity: identity, parameters: #"{"bucketName":"b","key":"k"}"#, error: error,
      more: [
        "eventCategory": #""Data""#, "eventTime": "\"2026-09-01T\(hour):00:00Z\"",
        "addendum": number.map {
          #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id($0))","updatedFields":"\#(fields)"}"#
        },
      ])
  }

  private func explain(
    _ world: DiffWorld, _ number: Int, looksBack: Bool = true
  ) async throws -> EventExplanation {
    var explainer = try Explainer(snapshot: try world.snapshot())
    explainer.looksBack = looksBack
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try #require(try explainer.explain(eventID: DiffWorld.id(number), in: database).first)
  }

  private func text(_ explanation: EventExplanation) -> [String] {
    let lines = ExplainTextRenderer(width: 400).render(explanation).split(separator: "\n").map(String.init)
    guard let first = lines.firstIndex(where: { $0.hasPrefix("  before ") }) else { return [] }
    let rest = lines[(first + 1)...].prefix { $0.hasPrefix("             ") }
    return ([lines[first]] + rest).map { String($0.dropFirst(13)) }
  }

  private func json(_ explanation: EventExplanation) throws -> JSONValue {
    let list = try JSONReader.parse(Array(ExplainJSONRenderer.render([explanation]).utf8)).array
    return try #require(list?.first)
  }

  @Test func `the last time that the same was allowed to the same principal is named`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "07")
    addRead(&world, at: "08")
    addRead(&world, at: "09", by: Self.app)
    addRead(&world, at: "11")
    addRead(&world, at: "10", error: Self.denied)
    let explanation = try await explain(world, 5)
    #expect(explanation.allowedBefore?.event?.id == DiffWorld.id(2))
    #expect(
      text(explanation) == [
        "the same was allowed last in event \(DiffWorld.id(2)) at 2026-09-01 08:00 UTC"
      ])
    let json = try json(explanation)
    #expect(json["lastAllowed"]?["eventID"]?.string == DiffWorld.id(2))
    #expect(json["whyNotLookedBack"]?.kind == .null)
    #expect(json["requests"]?.array?.first?["lastAllowed"]?["eventID"]?.string == DiffWorld.id(2))
    let allowed = try await explain(world, 1)
    #expect(allowed.allowedBefore?.event == nil)
    #expect(text(allowed).isEmpty)
    #expect(
      try self.json(allowed)["whyNotLookedBack"]?.string
        == "the record does not say that AWS denied the event")
  }

  @Test(arguments: [
    // The same user: written with escapes, without an ARN, and with a unique id that ends as the ARN does.
    (
      "arn:aws:iam::111111111111:user/alice",
      [
        DiffWorld.user.replacing("arn:aws:iam::1", with: #"arn:aws:iam::\u0031"#),
        DiffWorld.user.replacing(#""AIDAALICE","arn":"#, with: #""AIDAALICE:alice","arn":"#),
        #"{"type":"Unknown","principalId":"arn:aws:iam::111111111111:user/alice"}"#,
      ]
    ),
    // The same role: from the session alone, from its issuer, and as a role without a session.
    (
      "arn:aws:iam::111111111111:role/app",
      [
        DiffWorld.session(), DiffWorld.session(issuer: nil), DiffWorld.session(key: "ASIA2"),
        #"{"type":"Role","principalId":"AROAAPP:app","arn":"arn:aws:iam::111111111111:role/some/app"}"#,
      ]
    ),
  ])
  func `a principal is found again however its identity is written`(principal: String, identities: [String])
    async throws
  {
    var world = try DiffWorld()
    for identity in identities { addRead(&world, at: "08", by: identity) }
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let rows = Set(try PrincipalTemplates(of: principal).rows(database))
    var count = 0
    try database.scanIdentityTemplates { row, text in
      #expect(rows.contains(row), "\(text)")
      count += 1
    }
    #expect(count > 1)
    let others = try PrincipalTemplates(of: "arn:aws:iam::222222222222:role/other").rows(database)
    #expect(others.count < count)
  }

  @Test func `that the log holds none is said where it was looked for`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "09", by: Self.app)
    addRead(&world, at: "10", error: Self.denied)
    let explanation = try await explain(world, 2)
    #expect(explanation.allowedBefore == .never)
    #expect(text(explanation) == ["the log holds no earlier event in which the same was certainly allowed"])
    let json = try json(explanation)
    #expect(json["lastAllowed"]?.kind == .null)
    #expect(json["whyNotLookedBack"]?.kind == .null)
  }

  // MARK: - Corrections

  @Test func `an event that a correction makes a denial is none in which it was allowed`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "09")
    addRead(&world, at: "10", error: Self.denied)
    addRead(&world, at: "09", error: Self.denied, correcting: 1, "errorCode")
    #expect(try await explain(world, 2).allowedBefore == .never)
  }

  @Test func `an older event is named where a correction takes a later one back`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "08")
    addRead(&world, at: "09")
    addRead(&world, at: "10", error: Self.denied)
    addRead(&world, at: "09", error: Self.denied, correcting: 2, "errorCode")
    #expect(try await explain(world, 3).allowedBefore?.event?.id == DiffWorld.id(1))
  }

  @Test func `an event of which a correction says that it was allowed is found`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "09", error: Self.denied)
    addRead(&world, at: "10", error: Self.denied)
    world.add(
      "s3", "GetObject",
      more: [
        "errorCode": "null", "eventTime": #""2026-09-01T09:00:00Z""#,
        "addendum":
          #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(1))","updatedFields":"errorCode"}"#,
      ])
    #expect(try await explain(world, 2).allowedBefore?.event?.id == DiffWorld.id(1))
  }

  @Test func `a corrected caller is the one who was allowed it`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "09")
    addRead(&world, at: "10", error: Self.denied)
    addRead(&world, at: "10", by: Self.app, error: Self.denied)
    addRead(&world, at: "09", by: Self.app, correcting: 1, "userIdentity")
    #expect(try await explain(world, 2).allowedBefore == .never)
    #expect(try await explain(world, 3).allowedBefore?.event?.id == DiffWorld.id(1))
  }

  @Test func `a corrected time counts, of what was allowed and of what was denied`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "09")
    addRead(&world, at: "10", error: Self.denied)
    addRead(&world, at: "12", correcting: 1, "eventTime")
    addRead(&world, at: "11", error: Self.denied)
    addRead(&world, at: "13", error: Self.denied, correcting: 4, "eventTime")
    #expect(try await explain(world, 2).allowedBefore == .never)
    let last = try #require(try await explain(world, 4).allowedBefore?.event)
    #expect(last.id == DiffWorld.id(1))
    #expect(last.time == 1_788_264_000)
  }

  // MARK: - Not looked for

  @Test func `why it was not looked for is said, and not that there is none`() async throws {
    var world = try DiffWorld()
    world.add("kms", "Decrypt")
    world.add(
      "kms", "Decrypt", error: Self.denied, more: ["eventTime": #""2026-09-01T11:00:00Z""#])
    world.add(
      "ec2", "DescribeInstances", parameters: "{}", error: "Client.UnauthorizedOperation",
      message: DiffWorld.denial(of: "nosuch:Thing", "because no identity-based policy allows the action"))
    let reasons = [
      2: "the log does not tell the resource",
      3: "AWS denied an action that is not among these requests",
    ]
    for (number, reason) in reasons.sorted(by: { $0.key < $1.key }) {
      let explanation = try await explain(world, number)
      #expect(explanation.allowedBefore == .notLookedFor(reason))
      #expect(text(explanation) == ["when the same was allowed was not looked for: \(reason)"])
      let json = try json(explanation)
      #expect(json["lastAllowed"]?.kind == .null)
      #expect(json["whyNotLookedBack"]?.string == reason)
      #expect(json["requests"]?.array?.first?["whyNotLookedBack"]?.string == reason)
    }
  }

  static let resources: [(call: [String], reason: String?)] = [
    (
      ["s3", "GetObject", #"{"bucketName":"b","key":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#],
      "the log does not tell all of the resource"
    ),
    (
      ["cloudformation", "DescribeStacks", #"{"stackName":"s"}"#], "the log does not tell all of the resource"
    ),
    (["ec2", "CreateVolume", #"{"size":"8"}"#], "there was no such resource yet"),
    (["rds", "DescribeDBInstances", "{}"], "the log does not name the resources that were to be listed"),
    (["ecs", "ListTasks", "{}"], "the log does not tell all of the resource"),
    (["iam", "GetRole", #"{"roleName":"x"}"#], nil),
    (["secretsmanager", "GetSecretValue", #"{"secretId":"db"}"#], nil), (["sqs", "ListQueues", "{}"], nil),
  ]

  @Test(arguments: resources)
  func `requests are the same where the log tells one resource, by its name or by its ARN`(
    resource: (call: [String], reason: String?)
  ) async throws {
    var world = try DiffWorld()
    for (hour, error) in [("09", nil), ("10", Self.denied)] {
      world.add(
        resource.call[0], resource.call[1], parameters: resource.call[2], error: error,
        more: ["eventTime": "\"2026-09-01T\(hour):00:00Z\""])
    }
    let before = try #require(try await explain(world, 2).requests.first?.allowedBefore)
    #expect(before.whyNotLookedFor == resource.reason)
    #expect(before.event?.id == (resource.reason == nil ? DiffWorld.id(1) : nil))
  }

  @Test func `without history it is not looked for, and says so`() async throws {
    var world = try DiffWorld()
    addRead(&world, at: "09")
    addRead(&world, at: "10", error: Self.denied)
    let explanation = try await explain(world, 2, looksBack: false)
    #expect(text(explanation) == ["when the same was allowed was not looked for: --no-history leaves it out"])
    #expect(try json(explanation)["whyNotLookedBack"]?.string == "--no-history leaves it out")
    let database = try AuditDatabase(path: world.folder.path + "/a.db", access: .read)
    let examples = try Explainer(snapshot: PolicySnapshot()).examples(
      [DiffWorld.id(2)], snapshot: nil, in: database)
    #expect(examples.map { text($0) } == [[]])
  }

  @Test func `an event whose caller or requests are not known, and another record of a call, say so`()
    async throws
  {
    var world = try DiffWorld()
    let shared: [String: String?] = ["sharedEventID": #""10000000-0000-4000-8000-000000000001""#]
    let outside = #"{"type":"AWSAccount","principalId":"AROAX:s1","accountId":"222222222222"}"#
    world.add("s3", "ListBuckets", error: Self.denied, more: shared)
    world.add("s3", "ListBuckets", identity: outside, error: Self.denied, more: shared)
    let carol = #"{"type":"AWSAccount","principalId":"222222222222:carol","accountId":"222222222222"}"#
    world.add("s3", "ListBuckets", identity: carol, error: Self.denied)
    world.add("s3", "DeleteObjects", error: Self.denied)
    let reasons = [
      2: "another record stands for the call", 3: "the caller is not known",
      4: "no request of the event is known",
    ]
    for (number, reason) in reasons.sorted(by: { $0.key < $1.key }) {
      let explanation = try await explain(world, number)
      #expect(explanation.allowedBefore == .notLookedFor(reason))
      #expect(text(explanation).isEmpty)
      #expect(try json(explanation)["whyNotLookedBack"]?.string == reason)
    }
  }

  @Test func `the sessions of another account's role are one principal by its ID`() async throws {
    var world = try DiffWorld()
    for (number, hour) in [1: "09", 2: "10"].sorted(by: { $0.key < $1.key }) {
      world.add(
        "s3", "GetObject",
        identity: #"{"type":"AWSAccount","principalId":"AROAX:s\#(number)","accountId":"222222222222"}"#,
        parameters: #"{"bucketName":"b","key":"k"}"#, error: number == 2 ? Self.denied : nil,
        more: [
          "eventCategory": #""Data""#, "eventTime": "\"2026-09-01T\(hour):00:00Z\"",
          "sharedEventID": #""10000000-0000-4000-8000-00000000000\#(number)""#,
        ])
    }
    let before = try await explain(world, 2).requests.first?.allowedBefore
    #expect(before?.event?.id == DiffWorld.id(1))
  }

  // MARK: - Several requests

  /// A copy of `b/k` to `mine/k`, which reads one object and writes the other.
  private func addCopy(_ world: inout DiffWorld, at hour: String, error: String? = nil) {
    world.add(
      "s3", "UploadPartCopy", parameters: #"{"bucketName":"mine","key":"k","x-amz-copy-source":"b/k"}"#,
      error: error,
      more: ["eventCategory": #""Data""#, "eventTime": "\"2026-09-01T\(hour):00:00Z\""])
  }

  private static let read = "s3:GetObject on arn:aws:s3:::b/k"
  private static let write = "s3:PutObject on arn:aws:s3:::mine/k"

  @Test func `of several requests that may have been denied the one that was allowed is named`() async throws
  {
    var world = try DiffWorld()
    addRead(&world, at: "09")
    addCopy(&world, at: "10", error: Self.denied)
    let explanation = try await explain(world, 2)
    #expect(
      text(explanation) == [
        "\(Self.read) was allowed last in event \(DiffWorld.id(1)) at 2026-09-01 09:00 UTC",
        "the log holds no earlier event in which \(Self.write) was certainly allowed",
      ])
    let json = try json(explanation)
    #expect(json["lastAllowed"]?.kind == .null)
    #expect(json["whyNotLookedBack"]?.string == "its requests have answers of their own")
    let requests = try #require(json["requests"]?.array)
    #expect(requests.map { $0["lastAllowed"]?["eventID"]?.string } == [DiffWorld.id(1), nil])
    #expect(requests.map { $0["whyNotLookedBack"]?.kind } == [.null, .null])
  }

  @Test func `the same was allowed where all of it was, in one event or in several`() async throws {
    var world = try DiffWorld()
    addCopy(&world, at: "08")
    addCopy(&world, at: "10", error: Self.denied)
    #expect(
      text(try await explain(world, 2)) == [
        "the same was allowed last in event \(DiffWorld.id(1)) at 2026-09-01 08:00 UTC"
      ])
    addRead(&world, at: "09")
    #expect(
      text(try await explain(world, 2)) == [
        "the same was allowed, but not last in one event:",
        "\(Self.read) was allowed last in event \(DiffWorld.id(3)) at 2026-09-01 09:00 UTC",
        "\(Self.write) was allowed last in event \(DiffWorld.id(1)) at 2026-09-01 08:00 UTC",
      ])
  }

  @Test func `a request that AWS's message does not name has no part in it`() async throws {
    var world = try DiffWorld()
    addCopy(&world, at: "08")
    world.add(
      "s3", "UploadPartCopy", parameters: #"{"bucketName":"mine","key":"k","x-amz-copy-source":"b/k"}"#,
      error: Self.denied,
      message: DiffWorld.denial(
        of: "s3:PutObject", on: #"\"arn:aws:s3:::mine/k\""#, "because no identity-based policy allows it"),
      more: ["eventCategory": #""Data""#])
    let explanation = try await explain(world, 2)
    #expect(explanation.allowedBefore?.event?.id == DiffWorld.id(1))
    let requests = try #require(try json(explanation)["requests"]?.array)
    #expect(requests.map { $0["lastAllowed"]?["eventID"]?.string } == [nil, DiffWorld.id(1)])
    #expect(requests[0]["whyNotLookedBack"]?.string == "it is not what AWS denied")
  }

  @Test func `of many requests as many are shown as of everything else`() async throws {
    var world = try DiffWorld()
    let names = (1...6).map { "\"/p\($0)\"" }
    world.add("ssm", "GetParameters", parameters: #"{"names":[\#(names[0])]}"#)
    world.add(
      "ssm", "GetParameters", parameters: #"{"names":[\#(names.joined(separator: ","))]}"#,
      error: Self.denied, more: ["eventTime": #""2026-09-01T11:00:00Z""#])
    let lines = text(try await explain(world, 2))
    #expect(lines.count == 4)
    #expect(lines.first?.contains("parameter/p1 was allowed last in event \(DiffWorld.id(1))") == true)
    #expect(lines.last == "and 3 more requests")
  }
}
