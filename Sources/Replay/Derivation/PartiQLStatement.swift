import CloudTrail

/// What a PartiQL statement for DynamoDB does, and to which table or index.
///
/// Amazon DynamoDB Developer Guide, "PartiQL select statements for DynamoDB" and those behind it: `SELECT … FROM
/// "table"."index"`, `INSERT INTO "table"`, `UPDATE "table"`, `DELETE FROM "table"`.
struct PartiQLStatement {
  /// The first word, in any case.
  let verb: TextSlice
  /// A name or an ARN.
  let table: TextSlice
  /// The index that a query reads in the table's place.
  let index: TextSlice?

  /// Nil for a statement of another form.
  init?(_ text: TextSlice) {
    var rest = text
    guard let verb = Self.word(&rest) else { return nil }
    if verb.equalsIgnoringCase(TextSlice("SELECT")) {
      guard Self.skip(to: TextSlice("FROM"), &rest) else { return nil }
    } else if verb.equalsIgnoringCase(TextSlice("DELETE")) {
      guard Self.word(&rest)?.equalsIgnoringCase(TextSlice("FROM")) == true else { return nil }
    } else if verb.equalsIgnoringCase(TextSlice("INSERT")) {
      guard Self.word(&rest)?.equalsIgnoringCase(TextSlice("INTO")) == true else { return nil }
    } else if !verb.equalsIgnoringCase(TextSlice("UPDATE")) {
      return nil
    }
    Self.skipBlanks(&rest)
    guard let table = Self.name(&rest) else { return nil }
    var index: TextSlice?
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst(1)
      index = Self.name(&rest)
      guard index != nil, rest.first != UInt8(ascii: ".") else { return nil }
    }
    self.verb = verb
    self.table = table
    self.index = index
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

  private static func skipBlanks(_ rest: inout TextSlice) {
    while let first = rest.first, isBlank(first) { rest = rest.dropFirst(1) }
  }

  /// The next word, up to a blank.
  private static func word(_ rest: inout TextSlice) -> TextSlice? {
    skipBlanks(&rest)
    var end = 0
    while end < rest.count, !isBlank(rest[end]) { end += 1 }
    let word = rest.prefix(end)
    rest = rest.dropFirst(end)
    return word.isEmpty ? nil : word
  }

  /// Skips what stands before a word and the word; false when there is none outside of quotes, or a comment before it.
  private static func skip(to word: TextSlice, _ rest: inout TextSlice) -> Bool {
    var quote: UInt8?
    for index in 0..<rest.count {
      let byte = rest[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if rest.dropFirst(index).beginsComment {
        return false
      } else if index > 0, isBlank(rest[index - 1]), index + word.count < rest.count,
        isBlank(rest[index + word.count]), rest[index..<(index + word.count)].equalsIgnoringCase(word)
      {
        rest = rest.dropFirst(index + word.count)
        return true
      }
    }
    return false
  }

  /// A name in quotes or without; nil for one without quotes that other text than the grammar's follows.
  private static func name(_ rest: inout TextSlice) -> TextSlice? {
    guard rest.first == UInt8(ascii: "\"") else {
      var end = 0
      while end < rest.count, isOfName(rest[end]) { end += 1 }
      let name = rest.prefix(end)
      rest = rest.dropFirst(end)
      guard !name.isEmpty, name.firstIndex(of: "--") == nil else { return nil }
      return rest.first.map(endsName) ?? true ? name : nil
    }
    guard let end = rest.firstIndex(of: UInt8(ascii: "\""), from: 1), end > 1 else { return nil }
    let name = rest[1..<end]
    rest = rest.dropFirst(end + 1)
    return rest.first == UInt8(ascii: "\"") ? nil : name
  }

  /// Whether a byte may stand behind a name without quotes.
  private static func endsName(_ byte: UInt8) -> Bool {
    isBlank(byte) || ".,;()[".utf8.contains(byte)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}

extension TextSlice {
  /// Whether it begins as a comment does.
  fileprivate var beginsComment: Bool { hasPrefix("--") || hasPrefix("/*") }
}
