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

  /// The characters without the white space between elements, which the console of Organizations takes out.
  public var compactCharacters = 0

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
    var (isInString, isEscaped) = (false, false)
    for byte in bytes where byte & 0xC0 != 0x80 {
      let isWhitespace = [0x20, 0x09, 0x0A, 0x0D].contains(byte)
      characters += 1
      if !isWhitespace { charactersWithoutWhitespace += 1 }
      if !isWhitespace || isInString { compactCharacters += 1 }
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
  }

  /// A warning when the text is longer than its type's quota.
  public func finding(for type: PolicyType, at position: SourcePosition) -> PolicyFinding? {
    guard let quota = type.sizeQuota else { return nil }
    let size =
      switch quota.whitespace {
      case .isFree: charactersWithoutWhitespace
      case .counts, .isStrippedByConsole: characters
      }
    var finding = Self.finding(size, quota: quota.characters, of: type.phrase, at: position)
    if case .isStrippedByConsole = quota.whitespace, size > compactCharacters {
      finding?.message +=
        "; only the console takes white space between the elements out, which leaves \(compactCharacters)"
    }
    return finding
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
