import CloudTrail

/// The values of an identity's template: what belongs to one session alone.
public enum IdentityValue: Int, CaseIterable, Sendable {
  /// The session's name, behind the role's id and at the end of the ARN.
  case sessionName
  /// The access key behind its first four characters, which tell its kind.
  case accessKey
  /// When the credentials were issued, as CloudTrail writes it.
  case creationDate

  /// What stands for the value in a template.
  public var mark: String { TextTemplate.mark(rawValue) }
}

/// Where an identity holds what is one session's own.
///
/// The sessions of a role differ in name, access key and time, and a log can hold as many of them as events.
struct IdentityParts {
  /// The texts of members, without their quotes.
  private var id: Range<Int>?
  private var arn: Range<Int>?
  private var key: Range<Int>?
  private var time: Range<Int>?
  private let text: TextSlice

  /// Nil for what is no object, or holds one of the members twice or as something else than a text.
  init?(_ raw: RawJSON) {
    guard raw.isObject else { return nil }
    text = raw.asText
    var cursor = RawCursor(raw)
    var member = cursor.firstMember()
    while let name = member {
      let value = cursor.next()
      guard take(name, value, of: raw) else { return nil }
      member = cursor.nextMember()
    }
  }

  private mutating func take(_ name: TextSlice, _ value: RawJSON, of raw: RawJSON) -> Bool {
    if name == "principalId" { return Self.take(&id, value, of: raw) }
    if name == "arn" { return Self.take(&arn, value, of: raw) }
    if name == "accessKeyId" { return Self.take(&key, value, of: raw) }
    guard name == "sessionContext", value.isObject else { return true }
    guard let date = value.member("attributes")?.member("creationDate") else { return true }
    return Self.take(&time, date, of: raw)
  }

  private static func take(_ part: inout Range<Int>?, _ value: RawJSON, of raw: RawJSON) -> Bool {
    guard part == nil, value.isString, value.count >= 2, let range = raw.range(of: value.asText) else {
      return false
    }
    part = (range.lowerBound + 1)..<(range.upperBound - 1)
    return true
  }

  /// The parts that are plain, in the order in which they stand.
  var cuts: TemplateCuts {
    var cuts = TemplateCuts()
    appendName(to: &cuts)
    // An escape must not be cut in two.
    if let key, text[key.prefix(4)].isName { append(key.dropFirst(4), .accessKey, to: &cuts) }
    // A placeholder is no time.
    if let time, text[time].first.map({ $0 < UInt8(ascii: ":") }) == true {
      append(time, .creationDate, to: &cuts)
    }
    return cuts
  }

  /// The name is what stands behind the first colon of the id; the ARN ends with it behind a slash.
  private func appendName(to cuts: inout TemplateCuts) {
    guard let id, let colon = text[id].firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
    let name = id.dropFirst(colon + 1)
    append(name, .sessionName, to: &cuts)
    guard cuts.count > 0, let arn, arn.count > name.count, text[arn.suffix(name.count)] == text[name],
      text[arn.upperBound - name.count - 1] == UInt8(ascii: "/")
    else { return }
    append(arn.suffix(name.count), .sessionName, to: &cuts)
  }

  private func append(_ range: Range<Int>, _ value: IdentityValue, to cuts: inout TemplateCuts) {
    if text[range].isName { cuts.append(range, value: value.rawValue) }
  }
}

extension TextSlice {
  /// Whether it consists of the characters that names of sessions, keys and times have.
  fileprivate var isName: Bool {
    var isName = !isEmpty
    for index in 0..<count {
      let byte = self[index]
      let bits = byte < 0x40 ? Self.nameCharacters.low : byte < 0x80 ? Self.nameCharacters.high : 0
      isName = isName && bits >> UInt64(byte & 0x3F) & 1 == 1
    }
    return isName
  }

  /// A bit for each character of `+,-.0123456789:=`, and of `@`, the letters and `_`.
  private static var nameCharacters: (low: UInt64, high: UInt64) {
    (0x27FF_7800_0000_0000, 0x07FF_FFFE_87FF_FFFF)
  }
}
