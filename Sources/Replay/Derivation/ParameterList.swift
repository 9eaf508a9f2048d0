import CloudTrail

/// A call's parameters in one flat list: every text with its name and depth, in the order of the record.
struct ParameterList {
  /// One text in the parameters.
  struct Entry {
    /// The number of the normalized name.
    var name: Int32
    var depth: Int32
    var text: TextSlice
  }

  /// A parameter that stands at the top, whatever its value is.
  struct Top {
    /// The number of its spelling.
    var name: Int
    /// Where its value stands.
    var place: RawCursor

    /// Its value.
    var raw: RawJSON {
      var cursor = place
      return cursor.next()
    }
  }

  private static let maximumCount = 512
  private static let maximumDepth = 12

  private(set) var entries: [Entry] = []
  private(set) var top: [Top] = []
  /// Whether any text begins as an ARN does.
  private(set) var hasARN = false

  /// Reads the parameters of a record; the slices are valid as long as the record and the reader's strings.
  mutating func read(_ raw: RawJSON?, _ names: inout ParameterNames, _ strings: inout StringReader) {
    entries.removeAll(keepingCapacity: true)
    top.removeAll(keepingCapacity: true)
    hasARN = false
    guard let raw else { return }
    var cursor = RawCursor(raw)
    if raw.isObject {
      cursor.members { cursor, member in
        let number = names.number(member)
        top.append(Top(name: number, place: cursor))
        let spelling = names[number]
        if !spelling.isIgnored { collect(&cursor, name: spelling.normalized, depth: 1, &names, &strings) }
      }
    } else {
      collect(&cursor, name: names.normalizedNumber(""), depth: 0, &names, &strings)
    }
  }

  private mutating func collect(
    _ cursor: inout RawCursor, name: Int32, depth: Int32, _ names: inout ParameterNames,
    _ strings: inout StringReader
  ) {
    guard entries.count < Self.maximumCount, depth < Self.maximumDepth else { return }
    switch cursor.first {
    case UInt8(ascii: "\""):
      guard let text = strings.text(cursor.next()), !text.isEmpty, !text.isHidden else { return }
      if text.hasPrefix("arn:") { hasARN = true }
      entries.append(Entry(name: name, depth: depth, text: text))
    case UInt8(ascii: "["):
      cursor.elements { collect(&$0, name: name, depth: depth, &names, &strings) }
    case UInt8(ascii: "{"):
      cursor.members { cursor, member in
        let number = names.number(member)
        let spelling = names[number]
        if spelling.isIgnored { return }
        let own = spelling.isWrapper ? name : spelling.normalized
        collect(&cursor, name: own, depth: depth + 1, &names, &strings)
      }
    default: break
    }
  }
}

extension TextSlice {
  /// Whether CloudTrail put a placeholder where a value was.
  var isHidden: Bool {
    switch first {
    case UInt8(ascii: "H"): hasPrefix("HIDDEN_")
    case UInt8(ascii: "*"): hasPrefix("***")
    case UInt8(ascii: "<"): hasSuffix("ataRemoved>")
    case UInt8(ascii: "V"): self == "Value hidden due to security reasons."
    case UInt8(ascii: "R"): self == "REDACTED"
    case UInt8(ascii: "["): self == "[REDACTED]"
    default: false
    }
  }
}
