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
}
