/// Tells addresses from the names of services, which logs give in their place.
public enum IPAddressText {
  /// Whether a text is an IPv4 or IPv6 address without a prefix length.
  public static func isAddress(_ text: String) -> Bool { IPRange(text, allowsPrefix: false) != nil }

  /// Whether a text is an address of a private network, such as a VPC has: RFC 1918, 6598 or 4193.
  public static func isPrivate(_ text: String) -> Bool {
    guard let address = IPRange(text, allowsPrefix: false) else { return false }
    return privateRanges.contains { $0.contains(address) }
  }

  private static let privateRanges =
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]
    .compactMap { IPRange($0, allowsPrefix: true) }
}

/// An IPv4 or IPv6 address with a prefix length; a lone address has the full length.
struct IPRange: Sendable, Hashable {
  /// The bits behind the prefix are 0, so that equal ranges are equal however they are written.
  private let bytes: [UInt8]
  private let length: Int

  /// Reads an address, or when `allowsPrefix` an address with `/length`; host bits are ignored.
  init?(_ text: String, allowsPrefix: Bool) {
    let slash = text.utf8.firstIndex(of: UInt8(ascii: "/"))
    guard slash == nil || allowsPrefix, let address = Self.address(text[..<(slash ?? text.endIndex)]) else {
      return nil
    }
    guard let slash else {
      bytes = address
      length = address.count * 8
      return
    }
    guard let bits = Self.number(text[slash...].utf8.dropFirst(), maximum: address.count * 8) else {
      return nil
    }
    bytes = address.indices.map { index in
      address[index] & UInt8(truncatingIfNeeded: 0xFF00 >> min(max(bits - index * 8, 0), 8))
    }
    length = bits
  }

  /// Whether it is wider than what S3 takes for a fixed range: /8 for IPv4, /32 for IPv6.
  var isBroad: Bool { length < (bytes.count == 4 ? 8 : 32) }

  /// The ranges of all addresses, IPv4 and IPv6.
  static let all = ["0.0.0.0/0", "::/0"].compactMap { IPRange($0, allowsPrefix: true) }

  /// The same text for all ways to write the range.
  var text: String { "\(bytes)/\(length)" }

  /// Whether an address, or all of another range, lies in the range; of another family none does.
  func contains(_ address: IPRange) -> Bool {
    guard address.bytes.count == bytes.count, address.length >= length else { return false }
    let whole = length / 8
    guard bytes[..<whole] == address.bytes[..<whole] else { return false }
    let rest = length % 8
    guard rest > 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
    return bytes[whole] & mask == address.bytes[whole] & mask
  }

  private static func address(_ text: Substring) -> [UInt8]? {
    text.utf8.contains(UInt8(ascii: ":")) ? version6(text) : version4(text)
  }

  private static func version4(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while bytes.count < 4 {
      let part = rest.prefix { $0 != UInt8(ascii: ".") }
      guard let value = number(part, maximum: 255) else { return nil }
      bytes.append(UInt8(value))
      rest = rest[part.endIndex...]
      // Behind each part but the last stands a point, and behind that one nothing.
      guard (rest.popFirst() != nil) == (bytes.count < 4) else { return nil }
    }
    return bytes
  }

  private static func version6(_ text: Substring) -> [UInt8]? {
    guard let gap = gap(in: text) else {
      let groups = groups(text)
      return groups?.count == 16 ? groups : nil
    }
    let after = text[text.index(gap, offsetBy: 2)...]
    guard let head = groups(text[..<gap]), let tail = groups(after), head.count + tail.count <= 14 else {
      return nil
    }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func gap(in text: Substring) -> Substring.Index? {
    var previous: Substring.Index?
    for index in text.indices {
      if text[index] == ":", let before = previous, text[before] == ":" { return before }
      previous = index
    }
    return nil
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains("."), index == parts.count - 1, let tail = version4(part) {
        bytes += tail
        continue
      }
      guard (1...4).contains(part.utf8.count), let value = UInt16(part, radix: 16), part.first != "+" else {
        return nil
      }
      bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
    }
    return bytes
  }

  private static func number(_ digits: Substring.UTF8View, maximum: Int) -> Int? {
    guard (1...3).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value <= maximum ? value : nil
  }
}
