/// Numbers for pairs of numbers, from 0 in the order of their first.
///
/// Rows of a database and numbers made from them are counted up, so that nobody can choose them to collide, and a hash
/// of a few instructions does.
struct PairNumbering: Sendable {
  /// The pairs by their numbers, the first of the two in the upper half.
  private var pairs: [UInt64] = []
  // INVARIANT: open addressing over a power of two, at most half of it taken; a slot holds a number, -1 is free.
  private var slots = [Int32](repeating: -1, count: 16)

  /// How many pairs have a number.
  var count: Int { pairs.count }

  /// The number of a pair; it is new where the number is the count before.
  @inline(__always)
  mutating func number(_ first: Int32, _ second: Int32) -> Int32 {
    let pair = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    var place = Self.place(pair, slots.count)
    while case let number = slots[place], number >= 0 {
      if pairs[Int(number)] == pair { return number }
      place = (place &+ 1) & (slots.count &- 1)
    }
    return insert(pair, at: place)
  }

  /// The pair with a number, which must be there.
  subscript(number: Int) -> (first: Int32, second: Int32) {
    let pair = pairs[number]
    return (
      Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair & 0xFFFF_FFFF)
    )
  }

  /// Numbers for pairs in a list, element by element.
  static func numbers(_ pairs: [(Int32, Int32)]) -> [Int32] {
    var numbering = PairNumbering()
    return pairs.map { numbering.number($0.0, $0.1) }
  }

  private mutating func insert(_ pair: UInt64, at place: Int) -> Int32 {
    let number = Int32(truncatingIfNeeded: count)
    slots[place] = number
    pairs.append(pair)
    if count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (number, pair) in pairs.enumerated() {
      var place = Self.place(pair, slots.count)
      while slots[place] >= 0 { place = (place &+ 1) & (slots.count &- 1) }
      slots[place] = Int32(truncatingIfNeeded: number)
    }
  }

  /// Where a pair is looked for first: the upper bits of a product depend on all of its factors' bits.
  @inline(__always)
  private static func place(_ pair: UInt64, _ size: Int) -> Int {
    let mixed = (pair ^ pair >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 29) >> 8) & (size &- 1)
  }
}

/// Numbers for pairs of a row and another number, from 0 in the order of their first.
///
/// Most rows stand in one pair, which is found where the row is, and rows that are near in the log are near there.
struct RowNumbering: Sendable {
  private struct First {
    var second: Int32 = 0
    /// The number of the pair; -1 for a row without one.
    var number: Int32 = -1
  }

  /// The first pair of each row.
  private var firsts: [First]
  /// The other pairs, and their numbers.
  private var further = PairNumbering()
  private var numbers: [Int32] = []
  /// How many pairs have a number.
  private(set) var count = 0

  /// Numbers for pairs of rows that begin at 0; for those beyond the count as well, if more slowly.
  init(rows: Int = 0) { firsts = [First](repeating: First(), count: rows) }

  /// Makes room for more rows, which must not have been asked for yet.
  mutating func grow(to rows: Int) {
    let missing = rows - firsts.count
    if missing > 0 { firsts += repeatElement(First(), count: missing) }
  }

  /// The number of a pair; it is new where the number is the count before.
  @inline(__always)
  mutating func number(_ row: Int, _ second: Int32) -> Int32 {
    if firsts.indices.contains(row) {
      let first = firsts[row]
      if first.number < 0 {
        firsts[row] = First(second: second, number: next())
        return firsts[row].number
      }
      if first.second == second { return first.number }
    }
    let place = Int(further.number(Int32(truncatingIfNeeded: row), second))
    if place == numbers.count { numbers.append(next()) }
    return numbers[place]
  }

  private mutating func next() -> Int32 {
    defer { count += 1 }
    return Int32(truncatingIfNeeded: count)
  }
}

/// A set of numbers from 0, a bit for each.
struct NumberSet {
  private var words: [UInt64] = []
  private(set) var count = 0

  mutating func insert(_ number: Int32) {
    let (word, bit) = (Int(number) / 64, UInt64(1) << (UInt64(truncatingIfNeeded: number) & 63))
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: max(word + 1, words.count * 2) - words.count))
    }
    if words[word] & bit == 0 {
      words[word] |= bit
      count += 1
    }
  }

  mutating func formUnion(_ other: NumberSet) {
    if other.words.count > words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for index in other.words.indices { words[index] |= other.words[index] }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}

/// Counts by number, which nobody can choose to collide, as in `PairNumbering`: numbers of texts, not of a log's times.
struct NumberCounts: Sendable {
  private var numbers = PairNumbering()
  private var sums: [Int] = []

  /// How many numbers there are.
  var count: Int { sums.count }

  /// The counts by their numbers.
  var counts: [Int32: Int] {
    Dictionary(uniqueKeysWithValues: sums.indices.map { (numbers[$0].first, sums[$0]) })
  }

  @inline(__always)
  mutating func add(_ count: Int, to number: Int32) {
    let place = Int(numbers.number(number, 0))
    if place == sums.count { sums.append(count) } else { sums[place] += count }
  }

  /// Adds other counts.
  ///
  /// - Parameter own: the own numbers by those of the others; nil where they are the same.
  mutating func merge(_ other: NumberCounts, _ own: [Int32]? = nil) {
    for (place, count) in other.sums.enumerated() {
      let number = other.numbers[place].first
      add(count, to: own?[Int(number)] ?? number)
    }
  }
}
