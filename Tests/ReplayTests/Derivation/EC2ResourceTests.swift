import AuditStore
import Testing

/// Resources of EC2, which calls name by ids that tell their type but not their owner.
struct EC2ResourceTests {
  private static let own = "arn:aws:ec2:eu-west-1:111122223333:"
  private static let open = "arn:aws:ec2:eu-west-1:*:"

  private func requests(_ name: String, _ parameters: String, resources: String? = nil) -> [String] {
    EventText(source: "ec2.amazonaws.com", name: name, parameters: parameters, resources: resources)
      .requests()
  }

  private func tagged(_ ids: String...) -> [String] {
    let items = ids.map { #"{"resourceId":"\#($0)"}"# }.joined(separator: ",")
    let found = requests("CreateTags", #"{"resourcesSet":{"items":[\#(items)]},"tagSet":{"items":[]}}"#)
    return found.map { String($0.dropFirst("ec2:CreateTags ".count)) }
  }

  static let known = [
    ("hr-0123456789abcdef0", "host-reservation"),
    ("lgw-vif-0123456789abcdef0", "local-gateway-virtual-interface"),
    ("tgw-connect-peer-0123456789abcdef0", "transit-gateway-connect-peer"),
    ("crf-0123456789abcdef0", "capacity-reservation-fleet"), ("sir-8x5b8dfq", "spot-instances-request"),
    ("fleet-73fbd2ce-aa30-494c-8788-1cee40123456", "fleet"),
    ("nis-0123456789abcdef0", "network-insights-access-scope"),
    ("vol-0123456789abcdef0", "volume"),
  ]

  @Test(arguments: known)
  func `an id tells its type`(id: String, type: String) {
    #expect(tagged(id) == ["\(Self.own)\(type)/\(id) exact"])
  }

  @Test func `an id of a longer prefix is not of the type of a shorter one`() {
    #expect(
      tagged("ipam-res-disco-0123456789abcdef0")
        == ["arn:aws:ec2::*:ipam-resource-discovery/ipam-res-disco-0123456789abcdef0 partial"])
    #expect(
      tagged("tgw-mcast-domain-0123456789abcdef0")
        == ["\(Self.open)transit-gateway-multicast-domain/tgw-mcast-domain-0123456789abcdef0 partial"])
    #expect(tagged("tgw-other-0123456789abcdef0") == [" unknown"])
  }

  @Test func `an id that is of no known type is one of any type`() {
    #expect(tagged("zzz-0123456789abcdef0") == [" unknown"])
    #expect(
      tagged("i-1", "zzz-1", "vol-1") == [
        "\(Self.own)instance/i-1 exact", "\(Self.own)volume/vol-1 exact", " unknown",
      ])
  }

  @Test func `of more ids than are kept the others may be of any type`() {
    func tagged(_ ids: [String]) -> [DerivedRequest] {
      let items = ids.map { #"{"resourceId":"\#($0)"}"# }.joined(separator: ",")
      return EventText(
        source: "ec2.amazonaws.com", name: "CreateTags",
        parameters: #"{"resourcesSet":{"items":[\#(items)]},"tagSet":{"items":[]}}"#
      ).derived().requests
    }
    for last in ["i-51", "vol-1", "zzz-1"] {
      let found = tagged((1...51).map { "i-\($0)" } + [last])
      #expect(found.count == 51)
      #expect(found.last?.state == .unknown)
    }
    #expect(tagged((1...51).map { "zzz-\($0)" }).allSatisfy { $0.state == .unknown })
  }

  @Test func `an id does not tell the name in an ARN`() {
    #expect(tagged("key-0123456789abcdef0") == ["\(Self.own)key-pair/* partial"])
    #expect(tagged("pg-0123456789abcdef0") == ["\(Self.own)placement-group/* partial"])
  }

  @Test func `a key pair and a placement group have the names that they are given`() {
    #expect(
      requests("CreateKeyPair", #"{"keyName":"vpc-ops"}"#) == [
        "ec2:CreateKeyPair \(Self.own)key-pair/vpc-ops exact"
      ])
    for name in ["CreatePlacementGroup", "DeletePlacementGroup"] {
      #expect(
        requests(name, #"{"groupName":"pgx","strategy":"cluster"}"#)
          == ["ec2:\(name) \(Self.own)placement-group/pgx exact"])
    }
  }

  @Test func `a name may look like an id`() {
    for name in ["CreateKeyPair", "DeleteKeyPair"] {
      #expect(
        requests(name, #"{"keyName":"key-prod"}"#) == ["ec2:\(name) \(Self.own)key-pair/key-prod exact"])
    }
    #expect(
      requests("DeletePlacementGroup", #"{"groupName":"pg-prod"}"#)
        == ["ec2:DeletePlacementGroup \(Self.own)placement-group/pg-prod exact"])
  }

  @Test func `what is made to be shared may be another account's`() {
    let parameters =
      #"{"CreateTransitGatewayVpcAttachmentRequest":{"TransitGatewayId":"tgw-1","VpcId":"vpc-1"}}"#
    let event = EventText(
      source: "ec2.amazonaws.com", name: "CreateTransitGatewayVpcAttachment", parameters: parameters)
    let found = event.requests()
    #expect(found.contains("ec2:CreateTransitGatewayVpcAttachment \(Self.own)vpc/vpc-1 exact"))
    #expect(found.contains("ec2:CreateTransitGatewayVpcAttachment \(Self.open)transit-gateway/tgw-1 partial"))
    let gateway = event.derived().requests.first { $0.resource.hasSuffix("tgw-1") }
    #expect(gateway != nil && gateway?.resourceAccount == nil)
  }

  @Test func `what only an owner can do was done to one's own`() {
    let name = "ModifyTransitGateway"
    let parameters = #"{"ModifyTransitGatewayRequest":{"TransitGatewayId":"tgw-1"}}"#
    #expect(requests(name, parameters) == ["ec2:\(name) \(Self.own)transit-gateway/tgw-1 exact"])
    let refused = EventText(
      source: "ec2.amazonaws.com", name: name, parameters: parameters,
      errorCode: "Client.UnauthorizedOperation", errorMessage: "no")
    #expect(refused.requests() == ["ec2:\(name) \(Self.open)transit-gateway/tgw-1 partial"])
  }

  @Test func `a denial tells the owner of what it names`() {
    let denied = "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-2"
    let refused = EventText(
      source: "ec2.amazonaws.com", name: "CreateTransitGatewayVpcAttachment",
      parameters:
        #"{"CreateTransitGatewayVpcAttachmentRequest":{"SubnetIds":[{"content":"subnet-1"},{"content":"subnet-2"}]}}"#,
      errorCode: "Client.UnauthorizedOperation",
      errorMessage:
        "User: x is not authorized to perform: ec2:CreateTransitGatewayVpcAttachment on resource: "
        + "\(denied) because no identity-based policy allows the ec2:CreateTransitGatewayVpcAttachment action"
    )
    let subnets = refused.derived().requests.filter { $0.resource.contains("subnet") }
    #expect(subnets.map { $0.resource } == [denied, "\(Self.own)subnet/subnet-1"])
    #expect(subnets.first?.resourceAccount == "444455556666")
  }

  @Test func `the event's own list tells the owner`() {
    let subnet = "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-1"
    let found = requests(
      "DeleteSubnet", #"{"subnetId":"subnet-1"}"#,
      resources: #"[{"ARN":"\#(subnet)","accountId":"444455556666"}]"#)
    #expect(found == ["ec2:DeleteSubnet \(subnet) exact"])
  }

  @Test func `a launch is on a group that it does not name, whose type is known`() {
    let plain = requests("RunInstances", #"{"imageId":"ami-1","subnetId":"subnet-1"}"#)
    #expect(plain.contains("ec2:RunInstances \(Self.open)security-group/* partial"))
    #expect(!plain.contains { $0.hasSuffix(" unknown") })
  }

  @Test func `a launch template may name what the record does not show`() {
    let templated = requests("RunInstances", #"{"launchTemplate":{"launchTemplateId":"lt-1"}}"#)
    #expect(templated.contains("ec2:RunInstances \(Self.open)subnet/* partial"))
    let open = EventText(
      source: "ec2.amazonaws.com", name: "RunInstances",
      parameters: #"{"launchTemplate":{"launchTemplateId":"lt-1"}}"#
    ).derived().requests.filter { $0.state == .unknown && $0.action == "ec2:RunInstances" }
    #expect(open.map { $0.certainty } == [.possible])
  }

  private static let hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

  @Test func `a launch with a hidden key pair or group is on one whose name is not known`() {
    let plain = requests("RunInstances", #"{"imageId":"ami-1","subnetId":"subnet-1"}"#)
    #expect(!plain.contains { $0.contains("key-pair") })
    let found = requests(
      "RunInstances",
      #"{"imageId":"ami-1","subnetId":"subnet-1","keyName":"\#(Self.hidden)","groupSet":{"items":[{"groupId":"\#(Self.hidden)"}]}}"#
    )
    #expect(found.contains("ec2:RunInstances \(Self.own)key-pair/* partial"))
    #expect(found.contains("ec2:RunInstances \(Self.own)security-group/* partial"))
    #expect(!found.contains { $0.hasSuffix(" unknown") })
  }

  @Test func `a hidden id among others is one more`() {
    let groups = #"{"items":[{"groupId":"sg-1"},{"groupId":"\#(Self.hidden)"}]}"#
    let found = requests("RunInstances", #"{"imageId":"ami-1","groupSet":\#(groups)}"#)
    #expect(found.contains("ec2:RunInstances \(Self.own)security-group/sg-1 exact"))
    #expect(found.contains("ec2:RunInstances \(Self.own)security-group/* partial"))
    let tagged = requests(
      "CreateTags",
      #"{"resourcesSet":{"items":[{"resourceId":"i-1"},{"resourceId":"\#(Self.hidden)"}]},"tagSet":{"items":[]}}"#
    )
    #expect(tagged == ["ec2:CreateTags \(Self.own)instance/i-1 exact", "ec2:CreateTags  unknown"])
  }

  @Test func `a hidden name beside others is a resource of which nothing is known`() {
    let found = EventText(
      source: "glue.amazonaws.com", name: "GetTable",
      parameters: #"{"databaseName":"d","name":"\#(Self.hidden)"}"#
    ).requests()
    #expect(found.contains("glue:GetTable  unknown"))
    #expect(found.count == 3)
  }

  @Test func `a group that a rule is about is not the one that is changed`() {
    for other in [#""groupName":"x""#, #""groupId":"\#(Self.hidden)""#] {
      let rule = #"{"items":[{"groups":{"items":[{\#(other)}]}}]}"#
      #expect(
        requests("AuthorizeSecurityGroupIngress", #"{"groupId":"sg-1","ipPermissions":\#(rule)}"#)
          == ["ec2:AuthorizeSecurityGroupIngress \(Self.own)security-group/sg-1 exact"])
    }
  }

  @Test func `a name does not tell the id in an ARN`() {
    #expect(
      requests("DeleteSecurityGroup", #"{"groupName":"web"}"#) == [
        "ec2:DeleteSecurityGroup \(Self.own)security-group/* partial"
      ])
    #expect(
      requests("DeleteLaunchTemplate", #"{"DeleteLaunchTemplateRequest":{"LaunchTemplateName":"t"}}"#)
        == ["ec2:DeleteLaunchTemplate \(Self.own)launch-template/* partial"])
    let launch = requests("RunInstances", #"{"launchTemplate":{"launchTemplateName":"t"}}"#)
    #expect(launch.contains("ec2:RunInstances \(Self.own)launch-template/* partial"))
    let made = requests(
      "CreateLaunchTemplate", #"{"CreateLaunchTemplateRequest":{"LaunchTemplateName":"t"}}"#)
    #expect(made == ["ec2:CreateLaunchTemplate \(Self.own)launch-template/* wild"])
  }

  @Test func `a launch into a placement group is on the group`() {
    let found = requests(
      "RunInstances",
      #"{"imageId":"ami-1","placement":{"groupName":"pgx"},"groupSet":{"items":[{"groupName":"web"}]}}"#)
    #expect(
      found.filter { $0.contains("placement-group") } == [
        "ec2:RunInstances \(Self.own)placement-group/pgx exact"
      ])
    let plain = requests("RunInstances", #"{"imageId":"ami-1","groupSet":{"items":[{"groupName":"web"}]}}"#)
    #expect(!plain.contains { $0.contains("placement-group") })
  }
}
