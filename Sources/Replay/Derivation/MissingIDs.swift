import CloudTrail

/// What EC2 did not find of the ids that a call named: their type and, where it says so, which.
///
/// Amazon EC2 API Reference, "Error codes for the Amazon EC2 API": `InvalidSubnetID.NotFound` and the like.
struct MissingIDs {
  private let type: String
  private let message: TextSlice

  /// Nil for a code of another form.
  init?(code: TextSlice, message: TextSlice?) {
    let plain = code.after(prefix: "Client.") ?? code
    guard plain.hasSuffix(".NotFound"), let rest = plain.after(prefix: "Invalid") else { return nil }
    var noun = rest.prefix(rest.firstIndex(of: UInt8(ascii: ".")) ?? 0).string().lowercased()
    if noun.hasSuffix("id") { noun = String(noun.dropLast(2)) }
    type = Self.otherNouns[noun] ?? noun
    self.message = message ?? TextSlice("")
  }

  /// The codes that call a type by another name than its ARN does.
  private static let otherNouns = [
    "address": "elasticip", "allocation": "elasticip", "ami": "image", "dhcpoption": "dhcpoptions",
    "flowlog": "vpcflowlog", "group": "securitygroup", "host": "dedicatedhost",
    "spotinstancerequest": "spotinstancesrequest",
  ]

  /// Whether the code is about resources of a type, named as in ARNs.
  func isOf(_ name: String) -> Bool { name.filter { $0 != "-" } == type }

  /// Whether the message holds an id as a whole word.
  func names(_ id: TextSlice) -> Bool {
    guard !id.isEmpty else { return false }
    var start = 0
    while let found = message.firstIndex(of: id, from: start) {
      let end = found + id.count
      let isWhole =
        (found == 0 || !Self.isOfID(message[found - 1]))
        && (end == message.count || !Self.isOfID(message[end]))
      if isWhole { return true }
      start = found + 1
    }
    return false
  }

  private static func isOfID(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-")
  }
}
