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
    var raw: RawJSON
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
    collect(raw, name: nil, depth: 0, &names, &strings)
  }

  private mutating func collect(
    _ raw: RawJSON, name: Int32?, depth: Int32, _ names: inout ParameterNames, _ strings: inout StringReader
  ) {
    guard entries.count < Self.maximumCount, depth < Self.maximumDepth else { return }
    switch raw.first {
    case UInt8(ascii: "\""):
      guard let text = strings.text(raw), !text.isEmpty, !text.isHidden else { return }
      if text.hasPrefix("arn:") { hasARN = true }
      entries.append(Entry(name: name ?? names.normalizedNumber(""), depth: depth, text: text))
    case UInt8(ascii: "["):
      raw.forEachElement { collect($0, name: name, depth: depth, &names, &strings) }
    case UInt8(ascii: "{"):
      raw.forEachMember { member, value in
        let number = names.number(member)
        if depth == 0 { top.append(Top(name: number, raw: value)) }
        let spelling = names[number]
        if spelling.isIgnored { return true }
        let isTransparent = spelling.isWrapper || (depth == 0 && spelling.endsInRequest)
        let own = isTransparent ? name ?? spelling.normalized : spelling.normalized
        collect(value, name: own, depth: depth + 1, &names, &strings)
        return true
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
