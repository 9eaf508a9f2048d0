/// The bits of compressed data, the lowest of each byte first, from chunks that arrive one by one.
@safe struct BitReader: ~Copyable {
  private let next: () throws(LogFileError) -> [UInt8]
  private var chunk: [UInt8]
  private var offset = 0
  /// How many bytes of the data have been taken into `bits`.
  private var taken = 0
  // INVARIANT: the low `count` of `bits`, up to 63, are those that come next; the ones above are zero.
  private(set) var bits: UInt64 = 0
  private(set) var count = 0

  /// - Parameter first: the first bytes, before those that `next` gives; `next` answers an empty array at the end.
  init(first: [UInt8], next: @escaping () throws(LogFileError) -> [UInt8]) {
    chunk = first
    self.next = next
  }

  /// How many bytes of the data are used up; one of which some bits are used counts.
  var consumed: Int { taken - count / 8 }
  /// How many bytes of the data have been looked at.
  var seen: Int { taken }

  /// Makes sure of so many bits, up to 32.
  mutating func need(_ wanted: Int) throws(InflateFault) {
    while count < wanted {
      guard try pull() else { throw .cutShort }
    }
  }

  /// Takes at least one more byte in; false at the end of the data.
  mutating func pull() throws(InflateFault) -> Bool {
    if offset == chunk.count {
      do { chunk = try next() } catch { throw .unreadable(error) }
      offset = 0
    }
    guard offset < chunk.count else { return false }
    repeat {
      bits |= UInt64(chunk[offset]) << UInt64(count)
      count += 8
      offset += 1
      taken += 1
    } while count < 56 && offset < chunk.count
    return true
  }

  /// Uses up bits that are there.
  mutating func drop(_ used: Int) {
    bits >>= UInt64(used)
    count -= used
  }

  /// The next bits as a number, up to 32.
  mutating func take(_ wanted: Int) throws(InflateFault) -> UInt32 {
    try need(wanted)
    let value = UInt32(truncatingIfNeeded: bits & (1 << UInt64(wanted) - 1))
    drop(wanted)
    return value
  }

  /// Passes over the rest of a byte that is begun.
  mutating func align() { drop(count % 8) }

  /// Copies whole bytes, up to `limit`; 0 at the end of the data.
  mutating func copy(
    to target: UnsafeMutablePointer<UInt8>, limit: Int
  ) throws(InflateFault) -> Int {
    if count == 0, offset == chunk.count { _ = try pull() }
    var copied = 0
    while count >= 8, copied < limit {
      unsafe target[copied] = UInt8(truncatingIfNeeded: bits)
      drop(8)
      copied += 1
    }
    let amount = min(limit - copied, chunk.count - offset)
    unsafe chunk.withUnsafeBufferPointer { source in
      guard amount > 0, let start = source.baseAddress else { return }
      unsafe (target + copied).update(from: start + offset, count: amount)
    }
    offset += max(amount, 0)
    taken += max(amount, 0)
    return copied + max(amount, 0)
  }

  /// Decodes symbols from what is left of the chunk, as long as there is enough for any symbol.
  mutating func decode(
    with codes: borrowing BlockCodes, into output: inout InflateOutput
  ) throws(InflateFault) -> SymbolLoop.Outcome {
    guard chunk.count - offset >= SymbolLoop.inputSlack else { return .paused }
    var loop = SymbolLoop(bits: bits, count: count, output)
    let used = unsafe chunk.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return 0 }
      return unsafe loop.run(
        start + offset, end: start + source.count, codes.symbols, codes.distances)
    }
    offset += used
    taken += used
    (bits, count) = (loop.bits, loop.count)
    unsafe output.next = unsafe loop.output
    return loop.outcome
  }
}
