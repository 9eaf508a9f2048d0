import CZlib

/// The forms of blocks that zlib can be made to write.
public enum DeflateForm: CaseIterable, Sendable {
  case plain, filtered, literals, runs, fixed
  /// Blocks of few symbols each.
  case smallBlocks

  /// Compresses bytes into one member.
  public func compress(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    var state = unsafe z_stream()
    guard
      unsafe deflateInit2_(
        &state, level, Z_DEFLATED, 15 + 16, self == .smallBlocks ? 1 : 8, strategy, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return [] }
    defer { unsafe deflateEnd(&state) }
    var input = bytes
    let room = unsafe Int(deflateBound(&state, UInt(bytes.count))) + 32
    return unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
        unsafe (state.next_in, state.avail_in) = (source.baseAddress, UInt32(source.count))
        unsafe (state.next_out, state.avail_out) = (target.baseAddress, UInt32(room))
        _ = unsafe deflate(&state, Z_FINISH)
        unsafe count = room - Int(state.avail_out)
      }
    }
  }

  /// The CRC of bytes.
  public static func checksum(_ bytes: [UInt8]) -> UInt {
    unsafe crc32_z(0, bytes, bytes.count)
  }

  private var strategy: Int32 {
    switch self {
    case .plain, .smallBlocks: Z_DEFAULT_STRATEGY
    case .filtered: Z_FILTERED
    case .literals: Z_HUFFMAN_ONLY
    case .runs: Z_RLE
    case .fixed: Z_FIXED
    }
  }
}
