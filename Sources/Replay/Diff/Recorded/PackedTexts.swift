import CloudTrail

/// Many texts in UTF-8, by number: each costs its bytes and four more.
///
/// They stand one behind the other in blocks, so that no growth moves what is there or keeps as much again in reserve.
struct PackedTexts: Sendable {
  // INVARIANT: every block but the last holds `textsPerBlock` texts, which a block's 4 GiB have room for.
  private struct Block {
    var bytes: [UInt8] = []
    /// Where each text ends; it begins where the one before ends.
    var ends: [UInt32] = []
  }

  private static let textsPerBlock = 1024
  private var blocks: [Block] = []

  /// How many texts there are.
  private(set) var count = 0

  /// Adds a text; its number is the count before.
  mutating func append(_ text: String) { append { $0 += text.utf8 } }

  /// Adds a text; its number is the count before.
  mutating func append(_ text: TextSlice) { append { text.append(to: &$0) } }

  /// Adds a text of two parts; its number is the count before.
  mutating func append(_ text: TextSlice, behind first: String) {
    append {
      $0 += first.utf8
      text.append(to: &$0)
    }
  }

  private mutating func append(_ write: (inout [UInt8]) -> Void) {
    if count % Self.textsPerBlock == 0 { beginBlock() }
    let last = blocks.count - 1
    write(&blocks[last].bytes)
    blocks[last].ends.append(UInt32(truncatingIfNeeded: blocks[last].bytes.count))
    count += 1
  }

  private mutating func beginBlock() {
    // What a full block reserved for more is given back.
    if let full = blocks.last { blocks[blocks.count - 1].bytes = full.bytes.withExactCapacity }
    var block = Block()
    block.ends.reserveCapacity(Self.textsPerBlock)
    blocks.append(block)
  }

  /// The bytes of a text, whose number must be there.
  subscript(number: Int) -> ArraySlice<UInt8> {
    let (block, place) = (number / Self.textsPerBlock, number % Self.textsPerBlock)
    let start = place > 0 ? blocks[block].ends[place - 1] : 0
    return blocks[block].bytes[Int(start)..<Int(blocks[block].ends[place])]
  }

  /// For each text the number of the first that has the same bytes; all processors look for some of them.
  var firsts: [Int32] {
    let hashes = ParallelMap.run(count, size: Self.textsPerBlock) { number in
      TextSlice.with(self[number]) { SpanInterner.hash($0) }
    }
    let parts = Processors.count
    let found = ParallelMap.run(parts, size: 1) { repeated(among: hashes, part: $0, of: parts) }
    var firsts = hashes.indices.map { Int32(truncatingIfNeeded: $0) }
    for (number, first) in found.joined() { firsts[number] = first }
    return firsts
  }

  /// Of the texts whose hash belongs to a part those that are equal to an earlier one, each with the first of them.
  private func repeated(among hashes: [UInt32], part: Int, of parts: Int) -> [(number: Int, first: Int32)] {
    // INVARIANT: open addressing over a power of two, at most half of it taken, from the slot on that the leading bits of
    // a hash tell; a slot holds the hash and below it one more than the number of a text, 0 is free.
    let own = hashes.count { Int($0) % parts == part }
    var (size, ignoredBits) = (64, UInt64(32 - 6))
    while size < own * 2 {
      size *= 2
      ignoredBits -= 1
    }
    var slots = [UInt64](repeating: 0, count: size)
    var found: [(number: Int, first: Int32)] = []
    numbers: for (number, hash) in hashes.enumerated() where Int(hash) % parts == part {
      var place = Int(UInt64(hash) >> ignoredBits)
      while case let slot = slots[place], slot != 0 {
        let known = Int(slot & 0xFFFF_FFFF) - 1
        if slot >> 32 == hash, self[known] == self[number] {
          found.append((number, Int32(truncatingIfNeeded: known)))
          continue numbers
        }
        place = (place + 1) & (size - 1)
      }
      slots[place] = UInt64(hash) << 32 | UInt64(number + 1)
    }
    return found
  }
}

extension [UInt8] {
  /// The same bytes without room for more.
  fileprivate var withExactCapacity: [UInt8] {
    var copy: [UInt8] = []
    copy.reserveCapacity(count)
    copy += self
    return copy
  }
}
