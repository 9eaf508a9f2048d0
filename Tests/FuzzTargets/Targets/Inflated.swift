import CZlib
import CloudTrail

/// What becomes of gzip data: the bytes, and why there are no more of them.
struct Inflated {
  private(set) var bytes: [UInt8] = []
  /// The fault and where it was found; nil for data that is whole.
  private(set) var fault: String?
  /// Whether there would be more bytes than were wanted.
  private(set) var isCut = false

  /// By the inflater of the product, with the data in chunks and so much room at a time.
  static func byProduct(_ stream: [UInt8], chunk: Int, room: Int, limit: Int) -> Inflated {
    var offset = 0
    let inflater = Inflater {
      defer { offset = min(offset + chunk, stream.count) }
      return Array(stream[offset..<min(offset + chunk, stream.count)])
    }
    var result = Inflated()
    while inflater.state == .running, result.bytes.count <= limit {
      let history = min(result.bytes.count, Inflater.windowSize)
      // A piece of memory of its own, so that a byte read or written outside of it is noticed.
      let capacity = max(room, Inflater.leastCapacity)
      let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: history + capacity)
      unsafe result.bytes.withUnsafeBufferPointer { done in
        guard let start = done.baseAddress else { return }
        unsafe memory.update(from: start + (done.count - history), count: history)
      }
      let added = unsafe try? inflater.inflate(into: memory + history, capacity: capacity, history: history)
      unsafe result.bytes += UnsafeBufferPointer(start: memory + history, count: added ?? 0)
      unsafe memory.deallocate()
    }
    result.isCut = inflater.state == .running
    if inflater.state == .failed { result.fault = "\(inflater.reason) at \(inflater.consumed)" }
    return result
  }

  /// By zlib, member by member, with what the product says of its faults.
  static func byZlib(_ stream: [UInt8], limit: Int) -> Inflated {
    var result = Inflated()
    var offset = 0
    repeat {
      guard result.addMember(stream, &offset, limit: limit) else { return result }
      while offset < stream.count, stream[offset] == 0 { offset += 1 }
    } while offset < stream.count && stream[offset] == 0x1F
    if offset < stream.count { result.fault = "bytes that are not gzip follow the gzip data at \(offset)" }
    return result
  }

  /// Inflates one member; false when it is not whole, or there is too much.
  private mutating func addMember(_ stream: [UInt8], _ offset: inout Int, limit: Int) -> Bool {
    var state = unsafe z_stream()
    guard unsafe inflateInit2_(&state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      fault = "zlib does not start"
      return false
    }
    defer { unsafe inflateEnd(&state) }
    var input = Array(stream[offset...])
    var room = [UInt8](repeating: 0, count: 1 << 15)
    let count = input.count
    return unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe (state.next_in, state.avail_in) = (source.baseAddress, UInt32(count))
      while true {
        let code = unsafe room.withUnsafeMutableBufferPointer { target in
          unsafe (state.next_out, state.avail_out) = (target.baseAddress, UInt32(target.count))
          return unsafe inflate(&state, Z_NO_FLUSH)
        }
        let added = unsafe room.count - Int(state.avail_out)
        bytes += room[..<added]
        let used = unsafe offset + count - Int(state.avail_in)
        if code == Z_STREAM_END {
          offset = used
          return true
        }
        if code == Z_BUF_ERROR {
          fault = "the gzip data ends too early at \(used)"
        } else if code != Z_OK {
          let detail = unsafe state.msg.map { unsafe String(cString: $0) } ?? "code \(code)"
          fault = "the gzip data is damaged: \(detail) at \(used)"
        }
        isCut = fault == nil && bytes.count > limit
        guard fault == nil, !isCut else { return false }
      }
    }
  }
}
