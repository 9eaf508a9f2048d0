import CloudTrail
import IAMPolicy
import JSON

/// Reads many identities; those that differ in what belongs to one session alone are read once.
///
/// The sessions of a role differ in name, access key and time, and a log can hold as many of them as events.
struct IdentityReader {
  /// The identities read so far without what belongs to one session.
  private var shapes = SpanInterner()
  /// The facts of the first of each shape; nil where others cannot be told from them.
  private var first: [IdentityFacts?] = []
  private var key: [UInt8] = []

  /// What an identity says, with a number that it shares with others that differ in session, key and time alone.
  mutating func read(_ json: String?) -> (facts: IdentityFacts, shape: Int32?) {
    guard let json else { return (IdentityFacts(json: nil), nil) }
    let bytes = Array(json.utf8)
    guard bytes.first == UInt8(ascii: "{"), let parts = (RawJSON.withRaw(bytes) { SessionParts($0) }) ?? nil
    else {
      return (IdentityFacts(stored: json), nil)
    }
    let (number, isNew) = intern(bytes, parts)
    if isNew {
      let facts = IdentityFacts(stored: json)
      first.append(parts.agree(with: facts, bytes) ? facts : nil)
      return (facts, first[number] == nil ? nil : Int32(truncatingIfNeeded: number))
    }
    guard let facts = first[number] else { return (IdentityFacts(stored: json), nil) }
    return (parts.put(into: facts, bytes), Int32(truncatingIfNeeded: number))
  }

  private mutating func intern(_ bytes: [UInt8], _ parts: SessionParts) -> (id: Int, isNew: Bool) {
    key.removeAll(keepingCapacity: true)
    var start = 0
    for part in parts.inOrder {
      key += bytes[start..<part.lowerBound]
      // No JSON text holds this byte.
      key.append(0)
      start = part.upperBound
    }
    key += bytes[start...]
    return shapes.intern(key)
  }
}

/// Where the identity of a role's session holds what is one session's own.
private struct SessionParts {
  /// The session's name, in the ARN and behind the role's id.
  private var name: Range<Int>?
  private var nameInID: Range<Int>?
  /// The access key behind its first four characters, which tell its kind.
  private var key: Range<Int>?
  private var time: Range<Int>?

  /// Nil for any identity in which one of them is not as plain as CloudTrail writes it.
  init?(_ raw: RawJSON) {
    var strings = StringReader()
    guard raw.isObject, read(raw, raw, &strings), name != nil, nameInID != nil, key != nil, time != nil else {
      return nil
    }
  }

  /// The parts in the order in which they stand.
  var inOrder: [Range<Int>] {
    [name, nameInID, key, time].compactMap { $0 }.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// False when a part stands there twice or in another form.
  private mutating func read(_ object: RawJSON, _ whole: RawJSON, _ strings: inout StringReader) -> Bool {
    var cursor = RawCursor(object)
    var member = cursor.firstMember()
    while let spelled = member {
      let value = cursor.next()
      if spelled == "sessionContext" || spelled == "attributes" {
        if value.isObject, !read(value, whole, &strings) { return false }
      } else if !read(spelled, value, whole, &strings) {
        return false
      }
      member = cursor.nextMember()
    }
    return true
  }

  private mutating func read(
    _ name: TextSlice, _ value: RawJSON, _ whole: RawJSON, _ strings: inout StringReader
  ) -> Bool {
    guard name == "arn" || name == "principalId" || name == "accessKeyId" || name == "creationDate" else {
      return true
    }
    guard let text = strings.text(value), let place = whole.range(of: text) else { return false }
    switch name.first {
    case UInt8(ascii: "p"):
      let colon = text.firstIndex(of: UInt8(ascii: ":"))
      return Self.take(&nameInID, text, place, after: colon == 0 ? nil : colon)
    case UInt8(ascii: "c"):
      // A placeholder is no time.
      return Self.take(
        &time, text, place, after: text.first.map { $0 < UInt8(ascii: ":") } == true ? -1 : nil)
    default: break
    }
    if name == "accessKeyId" { return Self.take(&key, text, place, after: text.hasPrefix("ASIA") ? 3 : nil) }
    let isSession = text.firstIndex(of: ":assumed-role/") != nil
    return Self.take(&self.name, text, place, after: isSession ? text.lastIndex(of: UInt8(ascii: "/")) : nil)
  }

  /// Takes what stands behind an index of a text, when that is plain.
  private static func take(
    _ part: inout Range<Int>?, _ text: TextSlice, _ place: Range<Int>, after index: Int?
  ) -> Bool {
    guard part == nil, let index, text.dropFirst(index + 1).isPlain else { return false }
    part = (place.lowerBound + index + 1)..<place.upperBound
    return true
  }

  private func text(_ part: Range<Int>?, _ bytes: [UInt8], behind head: Int = 0) -> String? {
    part.map { String(decoding: bytes[($0.lowerBound - head)..<$0.upperBound], as: UTF8.self) }
  }

  /// Whether the parts are what the facts hold of a session.
  func agree(with facts: IdentityFacts, _ bytes: [UInt8]) -> Bool {
    guard case .session(let session)? = facts.caller else { return false }
    return session.sessionName == text(name, bytes) && facts.accessKey == text(key, bytes, behind: 4)
      && facts.creationDate == text(time, bytes)
  }

  /// The facts of another session, with these parts in place of its own.
  func put(into facts: IdentityFacts, _ bytes: [UInt8]) -> IdentityFacts {
    var facts = facts
    facts.accessKey = text(key, bytes, behind: 4)
    facts.creationDate = text(time, bytes)
    if case .session(var session)? = facts.caller {
      session.sessionName = text(name, bytes)
      facts.caller = .session(session)
    }
    return facts
  }
}

extension TextSlice {
  /// Whether it consists of the characters that names of sessions, keys and times have.
  fileprivate var isPlain: Bool {
    for index in 0..<count {
      switch self[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: ","),
        UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "-"), UInt8(ascii: "+"):
        continue
      default: return false
      }
    }
    return count > 0
  }
}
