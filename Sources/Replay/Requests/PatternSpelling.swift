import IAMPolicy

/// Finds what was probably meant by a pattern that nothing matches.
///
/// `*` stands for any text and `?` for one byte, so that only the rest of a pattern can be mistyped.
struct PatternSpelling {
  private static let maximumLength = 256

  private let pattern: [UInt8]
  /// How many edits are still a mistake and not another name.
  private let limit: Int

  /// Prepares a pattern; what stands before the name in an ARN does not make it longer.
  init(_ pattern: String) {
    let bytes = Array(pattern.utf8)
    let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
    let isARN = pattern.hasPrefix("arn:") && colons.count >= 5
    let name = bytes[(isARN ? colons[4] + 1 : (colons.last ?? -1) + 1)...]
    let letters = name.count { !Self.isWildcard($0) }
    limit = bytes.count > Self.maximumLength || letters < 4 ? 0 : letters < 5 ? 1 : 2
    self.pattern = bytes
  }

  /// The closest pattern that some of the names match, with its distance; nil when none is close, or it is this one.
  ///
  /// - Parameter names: in the order in which the first of equally close ones counts.
  func closest(among names: [String]) -> (pattern: String, edits: Int)? {
    if limit == 0 { return nil }
    var best: (name: [UInt8], edits: Int)?
    for name in names {
      let name = Array(name.utf8)
      guard let edits = edits(name), edits < best?.edits ?? .max else { continue }
      best = (name, edits)
    }
    guard let best, case let closest = corrected(best.name), !closest.utf8.elementsEqual(pattern) else {
      return nil
    }
    return (closest, best.edits)
  }

  /// How many edits of its letters make the pattern match a name; nil for more than a few.
  private func edits(_ name: [UInt8]) -> Int? {
    // Without a wildcard no fewer than the lengths differ by; with one, no fewer than the letters that are too many.
    let letters = pattern.count { $0 != UInt8(ascii: "*") }
    if letters > name.count + limit || (letters == pattern.count && name.count > letters + limit) {
      return nil
    }
    var row = Array(0...name.count)
    for byte in pattern {
      row = Self.next(row, byte, name)
      if row.allSatisfy({ $0 > limit }) { return nil }
    }
    return row.last.flatMap { $0 <= limit ? $0 : nil }
  }

  /// The edits by how much of a name is matched, with one more byte of the pattern.
  private static func next(_ row: [Int], _ byte: UInt8, _ name: [UInt8]) -> [Int] {
    let isRun = byte == UInt8(ascii: "*")
    var next = [isRun ? row[0] : row[0] + 1]
    next.reserveCapacity(row.count)
    for index in name.indices {
      if isRun {
        next.append(min(row[index + 1], next[index]))
      } else {
        let same = byte == UInt8(ascii: "?") || lowered(byte) == lowered(name[index])
        next.append(min(row[index] + (same ? 0 : 1), row[index + 1] + 1, next[index] + 1))
      }
    }
    return next
  }

  /// The pattern with the letters of a name in place of its own.
  private func corrected(_ name: [UInt8]) -> String {
    var rows = [Array(0...name.count)]
    for byte in pattern { rows.append(Self.next(rows[rows.count - 1], byte, name)) }
    var result: [UInt8] = []
    var (place, index) = (pattern.count, name.count)
    while place > 0 || index > 0 {
      let byte = place > 0 ? pattern[place - 1] : 0
      let edits = rows[place][index]
      if place > 0, byte == UInt8(ascii: "*") {
        if rows[place - 1][index] == edits {
          result.append(byte)
          place -= 1
        } else {
          index -= 1
        }
        continue
      }
      let same =
        byte == UInt8(ascii: "?") || (index > 0 && Self.lowered(byte) == Self.lowered(name[index - 1]))
      if place > 0, index > 0, rows[place - 1][index - 1] + (same ? 0 : 1) == edits {
        result.append(byte == UInt8(ascii: "?") ? byte : name[index - 1])
        (place, index) = (place - 1, index - 1)
      } else if place > 0, rows[place - 1][index] + 1 == edits {
        place -= 1
      } else {
        result.append(name[index - 1])
        index -= 1
      }
    }
    return String(decoding: result.reversed(), as: UTF8.self)
  }

  private static func isWildcard(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
