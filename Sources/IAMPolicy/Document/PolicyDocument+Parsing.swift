public import JSON

extension PolicyDocument {
  /// Reads the text of a policy; every finding carries its place in the text.
  ///
  /// A text as IAM's API returns it, percent-encoded, is decoded first; places are those of the encoded text.
  public static func parse(_ bytes: [UInt8], type: PolicyType) -> ParsedPolicy {
    if let encoded = EncodedText(percentEncoded: bytes) { return parse(encoded, type: type, isWhole: true) }
    do {
      return parse(tree: try JSONReader.parse(bytes), type: type, size: PolicySize(bytes))
    } catch {
      return ParsedPolicy(unreadable: error)
    }
  }

  /// Reads a policy that stands inside another document, as an object or as a text.
  ///
  /// The text may be percent-encoded; places are those in the outer document. A name that stands twice is
  /// found when the outer document was read with duplicates kept. Sizes are the outer document's matter.
  public static func parse(_ value: JSONValue, type: PolicyType) -> ParsedPolicy {
    guard case .string(let text) = value.kind else { return parse(tree: value, type: type, size: nil) }
    return parse(EncodedText(text, at: value.position), type: type, isWhole: false)
  }

  private static func parse(_ encoded: EncodedText, type: PolicyType, isWhole: Bool) -> ParsedPolicy {
    do {
      let value = try JSONReader.parse(encoded.bytes)
      return parse(
        tree: value.mappingPositions(encoded.outerPosition), type: type,
        size: isWhole ? PolicySize(encoded.bytes) : nil)
    } catch {
      var error = error
      error.position = encoded.outerPosition(error.position)
      return ParsedPolicy(unreadable: error)
    }
  }

  private static func parse(tree value: JSONValue, type: PolicyType, size: PolicySize?) -> ParsedPolicy {
    var parser = PolicyParser(type: type)
    let document = parser.document(value)
    var findings = parser.findings
    if let finding = size?.finding(for: type, at: value.position) { findings.append(finding) }
    let isUnusable = findings.contains { $0.severity == .error && $0.consequence == nil }
    return ParsedPolicy(document: isUnusable ? nil : document, findings: findings.inSourceOrder)
  }
}

extension PolicyFinding {
  /// What an error comes to where the policy is evaluated all the same; nil where its text counts as unknown.
  ///
  /// Such a text still has a meaning, or what is unknown of it stays within one condition. Where
  /// AWS's refusal of a text is no written rule, a policy that it holds all the same is not lost so.
  public var consequence: String? {
    switch code {
    case "E-PRINCIPAL-WILDCARD": "the policy is evaluated, and this principal matches nobody"
    case "E-PARTITION", "E-ARN-SERVICE", "E-ARN-REGION", "E-ARN-RESOURCE":
      "the policy is evaluated, and this ARN is compared as it is written"
    case "E-ARN-PREFIX": "the policy is evaluated, and this resource matches no ARN"
    case "E-ACTION": "the policy is evaluated, and this action matches none"
    case "E-TRUST-STS-ACTION": "the policy is evaluated, and nobody assumes the role by this action"
    case "E-CONDKEY": "the policy is evaluated, and this key is compared as it is written"
    case "E-CONDKEY-DUPCASE": "the policy is evaluated, and both conditions have to hold"
    case "E-OPERATOR", "E-NULL-IFEXISTS":
      "the policy is evaluated, and whether this condition holds is unknown"
    default: nil
    }
  }
}

extension ParsedPolicy {
  /// The outcome for a text that is not JSON.
  fileprivate init(unreadable error: JSONError) {
    let finding = PolicyFinding(
      code: "E-JSON", severity: .error, position: error.position, message: error.message)
    self.init(document: nil, findings: [finding])
  }
}

extension [PolicyFinding] {
  /// Sorted by place; findings at one place keep their order.
  fileprivate var inSourceOrder: [PolicyFinding] {
    enumerated().sorted { left, right in
      (left.element.position, left.offset) < (right.element.position, right.offset)
    }.map { $0.element }
  }
}
