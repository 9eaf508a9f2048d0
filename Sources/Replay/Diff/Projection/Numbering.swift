/// Numbers for distinct values, from 0 in the order of their first.
struct Numbering<Value: Hashable & Sendable>: Sendable {
  private var known: [Value: Int32] = [:]
  /// The values in the order of their numbers.
  private(set) var values: [Value] = []

  mutating func number(_ value: Value) -> Int32 {
    if let number = known[value] { return number }
    let number = Int32(truncatingIfNeeded: values.count)
    known[value] = number
    values.append(value)
    return number
  }
}

extension [Int32] {
  /// The number of a row; -1 for a row that is not there.
  func number(at row: Int) -> Int32 { indices.contains(row) ? self[row] : -1 }
}

extension Array {
  /// The first index whose element is beyond a boundary that the order of the array respects.
  func partitioningIndex(_ isBeyond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}

/// Numbers for values of which only a part is looked at, found again by the value's own number.
struct MaskedNumbers<Value: Hashable & Sendable>: Sendable {
  private var numbers = Numbering<Value>()
  /// The parts by their numbers.
  var values: [Value] { numbers.values }
  /// A value with what looks at it, and the number of the part.
  private var seen = PairNumbering()
  private var known: [Int32] = []

  mutating func number(
    of value: Int32, _ sight: Int32, _ values: [Value], _ mask: (Value) -> Value
  ) -> Int32 {
    value < 0 ? -1 : number(of: value, sight) { mask(values[Int(value)]) }
  }

  mutating func number(of value: Int32, _ sight: Int32, _ masked: () -> Value) -> Int32 {
    known(value, sight) ?? add(masked())
  }

  /// The number of the part of a value; nil for a new one, whose part is to be added next.
  @inline(__always)
  mutating func known(_ value: Int32, _ sight: Int32) -> Int32? {
    let place = Int(seen.number(sight, value))
    return place < known.count ? known[place] : nil
  }

  /// The number of the part of the value that was asked for last, which is new.
  mutating func add(_ masked: Value) -> Int32 {
    let number = numbers.number(masked)
    known.append(number)
    return number
  }
}

/// Equal numbers for the rows of a dimension that nobody can tell apart, in the order of their first.
struct DimensionNumbers<Projected: Hashable & Sendable>: Sendable {
  private struct Shown: Hashable {
    var projected: Projected
    var shown: [ExactText]
  }

  private var rows: [Int32] = []
  private var decisive: [Int32] = []
  /// What policies see, by the numbers that `coarse(_:)` gives.
  let values: [Projected]

  init<Value>(_ values: [Value], _ project: (Value) -> (Projected, [ExactText])) {
    self.init(values.count, alike: { Int32(truncatingIfNeeded: $0) }) { project(values[$0]) }
  }

  /// - Parameter alike: numbers for rows that look the same, from 0 in the order of their first.
  init(
    _ count: Int, alike: (Int) -> Int32, _ project: (Int) -> (Projected, [ExactText])
  ) {
    var fine = Numbering<Shown>()
    var coarse = Numbering<Projected>()
    var known: [Int32] = []
    rows.reserveCapacity(count)
    for row in 0..<count {
      let likeness = Int(alike(row))
      if likeness == known.count {
        let (projected, shown) = project(row)
        let number = fine.number(Shown(projected: projected, shown: shown))
        if Int(number) == decisive.count { decisive.append(coarse.number(projected)) }
        known.append(number)
      }
      rows.append(known[likeness])
    }
    values = coarse.values
  }

  /// The number by what policies and reports see.
  func fine(_ row: Int) -> Int32 { rows.number(at: row) }

  /// The number by what policies see.
  func coarse(_ fine: Int32) -> Int32 { fine < 0 ? -1 : decisive[Int(fine)] }
}
