import IAMPolicy
import JSON

enum PolicyTarget {
  /// The first byte chooses the type of policy, the others are its text.
  static func fault(_ bytes: [UInt8]) -> String? {
    guard let first = bytes.first else { return nil }
    let type = PolicyType.allCases[Int(first) % PolicyType.allCases.count]
    let text = Array(bytes.dropFirst())
    let parsed = PolicyDocument.parse(text, type: type)
    guard let document = parsed.document else {
      return parsed.findings.contains { $0.severity == .error } ? nil : "refused without an error"
    }
    let policy = CompiledPolicy(document, type: type)
    return decisions(policy, type) ?? rewritten(text, document, type)
  }

  /// Unknown facts can only widen what is possible.
  private static func decisions(_ policy: CompiledPolicy, _ type: PolicyType) -> String? {
    let known = Fixed.decide(policy, type, isOpenWorld: false).possible
    let open = Fixed.decide(policy, type, isOpenWorld: true).possible
    return known.isSubset(of: open) ? nil : "\(open) is possible in an open world, \(known) in the closed one"
  }

  private static func rewritten(_ text: [UInt8], _ document: PolicyDocument, _ type: PolicyType) -> String? {
    guard let value = try? JSONReader.parse(text) else { return nil }
    let again = PolicyDocument.parse(Array(value.text().utf8), type: type).document
    let pairs = zip(document.statements, again?.statements ?? [])
    let isSame = again?.statements.count == document.statements.count
    return isSame && pairs.allSatisfy { $0.hasSameMeaning(as: $1) }
      ? nil : "the written text is another document"
  }
}
