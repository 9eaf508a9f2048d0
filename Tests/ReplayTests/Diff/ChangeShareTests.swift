import TestSupport
import Testing

@testable import Replay

/// Which of several changes causes which change of an event.
struct ChangeShareTests {
  private static let s3 = #"{"Sid":"S3","Effect":"Allow","Action":"s3:*","Resource":"*"}"#
  private static let denyS3 = #"{"Sid":"S3","Effect":"Deny","Action":"s3:*","Resource":"*"}"#
  private static let denyData = #"{"Sid":"D","Effect":"Deny","Action":["s3:*","sqs:*"],"Resource":"*"}"#

  /// Alice may do nothing and is denied; the SCP at the root leaves S3 out.
  private func denied() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", error: "AccessDenied")
    try world.policies(
      "scps/NoS3.json", DiffWorld.document(#"{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}"#))
    try world.organization(scps: #"["NoS3"]"#)
    try world.account(alice: #"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#)
    return world
  }

  @Test func `two files that only grant together are named together`() async throws {
    let world = try denied()
    let identity = "identity:arn:aws:iam::111111111111:user/alice/q"
    let report = try await world.report(
      try world.change("scp:NoS3@*", DiffWorld.allowAll), try world.change(identity, Self.s3))
    #expect(report.classes == [.granted: 1])
    #expect(report.shares.map { [$0.alone, $0.together, $0.either] } == [[0, 1, 0], [0, 1, 0]])
    #expect(report.causes.allSatisfy { $0.together.map { $0.name } == ["scp:NoS3@* with \(identity)"] })
    let text = DiffTextRenderer(width: 200).render(report)
    #expect(text.contains("together  1 event  scp:NoS3@* with \(identity)"))
    #expect(text.contains(": 1 event only together with others"))
  }

  @Test func `a file that does nothing of it has no share`() async throws {
    let world = try denied()
    let report = try await world.report(
      try world.change("scp:NoS3@*", DiffWorld.allowAll),
      try world.change("identity:arn:aws:iam::111111111111:user/alice/q", Self.s3),
      try world.change("identity:arn:aws:iam::111111111111:user/alice/r", DiffWorld.allowAll))
    #expect(report.classes == [.granted: 1])
    #expect(
      report.shares.map { [$0.alone, $0.together, $0.either] } == [[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    #expect(report.causes.first?.together.first?.name.split(separator: " ").count == 5)
  }

  @Test func `each of two files that deny by themselves is one of several`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("sqs", "ListQueues")
    try world.organization()
    try world.account(alice: DiffWorld.allowAll)
    let report = try await world.report(
      try world.change("scp:A@r-1", Self.denyS3), try world.change("scp:B@r-1", Self.denyData))
    #expect(report.classes == [.revoked: 2])
    #expect(report.shares.map { [$0.alone, $0.together, $0.either] } == [[0, 0, 1], [1, 0, 1]])
    #expect(report.causes.allSatisfy { $0.together.isEmpty })
  }

  @Test func `an allow that two files take away is lost only together`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.organization()
    try world.account(
      app: nil,
      more: #","GroupDetailList":[]"#)
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","UserPolicyList":["#
        + #"{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(Self.s3))},"#
        + #"{"PolicyName":"q","PolicyDocument":\#(DiffWorld.document(Self.s3))}]}],"RoleDetailList":[]}"#)
    let user = "identity:arn:aws:iam::111111111111:user/alice"
    let report = try await world.report("\(user)/p=-", "\(user)/q=-")
    #expect(report.classes == [.revoked: 1])
    #expect(report.shares.map { [$0.alone, $0.together, $0.either] } == [[0, 1, 0], [0, 1, 0]])
    #expect(report.causes.first?.together.map { $0.name } == ["\(user)/p with \(user)/q"])
  }

  @Test func `callers of the same policies each have the change that is theirs`() async throws {
    var world = try DiffWorld()
    for name in ["alice", "bob"] {
      world.add("s3", "ListBuckets", identity: DiffWorld.user.replacing("alice", with: name))
    }
    try world.organization()
    try world.users("alice", "bob")
    let file = try world.folder.write("deny.json", DiffWorld.document(Self.denyS3))
    let user = "identity:arn:aws:iam::111111111111:user"
    let report = try await world.report("\(user)/alice/q=\(file)", "\(user)/bob/q=\(file)")
    #expect(report.classes == [.revoked: 2])
    #expect(report.shares.map { [$0.alone, $0.together, $0.either] } == [[1, 0, 0], [1, 0, 0]])
  }

  @Test func `a single change has no shares`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let report = try await world.report(try world.change("scp:A@*", Self.denyS3))
    #expect(report.classes == [.revoked: 1])
    #expect(report.shares == [])
  }

  @Test func `a change of the reason alone is listed with its statement`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", error: "AccessDenied")
    try world.organization()
    try world.account(alice: #"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#)
    let report = try await world.report(try world.change("scp:A@r-1", Self.denyS3))
    #expect(report.classes == [.reasonChanged: 1])
    #expect(report.causes.map { $0.reason.effect } == ["explicit deny"])
    #expect(DiffTextRenderer().render(report).contains("Reason changed\n1. "))
  }

  @Test(arguments: [
    "Access Denied",
    DiffWorld.denial(
      of: "s3:ListAllMyBuckets", "with an explicit deny in a service control policy"),
  ])
  func `a reason that was perhaps the same before has perhaps changed`(message: String) async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", error: "AccessDenied", message: message)
    let report = try await world.report(try world.change("scp:A@*", Self.denyS3))
    #expect(report.classes == [.reasonChanged: 1])
    #expect(report.causes.map { $0.reason.effect } == ["possible explicit deny"])
  }
}
