import CloudTrail

/// The values of a context's template, the first texts that keys have, and how many keys there are.
struct ContextParts {
  private(set) var cuts = TemplateCuts()
  private(set) var counts = ContextKeyCounts()

  /// Reads an object in the form in which `ContextCoding` writes it.
  init(_ json: TextSlice) {
    var depth = 0
    var index = 0
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""): index = Self.end(ofTextAt: index, json)
      case UInt8(ascii: ":") where depth == 1: index = take(valueBehind: index, json)
      default: break
      }
      index += 1
    }
  }

  /// Counts a member; the answer is the last byte of its value when that is a text, else the colon's.
  private mutating func take(valueBehind colon: Int, _ json: TextSlice) -> Int {
    let start = colon + 1
    guard start < json.count else { return colon }
    counts.add(isNull: json[start] == UInt8(ascii: "n"))
    guard json[start] == UInt8(ascii: "\"") else { return colon }
    let end = Self.end(ofTextAt: start, json)
    let range = (start + 1)..<max(start + 1, end)
    if end < json.count, json[range].isPlain { cuts.append(range, value: cuts.count) }
    return end
  }

  /// The index of the quote that ends a text, or of the end of it all.
  private static func end(ofTextAt start: Int, _ json: TextSlice) -> Int {
    guard let quote = json.firstIndex(of: UInt8(ascii: "\""), from: start + 1) else { return json.count }
    if json[quote - 1] != UInt8(ascii: "\\") { return quote }
    var index = start + 1
    while index < json.count, json[index] != UInt8(ascii: "\"") {
      index += json[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, json.count)
  }
}

/// The values of the parameters that a call which issues credentials gives: what names one session.
enum IssuanceParts {
  /// The texts of those members that differ from session to session.
  static func cuts(_ raw: RawJSON) -> TemplateCuts {
    var cuts = TemplateCuts()
    guard raw.isObject else { return cuts }
    var cursor = RawCursor(raw)
    var member = cursor.firstMember()
    while let name = member, !cuts.isFull {
      let value = cursor.next()
      if isOfSession(name), value.isString, value.count > 2, let range = raw.range(of: value.asText) {
        let inner = (range.lowerBound + 1)..<(range.upperBound - 1)
        if raw.asText[inner].isPlain { cuts.append(inner, value: cuts.count) }
      }
      member = cursor.nextMember()
    }
    return cuts
  }

  private static func isOfSession(_ name: TextSlice) -> Bool {
    name == "roleSessionName" || name == "externalId" || name == "sourceIdentity" || name == "name"
      || name == "sAMLAssertionID"
  }
}

/// The values of the message that refuses a call: who made it, the action, and the resource.
///
/// IAM User Guide, "Troubleshoot access denied error messages".
enum MessageParts {
  private static let refusal: StaticString = " is not authorized to perform: "
  private static let resource: StaticString = " on resource: "

  /// The session or user, the action wherever it stands between spaces, and the resource.
  static func cuts(_ text: TextSlice) -> TemplateCuts {
    var cuts = TemplateCuts()
    guard let end = text.firstIndex(of: refusal) else { return cuts }
    if let slash = text.prefix(end).lastIndex(of: UInt8(ascii: "/")), slash + 1 < end {
      cuts.append((slash + 1)..<end, value: 0)
    }
    let action = word(text, from: end + TextSlice(refusal).count)
    guard !action.isEmpty else { return cuts }
    cuts.append(action, value: 1)
    var rest = action.upperBound
    if text.dropFirst(rest).hasPrefix(resource) {
      let place = word(text, from: rest + TextSlice(resource).count)
      if !place.isEmpty { cuts.append(place, value: 2) }
      rest = place.upperBound
    }
    appendAgain(action, text, from: rest, to: &cuts)
    return cuts
  }

  private static func appendAgain(
    _ action: Range<Int>, _ text: TextSlice, from start: Int, to cuts: inout TemplateCuts
  ) {
    guard let found = text.firstIndex(of: text[action], from: start) else { return }
    let again = found..<(found + action.count)
    guard text[found - 1] == 0x20, again.upperBound == text.count || text[again.upperBound] == 0x20 else {
      return
    }
    cuts.append(again, value: 1)
  }

  private static func word(_ text: TextSlice, from start: Int) -> Range<Int> {
    start..<(text.firstIndex(of: 0x20, from: start) ?? text.count)
  }
}
