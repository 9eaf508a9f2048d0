public import JSON

extension PolicyDocument {
  /// Reads the text of a policy; every finding carries its place in the text.
  public static func parse(_ bytes: [UInt8], type: PolicyType) -> ParsedPolicy {
    do {
      let value = try JSONReader.parse(bytes, options: .init(refusesDuplicateKeys: true))
      return parse(value, type: type)
    } catch {
      let code = error.kind == .duplicateKey ? "E-DUPKEY" : "E-JSON"
      let finding = PolicyFinding(
        code: code, severity: .error, position: error.position, message: error.message)
      return ParsedPolicy(document: nil, findings: [finding])
    }
  }

  /// Reads a policy that stands inside another document, as an object or as a percent-encoded text.
  ///
  /// A name that stands twice is found too when the outer document was read with duplicates kept.
  public static func parse(_ value: JSONValue, type: PolicyType) -> ParsedPolicy {
    if case .string(let text) = value.kind {
      let decoded = PercentEncoding.decode(Array(text.utf8))
      return parse(decoded, type: type)
    }
    var parser = PolicyParser(type: type)
    let document = parser.document(value)
    let isUnusable = parser.findings.contains { $0.severity == .error && !hasMeaning.contains($0.code) }
    return ParsedPolicy(document: isUnusable ? nil : document, findings: parser.findings)
  }

  /// Errors that leave no doubt what the text means if AWS should hold it all the same.
  private static let hasMeaning: Set<String> = [
    "E-PRINCIPAL-WILDCARD", "E-CONDKEY-DUPCASE", "E-VARIABLE", "E-NULL-IFEXISTS",
  ]
}

/// The percent-encoding in which IAM's API returns policy documents.
enum PercentEncoding {
  /// The bytes with every `%XX` replaced; a text that does not begin with `%` is returned as it is.
  static func decode(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.first == UInt8(ascii: "%") else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var offset = 0
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "%"), offset + 2 < bytes.count,
        let high = hexDigit(bytes[offset + 1]), let low = hexDigit(bytes[offset + 2])
      {
        result.append(high << 4 | low)
        offset += 3
      } else {
        result.append(bytes[offset])
        offset += 1
      }
    }
    return result
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
