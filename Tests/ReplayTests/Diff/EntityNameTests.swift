import AuditStore
import IAMPolicy
import TestSupport
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

  @Test(arguments: [
    (nil, "role/*app"), (details(role: "app"), "role/app"),
    (details(role: "app", path: "team/"), "role/team/app"),
    (details(role: "other"), "role/*app"),
  ])
  func `a cause names an entity by the path that is known, else with a wildcard for it`(
    details: String?, name: String
  ) async throws {
    var world = try DiffWorld()
    world.add("iam", "DeleteRole", parameters: #"{"roleName":"app"}"#)
    world.add(
      "iam", "CreateRole", parameters: #"{"roleName":"app","path":"/team/","assumeRolePolicyDocument":"{}"}"#)
    if let details { try world.policies("accounts/111111111111/authorization-details.json", details) }
    let report = try await world.report(
      try world.change("scp:X@*", #"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#))
    let names = report.causes.flatMap { $0.resources.map(\.name) }
    let arns = ["arn:aws:iam::111111111111:\(name)", "arn:aws:iam::111111111111:role/team/app"]
    #expect(Set(names) == Set(arns))
    // One role is one name, whether the log tells its path or the snapshot does.
    #expect(names.count == Set(arns).count)
  }

  @Test func `an accepted change means an entity by what the log has for it as well`() async throws {
    var world = try DiffWorld()
    world.add("iam", "DeleteRole", parameters: #"{"roleName":"app"}"#)
    try world.policies(
      "accounts/111111111111/authorization-details.json", Self.details(role: "app", path: "team/"))
    let change = try PolicyChange(
      argument: try world.change("scp:X@*", #"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#))
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    for (resource, events) in [("*:role/app", 1), ("*:role/team/app", 1), ("*:role/other", 0)] {
      let file = try world.folder.write(
        "accepted.json",
        #"{"accepted":[{"class":"revoked","resource":"\#(resource)","reason":"r","expires":"2099-01-01"}]}"#)
      var view = DiffView()
      view.accepted = try AcceptedChanges(file: file, now: 0)
      let report = try Differ(baseline: try world.snapshot(), changes: [change])
        .report(on: database, window: TimeWindow(), view: view)
      #expect(report.count(of: .revoked).accepted == events, "\(resource)")
    }
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
