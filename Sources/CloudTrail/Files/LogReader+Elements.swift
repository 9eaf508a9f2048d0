import JSON

extension LogReader {
  /// The next element of a list of records, or the list's end.
  func readElement(
    isNested: Bool, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
    guard try skipWhitespace() else { return finish("the file ends inside the list of records", body) }
    var first = unsafe text.base[cursor]
    if first == UInt8(ascii: "]"), !needsComma || elements > 0 {
      cursor += 1
      if elements == 0 { skip(.empty, body) }
      elements = max(elements, 1)
      return state = isNested ? .tail : .sequence
    }
    if needsComma {
      if first == UInt8(ascii: ",") {
        cursor += 1
        guard try skipWhitespace() else { return finish("the file ends inside the list of records", body) }
        first = unsafe text.base[cursor]
      } else {
        reject("expected `,` or `]` between records", at: cursor, body)
      }
      needsComma = false
    }
    try readElement(startingWith: first, body)
  }

  private func readElement(
    startingWith first: UInt8, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
    elements += 1
    guard first == UInt8(ascii: "{") else { return try rejectValue(body) }
    switch try scanAtCursor() {
    case .complete(let end):
      deliver(cursor, depth: 0, body)
      cursor = end
      needsComma = true
    case .incomplete: finish("the record ends too early", body)
    case .tooLong: try rejectElement("the record is longer than \(Self.recordLimit >> 20) MB", body)
    case .invalid(let offset, let reason):
      try rejectElement("\(reason) (at byte \(text.origin + offset))", body)
    }
  }

  /// Rejects an element that is not an object, stepping over it when it is JSON at all.
  private func rejectValue(_ body: (LogItem, LogPosition) -> Void) throws(LogFileError) {
    var scanner = JSONScanner()
    while true {
      let end = unsafe scanner.skipValue(text.base, cursor)
      if end > 0, end < text.count {
        reject("a record must be an object", at: cursor, body)
        cursor = end
        return needsComma = true
      }
      let isCut = end > 0 || scanner.faultOffset >= text.count
      guard isCut, !text.isAtEnd, text.count - cursor <= Self.recordLimit else { break }
      try refill()
    }
    if text.isAtEnd, scanner.faultOffset >= text.count { return finish("the record ends too early", body) }
    try rejectElement("a record must be an object", body)
  }

  /// Rejects the element at the cursor and goes on with the next one that can be made out.
  ///
  /// Every record that CloudTrail writes begins with `eventVersion`; that is what is looked for.
  private func rejectElement(
    _ reason: String, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
    reject(reason, at: cursor, body)
    cursor += 1
    while true {
      while cursor < text.count {
        if unsafe text.base[cursor] == UInt8(ascii: "{"), startsRecord() {
          return needsComma = false
        }
        if text.count - cursor < 64, !text.isAtEnd { break }
        cursor += 1
      }
      if cursor >= text.count, text.isAtEnd { return finish(nil, body) }
      try refill()
    }
  }

  private func startsRecord() -> Bool {
    matches("\"eventVersion\"", at: unsafe JSONScanner.skipWhitespace(text.base, cursor + 1))
  }

  func skip(_ document: SkippedDocument, _ body: (LogItem, LogPosition) -> Void) {
    body(.skipped(document), LogPosition(record: record, offset: text.origin + cursor))
  }
}
