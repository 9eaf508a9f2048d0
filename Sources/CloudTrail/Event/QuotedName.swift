/// A member's name between quotes as four words that overlap, so that comparing it needs no loop.
@safe struct QuotedName {
  // INVARIANT: the quoted name has 9 to 32 bytes; the words stand at 0, `second`, `third` and `last` in it.
  private let second: Int
  private let third: Int
  private let last: Int
  private let words: (UInt64, UInt64, UInt64, UInt64)

  init(_ name: String) {
    let quoted = Array("\"\(name)\"".utf8)
    precondition(quoted.count > 8 && quoted.count <= 32)
    last = quoted.count - 8
    second = min(8, last)
    third = min(16, last)
    func word(_ start: Int) -> UInt64 {
      quoted[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    words = (word(0), word(second), word(third), word(last))
  }

  /// Whether the bytes begin with this quoted name; reads up to 32 bytes, which the padding allows.
  @inline(__always)
  func matches(_ bytes: UnsafePointer<UInt8>) -> Bool {
    let raw = unsafe UnsafeRawPointer(bytes)
    let first = unsafe raw.loadUnaligned(as: UInt64.self).littleEndian ^ words.0
    let next = unsafe raw.loadUnaligned(fromByteOffset: second, as: UInt64.self).littleEndian ^ words.1
    guard first | next == 0 else { return false }
    let later = unsafe raw.loadUnaligned(fromByteOffset: third, as: UInt64.self).littleEndian ^ words.2
    let final = unsafe raw.loadUnaligned(fromByteOffset: last, as: UInt64.self).littleEndian ^ words.3
    return later | final == 0
  }
}
