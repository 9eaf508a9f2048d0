import JSON

/// Reads the records of one log file in order, in bounded memory, recognizing its form by content.
///
/// Takes CloudTrail's `{"Records": [...]}`, one event a line, a bare array or object, EventBridge's wrapper
/// and the answer of `LookupEvents`, each gzip or plain.
@safe public final class LogReader {
  /// A record longer than this is a reject: CloudTrail's own limit is 256 KB.
  public static let recordLimit = 16 << 20
  static let tooLong = "the record is longer than \(recordLimit >> 20) MB"

  /// After so much text `read` comes back, so that its caller can let go of the bytes it keeps.
  private static let bytesPerRead = 4 << 20

  enum State {
    case closed
    /// Between the values of the outermost sequence.
    case sequence
    /// Inside a list of records; `isNested` tells a list that is a member of an object.
    case list(isNested: Bool)
    /// Behind such a list, among the object's other members.
    case tail
    /// Inside something that could not be read.
    case broken(BrokenRecord)
    case finished
  }

  let text: TextBuffer
  let space: ReadingSpace
  var state = State.closed
  /// Where the next token starts in the window.
  var cursor = 0
  var record = 0
  /// How many of the records end before the gzip member that was begun last; those behind them may be refuted yet.
  public private(set) var checkedRecords = 0
  var elements = 0
  /// Whether a comma must come before the next element.
  var needsComma = false

  /// Whether a file that does not look like a log at all is passed over instead of rejected.
  let skipsForeign: Bool

  /// Makes a reader that takes the file's bytes from `next`, which answers an empty array at the end.
  ///
  /// - Parameters:
  ///   - space: memory that no other reader uses at the same time.
  ///   - hashesText: whether `textDigest()` will be asked for.
  ///   - checks: whether the CRCs of gzip data are checked, as they need not be of bytes that were read before.
  public init(
    in space: ReadingSpace = ReadingSpace(), skipsForeign: Bool = false, hashesText: Bool = false,
    checks: Bool = true,
    next: @escaping () throws(LogFileError) -> [UInt8]
  ) {
    self.space = space
    text = TextBuffer(in: space, hashes: hashesText, checks: checks, next: next)
    self.skipsForeign = skipsForeign
  }

  /// Whether everything has been read.
  public var isFinished: Bool { if case .finished = state { true } else { false } }

  /// The SHA-256 of the file's text, inflated where it is gzip; nil unless it was wanted and all of it was read.
  ///
  /// To be asked for once.
  public func textDigest() -> SHA256Digest? { text.digest() }

  /// How many bytes of text have been read.
  public var textOffset: Int { text.origin + cursor }

  /// Reads on until about `limit` records or some MB have been lent to `body`; false when the file is finished.
  public func read(
    upTo limit: Int, _ body: (LogItem, LogPosition) -> Void
  ) throws(LogFileError) -> Bool {
    let goal = record + max(limit, 1)
    let textGoal = text.origin + cursor + Self.bytesPerRead
    while record < goal, text.origin + cursor < textGoal {
      switch state {
      case .closed: try begin(body)
      case .sequence: try readSequence(body)
      case .list(let isNested): try readElement(isNested: isNested, body)
      case .tail: try readTail(body)
      case .broken(let broken): try readBroken(broken, body)
      case .finished: return false
      }
      if text.origin + cursor <= text.memberStart { checkedRecords = record }
    }
    return !isFinished
  }

  private func begin(_ body: (LogItem, LogPosition) -> Void) throws(LogFileError) {
    try text.open()
    state = .sequence
    switch text.format {
    case .empty: reject("the file is empty", at: 0, body)
    case .other(let what): rejectFile(what, body)
    case .gzip, .plain:
      try text.refill(dropping: 0)
      if unsafe text.base[0] == 0xEF && text.base[1] == 0xBB && text.base[2] == 0xBF { cursor = 3 }
      return
    }
    state = .finished
  }

  /// Steps over white space, reading on as needed; false at the end of the text.
  func skipWhitespace() throws(LogFileError) -> Bool {
    while true {
      cursor = unsafe JSONScanner.skipWhitespace(text.base, cursor)
      if cursor < text.count { return true }
      if text.isAtEnd { return false }
      try refill()
    }
  }

  /// Reads more text behind the token at the cursor.
  func refill() throws(LogFileError) {
    let member = text.memberStart
    try text.refill(dropping: cursor)
    cursor = 0
    // A member that begins now begins behind everything that stood in the window.
    if text.memberStart > member { checkedRecords = record }
  }

  func reject(_ reason: String, at offset: Int, _ body: (LogItem, LogPosition) -> Void) {
    reject(reason, atTextOffset: text.origin + offset, body)
  }

  func reject(_ reason: String, atTextOffset offset: Int, _ body: (LogItem, LogPosition) -> Void) {
    record += 1
    body(.reject(reason: reason), LogPosition(record: record, offset: offset))
  }

  /// Rejects the whole file, or passes over it when it may lie among logs.
  func rejectFile(_ reason: String, _ body: (LogItem, LogPosition) -> Void) {
    state = .finished
    if skipsForeign { skip(.foreign, body) } else { reject(reason, at: cursor, body) }
  }

  /// Ends the file where the text ends; what is missing is one reject.
  func finish(_ unfinished: String?, _ body: (LogItem, LogPosition) -> Void) {
    state = .finished
    if text.isRefuted, record > checkedRecords {
      body(.refuted, LogPosition(record: checkedRecords + 1, offset: text.memberStart))
    }
    if let reason = text.damage ?? unfinished { reject(reason, at: text.count, body) }
  }
}
