import IAMPolicy
import Replay
import TestSupport
import Testing

struct SnapshotShapeTests {
  /// A file of the snapshot, its text, and the place and message of the first fault.
  struct Fault: Sendable, CustomTestStringConvertible {
    var file: String
    var text: String
    var place: String
    var message: String
    var testDescription: String { "\(file): \(text)" }
  }

  static let details = "accounts/111122223333/authorization-details.json"
  static let resources = "accounts/111122223333/resource-policies/a.json"
  static let endpoints = "accounts/111122223333/vpc-endpoints/a.json"

  static let faults = [
    Fault(file: "organization.json", text: "[]", place: "1:1", message: "the organization must be an object"),
    Fault(
      file: "organization.json", text: "{", place: "1:2", message: "expected a member name in double quotes"),
    Fault(file: "organization.json", text: "{\"id\": 7}", place: "1:8", message: "`id` must be a string"),
    Fault(
      file: "organization.json", text: "{\"id\": \"o\",\n \"id\": \"o\"}", place: "2:2",
      message: "the key `id` stands twice"),
    Fault(
      file: "organization.json", text: "{\"managementAccount\": 111122223333}", place: "1:23",
      message: "`managementAccount` must be a string"),
    Fault(
      file: "organization.json", text: "{\"managementAccount\": \"1\"}", place: "1:23",
      message: "`1` is not an account id of 12 digits"),
    Fault(
      file: "organization.json", text: "{\"root\": \"r-1\"}", place: "1:10",
      message: "a node must be an object"),
    Fault(
      file: "organization.json", text: "{\"root\": {\"scps\": []}}", place: "1:10", message: "`id` is missing"
    ),
    Fault(
      file: "organization.json", text: "{\"root\": {\"id\": \"r\", \"scps\": \"S\"}}", place: "1:30",
      message: "`scps` must be an array"),
    Fault(
      file: "organization.json", text: "{\"root\": {\"id\": \"r\", \"accounts\": [\"12\"]}}", place: "1:35",
      message: "`12` is not an account id of 12 digits"),
    Fault(
      file: "organization.json", text: "{\"root\": {\"id\": \"r\", \"children\": {}}}", place: "1:34",
      message: "`children` must be an array"),
    Fault(
      file: "organization.json", text: "{\"root\": {\"id\": \"r\", \"children\": [{\"id\": \"r\"}]}}",
      place: "1:42", message: "`r` stands twice in the tree"),
    Fault(
      file: "organization.json", text: "{\"root\": {\"id\": \"r\"}, \"accounts\": []}", place: "1:35",
      message: "`accounts` must be an object"),
    Fault(
      file: "organization.json", text: "{\"root\": {\"id\": \"r\"}, \"accounts\": {\"111122223333\": null}}",
      place: "1:52", message: "an account must be an object"),
    Fault(
      file: "organization.json", text: "{\"accounts\": {\"111122223333\": {}}}", place: "1:1",
      message: "`accounts` says nothing without `root`, the tree they stand in"),
    Fault(
      file: "organization.json", text: "{\"complete\": {\"resourcePolicies\": \"s3\"}}", place: "1:35",
      message: "`resourcePolicies` must be an array"),
    Fault(file: details, text: "[]", place: "1:1", message: "the authorization details must be an object"),
    Fault(
      file: details, text: "{\"Users\": []}", place: "1:1",
      message: "none of UserDetailList, GroupDetailList, RoleDetailList, Policies is here"),
    Fault(
      file: details, text: "{\"UserDetailList\": {}}", place: "1:20",
      message: "`UserDetailList` must be an array"),
    Fault(
      file: details, text: "{\"RoleDetailList\": [1]}", place: "1:21",
      message: "`RoleDetailList`: an element must be an object"),
    Fault(
      file: details, text: "{\"RoleDetailList\": [{\"RoleName\": \"a\"}]}", place: "1:21",
      message: "`Arn` is missing"),
    Fault(
      file: details,
      text: "{\"RoleDetailList\": [{\"RoleName\": \"a\", \"Arn\": \"arn:aws:iam::999988887777:role/a\"}]}",
      place: "1:46",
      message: "`arn:aws:iam::999988887777:role/a` is not the ARN of a role of account 111122223333"),
    Fault(
      file: details,
      text:
        "{\"RoleDetailList\": [{\"RoleName\": \"a\", \"Arn\": \"arn:aws:iam::111122223333:role/a\", \"PermissionsBoundary\": \"x\"}]}",
      place: "1:105", message: "`PermissionsBoundary` must be an object"),
    Fault(
      file: details,
      text:
        "{\"Policies\": [{\"Arn\": \"arn:aws:iam::111122223333:policy/p\", \"PolicyVersionList\": [{\"IsDefaultVersion\": 1}]}]}",
      place: "1:104", message: "`IsDefaultVersion` must be true or false"),
    Fault(
      file: "organization.json", text: "{\"complete\": {\"accounts\": {\"12\": [\"s3\"]}}}", place: "1:28",
      message: "`12` is not an account id of 12 digits"),
    Fault(
      file: "organization.json", text: "{\"complete\": {\"accounts\": {\"111122223333\": \"s3\"}}}",
      place: "1:44",
      message: "`111122223333` must be an array"),
    Fault(
      file: resources,
      text: "[{\"resource\": \"arn:aws:kms:us-east-1:111122223333:key/k\", \"policy\": null}]",
      place: "1:69",
      message:
        "`arn:aws:kms:us-east-1:111122223333:key/k` always has a policy; leave it out if it is not known"),
    Fault(
      file: resources,
      text:
        "[{\"resource\": \"arn:aws:s3:::b\", \"policy\": null}, {\"resource\": \"arn:aws:s3:::b\", \"policy\": null}]",
      place: "1:50", message: "the policy of `arn:aws:s3:::b` is given twice"),
    Fault(file: resources, text: "7", place: "1:1", message: "an entry must be an object"),
    Fault(
      file: resources, text: "{\"resource\": [\"arn:aws:s3:::b\"], \"policy\": {}}", place: "1:14",
      message: "`resource` must be a string"),
    Fault(
      file: resources, text: "[{\"resource\": \"arn:aws:s3:::b\"}]", place: "1:2",
      message: "`arn:aws:s3:::b` has no `policy`"),
    Fault(
      file: resources, text: "{\"resource\": \"b\", \"policy\": {}}", place: "1:14",
      message: "`b` is not the ARN of a resource"),
    Fault(
      file: endpoints, text: "{\"vpcEndpoint\": null, \"policy\": {}}", place: "1:17",
      message: "`vpcEndpoint` must be a string"),
    Fault(
      file: endpoints, text: "{\"vpcEndpoint\": \"vpce-notanid\", \"policy\": {}}", place: "1:17",
      message: "`vpce-notanid` is no id of a VPC endpoint, such as vpce-0a1b2c3d4e5f60718"),
    Fault(file: endpoints, text: "{\"policy\": {}}", place: "1:1", message: "`vpcEndpoint` is missing"),
  ]

  @Test(arguments: faults)
  func `a file of the wrong form is refused with its place`(fault: Fault) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(fault.file, fault.text)
    let error = #expect(throws: SnapshotError.self) { try SnapshotReader.read(folder: folder.path) }
    #expect(error?.description == "\(file):\(fault.place): \(fault.message)")
    let inspected = try SnapshotReader.inspect(folder: folder.path)
    #expect(inspected.findings.contains { "\($0.finding.position)" == fault.place && $0.file == file })
  }

  @Test func `a folder that cannot be a snapshot says why`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.json", "{}")
    let error = #expect(throws: SnapshotError.self) { try SnapshotReader.read(folder: file) }
    #expect(error?.message.hasPrefix("a file, not the folder of a snapshot; for a single document") == true)
  }

  @Test func `what nothing reads is named`() throws {
    let folder = try TemporaryDirectory()
    for name in [
      "scps/A.json", "scps/B.txt", "scp/C.json", "accounts/team/x", "accounts/111122223333/trust.json",
    ] {
      _ = try folder.write(
        name, #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"a:b","Resource":"*"}}"#)
    }
    let findings = try SnapshotReader.inspect(folder: folder.path).findings
    let unread = findings.filter { $0.finding.code == "W-SNAPSHOT" }.map {
      $0.file.dropFirst(folder.path.count + 1)
    }
    #expect(Set(unread) == ["scps/B.txt", "scp", "accounts/team", "accounts/111122223333/trust.json"])
  }

  @Test func `an inventory names attached policies without text and accounts outside the tree`() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write(
      "organization.json",
      #"{"root": {"id": "r-1", "scps": ["FullAWSAccess", "Gone"], "rcps": [], "accounts": ["111122223333"]},"#
        + #" "accounts": {"111122223333": {"scps": [], "rcps": []}}}"#)
    _ = try folder.write(
      "accounts/444455556666/authorization-details.json", #"{"UserDetailList": []}"#)
    let missing = SnapshotInventory(of: try SnapshotReader.read(folder: folder.path)).missing
    #expect(
      missing == [
        "which account is the management account", "the text of the SCP Gone",
        "which SCPs and RCPs apply to account 444455556666, which is not in the tree",
        "the identities of account 111122223333",
      ])
  }
}
