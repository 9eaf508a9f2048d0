import CloudTrail

/// A column of event ids: 16 bytes for a UUID, its text for any other id, nothing when there is none.
struct IDColumn: Sendable {
  private(set) var bytes: [UInt8] = []
  private var ends: [UInt32] = []
  private var isText: [Bool] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    isText.removeAll(keepingCapacity: true)
  }

  mutating func append(_ raw: RawJSON?) {
    var text = false
    if let raw, !raw.isNull, !raw.appendUUID(to: &bytes) {
      raw.appendPlain(to: &bytes)
      text = true
    }
    ends.append(UInt32(truncatingIfNeeded: bytes.count))
    isText.append(text)
  }

  /// The stored form at a row, and whether it is a text.
  subscript(row: Int) -> (bytes: ArraySlice<UInt8>, isText: Bool) {
    let start = row == 0 ? 0 : Int(ends[row - 1])
    return (bytes[start..<Int(ends[row])], isText[row])
  }

  /// Lends the stored form at a row for the length of a call.
  @inline(__always)
  func withText<Result>(_ row: Int, _ body: (TextSlice) -> Result) -> Result {
    let start = row == 0 ? 0 : Int(ends[row &- 1])
    let end = Int(ends[row])
    return TextSlice.with(bytes) { body($0[start..<end]) }
  }

  func bind(_ row: Int, to statement: inout Statement, at index: Int32) {
    let isText = isText[row]
    withText(row) { value in
      if value.isEmpty, !isText {
        statement.bindNull(index)
      } else {
        statement.keep(value, at: index, isText: isText)
      }
    }
  }
}
