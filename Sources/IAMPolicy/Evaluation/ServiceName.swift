/// The names of services as principals, such as `logs.amazonaws.com` and `logs.us-east-1.amazonaws.com`.
enum ServiceName {
  /// The region that a name has beyond another one; nil where they differ in something else.
  static func region(in name: String, beyond other: String) -> String? {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let place = labels.firstIndex(where: isRegion) else { return nil }
    let rest = labels[..<place] + labels[(place + 1)...]
    return sameText(rest.joined(separator: "."), other) ? String(labels[place]) : nil
  }

  /// Whether a label has the form of a region's code, such as `us-gov-west-1`.
  private static func isRegion(_ label: Substring) -> Bool {
    let parts = label.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, !number.isEmpty else { return false }
    return number.allSatisfy { (0x30...0x39).contains($0) }
      && parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0) } }
  }
}
