/// A part of one of the catalog's texts; they lie in the binary and are never copied.
struct CatalogText: Sendable {
  private let whole: StaticString
  // INVARIANT: within the text.
  private var range: Range<Int>

  init(_ text: StaticString) {
    whole = text
    range = 0..<text.utf8CodeUnitCount
  }

  var isEmpty: Bool { range.isEmpty }
  var count: Int { range.count }

  /// The byte at a distance from the part's beginning.
  subscript(_ offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < range.count)
    return unsafe whole.utf8Start[range.lowerBound + offset]
  }

  /// The last byte; nil when there is none.
  var last: UInt8? { isEmpty ? nil : self[count - 1] }

  /// The part as a string of its own.
  var string: String {
    let bytes = unsafe UnsafeBufferPointer(start: whole.utf8Start + range.lowerBound, count: range.count)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// The number that the digits at the part's beginning make; 0 without digits.
  var number: Int {
    var number = 0
    for offset in 0..<count {
      let digit = Int(self[offset]) - 0x30
      guard (0...9).contains(digit), number < 1_000_000 else { break }
      number = number * 10 + digit
    }
    return number
  }

  func dropFirst(_ length: Int) -> CatalogText { part(min(length, count)..<count) }

  /// Takes what stands before a separator off the beginning, and the separator; all of it without one.
  mutating func next(before separator: UInt8) -> CatalogText {
    let end = index(of: separator, from: 0)
    let taken = part(0..<end)
    self = part(min(end + 1, count)..<count)
    return taken
  }

  /// The parts between separators; none of an empty text.
  func split(_ separator: Unicode.Scalar) -> [CatalogText] {
    var parts: [CatalogText] = []
    var rest = self
    while !rest.isEmpty { parts.append(rest.next(before: UInt8(ascii: separator))) }
    return parts
  }

  /// The line whose first field is a text, of lines that are sorted by their first fields.
  func line(of name: String) -> CatalogText? {
    var low = 0
    var high = count
    while low < high {
      var start = low + (high - low) / 2
      while start > low, self[start - 1] != UInt8(ascii: "\n") { start -= 1 }
      let line = part(start..<index(of: UInt8(ascii: "\n"), from: start))
      switch line.order(against: name) {
      case 0: return line
      case ..<0: low = min(start + line.count + 1, count)
      default: high = start
      }
    }
    return nil
  }

  /// Below 0 when the first field of a line comes before a text, 0 when it is the text.
  private func order(against name: String) -> Int {
    var offset = 0
    for byte in name.utf8 {
      guard offset < count, self[offset] != UInt8(ascii: "\t") else { return -1 }
      if self[offset] != byte { return self[offset] < byte ? -1 : 1 }
      offset += 1
    }
    return offset == count || self[offset] == UInt8(ascii: "\t") ? 0 : 1
  }

  private func index(of byte: UInt8, from start: Int) -> Int {
    var index = start
    while index < count, self[index] != byte { index += 1 }
    return index
  }

  private func part(_ part: Range<Int>) -> CatalogText {
    var text = self
    text.range = (range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound)
    return text
  }
}
