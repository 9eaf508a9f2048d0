import CloudTrail

/// A call's parameters in one flat list: every value with its name and depth, in the order of the record.
struct ParameterList {
  /// What a value is, as far as derivation cares.
  enum Kind: UInt8 {
    case text
    /// A number or a truth value.
    case scalar
    /// An empty text.
    case empty
    /// CloudTrail put a placeholder where the value was.
    case hidden
    /// An object, whose members follow.
    case object
  }

  /// One value in the parameters.
  struct Entry {
    /// The number of the normalized name.
    var name: Int32
    var depth: Int16
    var kind: Kind
    var text: TextSlice

    /// Whether it can stand in an ARN.
    var isUsable: Bool { kind == .text || kind == .scalar }
  }

  /// A parameter that stands at the top, or tags wherever they stand.
  struct Place {
    /// The number of its spelling.
    var name: Int
    /// Where its value stands.
    var cursor: RawCursor

    /// Its value.
    var raw: RawJSON {
      var cursor = cursor
      return cursor.next()
    }
  }

  private static let maximumCount = 512
  private static let maximumDepth: Int16 = 12

  private(set) var entries: [Entry] = []
  private(set) var top: [Place] = []
  private(set) var tags: [Place] = []
  /// Whether any text begins as an ARN does.
  private(set) var hasARN = false
  /// Whether the record holds more than was read.
  private(set) var isCut = false
  /// Whether there was an object of parameters.
  private(set) var isObject = false
  /// Whether the record holds none: what was sent may still be hidden or left out.
  private(set) var isMissing = true

  /// Reads the parameters of a record; the slices are valid as long as the record and the reader's strings.
  mutating func read(_ raw: RawJSON?, _ names: inout ParameterNames, _ strings: inout StringReader) {
    entries.removeAll(keepingCapacity: true)
    top.removeAll(keepingCapacity: true)
    tags.removeAll(keepingCapacity: true)
    hasARN = false
    isCut = false
    isObject = raw?.isObject ?? false
    isMissing = raw?.isNull ?? true
    guard let raw, isObject else { return }
    var cursor = RawCursor(raw)
    cursor.members { cursor, member in
      let number = names.number(member)
      top.append(Place(name: number, cursor: cursor))
      let spelling = names[number]
      if spelling.isTags { tags.append(Place(name: number, cursor: cursor)) }
      if !spelling.isIgnored { collect(&cursor, name: spelling.normalized, depth: 1, &names, &strings) }
    }
  }

  private mutating func collect(
    _ cursor: inout RawCursor, name: Int32, depth: Int16, _ names: inout ParameterNames,
    _ strings: inout StringReader
  ) {
    guard entries.count < Self.maximumCount, depth < Self.maximumDepth else {
      isCut = true
      return
    }
    switch cursor.first {
    case UInt8(ascii: "\""): add(strings.text(cursor.next()), name: name, depth: depth)
    case UInt8(ascii: "["):
      cursor.elements { collect(&$0, name: name, depth: depth, &names, &strings) }
    case UInt8(ascii: "{"):
      entries.append(Entry(name: name, depth: depth, kind: .object, text: TextSlice("")))
      cursor.members { cursor, member in
        let number = names.number(member)
        let spelling = names[number]
        if spelling.isTags { tags.append(Place(name: number, cursor: cursor)) }
        if spelling.isIgnored { return }
        let own = spelling.isWrapper ? name : spelling.normalized
        collect(&cursor, name: own, depth: depth + 1, &names, &strings)
      }
    case UInt8(ascii: "n"): break
    default:
      entries.append(Entry(name: name, depth: depth, kind: .scalar, text: cursor.next().asText))
    }
  }

  private mutating func add(_ text: TextSlice?, name: Int32, depth: Int16) {
    let kind: Kind = text.map { $0.isEmpty ? .empty : $0.isHidden ? .hidden : .text } ?? .hidden
    if let text, text.hasPrefix("arn:") { hasARN = true }
    entries.append(Entry(name: name, depth: depth, kind: kind, text: text ?? TextSlice("")))
  }
}

extension StringReader {
  /// The text of a JSON string; nil for a placeholder of CloudTrail's and for any other value.
  mutating func shown(_ raw: RawJSON?) -> TextSlice? {
    guard let text = text(raw), !text.isHidden else { return nil }
    return text
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
