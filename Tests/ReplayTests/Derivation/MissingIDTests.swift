import AuditStore
import Testing

/// Ids that EC2 did not find.
struct MissingIDTests {
  private static let arn = "arn:aws:ec2:eu-west-1:111122223333:"

  private func run(_ code: String) -> [String] {
    EventText(
      source: "ec2.amazonaws.com", name: "RunInstances",
      parameters:
        #"{"instancesSet":{"items":[{"imageId":"ami-1"}]},"subnetId":"subnet-1","groupSet":{"items":[{"groupId":"sg-1"}]}}"#,
      errorCode: code, errorMessage: "no"
    ).requests()
  }

  @Test func `the code says of which type the id is that was not found`() {
    let subnet = run("Client.InvalidSubnetID.NotFound")
    #expect(subnet.contains("ec2:RunInstances \(Self.arn)subnet/* wild"))
    #expect(subnet.contains("ec2:RunInstances arn:aws:ec2:eu-west-1::image/ami-1 exact"))
    #expect(subnet.contains("ec2:RunInstances \(Self.arn)security-group/sg-1 exact"))
    let group = run("InvalidGroup.NotFound")
    #expect(group.contains("ec2:RunInstances \(Self.arn)security-group/* wild"))
    #expect(group.contains("ec2:RunInstances \(Self.arn)subnet/subnet-1 exact"))
    #expect(run("InvalidAMIID.NotFound").contains("ec2:RunInstances arn:aws:ec2:eu-west-1::image/* wild"))
    #expect(!run("InvalidSubnetID.Malformed").contains { $0.contains("subnet/*") })
  }

  private func stop(_ message: String) -> [String] {
    EventText(
      source: "ec2.amazonaws.com", name: "StopInstances",
      parameters: #"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-12"}]}}"#,
      errorCode: "Client.InvalidInstanceID.NotFound", errorMessage: message
    ).requests()
  }

  @Test func `the message says which id was not found`() {
    let (one, two) = ("\(Self.arn)instance/i-1 exact", "\(Self.arn)instance/i-12 exact")
    let missing = "ec2:StopInstances \(Self.arn)instance/* wild"
    #expect(stop("The instance ID 'i-12' does not exist") == ["ec2:StopInstances \(one)", missing])
    #expect(stop("The instance ID 'i-1' does not exist") == [missing, "ec2:StopInstances \(two)"])
    #expect(stop("The instance IDs 'i-1, i-12' do not exist") == [missing, missing])
    #expect(stop("no") == [missing, missing])
  }
}
