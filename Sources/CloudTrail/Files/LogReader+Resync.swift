import JSON

/// A record that could not be read, while the reader looks for what comes behind it.
struct BrokenRecord {
  let reason: String
  /// Where it starts in the whole text.
  let offset: Int
  /// Whether the list that it stands in is a member of an object; nil outside of any list.
  let isNested: Bool?
  var tracker: BracketTracker
  /// The last byte, and the last that is not white space.
  var previous: (byte: UInt8, token: UInt8) = (0, 0)
}

extension LogReader {
  /// How long an object may be to be tried as the next record; those that CloudTrail writes have 256 KB.
  private static let trialLimit = 1 << 20

  /// Rejects what stands at the cursor and looks for the next record: behind the value's last bracket, or
  /// where something that can only be a record starts.
  func resync(_ reason: String, isNested: Bool?) {
    let isTracked = unsafe isNested != nil || text.base[cursor] == UInt8(ascii: "{")
    state = .broken(
      BrokenRecord(
        reason: reason, offset: text.origin + cursor, isNested: isNested,
        tracker: BracketTracker(isLost: !isTracked)))
  }

  /// Looks on through the window, and reads on at its end.
  func readBroken(
    _ broken: BrokenRecord, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) {
    var broken = broken
    while cursor < text.count {
      if unsafe text.base[cursor] == UInt8(ascii: "{"), broken.previous.byte != 0, try startsRecord(broken) {
        return resume(broken, needsComma: false, body)
      }
      let byte = unsafe text.base[cursor]
      switch broken.tracker.step(byte) {
      case .inside: break
      case .last:
        cursor += 1
        return resume(broken, needsComma: true, body)
      case .behind:
        if broken.isNested != nil { return resume(broken, needsComma: true, body) }
      }
      broken.previous = (byte, byte <= 0x20 ? broken.previous.token : byte)
      cursor += 1
    }
    guard text.isAtEnd else {
      state = .broken(broken)
      return try refill()
    }
    let count = text.origin + text.count - broken.offset
    let rest = "\(broken.reason); no record was found behind it: \(count) bytes were not read"
    reject(rest, atTextOffset: broken.offset, body)
    finish(nil, body)
  }

  private func resume(_ broken: BrokenRecord, needsComma: Bool, _ body: (LogItem, LogPosition) -> Void) {
    reject(broken.reason, atTextOffset: broken.offset, body)
    self.needsComma = needsComma
    state = broken.isNested.map { .list(isNested: $0) } ?? .sequence
  }

  /// Whether a record starts at the brace at the cursor, as far as that can be told inside broken text.
  ///
  /// No string holds `{"`, because its quotes are escaped; so this is a real object. It is a record when it
  /// starts a line of a file with one record a line, begins as CloudTrail's records do, or reads as one.
  private func startsRecord(_ broken: BrokenRecord) throws(LogFileError) -> Bool {
    while text.count - cursor < 256, !text.isAtEnd { try refill() }
    let name = unsafe JSONScanner.skipWhitespace(text.base, cursor + 1)
    guard unsafe text.base[name] == UInt8(ascii: "\"") else { return false }
    let startsLine = broken.previous.byte == 0x0A || broken.previous.byte == 0x0D
    if startsLine, broken.isNested == nil { return true }
    if broken.previous.token == UInt8(ascii: ":"), !broken.tracker.isLost { return false }
    if matches("\"eventVersion\"", at: name) { return true }
    while true {
      switch unsafe space.scanner.scan(text.base, from: cursor, end: text.count) {
      case .complete: return isRecord
      case .incomplete where !text.isAtEnd && text.count - cursor < Self.trialLimit: try refill()
      default: return false
      }
    }
  }

  /// Whether the object that was scanned last is an event, or wraps some.
  private var isRecord: Bool {
    if space.scanner.holdsList || space.scanner.wrapsEvent { return true }
    let event = unsafe space.scanner.event(text.base)
    return isPlainEvent(event) && event.raw(.eventTime) != nil
  }
}
