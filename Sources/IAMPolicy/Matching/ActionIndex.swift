/// The actions of up to 64 statements, laid out for one pass that tells which statements an action reaches.
final class ActionIndex: Sendable {
  /// How many statements one index holds.
  static let capacity = 64

  private struct Entry: Sendable {
    /// Where the value's literal beginning ends in `bytes`; it starts where the entry before ends.
    var end: Int
    /// The bit of its statement.
    var bit: UInt64
  }

  /// An action that some statement names in full.
  private struct Named: Sendable {
    let hash: UInt64
    /// Where the name ends in `names`; it starts where the one before ends.
    let end: Int
    /// The statements that it reaches.
    let reached: UInt64
  }

  let statements: SteadyList<CompiledStatement>
  // INVARIANT: sorted by hash.
  private let named: [Named]
  private let names: [UInt8]
  private let bytes: [UInt8]
  private let entries: [Entry]
  private let patterns: [(pattern: Pattern, bit: UInt64)]
  /// The statements with `NotAction`.
  private let negated: UInt64
  /// The Allow statements, and the Deny statements, that match whatever the resource and the context are.
  let sureAllows: UInt64
  let sureDenies: UInt64

  /// Lays out any number of statements.
  static func indexes(of statements: [CompiledStatement]) -> [ActionIndex] {
    stride(from: 0, to: statements.count, by: capacity).map { start in
      ActionIndex(statements[start..<min(start + capacity, statements.count)])
    }
  }

  /// Lays out at most 64 statements.
  private init(_ statements: ArraySlice<CompiledStatement>) {
    self.statements = SteadyList(Array(statements))
    var layout = ActionLayout()
    var (negated, sureAllows, sureDenies): (UInt64, UInt64, UInt64) = (0, 0, 0)
    var bits: [Int] = []
    for (number, statement) in statements.enumerated() {
      let bit: UInt64 = 1 << UInt64(number)
      layout.append(statement.source.action.values.map { $0.value })
      while bits.count < layout.count { bits.append(number) }
      if statement.isActionNegated { negated |= bit }
      if statement.coversEverything {
        if statement.effect == .allow { sureAllows |= bit } else { sureDenies |= bit }
      }
    }
    bytes = layout.bytes
    entries = layout.prefixes.map { Entry(end: $0.end, bit: 1 << UInt64(bits[$0.order])) }
    patterns = layout.patterns.map { ($0.pattern, 1 << UInt64(bits[$0.order])) }
    (self.negated, self.sureAllows, self.sureDenies) = (negated, sureAllows, sureDenies)
    let sorted = Set(layout.names).map { (ContextKey.hash($0), $0) }.sorted { $0 < $1 }
    var names: [UInt8] = []
    named = sorted.map { hash, name in
      names += name.utf8
      let reached = statements.enumerated().reduce(UInt64(0)) { mask, entry in
        entry.element.actions.matches(name) != entry.element.isActionNegated
          ? mask | 1 << UInt64(entry.offset) : mask
      }
      return Named(hash: hash, end: names.count, reached: reached)
    }
    self.names = names
  }

  /// The statements, by their bits, whose action element covers an action.
  func reached(by request: AuthorizationRequest) -> UInt64 {
    if !named.isEmpty, let reached = lookUp(request) { return reached }
    return reachedByWildcards(request.storage.operation.name.utf8.span) ^ negated
  }

  /// Lends the statements of some bits, in their order.
  @inline(__always)
  func visit(_ bits: UInt64, _ body: (CompiledStatement) -> Void) {
    var rest = bits
    while rest != 0 {
      statements.with(rest.trailingZeroBitCount, body)
      rest &= rest &- 1
    }
  }

  private func lookUp(_ request: AuthorizationRequest) -> UInt64? {
    let hash = request.storage.operation.hash
    let (named, names) = (named, names)
    let span = named.span
    var low = 0
    var high = span.count
    while low < high {
      let middle = (low &+ high) / 2
      if span[middle].hash < hash { low = middle &+ 1 } else { high = middle }
    }
    while low < span.count, span[low].hash == hash {
      let start = low == 0 ? 0 : span[low &- 1].end
      let name = names.span.extracting(start..<span[low].end)
      if name.isEqual(to: request.storage.operation.name.utf8.span) { return span[low].reached }
      low &+= 1
    }
    return nil
  }

  private func reachedByWildcards(_ text: Span<UInt8>) -> UInt64 {
    let (bytes, entries) = (bytes, entries)
    let own = bytes.span
    let ends = entries.span
    var listed: UInt64 = 0
    var start = 0
    for index in ends.indices {
      let entry = ends[index]
      var rest = entry.end &- start
      if text.count >= rest {
        while rest > 0, own[start &+ rest &- 1] == text[rest &- 1] { rest &-= 1 }
        if rest == 0 { listed |= entry.bit }
      }
      start = entry.end
    }
    for (pattern, bit) in patterns where listed & bit == 0 && pattern.matches(text) { listed |= bit }
    return listed
  }
}

/// Action values sorted by how they are compared.
struct ActionLayout {
  /// Values without wildcards.
  private(set) var names: [String] = []
  /// The literal beginnings of `prefixes`, one behind the other.
  private(set) var bytes: [UInt8] = []
  /// Values that are literal text and one final `*`.
  private(set) var prefixes: [(end: Int, order: Int)] = []
  /// The other values.
  private(set) var patterns: [(pattern: Pattern, order: Int)] = []
  /// How many values were taken in.
  private(set) var count = 0

  /// Takes values as written; one with white space, no name or not exactly one colon matches nothing.
  mutating func append(_ values: [String]) {
    for name in values.compactMap({ Self.name($0) }) {
      let literal = name.utf8.prefix { $0 != 0x2A && $0 != 0x3F }
      if literal.count == name.utf8.count {
        names.append(name)
      } else if literal.count == name.utf8.count - 1, name.hasSuffix("*") {
        bytes += literal
        prefixes.append((bytes.count, count))
      } else {
        patterns.append((Pattern(glob: name), count))
      }
      count += 1
    }
  }

  /// An action value in lower case; nil for one that matches nothing.
  static func name(_ text: String) -> String? {
    if text == "*" { return text }
    let parts = ARNText.fields(text, most: .max)
    guard parts.count == 2, !parts[1].isEmpty,
      !text.unicodeScalars.contains(where: { $0.isBlank })
    else { return nil }
    return text.simpleLowercased
  }

  /// The service that a value in lower case names; nil when it may name any.
  static func service(_ name: String) -> String? {
    let service = name.prefix { $0 != ":" }
    return service.contains("*") || service.contains("?") ? nil : String(service)
  }
}
