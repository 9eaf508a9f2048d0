import JSON

extension LogReader {
  /// The start of the next outermost value: a list of records, a document, or the end.
  func readSequence(_ body: (LogItem, LogPosition) -> Void) throws(LogFileError) {
    guard try skipWhitespace() else {
      return finish(record == 0 && elements == 0 ? "the file holds only white space" : nil, body)
    }
    let first = unsafe text.base[cursor]
    if first == UInt8(ascii: "[") { return open(list: cursor + 1, isNested: false) }
    guard first == UInt8(ascii: "{") else {
      let reason = "not a log: expected JSON that starts with `{` or `[`"
      return record == 0 && elements == 0 ? rejectFile(reason, body) : try rejectDocument(reason, body)
    }
    while text.count - cursor < 256, !text.isAtEnd { try refill() }
    if let start = listStart() { return open(list: start, isNested: true) }
    try readDocument(body)
  }

  private func open(list start: Int, isNested: Bool) {
    cursor = start
    elements = 0
    needsComma = false
    state = .list(isNested: isNested)
  }

  /// Behind `{"Records": [` or `{"Events": [` at the cursor; nil when something else stands there.
  private func listStart() -> Int? {
    let name = unsafe JSONScanner.skipWhitespace(text.base, cursor + 1)
    guard matches("\"Records\"", at: name) || matches("\"Events\"", at: name) else { return nil }
    var scanner = JSONScanner()
    let value = unsafe scanner.skipName(text.base, name)
    guard value > 0, unsafe text.base[value] == UInt8(ascii: "[") else { return nil }
    return value + 1
  }

  func matches(_ word: StaticString, at offset: Int) -> Bool {
    for index in 0..<word.utf8CodeUnitCount {
      let expected = unsafe word.utf8Start[index]
      if unsafe text.base[offset + index] != expected { return false }
    }
    return true
  }

  /// One document of the outermost sequence: an event, or something that wraps events.
  private func readDocument(_ body: (LogItem, LogPosition) -> Void) throws(LogFileError) {
    switch try scanAtCursor() {
    case .complete(let end):
      elements += 1
      deliver(cursor, depth: 0, body)
      cursor = end
    case .incomplete: finish("the record ends too early", body)
    case .tooLong: try rejectDocument("the record is longer than \(Self.recordLimit >> 20) MB", body)
    case .invalid(let offset, let reason):
      try rejectDocument("\(reason) (at byte \(text.origin + offset))", body)
    }
  }

  /// Scans the object at the cursor, reading on until it is whole; `incomplete` at the end of the text.
  func scanAtCursor() throws(LogFileError) -> EventScanner.Outcome {
    while true {
      let outcome = unsafe scanner.scan(text.base, from: cursor, end: text.count)
      if case .complete(let end) = outcome, end - cursor > Self.recordLimit { return .tooLong }
      guard case .incomplete = outcome, !text.isAtEnd else { return outcome }
      guard text.count - cursor <= Self.recordLimit else { return .tooLong }
      try refill()
    }
  }

  /// Rejects what stands at the cursor and goes on with the next line that starts an object.
  private func rejectDocument(
    _ reason: String, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
    reject(reason, at: cursor, body)
    while true {
      while cursor < text.count {
        if unsafe text.base[cursor] == 0x0A && text.base[cursor + 1] == UInt8(ascii: "{") {
          return cursor += 1
        }
        if cursor + 1 == text.count, !text.isAtEnd { break }
        cursor += 1
      }
      if cursor >= text.count, text.isAtEnd { return finish(nil, body) }
      try refill()
    }
  }

  /// The members behind a nested list, up to the object's end.
  func readTail(_ body: (LogItem, LogPosition) -> Void) throws(LogFileError) {
    while true {
      guard try skipWhitespace() else { return finish("the file ends inside its outer object", body) }
      var scanner = JSONScanner()
      var end = -1
      switch unsafe text.base[cursor] {
      case UInt8(ascii: "}"):
        cursor += 1
        return state = .sequence
      case UInt8(ascii: ","):
        let name = unsafe JSONScanner.skipWhitespace(text.base, cursor + 1)
        let value = unsafe scanner.skipName(text.base, name)
        if value > 0 { end = unsafe scanner.skipValue(text.base, value) }
      default: end = scanner.fail("expected `,` or `}` behind the records", at: cursor)
      }
      if end > 0, end < text.count {
        cursor = end
      } else if !text.isAtEnd, end > 0 || scanner.faultOffset >= text.count,
        text.count - cursor <= Self.recordLimit
      {
        try refill()
      } else if end < 0, scanner.faultOffset < text.count {
        state = .sequence
        return try rejectDocument("\(scanner.fault) (at byte \(text.origin + scanner.faultOffset))", body)
      } else {
        return finish("the file ends inside its outer object", body)
      }
    }
  }
}
