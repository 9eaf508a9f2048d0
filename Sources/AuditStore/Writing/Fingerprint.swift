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

/// All fingerprints of a database in memory, 12 bytes a slot, with the row that each stands for.
struct FingerprintTable {
  // INVARIANT: open addressing over a power of two; a row of 0 marks a free slot, rows count from 1.
  private var hashes: [UInt64] = Array(repeating: 0, count: 1024)
  private var rows: [UInt32] = Array(repeating: 0, count: 1024)
  private(set) var count = 0

  mutating func reserve(_ total: Int) {
    var size = hashes.count
    while size * 3 < total * 4 { size *= 2 }
    if size > hashes.count { rebuild(size) }
  }

  mutating func insert(_ hash: UInt64, _ row: UInt32) {
    if (count + 1) * 4 > hashes.count * 3 { rebuild(hashes.count * 2) }
    count += 1
    place(hash, row)
  }

  /// The rows that may hold the id with this hash; nearly always none or one.
  func candidates(_ hash: UInt64) -> [UInt32] {
    var slot = Int(truncatingIfNeeded: hash) & (hashes.count &- 1)
    var found: [UInt32] = []
    while rows[slot] != 0 {
      if hashes[slot] == hash { found.append(rows[slot]) }
      slot = (slot &+ 1) & (hashes.count &- 1)
    }
    return found
  }

  private mutating func place(_ hash: UInt64, _ row: UInt32) {
    var slot = Int(truncatingIfNeeded: hash) & (hashes.count &- 1)
    while rows[slot] != 0 { slot = (slot &+ 1) & (hashes.count &- 1) }
    hashes[slot] = hash
    rows[slot] = row
  }

  private mutating func rebuild(_ size: Int) {
    let old = (hashes, rows)
    hashes = Array(repeating: 0, count: size)
    rows = Array(repeating: 0, count: size)
    for index in old.0.indices where old.1[index] != 0 { place(old.0[index], old.1[index]) }
  }
}
