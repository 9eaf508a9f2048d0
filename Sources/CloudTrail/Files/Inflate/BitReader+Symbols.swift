extension BitReader {
  /// What the code that comes next stands for, looking at no more bits than it has.
  ///
  /// It is not used up yet, but for the bits that lead to a second table.
  mutating func entry(of table: DecodeTable) throws(InflateFault) -> DecodeEntry {
    while true {
      let entry = DecodeEntry(table.entries[Int(bits & (1 << UInt64(table.rootBits) - 1))])
      if entry.isLink {
        let rest = bits >> entry.length & (1 << entry.codeLength - 1)
        let second = DecodeEntry(table.entries[Int(entry.payload) + Int(rest)])
        if Int(entry.length + second.codeLength) <= count {
          drop(Int(entry.length))
          return second
        }
      } else if Int(entry.codeLength) <= count {
        return entry
      }
      guard try pull() else { throw .cutShort }
    }
  }

  /// Decodes one symbol; true at the end of the block.
  mutating func step(
    with codes: borrowing BlockCodes, into output: inout InflateOutput
  ) throws(InflateFault) -> Bool {
    let symbol = try entry(of: codes.symbols)
    drop(Int(symbol.codeLength))
    if symbol.isLiteral {
      output.put(UInt8(truncatingIfNeeded: symbol.payload))
      return false
    }
    if symbol.isSpecial {
      guard symbol.isEnd else { throw .damaged(SymbolLoop.Outcome.invalidSymbol.fault) }
      return true
    }
    let length = Int(symbol.payload) + Int(try take(Int(symbol.length - symbol.codeLength)))
    let code = try entry(of: codes.distances)
    drop(Int(code.codeLength))
    guard !code.isSpecial else { throw .damaged(SymbolLoop.Outcome.invalidDistance.fault) }
    let distance = Int(code.payload) + Int(try take(Int(code.length - code.codeLength)))
    guard output.copy(distance: distance, length: length) else {
      throw .damaged(SymbolLoop.Outcome.tooFarBack.fault)
    }
    return false
  }
}
