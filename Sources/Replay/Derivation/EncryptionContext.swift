import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// KMS encryption context: pairs that the caller binds to a ciphertext.
struct EncryptionContext {
  private let raw: RawJSON?

  init(_ raw: RawJSON?) { self.raw = raw }

  /// Appends the members for `kms:EncryptionContext:*` and its keys; nothing when a value is hidden or no text.
  func write(to bytes: inout [UInt8]) {
    guard let raw, raw.isObject else {
      if raw == nil || raw?.isNull == true { bytes.append(contentsOf: Self.facts([]).utf8) }
      return
    }
    var pairs: [(name: TextSlice, value: TextSlice)] = []
    var isPlain = true
    var cursor = RawCursor(raw)
    cursor.members { cursor, name in
      guard let value = cursor.next().plainString, name.isPlainASCII, !value.isHidden else {
        return isPlain = false
      }
      pairs.append((name, value))
    }
    guard isPlain, !pairs.isEmpty else { return bytes.append(contentsOf: Self.slowly(raw).utf8) }
    pairs.sort { $0.name.precedes($1.name) }
    TextSlice(#""kms:encryptioncontext:*":null"#).append(to: &bytes)
    for pair in pairs {
      TextSlice(#","kms:encryptioncontext:"#).append(to: &bytes)
      ValueRule.lowercase.append(pair.name, to: &bytes)
      TextSlice(#"":"#).append(to: &bytes)
      pair.value.appendQuoted(to: &bytes)
    }
    TextSlice(#","kms:encryptioncontextkeys":"#).append(to: &bytes)
    if pairs.count > 1 { bytes.append(UInt8(ascii: "[")) }
    for (index, pair) in pairs.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      pair.name.appendQuoted(to: &bytes)
    }
    if pairs.count > 1 { bytes.append(UInt8(ascii: "]")) }
  }

  /// The same for names and values with escapes, or of other kinds than text.
  private static func slowly(_ raw: RawJSON) -> String {
    guard let pairs = raw.value()?.object else { return "" }
    let texts = pairs.compactMap { pair in pair.value.string.map { (pair.name, $0) } }
    guard texts.count == pairs.count, !texts.contains(where: { EventText.isHidden($0.1) }) else { return "" }
    return facts(texts)
  }

  private static func facts(_ pairs: [(String, String)]) -> String {
    var facts = [ContextFact(key: "kms:encryptioncontext:*", value: .absent)]
    for (name, value) in pairs.sorted(by: { $0.0 < $1.0 }) {
      facts.append(ContextFact(key: "kms:encryptioncontext:" + name.lowercased(), value: .value(value)))
    }
    let keys: ContextValue = pairs.isEmpty ? .absent : .known(pairs.map { $0.0 }.sorted())
    facts.append(ContextFact(key: "kms:encryptioncontextkeys", value: keys))
    return String(ContextCoding.encode(facts).dropFirst().dropLast())
  }
}

extension RawJSON {
  /// The text of a string without escapes; nil for any other value.
  fileprivate var plainString: TextSlice? {
    guard isString else { return nil }
    let inner = asText[1..<count - 1]
    return inner.firstIndex(of: UInt8(ascii: "\\")) == nil ? inner : nil
  }
}

extension TextSlice {
  /// Whether it is ASCII without escapes, so that its bytes can be compared and folded.
  fileprivate var isPlainASCII: Bool {
    for index in 0..<count where self[index] >= 0x80 || self[index] == UInt8(ascii: "\\") { return false }
    return true
  }

  /// Whether it comes before another in the order of the bytes.
  fileprivate func precedes(_ other: TextSlice) -> Bool {
    for index in 0..<min(count, other.count) where self[index] != other[index] {
      return self[index] < other[index]
    }
    return count < other.count
  }
}
