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
      guard record == 0, elements == 0 else { return resync(reason, isNested: nil) }
      return rejectFile(ForeignText(try head()).reason ?? reason, body)
    }
    while text.count - cursor < 256, !text.isAtEnd { try refill() }
    if let start = listStart() { return open(list: start, isNested: true) }
    try readDocument(body)
  }

  /// The first bytes of the text; none where they have gone from the window.
  private func head() throws(LogFileError) -> [UInt8] {
    guard text.origin == 0 else { return [] }
    while text.count < ForeignText.size, !text.isAtEnd { try text.refill(dropping: 0) }
    var head: [UInt8] = []
    for index in 0..<min(text.count, ForeignText.size) { unsafe head.append(text.base[index]) }
    return head
  }

  private func open(list start: Int, isNested: Bool) {
    cursor = start
    elements = 0
    needsComma = false
    state = .list(isNested: isNested)
  }

  /// Behind `{"Records": [` or `{"Events": [` at the cursor; nil when something else stands there.
  private func listStart() -> Int? {
    listStart(member: unsafe JSONScanner.skipWhitespace(text.base, cursor + 1))
  }

  /// Behind `"Records": [` or `"Events": [` at an offset.
  private func listStart(member name: Int) -> Int? {
    guard matches("\"Records\"", at: name) || matches("\"Events\"", at: name) else { return nil }
    var scanner = JSONScanner()
    let value = unsafe scanner.skipName(text.base, name)
    guard value > 0, unsafe text.base[value] == UInt8(ascii: "[") else { return nil }
    return value + 1
  }

  /// Where the list of the object at the cursor starts, behind other members, so far as they have been read.
  private func laterListStart() -> Int? {
    var scanner = JSONScanner()
    var offset = cursor
    repeat {
      let name = unsafe JSONScanner.skipWhitespace(text.base, offset + 1)
      if let start = listStart(member: name) { return start }
      let value = unsafe scanner.skipName(text.base, name)
      guard value > 0, value < text.count else { return nil }
      let end = unsafe scanner.skipValue(text.base, value)
      guard end > 0, end < text.count else { return nil }
      offset = unsafe JSONScanner.skipWhitespace(text.base, end)
    } while unsafe text.base[offset] == UInt8(ascii: ",")
    return nil
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
    let outcome = try scanAtCursor()
    if case .complete(let end) = outcome {
      elements += 1
      deliver(cursor, depth: 0, body)
      return cursor = end
    }
    // What cannot be taken as one document may still be a list whose records can be read one by one.
    if let start = laterListStart() { return open(list: start, isNested: true) }
    switch outcome {
    case .complete, .incomplete: finish("the record ends too early", body)
    case .tooLong: resync(Self.tooLong, isNested: nil)
    case .invalid(let offset, let reason):
      resync("\(reason) (at byte \(text.origin + offset))", isNested: nil)
    }
  }

  /// Scans the object at the cursor, reading on until it is whole; `incomplete` at the end of the text.
  func scanAtCursor() throws(LogFileError) -> EventScanner.Outcome {
    while true {
      let outcome = unsafe space.scanner.scan(text.base, from: cursor, end: text.count)
      if case .complete(let end) = outcome, end - cursor > Self.recordLimit { return .tooLong }
      guard case .incomplete = outcome, !text.isAtEnd else { return outcome }
      guard text.count - cursor <= Self.recordLimit else { return .tooLong }
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
        while text.count - cursor < 256, !text.isAtEnd { try refill() }
        let name = unsafe JSONScanner.skipWhitespace(text.base, cursor + 1)
        if let start = listStart(member: name) { return open(list: start, isNested: true) }
        let value = unsafe scanner.skipName(text.base, name)
        if value > 0 { end = unsafe scanner.skipValue(text.base, value) }
      default: end = scanner.fail("expected `,` or `}` behind the records", at: cursor)
      }
      let isCut = end < 0 ? scanner.faultOffset >= text.count : end >= text.count
      if !isCut, end > 0 {
        cursor = end
      } else if isCut, text.isAtEnd {
        return finish("the file ends inside its outer object", body)
      } else if isCut, text.count - cursor <= Self.recordLimit {
        try refill()
      } else {
        let fault = "\(scanner.fault) (at byte \(text.origin + scanner.faultOffset))"
        let tooLong = "a member behind the records is longer than a record may be"
        return resync(isCut ? tooLong : fault, isNested: nil)
      }
    }
  }
}
