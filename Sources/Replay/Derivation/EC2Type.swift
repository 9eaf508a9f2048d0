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

  /// The types that are mostly made in an account for networks to be used by all others, and whose ARNs hold the
  /// owner's account: a call that names one by its id may name another account's.
  ///
  /// AWS RAM User Guide, "Shareable AWS resources". What else can be shared, as subnets, is mostly the caller's own.
  static let shared: Set<String> = [
    "coip-pool", "ipam-pool", "ipam-resource-discovery", "local-gateway", "local-gateway-route-table",
    "prefix-list", "transit-gateway", "transit-gateway-attachment", "transit-gateway-multicast-domain",
    "verified-access-group",
  ]

  /// The actions by the types of which they are on the caller's own account's, where the call was not refused.
  ///
  /// Amazon VPC Transit Gateways guide, "Considerations": only the owner changes one or makes its route tables.
  static let ownersOnly: [String: Set<String>] = [
    "transit-gateway": ["CreateTransitGatewayRouteTable", "DeleteTransitGateway", "ModifyTransitGateway"]
  ]

  /// Whether a value names one of this type: an id of it, or any name.
  func accepts(_ text: TextSlice) -> Bool { (hasName && takesNames) || isID(text) }

  /// Whether a value is an id of this type, and its ARN holds a name.
  ///
  /// A parameter for names holds none, though some look like ids: `key-prod`.
  func isIDInPlaceOfName(_ text: TextSlice) -> Bool { hasName && !takesNames && isID(text) }

  /// Whether an id is one of this type.
  func isID(_ id: TextSlice) -> Bool {
    guard let first = id.first else { return false }
    return TextSlice.with(text) { all in
      var start = 0
      for index in prefixes.indices {
        let (end, isOwn) = prefixes[index]
        // Few of them begin like the id.
        if all[start] == first, id.hasPrefix(all[start..<end]), Self.isOwnPart(id.dropFirst(end - start)) {
          return isOwn
        }
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
