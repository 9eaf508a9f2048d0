import CloudTrail

/// The 64-bit hash under which an event id is remembered; a hit is always confirmed against the row.
enum Fingerprint {
  /// The hash of an event id in its stored form; 0 for no id.
  ///
  /// Databases hold it, so that it can never be another one.
  static func of(_ bytes: TextSlice) -> UInt64 {
    guard !bytes.isEmpty else { return 0 }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var rest = 0
    while rest &+ 8 <= bytes.count {
      state = mix(state ^ bytes.word(at: rest))
      rest &+= 8
    }
    var word: UInt64 = 0
    while rest < bytes.count {
      word = word << 8 | UInt64(bytes[rest])
      rest &+= 1
    }
    return max(1, mix(state ^ word))
  }

  /// The hash of an event id in its stored form; 0 for no id.
  static func of(_ bytes: [UInt8]) -> UInt64 { TextSlice.with(bytes) { of($0) } }

  static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
