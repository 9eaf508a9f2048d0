/// All fingerprints of a database in memory, half of each with the row that it stands for: 8 bytes a slot.
///
/// Half a hash leaves some pairs of a large database undistinguished, for which a row is looked at in vain. Its segments
/// grow one after another and by little, so that it never holds much more than it must.
struct FingerprintTable {
  private static let segmentBits: UInt64 = 8
  private var segments = [Segment](repeating: Segment(), count: 1 << Int(segmentBits))
  /// What `fetch` has read, which is kept so that it is read at all.
  private var fetched: UInt64 = 0

  /// Reads the slots of hashes that are looked for soon: their memory is far, and waited for once for all of them.
  mutating func fetch(_ hashes: ArraySlice<UInt64>) {
    var all: UInt64 = 0
    for hash in hashes { all ^= segments[Self.segment(hash)].first(hash) }
    fetched ^= all
  }

  /// Makes room for so many in all.
  mutating func reserve(_ total: Int) {
    for index in segments.indices { segments[index].reserve(total / segments.count) }
  }

  mutating func insert(_ hash: UInt64, _ row: UInt32) {
    segments[Self.segment(hash)].insert(hash & 0xFFFF_FFFF_0000_0000 | UInt64(row))
  }

  /// The rows that may hold the id with this hash; nearly always none or one.
  func candidates(_ hash: UInt64) -> [UInt32] {
    let segment = Self.segment(hash)
    return segments[segment].mayHold(hash) ? segments[segment].candidates(hash) : []
  }

  private static func segment(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> (64 - segmentBits)) }

  /// The fingerprints with the same leading bits.
  private struct Segment {
    /// What memory is read by: so many slots of 8 bytes are looked through at the cost of one.
    private static let lineSlots = 8
    // INVARIANT: lines with at least one free slot in all of them; an entry stands in the line that its hash tells, or
    // in the next one that had room. The upper half of the hash stands above the row; 0, which rows count from 1 for, is a
    // free slot.
    private var slots = [UInt64](repeating: 0, count: 2 * lineSlots)
    private var count = 0

    func first(_ hash: UInt64) -> UInt64 { slots[start(hash)] }

    /// Whether there are candidates at all.
    @inline(__always)
    func mayHold(_ hash: UInt64) -> Bool {
      var slot = start(hash)
      while case let entry = slots[slot], entry != 0 {
        if (entry ^ hash) >> 32 == 0 { return true }
        slot = next(slot)
      }
      return false
    }

    func candidates(_ hash: UInt64) -> [UInt32] {
      var slot = start(hash)
      var found: [UInt32] = []
      while case let entry = slots[slot], entry != 0 {
        if (entry ^ hash) >> 32 == 0 { found.append(UInt32(truncatingIfNeeded: entry)) }
        slot = next(slot)
      }
      return found
    }

    mutating func insert(_ entry: UInt64) {
      // Up to six of seven slots: nearly every search ends in its own line.
      if (count + 1) * 7 > slots.count * 6 { rebuild(lines: lines + lines / 4 + 1) }
      count += 1
      place(entry)
    }

    mutating func reserve(_ total: Int) {
      let wanted = total * 5 / 4 / Self.lineSlots + 1
      if wanted > lines { rebuild(lines: wanted) }
    }

    private var lines: Int { slots.count / Self.lineSlots }

    private func start(_ hash: UInt64) -> Int {
      // The bits behind those that tell the segment, as a fraction of the lines.
      let bits = (hash << FingerprintTable.segmentBits) >> 40
      return Int(truncatingIfNeeded: (bits &* UInt64(lines)) >> 24) &* Self.lineSlots
    }

    private func next(_ slot: Int) -> Int { slot &+ 1 == slots.count ? 0 : slot &+ 1 }

    private mutating func place(_ entry: UInt64) {
      var slot = start(entry)
      while slots[slot] != 0 { slot = next(slot) }
      slots[slot] = entry
    }

    private mutating func rebuild(lines: Int) {
      let old = slots
      slots = Array(repeating: 0, count: lines * Self.lineSlots)
      for entry in old where entry != 0 { place(entry) }
    }
  }
}
