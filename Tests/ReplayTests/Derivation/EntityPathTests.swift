import AuditStore
import JSON
import Replay
import Testing

/// The path of an IAM entity, which its name does not tell.
struct EntityPathTests {
  private func requests(_ name: String, _ parameters: String) -> [String] {
    EventText(source: "iam.amazonaws.com", name: name, parameters: parameters).requests()
  }

  static let made: [(name: String, parameter: String, type: String)] = [
    ("CreateUser", "userName", "user"), ("CreateRole", "roleName", "role"),
    ("CreateGroup", "groupName", "group"), ("CreatePolicy", "policyName", "policy"),
    ("CreateInstanceProfile", "instanceProfileName", "instance-profile"),
    ("UploadServerCertificate", "serverCertificateName", "server-certificate"),
    ("CreateVirtualMFADevice", "virtualMFADeviceName", "mfa"),
  ]

  @Test(arguments: made)
  func `a call that makes an entity without a path puts it in the root path`(
    call: (name: String, parameter: String, type: String)
  ) {
    let arn = "iam:\(call.name) arn:aws:iam::111122223333:\(call.type)/"
    #expect(requests(call.name, #"{"\#(call.parameter)":"x"}"#) == ["\(arn)x exact"])
    #expect(requests(call.name, #"{"\#(call.parameter)":"x","path":"/p/"}"#) == ["\(arn)p/x exact"])
  }

  @Test(arguments: [
    "CreateAccessKey", "CreateLoginProfile", "CreateServiceSpecificCredential", "UploadSSHPublicKey",
    "UploadSigningCertificate", "PutUserPolicy",
  ])
  func `a call that makes something of an entity leaves the entity's path open`(name: String) {
    #expect(
      requests(name, #"{"userName":"bob"}"#) == ["iam:\(name) arn:aws:iam::111122223333:user/bob assumed"])
  }

  static let renamed: [(name: String, parameter: String, type: String)] = [
    ("UpdateUser", "UserName", "user"), ("UpdateGroup", "GroupName", "group"),
    ("UpdateServerCertificate", "ServerCertificateName", "server-certificate"),
  ]

  @Test(arguments: renamed)
  func `an entity that gets a new name or path is checked on both`(
    call: (name: String, parameter: String, type: String)
  ) {
    let arn = "iam:\(call.name) arn:aws:iam::111122223333:\(call.type)/"
    let old = "\(call.parameter.prefix(1).lowercased())\(call.parameter.dropFirst())"
    func requests(_ more: String) -> [String] { self.requests(call.name, #"{"\#(old)":"x"\#(more)}"#) }
    #expect(requests("") == ["\(arn)x assumed"])
    #expect(requests(#","new\#(call.parameter)":"y""#) == ["\(arn)x assumed", "\(arn)y assumed"])
    #expect(requests(#","newPath":"/p/""#) == ["\(arn)x assumed", "\(arn)p/x exact"])
    #expect(
      requests(#","new\#(call.parameter)":"y","newPath":"/p/""#) == ["\(arn)x assumed", "\(arn)p/y exact"])
  }

  @Test func `the caller's own user has another path behind a change of it`() {
    let arn = "iam:UpdateUser arn:aws:iam::111122223333:user/"
    #expect(
      requests("UpdateUser", #"{"userName":"ann","newPath":"/p/"}"#) == [
        "\(arn)ops/ann exact", "\(arn)p/ann exact",
      ])
  }

  private func role(_ path: String) -> String {
    #"{"type":"Role","principalId":"AROAX","arn":"arn:aws:iam::111122223333:role/\#(path)","accountId":"111122223333"}"#
  }

  @Test func `a role that calls without a session is named with its path`() throws {
    let facts = try IdentityFacts(json: JSONReader.parse(Array(role("x/y").utf8)))
    #expect(facts.principal == "arn:aws:iam::111122223333:role/x/y")
    let own = EventText(
      source: "iam.amazonaws.com", name: "GetRole", identity: role("x/y"), parameters: #"{"roleName":"y"}"#)
    #expect(own.requests() == ["iam:GetRole arn:aws:iam::111122223333:role/x/y exact"])
    let linked = EventText(identity: role("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"))
    #expect(linked.derived().eventClass == .serviceLinkedRole)
  }
}
