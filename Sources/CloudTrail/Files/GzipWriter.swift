import CZlib

/// Compresses bytes into one gzip member, a chunk at a time.
@safe public final class GzipWriter {
  // INVARIANT: `stream` was set up by `deflateInit2_` and lives at one address until `deflateEnd`.
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  /// Makes a writer; level 1 is fast, 9 is small.
  public init(level: Int32 = 1) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    isReady =
      unsafe deflateInit2_(
        stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Takes more bytes and answers with what is ready; with `isLast` it ends the member.
  public func write(_ bytes: [UInt8], isLast: Bool = false) -> [UInt8] {
    guard isReady else { return [] }
    var output: [UInt8] = []
    var rest = bytes
    unsafe rest.withUnsafeMutableBufferPointer { buffer in
      unsafe stream.pointee.next_in = buffer.baseAddress
      unsafe stream.pointee.avail_in = UInt32(truncatingIfNeeded: buffer.count)
      repeat { output += drain(isLast ? Z_FINISH : Z_NO_FLUSH) } while unsafe stream.pointee.avail_out == 0
    }
    return output
  }

  private func drain(_ flush: Int32) -> [UInt8] {
    let room = 1 << 18
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
      unsafe stream.pointee.next_out = target.baseAddress
      unsafe stream.pointee.avail_out = UInt32(room)
      _ = unsafe deflate(stream, flush)
      unsafe count = room - Int(stream.pointee.avail_out)
    }
  }
}
