import CZlib

/// Inflates gzip members one after another as RFC 1952 allows, checking each member's CRC and length.
@safe package final class Inflater {
  package enum State: Equatable {
    /// There may be more to inflate.
    case running
    /// The last member ended and nothing but zeros followed.
    case ended
    /// The data is damaged or ends too early; `reason` tells.
    case failed
  }

  /// What comes next in the data.
  private enum Part {
    case member
    case block
    case stored(Int)
    case symbols
    case trailer
    case padding
  }

  package private(set) var state = State.running
  package private(set) var reason = ""
  /// How many compressed bytes were consumed: the position of a fault.
  package private(set) var consumed = 0
  /// Where the member that was begun last begins in all that was inflated.
  package private(set) var memberStart = 0
  /// Whether the fault shows that bytes of that member are not those that were compressed.
  ///
  /// Its check fails, or its data is none that a compressor writes. Data that is only cut short does not show it.
  package private(set) var isRefuted = false
  /// How many bytes the calls before the current one have inflated.
  private var inflated = 0
  private var reader: BitReader
  private let space: ReadingSpace
  private let checks: Bool
  private var part = Part.member
  private var isLastBlock = false
  /// The CRC of the member's bytes, but for those that the current call has written.
  private var checksum: UInt = 0
  /// How many bytes the member has had before the current call.
  private var size = 0
  /// Where the bytes begin that are not yet in `checksum` and `size`, counted from the target.
  private var unsummed = 0

  /// How many bytes a target must have.
  package static let leastCapacity = InflateOutput.slack
  /// How much of what was inflated before must stand in front of a target.
  package static let windowSize = InflateOutput.windowSize

  /// Takes compressed bytes, `first` and then those that `next` gives, which answers an empty array at the end.
  ///
  /// - Parameters:
  ///   - space: memory that no other inflater uses at the same time.
  ///   - checks: whether CRCs are checked.
  package init(
    in space: ReadingSpace = ReadingSpace(), first: [UInt8] = [], checks: Bool = true,
    next: @escaping () throws(LogFileError) -> [UInt8]
  ) {
    self.space = space
    self.checks = checks
    reader = BitReader(first: first, next: next)
  }

  /// Inflates into `target` until it is full but for less than `leastCapacity` bytes, the data ends, or a fault.
  ///
  /// In front of it must stand the last `history` bytes that were inflated, `windowSize` of them if there are so many.
  package func inflate(
    into target: UnsafeMutablePointer<UInt8>, capacity: Int, history: Int
  ) throws(LogFileError) -> Int {
    precondition(history >= min(size, Self.windowSize))
    guard state == .running, capacity >= Self.leastCapacity else { return 0 }
    var output = unsafe InflateOutput(target, capacity: capacity, history: min(history, size))
    unsummed = 0
    do throws(InflateFault) {
      while output.hasRoom, state == .running { unsafe try go(&output, target) }
      consumed = reader.consumed
    } catch {
      consumed = reader.consumed
      try fail(error)
    }
    unsafe sum(target, upTo: output)
    let added = unsafe output.next - target
    inflated += added
    return added
  }

  private func fail(_ fault: InflateFault) throws(LogFileError) {
    state = .failed
    switch fault {
    case .cutShort:
      consumed = reader.seen
      reason = "the gzip data ends too early"
    case .damaged(let detail):
      reason = "the gzip data is damaged: \(detail)"
      // In front of a header that is damaged every member has passed its check.
      if case .member = part { break }
      isRefuted = true
    case .foreignBytes: reason = "bytes that are not gzip follow the gzip data"
    case .unreadable(let error): throw error
    }
  }

  private func go(
    _ output: inout InflateOutput, _ target: UnsafeMutablePointer<UInt8>
  ) throws(InflateFault) {
    switch part {
    case .member:
      try reader.readMemberHeader()
      part = .block
      isLastBlock = false
      (checksum, size) = (0, 0)
      unsummed = unsafe output.next - target
      memberStart = inflated + unsummed
      unsafe output.floor = unsafe output.next
    case .block: try beginBlock()
    case .stored(let rest):
      let room = unsafe min(rest, output.limit - output.next + 1)
      let copied = unsafe try reader.copy(to: output.next, limit: room)
      guard copied > 0 else { throw .cutShort }
      unsafe output.next += copied
      part = copied < rest ? .stored(rest - copied) : .block
    case .symbols: try decode(&output)
    case .trailer:
      unsafe sum(target, upTo: output)
      reader.align()
      guard try reader.take(32) == checksum || !checks else { throw .damaged("incorrect data check") }
      guard try reader.take(32) == UInt32(truncatingIfNeeded: size) else {
        throw .damaged("incorrect length check")
      }
      part = .padding
    case .padding: try skipPadding()
    }
  }

  private func beginBlock() throws(InflateFault) {
    guard !isLastBlock else { return part = .trailer }
    isLastBlock = try reader.take(1) == 1
    switch try reader.take(2) {
    case 0:
      reader.align()
      let length = try reader.take(32)
      guard length >> 16 == ~length & 0xFFFF else { throw .damaged("invalid stored block lengths") }
      part = length & 0xFFFF > 0 ? .stored(Int(length & 0xFFFF)) : .block
    case 1:
      space.codes.useFixed()
      part = .symbols
    case 2:
      try space.codes.read(&reader)
      part = .symbols
    default: throw .damaged("invalid block type")
    }
  }

  private func decode(_ output: inout InflateOutput) throws(InflateFault) {
    switch try reader.decode(with: space.codes, into: &output) {
    case .paused:
      if output.hasRoom, try reader.step(with: space.codes, into: &output) { part = .block }
    case .endOfBlock: part = .block
    case let outcome: throw .damaged(outcome.fault)
    }
  }

  /// Skips zeros behind a member, up to the next one or the end.
  private func skipPadding() throws(InflateFault) {
    while true {
      if reader.count < 8, try !reader.pull() { return state = .ended }
      let byte = UInt8(truncatingIfNeeded: reader.bits)
      guard byte == 0 else {
        guard byte == 0x1F else { throw .foreignBytes }
        return part = .member
      }
      reader.drop(8)
    }
  }

  /// Takes the bytes of the member that the current call has written into its CRC and length.
  private func sum(_ target: UnsafeMutablePointer<UInt8>, upTo output: InflateOutput) {
    let end = unsafe output.next - target
    if checks { checksum = unsafe retrial_crc32(checksum, target + unsummed, end - unsummed) }
    size += end - unsummed
    unsummed = end
  }
}
