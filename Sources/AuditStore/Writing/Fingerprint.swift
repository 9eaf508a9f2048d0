/// The 64-bit hash under which an event id is remembered; a hit is always confirmed against the row.
enum Fingerprint {
  /// The hash of an event id in its stored form; 0 for no id.
  static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    guard !bytes.isEmpty else { return 0 }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var word: UInt64 = 0
    var filled = 0
    for byte in bytes {
      word = word << 8 | UInt64(byte)
      filled += 1
      if filled == 8 {
        state = mix(state ^ word)
        word = 0
        filled = 0
      }
    }
    return max(1, mix(state ^ word))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}

/// All fingerprints of a database in memory, half of each with the row that it stands for: 8 bytes a slot.
///
/// Half a hash leaves some pairs of a large database undistinguished, for which a row is looked at in vain.
struct FingerprintTable {
  // INVARIANT: open addressing over a power of two by the upper half of the hash, which stands above the row; a row
  // of 0 marks a free slot, rows count from 1.
  private var slots = [UInt64](repeating: 0, count: 1024)
  private var count = 0
  /// What `fetch` has read, which is kept so that it is read at all.
  private var fetched: UInt64 = 0

  /// Reads the slots of hashes that are looked for soon: their memory is far, and waited for once for all of them.
  mutating func fetch(_ hashes: ArraySlice<UInt64>) {
    var all: UInt64 = 0
    for hash in hashes { all ^= slots[start(hash)] }
    fetched ^= all
  }

  mutating func reserve(_ total: Int) {
    var size = slots.count
    while size * 3 < total * 4 { size *= 2 }
    if size > slots.count { rebuild(size) }
  }

  mutating func insert(_ hash: UInt64, _ row: UInt32) {
    if (count + 1) * 4 > slots.count * 3 { rebuild(slots.count * 2) }
    count += 1
    place(hash & 0xFFFF_FFFF_0000_0000 | UInt64(row))
  }

  /// The rows that may hold the id with this hash; nearly always none or one.
  func candidates(_ hash: UInt64) -> [UInt32] {
    var slot = start(hash)
    var found: [UInt32] = []
    while case let entry = slots[slot], entry != 0 {
      if (entry ^ hash) >> 32 == 0 { found.append(UInt32(truncatingIfNeeded: entry)) }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return found
  }

  private func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 32) & (slots.count &- 1) }

  private mutating func place(_ entry: UInt64) {
    var slot = start(entry)
    while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
    slots[slot] = entry
  }

  private mutating func rebuild(_ size: Int) {
    let old = slots
    slots = Array(repeating: 0, count: size)
    for entry in old where entry != 0 { place(entry) }
  }
}
