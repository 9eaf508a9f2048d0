/// Decodes symbols as long as neither input nor output is near its end, so that nothing is asked for each of them.
@safe struct SymbolLoop {
  enum Outcome {
    /// There may be more symbols, but not enough input or output for any of them.
    case paused
    case endOfBlock
    case invalidSymbol
    case invalidDistance
    case tooFarBack

    /// What is wrong with the data, if anything is.
    var fault: StaticString {
      switch self {
      case .paused, .endOfBlock: ""
      case .invalidSymbol: "invalid literal/length code"
      case .invalidDistance: "invalid distance code"
      case .tooFarBack: "invalid distance too far back"
      }
    }
  }

  /// How many bytes of input one round may look at: two times 8, and as many as it can use up before.
  static let inputSlack = 24

  private(set) var bits: UInt64
  private(set) var count: Int
  private(set) var output: UnsafeMutablePointer<UInt8>
  private(set) var outcome = Outcome.paused
  private let limit: UnsafeMutablePointer<UInt8>
  private let floor: UnsafeMutablePointer<UInt8>

  init(bits: UInt64, count: Int, _ target: InflateOutput) {
    self.bits = bits
    self.count = count
    unsafe output = unsafe target.next
    unsafe limit = unsafe target.limit
    unsafe floor = unsafe target.floor
  }

  /// Decodes from `start` on; the answer is how many bytes were taken in.
  mutating func run(
    _ start: UnsafeRawPointer, end: UnsafeRawPointer, _ symbols: DecodeTable, _ distances: DecodeTable
  ) -> Int {
    unsafe symbols.entries.withUnsafeBufferPointer { first in
      unsafe distances.entries.withUnsafeBufferPointer { second in
        guard let first = first.baseAddress, let second = second.baseAddress else { return 0 }
        return unsafe run(start, end, first, symbols.rootBits, second, distances.rootBits)
      }
    }
  }

  // SAFETY: a round reads no more than `inputSlack` bytes of input and writes no more than `InflateOutput.slack` bytes,
  // both of which are there when it begins. An index into a table has no more bits than choose from it, and a match
  // begins at or behind `floor`.
  @inline(never)
  private mutating func run(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ symbols: UnsafePointer<UInt32>, _ symbolBits: Int,
    _ distances: UnsafePointer<UInt32>, _ distanceBits: Int
  ) -> Int {
    let symbolMask = (1 as UInt64) &<< UInt64(symbolBits) &- 1
    let distanceMask = (1 as UInt64) &<< UInt64(distanceBits) &- 1
    let limit = unsafe limit
    let floor = unsafe UnsafeMutableRawPointer(floor)
    let inputLimit = unsafe end - Self.inputSlack
    var input = unsafe start
    var output = unsafe UnsafeMutableRawPointer(output)
    var bits = bits
    var count = UInt64(count)
    var outcome = Outcome.paused

    @inline(__always) func refill() {
      bits |= unsafe input.loadUnaligned(as: UInt64.self).littleEndian &<< count
      unsafe input += Int(truncatingIfNeeded: (63 &- count) &>> 3)
      count |= 56
    }
    @inline(__always) func use(_ length: UInt64) {
      bits &>>= length
      count &-= length
    }
    @inline(__always) func put(_ entry: DecodeEntry) {
      unsafe output.storeBytes(of: UInt8(truncatingIfNeeded: entry.payload), as: UInt8.self)
      unsafe output += 1
      use(entry.length)
    }
    @inline(__always)
    func linked(_ link: DecodeEntry, _ table: UnsafePointer<UInt32>) -> DecodeEntry {
      use(link.length)
      let mask = (1 as UInt64) &<< link.codeLength &- 1
      return unsafe DecodeEntry(table[Int(link.payload) &+ Int(truncatingIfNeeded: bits & mask)])
    }

    while unsafe input <= inputLimit && output <= limit {
      refill()
      var entry = unsafe DecodeEntry(symbols[Int(truncatingIfNeeded: bits & symbolMask)])
      // Three looks into the first table use up to 33 bits, and a symbol behind two of them up to 20 more.
      if entry.isLiteral {
        put(entry)
        entry = unsafe DecodeEntry(symbols[Int(truncatingIfNeeded: bits & symbolMask)])
        if entry.isLiteral {
          put(entry)
          entry = unsafe DecodeEntry(symbols[Int(truncatingIfNeeded: bits & symbolMask)])
          if entry.isLiteral {
            put(entry)
            continue
          }
        }
      }
      if entry.isSpecial {
        if entry.isLink { entry = unsafe linked(entry, symbols) }
        if entry.isLiteral {
          put(entry)
          continue
        }
        if entry.isSpecial {
          use(entry.length)
          outcome = entry.isEnd ? .endOfBlock : .invalidSymbol
          break
        }
      }
      let length = entry.number(bits)
      use(entry.length)
      if count < 28 { refill() }
      entry = unsafe DecodeEntry(distances[Int(truncatingIfNeeded: bits & distanceMask)])
      if entry.isSpecial {
        if entry.isLink { entry = unsafe linked(entry, distances) }
        if entry.isSpecial {
          use(entry.length)
          outcome = .invalidDistance
          break
        }
      }
      let distance = entry.number(bits)
      use(entry.length)
      guard unsafe distance <= output - floor else {
        outcome = .tooFarBack
        break
      }
      unsafe InflateOutput.copy(output, distance, length)
      unsafe output += length
    }
    self.bits = bits & ((1 as UInt64) &<< count &- 1)
    self.count = Int(count)
    unsafe self.output = unsafe output.assumingMemoryBound(to: UInt8.self)
    self.outcome = outcome
    return unsafe input - start
  }
}
