import Glibc
import IAMPolicy
import Replay
import TestSupport
import Testing

struct SnapshotReaderTests {
  static let organization = """
    {"id": "o-1", "managementAccount": "111111111111",
     "root": {"id": "r-1", "scps": ["FullAWSAccess"], "accounts": ["111111111111"],
              "children": [{"id": "ou-1", "name": "Work", "scps": ["Lock"], "accounts": ["222222222222"]}]},
     "accounts": {"222222222222": {"name": "app", "scps": ["FullAWSAccess"]}},
     "complete": {"resourcePolicies": ["s3"]}}
    """
  static let lock = """
    {"Version": "2012-10-17",
     "Statement": {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}}
    """

  static func folder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    _ = try folder.write("organization.json", organization)
    _ = try folder.write("scps/Lock.json", lock)
    return folder
  }

  @Test func `an account has the levels of its path, root first`() throws {
    let folder = try Self.folder()
    let snapshot = try SnapshotReader.read(folder: folder.path)
    let path = snapshot.organization?.path(to: "222222222222")
    #expect(path?.map { $0.id } == ["r-1", "ou-1", "222222222222"])
    #expect(path?.map { $0.scps ?? [] } == [["FullAWSAccess"], ["Lock"], ["FullAWSAccess"]])
  }

  @Test func `a pipe among the policies is refused and not waited for`() throws {
    let folder = try Self.folder()
    let pipe = folder.path + "/scps/Pipe.json"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(throws: SnapshotError(file: pipe, message: "is not a regular file")) {
      try SnapshotReader.read(folder: folder.path)
    }
  }

  @Test func `findings and faults come in the order of the files, of however many accounts`() throws {
    let folder = try Self.folder()
    var expected: [String] = []
    for number in 0..<20 {
      let base = "accounts/\(100_000_000_000 + number)/"
      let roles = (0..<(number % 3 == 0 ? 200 : 1)).map { role in
        #"{"Arn": "arn:aws:iam::\#(100_000_000_000 + number):role/r\#(role)", "RoleName": "r\#(role)", "#
          + #""RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {}}]}"#
      }
      _ = try folder.write(
        base + "authorization-details.json", #"{"RoleDetailList": [\#(roles.joined(separator: ", "))]}"#)
      for name in ["resource-policies/a.txt", "vpc-endpoints/a.txt"] { _ = try folder.write(base + name, "") }
      expected += ["authorization-details.json", "resource-policies/a.txt", "vpc-endpoints/a.txt"].map {
        folder.path + "/" + base + $0
      }
    }
    let findings = try SnapshotReader.read(folder: folder.path).findings
    #expect(findings == (try SnapshotReader.inspect(folder: folder.path).findings))
    var files: [String] = []
    for file in findings.map({ $0.file }) where files.last != file { files.append(file) }
    #expect(files == expected)
    for (name, text) in [
      ("accounts/100000000012/authorization-details.json", "["),
      ("accounts/100000000009/resource-policies/b.json", "[{}]"),
      ("accounts/100000000009/authorization-details.json", #"{"RoleDetailList": [{}]}"#),
    ] {
      _ = try folder.write(name, text)
      let fault = #expect(throws: SnapshotError.self) { try SnapshotReader.read(folder: folder.path) }
      #expect(fault?.file == folder.path + "/" + name)
    }
  }

  @Test func `an account outside the tree has no path`() throws {
    let folder = try Self.folder()
    let snapshot = try SnapshotReader.read(folder: folder.path)
    #expect(snapshot.organization?.path(to: "333333333333") == nil)
  }

  @Test func `a folder without policies is refused`() throws {
    let folder = try TemporaryDirectory()
    #expect(throws: SnapshotError.self) { try SnapshotReader.read(folder: folder.path) }
  }

  @Test func `an invalid policy becomes a finding, not an empty policy`() throws {
    let folder = try Self.folder()
    _ = try folder.write(
      "scps/Lock.json", #"{"Statement": {"Effect": "Block", "Action": "*", "Resource": "*"}}"#)
    let snapshot = try SnapshotReader.read(folder: folder.path)
    #expect(snapshot.findings.contains { $0.finding.severity == .error && $0.policy == "Lock" })
    #expect(snapshot.scps["Lock"]?.content == .unknown("policy:unreadable:scp:Lock"))
  }

  @Test func `a change of an SCP at an unknown node is refused`() throws {
    let folder = try Self.folder()
    let file = try folder.write("new.json", Self.lock)
    let snapshot = try SnapshotReader.read(folder: folder.path)
    let change = try PolicyChange(argument: "scp:Lock@ou-none=\(file)")
    #expect(throws: SnapshotError.self) { try snapshot.applying([change]) }
  }

  @Test func `removing an SCP everywhere detaches it`() throws {
    let folder = try Self.folder()
    let snapshot = try SnapshotReader.read(folder: folder.path)
    let changed = try snapshot.applying([try PolicyChange(argument: "scp:Lock@*=-")])
    #expect(changed.organization?.path(to: "222222222222")?[1].scps == [])
  }

  @Test func `without an organization an SCP on a unit cannot be placed`() throws {
    let folder = try Self.folder()
    let file = try folder.write("new.json", Self.lock)
    let change = try PolicyChange(argument: "scp:New@ou-1=\(file)")
    #expect(throws: SnapshotError.self) { try PolicySnapshot().applying([change]) }
  }
}
