import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// Calls that name an IAM entity without its path.
struct EntityNameTests {
  static let protectsRole =
    #"{"Effect":"Deny","Action":"iam:*","Resource":["arn:aws:iam::*:role/Protected","#
    + #""arn:aws:iam::*:user/Protected","arn:aws:iam::*:group/Protected"]}"#

  private func classes(
    _ calls: [(String, String)], _ deny: String = protectsRole, details: String? = nil
  ) async throws -> [ChangeClass: Int] {
    var world = try DiffWorld()
    for (name, parameters) in calls { world.add("iam", name, parameters: parameters) }
    if let details { try world.policies("accounts/111111111111/authorization-details.json", details) }
    return try await world.report(try world.change("scp:X@*", deny)).classes
  }

  static let others = [
    ("GetRole", #"{"roleName":"other"}"#), ("DeleteRole", #"{"roleName":"other"}"#),
    ("AttachRolePolicy", #"{"roleName":"other","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#),
    ("PutRolePolicy", #"{"roleName":"other","policyName":"p","policyDocument":"{}"}"#),
    ("DeleteUser", #"{"userName":"zoe"}"#), ("AddUserToGroup", #"{"userName":"zoe","groupName":"g"}"#),
  ]

  @Test(arguments: [nil, details(role: "other")])
  func `a Deny on an entity leaves those of other names alone`(details: String?) async throws {
    #expect(try await classes(Self.others, details: details) == [.unchanged: Self.others.count])
  }

  private static func details(role: String, path: String = "") -> String {
    #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","#
      + #""UserPolicyList":[{"PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","#
      + #""Statement":[\#(DiffWorld.allowAll)]}}]}],"RoleDetailList":[{"RoleName":"\#(role)","#
      + #""Arn":"arn:aws:iam::111111111111:role/\#(path)\#(role)"}]}"#
  }

  @Test(arguments: [
    (nil, ChangeClass.maybeRevoked), (details(role: "Protected"), .revoked),
    (details(role: "Protected", path: "team/"), .unchanged), (details(role: "other"), .maybeRevoked),
  ])
  func `an account's details tell the path of an entity`(details: String?, expected: ChangeClass) async throws
  {
    let calls = [("DeleteRole", #"{"roleName":"Protected"}"#)]
    #expect(try await classes(calls, details: details) == [expected: 1])
  }

  @Test func `two of one name leave the path open`() {
    var account = AccountIdentities()
    for path in ["", "team/"] {
      let arn = "arn:aws:iam::111111111111:role/\(path)app"
      account.roles[arn] = Identity(arn: arn)
    }
    var snapshot = PolicySnapshot()
    snapshot.accounts["111111111111"] = account
    let start = "arn:aws:iam::111111111111:role/"
    #expect(EntityARNs(snapshot).resource(start, "app") == .unknownPath(start, name: "app"))
  }

  @Test func `a name in other capitals may be the entity's`() {
    var account = AccountIdentities()
    let (start, arn) = ("arn:aws:iam::111111111111:role/", "arn:aws:iam::111111111111:role/team/App")
    account.roles[arn] = Identity(arn: arn)
    var snapshot = PolicySnapshot()
    snapshot.accounts["111111111111"] = account
    let entities = EntityARNs(snapshot)
    #expect(entities.resource(start, "App") == .arn(arn))
    #expect(entities.resource(start, "app") == .prefix(start))
    #expect(entities.resource(start, "other") == .unknownPath(start, name: "other"))
  }

  @Test func `a filter may mean an entity of any path`() {
    func mayMean(_ pattern: String) -> Bool {
      var filter = RequestFilter()
      filter.resources = [pattern]
      let request = DerivedRequest(
        action: "iam:GetRole", resource: "arn:aws:iam::111111111111:role/app", state: .assumed,
        certainty: .certain, resourceAccount: nil, context: [])
      return filter.mayAccept([request])
    }
    #expect(mayMean("arn:aws:iam::111111111111:role/team/app"))
    #expect(mayMean("arn:aws:iam::111111111111:role/app"))
    #expect(!mayMean("arn:aws:iam::111111111111:role/team/other"))
    #expect(!mayMean("arn:aws:iam::111111111111:role/xapp"))
  }

  @Test func `a Deny on one secret leaves those of other names alone`() async throws {
    var world = try DiffWorld()
    for name in ["prod/db", "prod/dbx", "test"] {
      world.add("secretsmanager", "GetSecretValue", parameters: #"{"secretId":"\#(name)"}"#)
    }
    let change = try world.change(
      "scp:X@*",
      #"{"Effect":"Deny","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:secret:prod/db-??????"}"#
    )
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 2])
  }
}
