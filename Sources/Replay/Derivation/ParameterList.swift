import CloudTrail

/// A call's parameters in one flat list: every value with its name and depth, in the order of the record.
struct ParameterList: ~Copyable {
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
    /// Whether it stands in a parameter of free text, which may speak of any resource.
    var isProse = false
    var text: TextSlice

    /// Whether it can stand in an ARN.
    var isUsable: Bool { kind == .text || kind == .scalar }
  }

  /// A parameter that stands at the top.
  struct Place {
    /// The number of its spelling.
    var name: Int
    var raw: RawJSON
  }

  private static let maximumCount = 512
  private static let maximumDepth: Int16 = 12

  private(set) var entries = ScratchList<Entry>()
  private(set) var top = ScratchList<Place>()
  /// AWS's headers among those at the top.
  private(set) var headers = HeaderList()
  /// The values that hold tags, wherever they stand.
  private(set) var tags: [RawJSON] = []
  /// Whether an empty text stands in the place of tags: a word of the call's query such as S3's `?tagging`, beside which
  /// its body holds them.
  private(set) var hasTagMarker = false
  /// Whether there are others that may be tags of what the call makes, or of something else.
  private(set) var mayHoldTags = false
  /// Whether any text begins as an ARN does.
  private(set) var hasARN = false
  /// Whether CloudTrail put a placeholder in the place of any value.
  private(set) var hasHidden = false
  /// Whether the record holds more than was read.
  private(set) var isCut = false
  /// Whether there was an object of parameters.
  private(set) var isObject = false
  /// Whether the record holds none: what was sent may still be hidden or left out.
  private(set) var isMissing = true

  /// Reads the parameters of a record; the slices are valid as long as the record and the reader's strings.
  mutating func read(
    _ raw: RawJSON?, _ names: inout ParameterNames, _ strings: inout StringReader
  ) {
    entries.removeAll()
    top.removeAll()
    headers.removeAll()
    if !tags.isEmpty { tags.removeAll() }
    hasTagMarker = false
    mayHoldTags = false
    hasARN = false
    hasHidden = false
    isCut = false
    isObject = raw?.isObject ?? false
    isMissing = raw?.isNull ?? true
    guard let raw, isObject else { return }
    var cursor = RawCursor(raw)
    var member = cursor.firstMember()
    while let name = member {
      let number = names.number(name)
      let spelling = names[number]
      let start = cursor.mark
      let firstEntry = entries.count
      if spelling.isTags { addTags(cursor) }
      if spelling.isPerhapsTags, cursor.isNested { mayHoldTags = true }
      if spelling.isIgnored || spelling.isTags {
        cursor.skip()
      } else {
        collect(
          &cursor, name: spelling.normalized, depth: 1, isProse: spelling.isProse, &names, &strings)
      }
      if spelling.isHeader {
        headers.append(
          name: spelling.normalized, name, at: top.count, entries: firstEntry..<entries.count,
          isInQuery: spelling.isQueryHeader)
      }
      if let value = cursor.value(from: start) { top.append(Place(name: number, raw: value)) }
      member = cursor.nextMember()
    }
    if isOmission(names) { forget() }
  }

  /// Takes the headers that were not signed as such for ones in the query, of a call that was signed in its query.
  mutating func takeUnsignedHeaders(_ names: borrowing ParameterNames) {
    let signed = headers.place(of: names.signedHeaders).flatMap { top[$0].raw.plainText }
    headers.takeUnsigned(besides: signed)
  }

  /// Whether the record only says that the parameters were too long for it.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents".
  private func isOmission(_ names: borrowing ParameterNames) -> Bool {
    guard top.count <= 3, !entries.isEmpty else { return false }
    return entries[0].name == names.omitted && entries[0].kind == .scalar && entries[0].text == "true"
  }

  private mutating func forget() {
    entries.removeAll()
    top.removeAll()
    headers.removeAll()
    isObject = false
  }

  @inline(__always)
  private mutating func collect(
    _ cursor: inout RawCursor, name: Int32, depth: Int16, isProse: Bool, _ names: inout ParameterNames,
    _ strings: inout StringReader
  ) {
    guard entries.count < Self.maximumCount, depth < Self.maximumDepth else {
      isCut = true
      return cursor.skip()
    }
    switch cursor.first {
    case UInt8(ascii: "\""): add(cursor.next(), name: name, depth: depth, isProse: isProse, &strings)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      collectNested(&cursor, name: name, depth: depth, isProse: isProse, &names, &strings)
    case UInt8(ascii: "n"): cursor.skip()
    default:
      entries.append(Entry(name: name, depth: depth, kind: .scalar, text: cursor.next().asText))
    }
  }

  private mutating func collectNested(
    _ cursor: inout RawCursor, name: Int32, depth: Int16, isProse: Bool, _ names: inout ParameterNames,
    _ strings: inout StringReader
  ) {
    if cursor.first == UInt8(ascii: "[") {
      var isElement = cursor.firstElement()
      while isElement {
        collect(&cursor, name: name, depth: depth, isProse: isProse, &names, &strings)
        isElement = cursor.nextElement()
      }
      return
    }
    entries.append(Entry(name: name, depth: depth, kind: .object, text: TextSlice("")))
    let start = entries.count
    var member = cursor.firstMember()
    while let spelled = member {
      let spelling = names[names.number(spelled)]
      if spelling.isTags || spelling.isPerhapsTags { addNestedTags(cursor, spelling, within: name, names) }
      if spelling.isIgnored || spelling.isTags {
        cursor.skip()
      } else {
        let own = spelling.isWrapper ? name : names.member(spelling.normalized, of: name)
        collect(
          &cursor, name: own, depth: depth + 1, isProse: isProse || spelling.isProse, &names, &strings)
      }
      member = cursor.nextMember()
    }
    if name == names.targets.object { nameInstances(from: start, names) }
  }

  /// Takes the values of a target whose key says so for the ids of instances, but the one that stands for all there are.
  ///
  /// AWS Systems Manager API Reference, `Target`: `Key=InstanceIds,Values=<instance-id-1>,<instance-id-2>`, and `*` for an
  /// association.
  private mutating func nameInstances(from start: Int, _ names: borrowing ParameterNames) {
    let isMeant = (start..<entries.count).contains { index in
      entries[index].name == names.targets.key
        && entries[index].text.equalsIgnoringCase(TextSlice("InstanceIds"))
    }
    guard isMeant else { return }
    for index in start..<entries.count
    where entries[index].name == names.targets.values && !(entries[index].text == "*") {
      entries[index].name = names.targets.instances
    }
  }

  /// Whether the parameter that fills a slot has one value where it stands, or the same several times.
  func hasOneValue(_ match: SlotMatch) -> Bool {
    guard match.isFilled else { return false }
    let first = entries[match.first]
    for index in (match.first + 1)..<entries.count {
      let entry = entries[index]
      guard entry.name == match.name, entry.depth == match.depth else { continue }
      guard entry.isUsable, entry.text == first.text else { return false }
    }
    return true
  }

  /// The value of the first top-level parameter whose spelling has this number.
  func value(_ spelling: Int) -> RawJSON? { top.first { $0.name == spelling }?.raw }

  /// Takes up tags within an object, which may be those of something else.
  private mutating func addNestedTags(
    _ cursor: RawCursor, _ spelling: ParameterNames.Spelling, within name: Int32,
    _ names: borrowing ParameterNames
  ) {
    if spelling.isTags, names.holdsTags(name) {
      addTags(cursor)
    } else if cursor.isNested, spelling.isTags || names.holdsTags(name) {
      mayHoldTags = true
    }
  }

  private mutating func addTags(_ cursor: RawCursor) {
    var cursor = cursor
    let raw = cursor.next()
    if raw.isString("") { hasTagMarker = true } else { tags.append(raw) }
  }

  @inline(__always)
  private mutating func add(
    _ raw: RawJSON, name: Int32, depth: Int16, isProse: Bool, _ strings: inout StringReader
  ) {
    var text = strings.text(raw)
    let kind: Kind = text.map { $0.isEmpty ? .empty : $0.isHidden ? .hidden : .text } ?? .hidden
    if !isProse, let encoded = text, encoded.hasPrefix("arn") { text = Self.decoded(encoded, &strings) }
    if !isProse, let text, text.hasPrefix("arn:") { hasARN = true }
    if kind == .hidden { hasHidden = true }
    entries.append(
      Entry(name: name, depth: depth, kind: kind, isProse: isProse, text: text ?? TextSlice("")))
  }

  /// An ARN as it was before it was put into the path of a request.
  ///
  /// Amazon MSK Developer Guide, "Log API calls with AWS CloudTrail": the record of `DescribeCluster` holds
  /// `arn%3Aaws%3Akafka%3A...`.
  private static func decoded(_ text: TextSlice, _ strings: inout StringReader) -> TextSlice {
    guard text.hasPrefix("arn%3A") || text.hasPrefix("arn%3a"), let plain = PercentText.decoded(text)
    else { return text }
    return strings.kept(plain)
  }
}

extension RawCursor {
  /// Whether an object or an array comes next.
  fileprivate var isNested: Bool { first == UInt8(ascii: "{") || first == UInt8(ascii: "[") }
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
