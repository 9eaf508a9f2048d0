/// The 64-bit hash under which an event id is remembered; a hit is always confirmed against the row.
enum Fingerprint {
  /// The hash of an event id in its stored form; 0 for no id.
  ///
  /// Databases hold it, so that it can never be another one.
  static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    guard !bytes.isEmpty else { return 0 }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var rest = bytes.startIndex
    unsafe bytes.withUnsafeBytes { raw in
      for start in stride(from: 0, through: raw.count - 8, by: 8) {
        state = mix(
          state ^ UInt64(bigEndian: unsafe raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
      }
      rest += raw.count & ~7
    }
    let word = bytes[rest...].reduce(0) { $0 << 8 | UInt64($1) }
    return max(1, mix(state ^ word))
  }

  static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
