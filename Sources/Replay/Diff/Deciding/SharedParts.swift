/// What groups have in common, each made once.
struct SharedParts<Part: Sendable>: Sendable {
  /// The number of each group's part, from 0.
  let numbers: [Int32]
  let values: [Part]

  /// - Parameters:
  ///   - keys: what tells the groups' parts apart, group by group.
  ///   - part: makes the part of a group, the first that has it.
  init(_ keys: [(Int32, Int32)], _ part: @Sendable (Int) -> Part) {
    numbers = PairNumbering.numbers(keys)
    var firsts: [Int] = []
    for (group, number) in numbers.enumerated() where Int(number) == firsts.count { firsts.append(group) }
    values = ParallelMap.run(firsts.count) { [firsts] in part(firsts[$0]) }
  }

  subscript(group: Int) -> Part { values[Int(numbers[group])] }

  /// Equal numbers for groups whose parts have an equal mark.
  func numbers<Mark: Hashable & Sendable>(by mark: @Sendable (Part) -> Mark) -> [Int32] {
    var known = Numbering<Hashed<Mark>>()
    let numberOfPart = ParallelMap.run(values.count) { Hashed(mark(values[$0])) }.map { known.number($0) }
    return numbers.map { numberOfPart[Int($0)] }
  }
}

/// A value with its hash, which whoever makes it has worked out.
private struct Hashed<Value: Hashable & Sendable>: Hashable, Sendable {
  private let value: Value
  private let hash: Int

  init(_ value: Value) {
    self.value = value
    hash = value.hashValue
  }

  static func == (one: Hashed, other: Hashed) -> Bool { one.hash == other.hash && one.value == other.value }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
