import AuditStore
import TestSupport
import Testing

@testable import Replay

/// The permissions of which a report says that nobody used them.
struct UnusedAllowTests {
  private static let account = "111111111111"
  private static let ec2 = #"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#

  private static func role(_ path: String, _ name: String) -> String {
    #"{"RoleName":"\#(name)","Arn":"arn:aws:iam::111111111111:role\#(path)\#(name)","AssumeRolePolicyDocument":"#
      + DiffWorld.document(
        #"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#) + "}"
  }

  private static func allow(_ sid: String, _ action: String, on resource: String) -> String {
    #"{"Sid":"\#(sid)","Effect":"Allow","Principal":"*","Action":"\#(action)","Resource":"\#(resource)"}"#
  }

  /// Policies of roles, a bucket and a key, and a bucket of an account without events.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    let roles = [
      Self.role("/", "app"), Self.role("/", "idle"), Self.role("/", "seen"),
      Self.role("/aws-service-role/macie.amazonaws.com/", "AWSServiceRoleForMacie"),
    ]
    try world.policies(
      "accounts/\(Self.account)/authorization-details.json",
      #"{"UserDetailList":[],"RoleDetailList":[\#(roles.joined(separator: ","))]}"#)
    func policy(_ resource: String, of account: String, _ statements: String...) throws {
      let text = DiffWorld.document(statements.joined(separator: ","))
      let name = "\(resource.split(separator: ":").last ?? "").json".replacing("/", with: "-")
      try world.policies(
        "accounts/\(account)/resource-policies/\(name)",
        #"{"resource":"\#(resource)","policy":\#(text)}"#)
    }
    try policy(
      "arn:aws:s3:::b", of: Self.account, Self.allow("Read", "s3:GetObject", on: "arn:aws:s3:::b/*"),
      Self.allow("PublicBackup", "s3:*", on: "arn:aws:s3:::b/backup/*"))
    try policy(
      "arn:aws:kms:us-east-1:\(Self.account):key/1", of: Self.account,
      Self.allow("Use", "kms:Decrypt", on: "*"), Self.allow("Delete", "kms:ScheduleKeyDeletion", on: "*"))
    try policy(
      "arn:aws:s3:::silent", of: "222222222222", Self.allow("Any", "s3:*", on: "arn:aws:s3:::silent/*"))
    world.addObject("a")
    world.add(
      "sts", "AssumeRole", identity: Self.ec2,
      parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app","roleSessionName":"s"}"#)
    // Which key the alias names is not known.
    world.add("kms", "Decrypt", parameters: #"{"keyId":"alias/payroll"}"#)
    return world
  }

  private func report(_ world: DiffWorld) async throws -> ComplianceReport {
    var reporter = ComplianceReporter(window: TimeWindow())
    reporter.snapshot = try world.snapshot()
    return try reporter.report(on: try AuditDatabase(path: try await world.ingest(), access: .read))
  }

  private func unused(_ report: ComplianceReport) throws -> [String] {
    let table = try #require(report.table("unused-resource-allows"))
    return table.rows.map { "\(table.text("policy", $0)) \(table.text("statement", $0))" }
  }

  private func summary(_ report: ComplianceReport) -> String {
    report.sections.first { $0.id == "unused-allows" }?.summary.joined(separator: " ") ?? ""
  }

  @Test func `statements of resource and trust policies that no event met are listed`() async throws {
    let report = try await report(try world())
    #expect(
      try unused(report) == [
        "arn:aws:iam::111111111111:role/idle #1", "arn:aws:iam::111111111111:role/seen #1",
        "arn:aws:kms:us-east-1:111111111111:key/1 Delete", "arn:aws:s3:::b PublicBackup",
      ])
    let table = try #require(report.table("unused-resource-allows"))
    #expect(table.rows.allSatisfy { table.text("account", $0) == Self.account })
    #expect(!summary(report).contains("that made calls in the period"))
  }

  @Test func `nothing is said of a role that made calls and whose assumption the log does not hold`()
    async throws
  {
    var world = try world()
    for role in ["seen", "app"] {
      world.add(
        "iam", "ListUsers",
        identity: DiffWorld.session(role: role, issuer: "arn:aws:iam::111111111111:role/\(role)"))
    }
    let report = try await report(world)
    #expect(try !unused(report).contains { $0.contains("role/seen") })
    #expect(try unused(report).contains("arn:aws:iam::111111111111:role/idle #1"))
    #expect(
      summary(report).contains(
        "Left out are the trust policies of 1 role that made calls in the period though no event met its trust policy"
      ))
  }

  @Test func `an account whose folder has resource policies alone is named when it has no event`()
    async throws
  {
    let report = try await report(try world())
    #expect(report.table("silent-accounts")?.rows == [[.text("222222222222")]])
    #expect(summary(report).contains("Left out are the policies of 1 account without any event"))
  }

  @Test func `resource policies that cannot be read are named`() async throws {
    var world = try world()
    try world.policies(
      "accounts/\(Self.account)/resource-policies/q.json",
      #"{"resource":"arn:aws:sqs:us-east-1:111111111111:q","policy":{"Statement":[{"Effect":"Block"}]}}"#)
    #expect(
      summary(try await report(world)).contains(
        "1 policy could not be read and counts as unknown, so that nothing of it is listed: arn:aws:sqs:us-east-1:"
      ))
  }
}
