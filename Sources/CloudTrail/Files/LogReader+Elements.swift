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
    try readElement(startingWith: first, isNested: isNested, body)
  }

  private func readElement(
    startingWith first: UInt8, isNested: Bool, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
    elements += 1
    guard first == UInt8(ascii: "{") else { return try rejectValue(isNested: isNested, body) }
    switch try scanAtCursor() {
    case .complete(let end):
      deliver(cursor, depth: 0, body)
      cursor = end
      needsComma = true
    case .incomplete: finish("the record ends too early", body)
    case .tooLong: resync(Self.tooLong, isNested: isNested)
    case .invalid(let offset, let reason):
      resync("\(reason) (at byte \(text.origin + offset))", isNested: isNested)
    }
  }

  /// Rejects an element that is not an object, stepping over it when it is JSON at all.
  private func rejectValue(
    isNested: Bool, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
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
    resync("a record must be an object", isNested: isNested)
  }

  func skip(_ document: SkippedDocument, _ body: (LogItem, LogPosition) -> Void) {
    body(.skipped(document), LogPosition(record: record, offset: text.origin + cursor))
  }
}
