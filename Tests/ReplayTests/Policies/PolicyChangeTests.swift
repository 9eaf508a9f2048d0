import IAMPolicy
import JSON
import Replay
import TestSupport
import Testing

struct PolicyChangeTests {
  static let allowAll =
    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#

  @Test(arguments: [
    ("scp:Lock@ou-ab12-cdef", PolicyChange.Target.scp(name: "Lock", node: "ou-ab12-cdef")),
    ("scp:Lock@*", .scp(name: "Lock", node: "*")),
    ("boundary:arn:aws:iam::111122223333:role/app", .boundary(arn: "arn:aws:iam::111122223333:role/app")),
    (
      "identity:arn:aws:iam::111122223333:role/team/app/Inline",
      .identity(arn: "arn:aws:iam::111122223333:role/team/app", name: "Inline")
    ),
    ("managed:arn:aws:iam::111122223333:policy/P", .managed(arn: "arn:aws:iam::111122223333:policy/P")),
    ("vpce:vpce-0a1", .vpcEndpoint(id: "vpce-0a1")),
  ])
  func `a target is read from its argument`(text: String, expected: PolicyChange.Target) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("policy.json", Self.policy(for: expected))
    let change = try PolicyChange(argument: "\(text)=\(file)")
    #expect(change.target == expected)
    #expect(!change.isRemoval)
  }

  @Test(arguments: ["p=1.json", "p.json", "a=b=c.json"])
  func `a file's name may hold the sign before it, and so may a policy's`(name: String) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(name, Self.allowAll)
    let target = "identity:arn:aws:iam::111122223333:role/app/a=b"
    let change = try PolicyChange(argument: "\(target)=\(file)")
    #expect(change.target == .identity(arn: "arn:aws:iam::111122223333:role/app", name: "a=b"))
    #expect(change.targetText == target)
    #expect(change.file == file)
  }

  /// A snapshot with a role that has a path, and two units of one name.
  private static func snapshot() throws -> PolicySnapshot {
    let folder = try TemporaryDirectory()
    _ = try folder.write(
      "accounts/111122223333/authorization-details.json",
      #"{"RoleDetailList":[{"RoleName":"nightly-etl","Arn":"arn:aws:iam::111122223333:role/etl/nightly-etl"}]}"#
    )
    _ = try folder.write(
      "organization.json",
      #"{"id":"o-1","root":{"id":"r-1","scps":[],"accounts":[],"children":["#
        + #"{"id":"ou-1","name":"Workloads","scps":[],"accounts":["111122223333"],"children":["#
        + #"{"id":"ou-2","name":"Prod","scps":[],"accounts":[],"children":[]}]},"#
        + #"{"id":"ou-3","name":"Prod","scps":[],"accounts":[],"children":[]}]},"#
        + #""accounts":{"111122223333":{"name":"data","scps":[]}}}"#)
    return try SnapshotReader.read(folder: folder.path)
  }

  @Test(arguments: [
    (
      "identity:arn:aws:iam::111122223333:role/etl/nightly-etl",
      "`arn:aws:iam::111122223333:role/etl/nightly-etl` is an identity and no policy of one; the form is "
        + "identity:ARN/NAME"
    ),
    (
      "boundary:arn:aws:iam::111122223333:role/nightly-etl",
      "did you mean `arn:aws:iam::111122223333:role/etl/nightly-etl`?"
    ),
    (
      "identity:arn:aws:iam::111122223333:role/nightly-etl/Inline",
      "did you mean `arn:aws:iam::111122223333:role/etl/nightly-etl`?"
    ),
    ("scp:Lock@Workloads", "no root, OU or account `Workloads` in organization.json; of that name is `ou-1`"),
    ("rcp:Lock@Prod", "of that name are `ou-2` and `ou-3`"),
    ("scp:Lock@data", "of that name is `111122223333`"),
    ("scp:Lock@ou-4", "did you mean `ou-1`?"),
  ])
  func `a target that is nearly one is told what it lacks`(target: String, end: String) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      "policy.json",
      target.hasPrefix("rcp:")
        ? #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#
        : Self.allowAll)
    let change = try PolicyChange(argument: "\(target)=\(file)")
    let error = #expect(throws: SnapshotError.self) { try Self.snapshot().applying([change]) }
    #expect(error?.message.hasSuffix(end) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("identity:arn:aws:iam::111122223333:role/app", "is not the ARN of a user, group or role"),
    ("identity:arn:aws:iam::111122223333:policy/app/P", "is not the ARN of a user, group or role"),
    ("boundary:arn:aws:iam::111122223333:role", "is not the ARN of a user or role"),
    ("boundary:arn:aws:iam::111122223333:role/", "is not the ARN of a user or role"),
    ("boundary:arn:aws:iam::111122223333:group/g", "is not the ARN of a user or role"),
  ])
  func `nobody without a name has a policy, and no group a boundary`(text: String, message: String) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("policy.json", Self.allowAll)
    let change = try PolicyChange(argument: "\(text)=\(file)")
    let error = #expect(throws: SnapshotError.self) { try PolicySnapshot().applying([change]) }
    #expect(error?.message.contains(message) == true)
  }

  @Test func `a hyphen instead of a file removes`() throws {
    let change = try PolicyChange(argument: "scp:Lock@r-ab12=-")
    #expect(change.isRemoval)
  }

  @Test(arguments: [
    ("scp:Lock", "must have the form TARGET=FILE"),
    ("scp:Lock=x.json", "must say where it is attached"),
    ("policy:x=x.json", "unknown change target"),
    ("identity:arn:aws:iam::111122223333:role/app/=x.json", "must name an inline policy"),
    ("vpce:vpce-=x.json", "`vpce-` is no id of a VPC endpoint"),
    ("vpce:vpce-notanid=x.json", "`vpce-notanid` is no id of a VPC endpoint"),
    ("vpce:vpce-0A1=x.json", "`vpce-0A1` is no id of a VPC endpoint"),
  ])
  func `a wrong argument says what is wrong`(text: String, message: String) {
    let error = #expect(throws: ChangeArgumentError.self) { try PolicyChange(argument: text) }
    #expect(error?.message.contains(message) == true)
  }

  @Test func `a policy with a typo is refused with its place`() throws {
    let folder = try TemporaryDirectory()
    let text = """
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "deny", "Action": "s3:*", "Resource": "*"
        }]
      }
      """
    let file = try folder.write("scp.json", text)
    let error = #expect(throws: SnapshotError.self) { try PolicyChange(argument: "scp:S@*=\(file)") }
    #expect(error?.position?.line == 4)
    #expect(error?.description.hasPrefix(file) == true)
  }

  @Test(arguments: ["iam.PutRolePolicy", "iam:Put:RolePolicy"])
  func `a change that names an action as AWS takes none is refused`(action: String) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("scp.json", Self.deny(action))
    let error = #expect(throws: SnapshotError.self) { try PolicyChange(argument: "scp:S@*=\(file)") }
    #expect(error?.message == "`\(action)` is not of the form `service:Name` and matches no action")
  }

  @Test(arguments: [
    ("arn:aws:s3:::orders", true), ("arn:aws:s3:::orders/*", true), ("arn:aws:s3:::orders*", true),
    ("arn:aws:s3:::ord*", true), ("*", true), ("arn:aws:s3:::orders/${aws:username}/*", true),
    ("arn:aws:s3:::order", false), ("arn:aws:s3:::orderss/*", false), ("arn:aws:s3:::other/*", false),
    ("arn:aws:s3:::order/*", false),
  ])
  func `a bucket policy that names another bucket is refused, as S3 does`(resource: String, isTaken: Bool)
    throws
  {
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      "policy.json",
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","#
        + #""Resource":["arn:aws:s3:::orders","\#(resource)"]}}"#)
    let argument = "resource:arn:aws:s3:::orders=\(file)"
    if isTaken {
      _ = try PolicyChange(argument: argument)
    } else {
      let error = #expect(throws: SnapshotError.self) { try PolicyChange(argument: argument) }
      #expect(error?.position?.line == 1)
      #expect(error?.message.contains("`\(resource)` is neither the bucket `orders` nor in it") == true)
    }
  }

  @Test func `what may be mistyped in a change is said once, with its place`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("scp.json", Self.deny("iam:PutRolPolicy"))
    let spaced = try folder.write("spaced.json", Self.deny("iam:PutRolePolicy "))
    let changes = try ["scp:S@r-1=\(file)", "scp:S@r-2=\(file)", "scp:T@*=\(spaced)", "scp:U@*=-"].map {
      try PolicyChange(argument: $0)
    }
    let lines = ChangeWarnings.lines(of: changes)
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("\(file):1:63: warning: the action `iam:PutRolPolicy` is not in") == true)
    #expect(
      lines.last
        == "\(spaced):1:63: warning: `iam:PutRolePolicy ` is not of the form `service:Name` and matches "
        + "no action [W-ACTION]")
  }

  @Test func `of many warnings the first are shown`() throws {
    let folder = try TemporaryDirectory()
    let actions = (1...25).map { "\"s3:Nothing\($0)\"" }.joined(separator: ",")
    let file = try folder.write(
      "scp.json", Self.allowAll.replacing("\"*\"", with: "[\(actions)]", maxReplacements: 1))
    let lines = ChangeWarnings.lines(of: [try PolicyChange(argument: "scp:S@*=\(file)")])
    #expect(lines.count == 21)
    #expect(lines.last?.hasPrefix("5 more warnings") == true)
  }

  private static func deny(_ action: String) -> String {
    #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"\#(action)","Resource":"*"}}"#
  }

  @Test func `a missing file is named`() {
    let error = #expect(throws: SnapshotError.self) { try PolicyChange(argument: "scp:S@*=nowhere.json") }
    #expect(error?.description == "nowhere.json: no such file or directory")
  }

  private static func policy(for target: PolicyChange.Target) -> String {
    guard case .vpcEndpoint = target else { return allowAll }
    return #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#
  }
}
