import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Events share a decision only where no policy can tell them apart, and reports show each one's own values.
struct ProjectionTests {
  @Test(arguments: [
    ("DateGreaterThan", [ChangeClass.unchanged, .maybeRevoked, .revoked]),
    ("DateGreaterThanEquals", [.unchanged, .revoked, .revoked]),
    ("DateLessThan", [.revoked, .unchanged, .unchanged]),
    ("DateLessThanEquals", [.revoked, .maybeRevoked, .unchanged]),
    ("DateEquals", [.unchanged, .maybeRevoked, .unchanged]),
    ("DateNotEquals", [.revoked, .maybeRevoked, .revoked]),
  ])
  func `a moment within the second of a call is before or after it`(
    operatorText: String, expected: [ChangeClass]
  ) async throws {
    for (second, changeClass) in zip(["29", "30", "31"], expected) {
      var world = try DiffWorld()
      world.add("sqs", "ListQueues", more: ["eventTime": "\"2026-09-01T10:00:\(second)Z\""])
      let condition = #"{"\#(operatorText)":{"aws:CurrentTime":"2026-09-01T10:00:30Z"}}"#
      let deny = #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":\#(condition)}"#
      let report = try await world.report(try world.change("scp:Lock@*", deny))
      #expect(report.classes == [changeClass: 1], "\(second)")
      let shown = report.causes.flatMap { $0.comparisons }.flatMap { $0.actual }.map { $0.name }
      #expect(shown.allSatisfy { $0 == "2026-09-01" })
    }
  }

  static let agents = ["[aws-cli/2.15]", "[S3Console/0.4]", "[aws-cli/2.15]"]

  private static func deny(_ action: String, _ condition: String) -> String {
    #"{"Effect":"Deny","Action":"\#(action)","Resource":"*","Condition":\#(condition)}"#
  }

  @Test(arguments: [[0, 1, 2], [1, 0, 2], [2, 0, 1]])
  func `user agents are told apart as evaluation reads them`(order: [Int]) async throws {
    var world = try DiffWorld()
    for index in order { world.add("s3", "ListBuckets", more: ["userAgent": "\"\(Self.agents[index])\""]) }
    let change = try world.change(
      "scp:Lock@*", Self.deny("s3:*", #"{"StringLike":{"aws:UserAgent":"S3Console*"}}"#))
    let report = try await world.report(change)
    #expect(report.classes == [.revoked: 1, .unchanged: 2])
    #expect(report.causes.first?.comparisons.first?.actual.map { $0.name } == ["S3Console/0.4"])
  }

  @Test func `an empty region is not one of the known ones`() async throws {
    var world = try DiffWorld()
    world.add("ec2", "DescribeInstances")
    world.add("ec2", "DescribeInstances", more: ["awsRegion": #""""#])
    let change = try world.change(
      "scp:Lock@*", Self.deny("*", #"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .maybeRevoked: 1])
  }

  @Test func `each event shows its own value`() async throws {
    var world = try DiffWorld()
    for region in ["us-east-1", "ap-south-1", "sa-east-1", "eu-west-1", "ap-south-1"] {
      world.add("ec2", "DescribeInstances", more: ["awsRegion": "\"\(region)\""])
    }
    let change = try world.change(
      "scp:Lock@*", Self.deny("*", #"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#))
    let report = try await world.report(change)
    #expect(report.classes == [.revoked: 4, .unchanged: 1])
    #expect(
      report.causes.first?.comparisons.first?.actual == [
        NamedCount(name: "ap-south-1", count: 2), NamedCount(name: "sa-east-1", count: 1),
        NamedCount(name: "us-east-1", count: 1),
      ])
  }

  @Test func `of several changes each shows what met its own conditions`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", more: ["userAgent": #""[S3Console/0.4]""#, "awsRegion": #""us-east-1""#])
    let byAgent = try world.change(
      "scp:Agent@*", Self.deny("s3:*", #"{"StringLike":{"aws:UserAgent":"S3Console*"}}"#))
    let byRegion = try world.change(
      "scp:Region@*", Self.deny("*", #"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#))
    let causes = try await world.report(byAgent, byRegion).causes
    #expect(causes.count == 2)
    for cause in causes {
      let key = cause.reason.policy == "Agent" ? "aws:UserAgent" : "aws:RequestedRegion"
      #expect(cause.comparisons.map { $0.key } == [key])
    }
  }

  @Test func `a wider pattern takes away at least what a narrower one does where a name is known in part`()
    async throws
  {
    for (pattern, expected) in [
      ("secret:prod/db-*", ChangeClass.revoked), ("secret:prod/*", .revoked), ("secret:*", .revoked),
      ("secret:prod/db-??????", .revoked), ("secret:prod/db-a?????", .maybeRevoked),
      ("secret:stage/*", .unchanged),
    ] {
      var world = try DiffWorld()
      world.add("secretsmanager", "GetSecretValue", more: ["requestParameters": #"{"secretId":"prod/db"}"#])
      let change = try world.change(
        "scp:Lock@*",
        #"{"Effect":"Deny","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:\#(pattern)"}"#)
      #expect(try await world.report(change).classes == [expected: 1], "\(pattern)")
    }
  }

  @Test func `compared times are shown by their day`() async throws {
    var world = try DiffWorld()
    for time in ["2026-09-01T10:00:00Z", "2026-09-01T11:00:00Z", "2026-09-02T10:00:00Z"] {
      world.add("ec2", "DescribeInstances", more: ["eventTime": "\"\(time)\""])
    }
    let change = try world.change(
      "scp:Lock@*", Self.deny("*", #"{"DateGreaterThan":{"aws:CurrentTime":"2026-08-01T00:00:00Z"}}"#))
    #expect(
      try await world.report(change).causes.first?.comparisons.first?.actual == [
        NamedCount(name: "2026-09-01", count: 2), NamedCount(name: "2026-09-02", count: 1),
      ])
  }

  @Test func `texts in other normal forms are other texts`() {
    let composed = ExactText("caf\u{E9}")
    let decomposed = ExactText("cafe\u{301}")
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(NamedCount.ranked([(composed, 1), (decomposed, 1)]).map { Array($0.name.utf8).count } == [6, 5])
    #expect(ContextValue.value("caf\u{E9}").exact != ContextValue.value("cafe\u{301}").exact)
  }

  @Test func `texts that differ in their Unicode form alone are kept apart`() async throws {
    var world = try DiffWorld()
    for key in ["caf\u{e9}", "cafe\u{301}"] { world.addObject(key) }
    let change = try world.change(
      "scp:Lock@*", #"{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/caf\#u{e9}"}"#)
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
    var texts: Set<[UInt8]> = []
    try AuditDatabase(path: world.folder.path + "/a.db", access: .read).scan(.resource) { _, columns in
      texts.insert(Array((columns[0] ?? "").utf8))
    }
    #expect(texts.count == 2)
  }

  @Test(arguments: [["s3", "lambda"], ["lambda", "s3"]])
  func `a service through which keys are used is told apart`(services: [String]) async throws {
    var world = try DiffWorld()
    for service in services {
      world.add(
        "kms", "Decrypt",
        identity: DiffWorld.user.dropLast() + #","invokedBy":"\#(service).amazonaws.com"}"#,
        more: [
          "resources": #"[{"accountId":"111111111111","ARN":"arn:aws:kms:us-east-1:111111111111:key/1"}]"#
        ])
    }
    let change = try world.change(
      "scp:Lock@*",
      Self.deny("kms:*", #"{"StringEquals":{"kms:ViaService":"lambda.us-east-1.amazonaws.com"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test(arguments: [["s1", "i-0123456789abcdef0"], ["i-0123456789abcdef0", "s1"]])
  func `a session with the name of an instance is told apart`(names: [String]) async throws {
    var world = try DiffWorld()
    for name in names {
      world.add(
        "ec2", "DescribeVpcs",
        identity: DiffWorld.session(key: "ASIA\(name.count)").replacing("/s1\"", with: "/\(name)\"")
          .replacing(":s1\"", with: ":\(name)\""))
    }
    let change = try world.change(
      "scp:Lock@*", Self.deny("ec2:*", #"{"Null":{"ec2:SourceInstanceARN":"true"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .maybeRevoked: 1])
  }

  @Test(arguments: [["direct", "account"], ["account", "direct"]])
  func `roles are told apart by who may assume them`(roles: [String]) async throws {
    var world = try DiffWorld()
    func role(_ name: String, trusting principal: String) -> String {
      let trust =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"#
        + #""Action":"sts:AssumeRole"}]}"#
      return
        #"{"RoleName":"\#(name)","Arn":"arn:aws:iam::111111111111:role/\#(name)","AssumeRolePolicyDocument":\#(trust)}"#
    }
    let direct = role("direct", trusting: "arn:aws:iam::111111111111:user/alice")
    let account = role("account", trusting: "111111111111")
    let user =
      #"{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","UserPolicyList":[{"PolicyName":"p","#
      + #""PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll))}]}"#
    try world.organization()
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(user)],"RoleDetailList":[\#(direct),\#(account)]}"#)
    for role in roles {
      world.add(
        "sts", "AssumeRole",
        parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/\#(role)","roleSessionName":"s"}"#)
    }
    let change = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/p",
      #"{"Effect":"Allow","NotAction":"sts:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
  }

  @Test(arguments: [[true, false], [false, true]])
  func `a hidden service is no direct call`(hidden: [Bool]) async throws {
    var world = try DiffWorld()
    for isHidden in hidden {
      let service = isHidden ? "HIDDEN_DUE_TO_SECURITY_REASONS" : nil
      world.add("ec2", "DescribeInstances", identity: DiffWorld.session(invokedBy: service))
    }
    let change = try world.change(
      "scp:Lock@*", Self.deny("*", #"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#))
    #expect(try await world.report(change).classes == [.revoked: 1, .maybeRevoked: 1])
  }
}
