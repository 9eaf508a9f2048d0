public import JSON

/// How long a policy text is, against the quota of its type.
///
/// IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations User Guide, "Quotas"; AWS PrivateLink Guide,
/// "Endpoint policies". Quotas can be raised, so a text that is too long only earns a warning.
public struct PolicySize: Sendable, Equatable {
  /// The characters of the text.
  public var characters = 0
  /// The characters that are not white space, which alone count for IAM.
  public var charactersWithoutWhitespace = 0

  /// Counts the characters of a text in UTF-8.
  public init(_ bytes: [UInt8]) { count(bytes) }

  /// Counts the characters of a policy inside another document: its compact text, or the string it stands in.
  public init(_ value: JSONValue) {
    if case .string(let text) = value.kind {
      count(EncodedText(text, at: value.position).bytes)
    } else {
      count(Array(value.text().utf8))
    }
  }

  private mutating func count(_ bytes: [UInt8]) {
    for byte in bytes where byte & 0xC0 != 0x80 {
      characters += 1
      if ![0x20, 0x09, 0x0A, 0x0D].contains(byte) { charactersWithoutWhitespace += 1 }
    }
  }

  /// A warning when the text is longer than its type's quota.
  public func finding(for type: PolicyType, at position: SourcePosition) -> PolicyFinding? {
    guard let quota = type.sizeQuota else { return nil }
    let size = quota.countsWhitespace ? characters : charactersWithoutWhitespace
    return Self.finding(size, quota: quota.characters, of: type.phrase, at: position)
  }

  /// A warning when a size is over a quota.
  public static func finding(
    _ size: Int, quota: Int, of what: String, at position: SourcePosition
  ) -> PolicyFinding? {
    guard size > quota else { return nil }
    return PolicyFinding(
      code: "W-SIZE", severity: .warning, position: position,
      message: "\(size) characters are more than the \(quota) that \(what) may have by default")
  }
}
