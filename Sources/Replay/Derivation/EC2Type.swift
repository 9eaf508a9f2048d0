import CloudTrail

/// A resource type of EC2 and the id prefixes that tell it from the others.
///
/// Amazon EC2 User Guide, "Resource IDs", and the examples of the Amazon EC2 API Reference.
final class EC2Type {
  /// Whether its ARN holds a name, as those of key pairs and placement groups do, though it has an id as well.
  private let hasName: Bool
  /// Whether a call may name one by its name.
  private let takesNames: Bool
  /// Where each prefix ends in `text`, longest first, and whether it is this type's.
  private let prefixes: [(end: Int, isOwn: Bool)]
  private let text: [UInt8]

  /// - Parameter takesNames: false where a parameter holds ids of any type.
  init(_ type: String, takesNames: Bool, _ rules: ResourceRules) {
    self.takesNames = takesNames
    hasName = Self.named.contains(type)
    var prefixes: [(end: Int, isOwn: Bool)] = []
    var text: [UInt8] = []
    for (prefix, owner) in rules.ec2Prefixes {
      text += prefix.utf8
      prefixes.append((text.count, owner == type))
    }
    (self.prefixes, self.text) = (prefixes, text)
  }

  /// The types whose ARNs hold a name.
  static let named: Set<String> = ["key-pair", "placement-group"]

  /// The types of which a call may name one that another account owns, and whose ARNs hold the owner's account.
  ///
  /// AWS RAM User Guide, "Shareable AWS resources"; Amazon VPC User Guide, "Share your VPC subnets with other
  /// accounts", for what is made in a shared network and in another one's transit gateway.
  static let shared: Set<String> = [
    "capacity-reservation", "coip-pool", "dedicated-host", "ipam-pool", "ipam-resource-discovery",
    "local-gateway",
    "local-gateway-route-table", "placement-group", "prefix-list", "security-group", "subnet",
    "traffic-mirror-target", "transit-gateway", "transit-gateway-attachment",
    "transit-gateway-multicast-domain",
    "verified-access-group", "vpc",
  ]

  /// The actions by the types of which they are on the caller's own account's, where the call was not refused.
  ///
  /// Amazon VPC User Guide, "Share your VPC subnets with other accounts" and "Share security groups with AWS
  /// Organizations": what a network is made of only its owner makes, changes and deletes. Amazon VPC Transit Gateways
  /// guide, "Considerations": the same of a transit gateway.
  static let ownersOnly: [String: Set<String>] = [
    "vpc": [
      "AssociateDhcpOptions", "AssociateVpcCidrBlock", "AttachInternetGateway", "AttachVpnGateway",
      "CreateEgressOnlyInternetGateway", "CreateNetworkAcl", "CreateRouteTable", "CreateSubnet",
      "CreateTransitGatewayVpcAttachment", "CreateVpcPeeringConnection", "DeleteVpc", "DetachInternetGateway",
      "DetachVpnGateway", "DisassociateVpcCidrBlock", "ModifyVpcAttribute", "ModifyVpcTenancy",
    ],
    "subnet": [
      "AssociateRouteTable", "AssociateSubnetCidrBlock", "CreateNatGateway",
      "CreateTransitGatewayVpcAttachment",
      "DeleteSubnet", "DisassociateSubnetCidrBlock", "ModifySubnetAttribute",
    ],
    "security-group": [
      "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "DeleteSecurityGroup",
      "ModifySecurityGroupRules", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress",
      "UpdateSecurityGroupRuleDescriptionsEgress", "UpdateSecurityGroupRuleDescriptionsIngress",
    ],
    "transit-gateway": ["CreateTransitGatewayRouteTable", "DeleteTransitGateway", "ModifyTransitGateway"],
  ]

  /// Whether a value names one of this type: an id of it, or any name.
  func accepts(_ text: TextSlice) -> Bool { (hasName && takesNames) || isID(text) }

  /// Whether a value is an id of this type, and its ARN holds a name.
  func isIDInPlaceOfName(_ text: TextSlice) -> Bool { hasName && isID(text) }

  /// Whether an id is one of this type.
  func isID(_ id: TextSlice) -> Bool {
    TextSlice.with(text) { all in
      var start = 0
      for index in prefixes.indices {
        let (end, isOwn) = prefixes[index]
        if id.hasPrefix(all[start..<end]), Self.isOwnPart(id.dropFirst(end - start)) { return isOwn }
        start = end
      }
      return false
    }
  }

  /// Whether it can stand behind a prefix: letters and digits, or a UUID.
  ///
  /// Another prefix may begin with the same word.
  private static func isOwnPart(_ text: TextSlice) -> Bool {
    guard !text.isEmpty else { return false }
    var dashes = 0
    for index in 0..<text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "-") {
        dashes += 1
      } else if byte &- 0x30 >= 10 && (byte | 0x20) &- 0x61 >= 26 {
        return false
      }
    }
    return dashes == 0 || (dashes == 4 && text.count > 8 && text[8] == UInt8(ascii: "-"))
  }
}
