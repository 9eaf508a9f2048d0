/// The parts of a text that are values, in the order in which they stand: at most four.
struct TemplateCuts: Sendable {
  /// A part, and the number of the value that it is.
  struct Cut: Sendable {
    var range: Range<Int>
    var value: Int
  }

  private static var capacity: Int { TextTemplate.valueCount }

  private(set) var count = 0
  // INVARIANT: the first `count` are used.
  private var all = [4 of Cut](repeating: Cut(range: 0..<0, value: 0))

  /// Whether there is room for no more.
  var isFull: Bool { count == Self.capacity }

  /// Takes a part that stands behind the others or among them; one too many is left in the text.
  mutating func append(_ range: Range<Int>, value: Int) {
    guard !isFull else { return }
    var place = count
    while place > 0, all[place - 1].range.lowerBound > range.lowerBound {
      all[place] = all[place - 1]
      place -= 1
    }
    all[place] = Cut(range: range, value: value)
    count += 1
  }

  /// A part by its place among them.
  subscript(place: Int) -> Cut { all[place] }

  /// Where a value stands first; nil for one that the text does not have.
  func range(of value: Int) -> Range<Int>? {
    for place in 0..<count where all[place].value == value { return all[place].range }
    return nil
  }
}
