import CloudTrail

/// Compresses for fixtures; a member of its own each time.
enum Gzip {
  static func member(_ text: String) -> [UInt8] { GzipWriter().write(Array(text.utf8), isLast: true) }

  /// A member whose header carries a file name and an extra field, as delivered files have.
  static func named(_ text: String, name: String) -> [UInt8] {
    let plain = member(text)
    let extra: [UInt8] = [2, 0, 7, 7]
    return [0x1F, 0x8B, 8, 0x0C] + plain[4..<10] + extra + Array(name.utf8) + [0] + plain[10...]
  }
}

/// Reads a whole file held in memory and notes what came of it.
struct ReadFile {
  var ids: [String] = []
  var offsets: [Int] = []
  var rejects: [String] = []
  var rejectPositions: [LogPosition] = []
  var skipped: [SkippedDocument] = []
  /// The first record that was not written so; nil where no check fails.
  var refuted: Int?
  var records: [String] = []

  init(_ bytes: [UInt8], chunk: Int = 1 << 20, skipsForeign: Bool = false) throws {
    var offset = 0
    let reader = LogReader(skipsForeign: skipsForeign) { () throws(LogFileError) in
      let end = min(offset + chunk, bytes.count)
      defer { offset = end }
      return Array(bytes[offset..<end])
    }
    var more = true
    while more {
      var items: [(String?, String, LogPosition)] = []
      var seen: [SkippedDocument] = []
      var refuted: Int?
      more = try reader.read(upTo: 3) { item, position in
        switch item {
        case .event(let event): items.append((event.string(.eventID) ?? "", event.json.text(), position))
        case .refuted: refuted = position.record
        case .reject(let reason): items.append((nil, reason, position))
        case .skipped(let kind): seen.append(kind)
        }
      }
      skipped += seen
      self.refuted = refuted ?? self.refuted
      for (id, text, position) in items { note(id, text, position) }
    }
  }

  init(_ text: String, chunk: Int = 1 << 20, skipsForeign: Bool = false) throws {
    try self.init(Array(text.utf8), chunk: chunk, skipsForeign: skipsForeign)
  }

  private mutating func note(_ id: String?, _ text: String, _ position: LogPosition) {
    if let id {
      ids.append(id)
      records.append(text)
      offsets.append(position.offset)
    } else {
      rejects.append(text)
      rejectPositions.append(position)
    }
  }
}

/// A small record.
func record(_ id: String, _ more: String = "") -> String {
  #"{"eventVersion":"1.08","eventID":"\#(id)","eventTime":"2026-09-01T00:00:00Z"\#(more)}"#
}
