import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// KMS encryption context: pairs that the caller binds to a ciphertext.
struct EncryptionContext: ~Copyable {
  struct Pair {
    var name: TextSlice
    var value: TextSlice
  }

  private static let none = Array(",\(facts([]))".utf8)

  /// The members for `kms:EncryptionContext:*` and its keys, each behind a comma; nothing when a value is
  /// hidden or no text.
  private(set) var members = ByteSink()
  private var pairs = ScratchList<Pair>()

  /// Reads the parameter that holds the pairs; none were sent when it is missing.
  mutating func read(_ raw: RawJSON?) {
    members.removeAll()
    guard let raw, raw.isObject else {
      if raw == nil || raw?.isNull == true { members.append(Self.none) }
      return
    }
    if readPairs(raw), !pairs.isEmpty {
      writePairs()
    } else if let slowly = Self.slowly(raw) {
      members.append(Array(",\(slowly)".utf8))
    }
  }

  /// Takes up the pairs in the order of their names; false when one of them is not plain text.
  private mutating func readPairs(_ raw: RawJSON) -> Bool {
    pairs.removeAll()
    var cursor = RawCursor(raw)
    var member = cursor.firstMember()
    while let name = member {
      guard let value = cursor.next().plainText, !name.hasSpecials, !value.isHidden else { return false }
      pairs.append(Pair(name: name, value: value))
      var place = pairs.count - 1
      while place > 0, name.precedes(pairs[place - 1].name) {
        pairs[place] = pairs[place - 1]
        place -= 1
      }
      pairs[place] = Pair(name: name, value: value)
      member = cursor.nextMember()
    }
    return true
  }

  private mutating func writePairs() {
    members.append(#","kms:encryptioncontext:*":null"#)
    for index in pairs.indices {
      members.append(#","kms:encryptioncontext:"#)
      members.append(lowercased: pairs[index].name)
      members.append(#"":"#)
      pairs[index].value.appendQuoted(to: &members)
    }
    members.append(#","kms:encryptioncontextkeys":"#)
    if pairs.count > 1 { members.append(UInt8(ascii: "[")) }
    for index in pairs.indices {
      if index > 0 { members.append(UInt8(ascii: ",")) }
      pairs[index].name.appendQuoted(to: &members)
    }
    if pairs.count > 1 { members.append(UInt8(ascii: "]")) }
  }

  /// The same for names and values with escapes, or of other kinds than text.
  private static func slowly(_ raw: RawJSON) -> String? {
    guard let pairs = raw.value()?.object else { return nil }
    let texts = pairs.compactMap { pair in pair.value.string.map { (pair.name, $0) } }
    guard texts.count == pairs.count, !texts.contains(where: { EventText.isHidden($0.1) }) else { return nil }
    return facts(texts)
  }

  private static func facts(_ pairs: [(String, String)]) -> String {
    var facts = [ContextFact(key: "kms:encryptioncontext:*", value: .absent)]
    for (name, value) in pairs.sorted(by: { $0.0 < $1.0 }) {
      facts.append(ContextFact(key: "kms:encryptioncontext:" + name.lowercased(), value: .value(value)))
    }
    let keys: ContextValue = pairs.isEmpty ? .absent : .known(pairs.map { $0.0 }.sorted())
    facts.append(ContextFact(key: "kms:encryptioncontextkeys", value: keys))
    return ContextCoding.members(facts)
  }
}

extension TextSlice {
  /// Whether it comes before another in the order of the bytes.
  fileprivate func precedes(_ other: TextSlice) -> Bool {
    for index in 0..<min(count, other.count) where self[index] != other[index] {
      return self[index] < other[index]
    }
    return count < other.count
  }
}
