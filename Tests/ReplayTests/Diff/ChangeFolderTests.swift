import IAMPolicy
import Replay
import TestSupport
import Testing

/// A folder shaped like the snapshot, laid over it.
struct ChangeFolderTests {
  private static let details = "accounts/111111111111/authorization-details.json"

  /// An account with `role/app` and `user/alice`, both of which may do everything, and a session of the role.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("ec2", "DescribeVpcs", identity: DiffWorld.session())
    try world.account(alice: DiffWorld.allowAll, app: DiffWorld.allowAll)
    try world.organization()
    try world.policies("scps/Lock.json", DiffWorld.document(DiffWorld.denyAll))
    return world
  }

  private func changes(_ world: DiffWorld) throws -> [String] {
    let folder = world.folder.path + "/proposed"
    return try ChangeFolder(folder, of: try world.snapshot()).changes.map { change in
      String(change.argument.split(separator: folder + "/", omittingEmptySubsequences: false).joined())
    }
  }

  @Test func `an unchanged copy of the snapshot changes nothing`() throws {
    let world = try world()
    for name in ["organization.json", "scps/Lock.json", Self.details] {
      let text = String(
        decoding: try FileContent.of(world.folder.path + "/policies/" + name), as: UTF8.self)
      // Every place in the text is another one.
      _ = try world.folder.write("proposed/" + name, "\n\n" + text)
    }
    #expect(try changes(world) == [])
  }

  @Test func `an inline policy that differs is replaced and decides`() async throws {
    let world = try world()
    _ = try world.folder.write(
      "proposed/" + Self.details,
      #"{"RoleDetailList":[{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","RolePolicyList":"#
        + #"[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(DiffWorld.denyAll))}]}]}"#)
    #expect(try changes(world) == ["identity:arn:aws:iam::111111111111:role/app/p=\(Self.details)"])
    let report = try await world.report(folder: "proposed")
    #expect(report.classes == [.revoked: 1])
    #expect(report.causes.first?.reason.file == world.folder.path + "/proposed/" + Self.details)
  }

  @Test func `what may be mistyped in a changed policy is said, and nothing of one that stays`() throws {
    var world = try world()
    let old = #"{"Effect":"Deny","Action":"s3:Old ","Resource":"*"}"#
    try world.account(alice: old, app: old)
    let new = #"{"Effect":"Deny","Action":["s3:New ","s3:PutObjekt"],"Resource":"*"}"#
    let inline = [("User", "alice", old), ("Role", "app", new)].map { kind, name, statement in
      #""\#(kind)DetailList":[{"\#(kind)Name":"\#(name)","Arn":"arn:aws:iam::111111111111:\#(kind.lowercased())/"#
        + #"\#(name)","\#(kind)PolicyList":[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(statement))}]}]"#
    }
    let file = try world.folder.write("proposed/" + Self.details, "{\(inline.joined(separator: ","))}")
    let changes = try ChangeFolder(world.folder.path + "/proposed", of: try world.snapshot()).changes
    let lines = ChangeWarnings.lines(of: changes)
    #expect(lines.map { $0.hasPrefix(file) } == [true, true])
    #expect(lines.first?.contains("`s3:New `") == true && lines.last?.contains("`s3:PutObjekt`") == true)
  }

  @Test func `an edited copy of a snapshot says what it lacks, a folder of a few policies does not`()
    async throws
  {
    var world = try world()
    let scps = ["Lock", "Old", "Net"]
    for name in scps { try world.policies("scps/\(name).json", DiffWorld.document(DiffWorld.denyAll)) }
    try world.organization(scps: #"["FullAWSAccess","Lock","Old","Net"]"#)
    func leftOut(_ names: [String]) throws -> [String] {
      let folder = "proposed-\(names.count)"
      for name in names {
        _ = try world.folder.write(
          "\(folder)/scps/\(name).json", DiffWorld.document(DiffWorld.denyAll))
      }
      return try ChangeFolder(world.folder.path + "/" + folder, of: try world.snapshot()).leftOut
    }
    #expect(try leftOut(["Net"]) == [])
    #expect(try leftOut(scps) == [])
    #expect(
      try leftOut(["Lock", "Net"])
        == ["\(world.folder.path)/proposed-2 lacks 1 of the 3 SCPs, which stays as it is: Old"])
  }

  @Test func `an edited copy that lacks a whole kind names it, one of a few kinds does not`() throws {
    var world = try world()
    let rcp = #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#
    try world.policies("rcps/Perimeter.json", DiffWorld.document(rcp))
    func leftOut(_ folder: String, _ names: [String]) throws -> [String] {
      for name in names {
        let text = try FileContent.of(world.folder.path + "/policies/" + name)
        _ = try world.folder.write("\(folder)/\(name)", text)
      }
      return try ChangeFolder(world.folder.path + "/" + folder, of: try world.snapshot()).leftOut
    }
    #expect(try leftOut("whole", [Self.details, "scps/Lock.json", "rcps/Perimeter.json"]) == [])
    #expect(
      try leftOut("most", [Self.details, "rcps/Perimeter.json"])
        == ["\(world.folder.path)/most lacks all SCPs of the snapshot, which stay as they are: Lock"])
    #expect(try leftOut("few", ["scps/Lock.json", "rcps/Perimeter.json"]) == [])
  }

  @Test func `an SCP is attached where the folder's tree has it and the snapshot's has not`() async throws {
    let world = try world()
    _ = try world.folder.write(
      "proposed/organization.json", #"{"root": {"id": "r-1", "scps": ["FullAWSAccess", "Lock"]}}"#)
    #expect(try changes(world).map { $0.hasPrefix("scp:Lock@r-1=") } == [true])
    #expect(try await world.report(folder: "proposed").classes == [.revoked: 1])
  }

  @Test func `a managed policy that is attached anew grants or denies with its text`() async throws {
    let world = try world()
    let deny = DiffWorld.document(DiffWorld.denyAll)
    _ = try world.folder.write(
      "proposed/" + Self.details,
      #"{"RoleDetailList":[{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","RolePolicyList":"#
        + #"[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll))}],"#
        + #""AttachedManagedPolicies":[{"PolicyName":"D","PolicyArn":"arn:aws:iam::111111111111:policy/D"}]}],"#
        + #""Policies":[{"Arn":"arn:aws:iam::111111111111:policy/D","PolicyVersionList":"#
        + #"[{"IsDefaultVersion":true,"Document":\#(deny)}]}]}"#)
    #expect(try await world.report(folder: "proposed").classes == [.revoked: 1])
  }

  @Test func `resource policies are replaced, added and removed with null`() throws {
    var world = try world()
    try world.policies(
      "accounts/111111111111/resource-policies/sns.json",
      #"{"resource": "arn:aws:sns:us-east-1:111111111111:old", "policy": \#(DiffWorld.document(DiffWorld.openTopic))}"#
    )
    let topic = DiffWorld.document(DiffWorld.openTopic)
    _ = try world.folder.write(
      "proposed/accounts/111111111111/resource-policies/a.json",
      #"[{"resource": "arn:aws:sns:us-east-1:111111111111:old", "policy": null},"#
        + #" {"resource": "arn:aws:sns:us-east-1:111111111111:new", "policy": \#(topic)}]"#)
    #expect(
      try changes(world) == [
        "resource:arn:aws:sns:us-east-1:111111111111:new=accounts/111111111111/resource-policies/a.json",
        "resource:arn:aws:sns:us-east-1:111111111111:old=-",
      ])
  }

  @Test(arguments: [
    ("scps/Lock.txt", "x", "not read: the name does not end in .json"),
    ("policies/x.json", "{}", "not read; known are organization.json, scps, rcps, accounts"),
    (
      "scps/Other.json",
      #"{"Version": "2012-10-17", "Statement": {"Effect": "deny", "Action": "*", "Resource": "*"}}"#,
      "unknown effect `deny`; did you mean `Deny`?"
    ),
    (
      "scps/New.json", DiffWorld.document(DiffWorld.denyAll),
      "New is attached nowhere: attach it in the folder's organization.json, or use --change 'scp:New@NODE=FILE'"
    ),
    (
      "organization.json", #"{"root": {"id": "r-2", "scps": []}}"#,
      "no root, OU or account `r-2` in the snapshot's organization"
    ),
    (
      "organization.json", #"{"root": {"id": "r-1", "accounts": ["222222222222"]}}"#,
      "`222222222222` is not directly under `r-1` in the snapshot: nothing can be moved"
    ),
    (
      "organization.json", #"{"root": {"id": "r-1", "scps": []}}"#,
      "FullAWSAccess is not in the list of `r-1`: a folder removes nothing; keep it there and use --change 'scp:FullAWSAccess@r-1=-'"
    ),
    (
      "organization.json", #"{"root": {"id": "r-1", "scps": ["FullAWSAccess", "New"]}}"#,
      "the text of New, attached at `r-1`, is not known"
    ),
    (
      details,
      #"{"RoleDetailList":[{"RoleName":"ap","Arn":"arn:aws:iam::111111111111:role/ap","RolePolicyList":[]}]}"#,
      "no user, group or role `arn:aws:iam::111111111111:role/ap` in the snapshot; did you mean `arn:aws:iam::111111111111:role/app`?"
    ),
    (
      details,
      #"{"RoleDetailList":[{"RoleName":"app","Arn":"arn:aws:iam::111111111111:role/app","RolePolicyList":[]}]}"#,
      "`arn:aws:iam::111111111111:role/app` stands there without its inline policy p: a folder removes nothing; keep it there and use --change 'identity:arn:aws:iam::111111111111:role/app/p=-'"
    ),
  ])
  func `what has no place in the snapshot is an error`(file: String, text: String, message: String) throws {
    let world = try world()
    _ = try world.folder.write("proposed/scps/Lock.json", DiffWorld.document(DiffWorld.denyAll))
    #expect(try changes(world) == [])
    _ = try world.folder.write("proposed/" + file, text)
    let error = #expect(throws: SnapshotError.self) { try changes(world) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    (#""GroupList":["g"]"#, "groups"), (#""GroupList":[]"#, "groups"), ("", nil),
    (#""GroupList":["g","h"],"Tags":[{"Key":"team","Value":"a"}]"#, nil),
    (#""Tags":[{"Key":"team","Value":"b"}]"#, "tags"), (#""Tags":[]"#, "tags"),
  ])
  func `groups and tags of an identity are left out or as they are`(lists: String, refused: String?) throws {
    var world = try DiffWorld()
    let user = #""UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice""#
    try world.policies(
      Self.details,
      #"{"UserDetailList":[{\#(user),"GroupList":["g","h"],"Tags":[{"Key":"team","Value":"a"}]}]}"#)
    let details = #"{"UserDetailList":[{\#(user)\#(lists.isEmpty ? "" : ","+lists)}]}"#
    _ = try world.folder.write("proposed/" + Self.details, details)
    let message = refused.map {
      "`arn:aws:iam::111111111111:user/alice` has other \($0) than in the snapshot: only policies can be changed"
    }
    do throws(any Error) {
      #expect(try changes(world) == [])
      #expect(message == nil)
    } catch {
      #expect((error as? SnapshotError)?.message == message)
    }
  }

  @Test func `without a snapshot an SCP is tried on every account`() async throws {
    var world = try DiffWorld()
    world.add("ec2", "DescribeVpcs", identity: DiffWorld.session())
    _ = try world.folder.write("proposed/scps/New.json", DiffWorld.document(DiffWorld.denyAll))
    #expect(try await world.report(folder: "proposed").classes == [.revoked: 1])
  }
}

/// Filters of a diff.
struct DiffFilterTests {
  private func report(_ set: (inout RequestFilter) -> Void) async throws -> DiffReport {
    var world = try DiffWorld()
    world.add("ec2", "DescribeVpcs")
    world.add("ec2", "DescribeSubnets", identity: DiffWorld.session())
    world.addObject("k")
    world.add("signin", "ConsoleLogin", more: ["eventType": #""AwsConsoleSignIn""#])
    var filter = RequestFilter()
    set(&filter)
    return try await world.report(
      try world.change("scp:Lock@*", DiffWorld.denyAll), filter: filter)
  }

  @Test func `events that a filter leaves out are counted as such`() async throws {
    let report = try await report { $0.principals = ["*:role/app"] }
    #expect(report.events.replayed == 1)
    #expect(report.events.outsideWindow == 3)
    #expect(report.events.ingested == report.events.replayed + report.events.outsideWindow)
  }

  @Test func `patterns of one kind are alternatives, kinds add up`() async throws {
    let report = try await report {
      $0.actions = ["EC2:Describe*", "s3:PutObject"]
      $0.principals = ["*:user/alice"]
    }
    #expect(report.classes == [.revoked: 1])
  }

  @Test func `a resource is looked for by its ARN`() async throws {
    let report = try await report { $0.resources = ["arn:aws:s3:::b/*"] }
    #expect(report.causes.flatMap { $0.resources }.map { $0.name } == ["arn:aws:s3:::b/k"])
  }

  @Test func `an account that is not in the log leaves nothing`() async throws {
    #expect(try await report { $0.accounts = ["222222222222"] }.events.replayed == 0)
  }

  @Test func `what a filter leaves out is no gap in the log`() async throws {
    let report = try await report { $0.resources = ["arn:aws:s3:::b/*"] }
    #expect(!report.blindSpots.contains { $0.kind == "accountWithoutLogs" || $0.kind == "gap" })
  }
}
