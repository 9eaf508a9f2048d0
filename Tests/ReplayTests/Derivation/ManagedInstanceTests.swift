import AuditStore
import Testing

/// Calls to Systems Manager on instances of EC2 and on other machines that it manages.
struct ManagedInstanceTests {
  private func requests(_ name: String, _ parameters: String) -> [String] {
    EventText(source: "ssm.amazonaws.com", name: name, parameters: parameters).requests()
  }

  private static let instance = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1 exact"
  private static let managed = "arn:aws:ssm:eu-west-1:111122223333:managed-instance/mi-1 exact"

  @Test(arguments: ["StartSession", "GetConnectionStatus"])
  func `the shape of a target says what it is`(name: String) {
    #expect(requests(name, #"{"target":"i-1"}"#) == ["ssm:\(name) \(Self.instance)"])
    #expect(requests(name, #"{"target":"mi-1"}"#) == ["ssm:\(name) \(Self.managed)"])
    #expect(requests(name, #"{"target":"ecs:c_t_r"}"#) == ["ssm:\(name)  unknown"])
  }

  @Test func `a session without a document may be checked on the one that holds then`() {
    func documents(_ parameters: String) -> [String] {
      EventText(source: "ssm.amazonaws.com", name: "StartSession", parameters: parameters).derived().requests
        .filter { $0.resource.contains("document") }.map { "\($0.certainty) \($0.resource) \($0.state)" }
    }
    let head = "arn:aws:ssm:eu-west-1:111122223333:document/"
    #expect(documents(#"{"target":"i-1"}"#) == ["possible \(head)SSM-SessionManagerRunShell exact"])
    #expect(documents(#"{"target":"i-1","documentName":"mine"}"#) == ["certain \(head)mine exact"])
    #expect(documents(#"{"target":"i-1","documentName":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#) == [])
  }

  @Test func `each instance of a command is of its own type`() {
    let found = requests("SendCommand", #"{"documentName":"D","instanceIds":["i-1","mi-1"]}"#)
    #expect(found.contains("ssm:SendCommand \(Self.instance)"))
    #expect(found.contains("ssm:SendCommand \(Self.managed)"))
    #expect(found.contains { $0.contains(":document/D") })
    #expect(found.count == 3)
  }

  @Test func `a type alone takes no id of another shape`() {
    let found = requests("UpdateManagedInstanceRole", #"{"instanceId":"i-1","iamRole":"r"}"#)
    #expect(!found.contains { $0.contains("managed-instance/i-1") })
    #expect(found.contains("ssm:UpdateManagedInstanceRole  unknown"))
  }

  @Test(arguments: ["InstanceIds", "instanceids"])
  func `targets may name instances by their ids`(key: String) {
    let found = requests(
      "SendCommand", #"{"documentName":"D","targets":[{"key":"\#(key)","values":["i-1","mi-1"]}]}"#)
    #expect(found.contains("ssm:SendCommand \(Self.instance)"))
    #expect(found.contains("ssm:SendCommand \(Self.managed)"))
    #expect(found.count == 3)
    let association = requests(
      "CreateAssociation", #"{"name":"D","targets":[{"values":["i-1"],"key":"\#(key)"}]}"#)
    #expect(association.contains("ssm:CreateAssociation \(Self.instance)"))
  }

  @Test func `those that a command finds by tags, or that are all there are, stay open`() {
    for target in [#"{"key":"tag:Name","values":["i-1"]}"#, #"{"key":"InstanceIds","values":["*"]}"#] {
      let found = requests("SendCommand", #"{"documentName":"D","targets":[\#(target)]}"#)
      #expect(found.contains("ssm:SendCommand  unknown"), "\(found)")
      #expect(!found.contains { $0.contains("instance/") })
    }
  }

  @Test func `an association with all instances names none`() {
    func association(_ target: String) -> [String] {
      requests("CreateAssociation", #"{"name":"D","targets":[\#(target)]}"#)
    }
    #expect(
      association(#"{"key":"InstanceIds","values":["*"]}"#)
        == association(#"{"key":"tag:Name","values":["a"]}"#))
  }
}
