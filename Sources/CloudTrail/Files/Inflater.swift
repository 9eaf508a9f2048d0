import CZlib

/// Inflates gzip members one after another as RFC 1952 allows, checking each member's CRC and length.
@safe final class Inflater {
  enum State: Equatable {
    /// There may be more to inflate.
    case running
    /// The last member ended and nothing but zeros followed.
    case ended
    /// The data is damaged or ends too early; `reason` tells.
    case failed
  }

  private(set) var state = State.running
  private(set) var reason = ""
  /// How many compressed bytes were consumed: the position of a fault.
  private(set) var consumed = 0
  // INVARIANT: `stream` was set up by `inflateInit2_` and lives at one address until `inflateEnd`.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var inputOffset = 0
  private var betweenMembers = false

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let code = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if code != Z_OK {
      state = .failed
      reason = "zlib could not start"
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates into `target` until it is full, the data ends, or a fault; takes input chunks from `next`.
  func inflate(
    into target: UnsafeMutablePointer<UInt8>, capacity: Int,
    next: () throws(LogFileError) -> [UInt8]
  ) throws(LogFileError) -> Int {
    var written = 0
    while written < capacity, state == .running {
      if inputOffset == input.count {
        input = try next()
        inputOffset = 0
        if input.isEmpty {
          endOfInput()
          break
        }
      }
      if betweenMembers, !beginMember() { continue }
      written += unsafe step(into: target + written, capacity: capacity - written)
    }
    return written
  }

  private func endOfInput() {
    guard !betweenMembers else { return state = .ended }
    fail("the gzip data ends too early")
  }

  private func fail(_ text: String) {
    state = .failed
    reason = text
  }

  /// Skips zero padding behind a member; true when another member starts here.
  private func beginMember() -> Bool {
    while inputOffset < input.count, input[inputOffset] == 0 {
      inputOffset += 1
      consumed += 1
    }
    guard inputOffset < input.count else { return false }
    guard input[inputOffset] == 0x1F else {
      fail("bytes that are not gzip follow the gzip data")
      return false
    }
    guard unsafe inflateReset(stream) == Z_OK else {
      fail("zlib could not start again")
      return false
    }
    betweenMembers = false
    return true
  }

  private func step(into target: UnsafeMutablePointer<UInt8>, capacity: Int) -> Int {
    let room = min(capacity, 1 << 30)
    let offered = min(input.count - inputOffset, 1 << 30)
    unsafe input.withUnsafeMutableBufferPointer { buffer in
      unsafe stream.pointee.next_in = buffer.baseAddress.map { unsafe $0 + inputOffset }
      unsafe stream.pointee.avail_in = UInt32(offered)
      unsafe stream.pointee.next_out = unsafe target
      unsafe stream.pointee.avail_out = UInt32(room)
      finish(unsafe CZlib.inflate(stream, Z_NO_FLUSH))
    }
    let used = unsafe offered - Int(stream.pointee.avail_in)
    inputOffset += used
    consumed += used
    return unsafe room - Int(stream.pointee.avail_out)
  }

  private func finish(_ code: Int32) {
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: betweenMembers = true
    default:
      let detail = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "code \(code)"
      fail("the gzip data is damaged: \(detail)")
    }
  }
}
