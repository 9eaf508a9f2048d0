import AuditStore

extension NamedCount {
  /// Counts by name as a list, most first, then by name.
  static func ranked(_ counts: [(name: ExactText, count: Int)]) -> [NamedCount] {
    counts.sorted { precedes($0, $1) }.map { NamedCount(name: $0.name.text, count: $0.count) }
  }

  /// The first of such a list, of which most names are never made.
  ///
  /// - Parameters:
  ///   - counts: the counts by what the names are made from.
  ///   - most: how many names are listed.
  static func ranked<Number>(
    _ counts: [Number: Int], most: Int = .max, _ name: (Number) -> ExactText
  ) -> [NamedCount] {
    guard counts.count > most else { return ranked(counts.map { (name($0.key), $0.value) }) }
    let least = counts.values.sorted(by: >)[most - 1]
    var kept: [(name: ExactText, count: Int)] = []
    var last: (name: ExactText, count: Int)?
    for (number, count) in counts where count >= least {
      let next = (name(number), count)
      if let last, !precedes(next, last) { continue }
      kept.append(next)
      guard kept.count >= most * 2 else { continue }
      kept.sort { precedes($0, $1) }
      kept.removeLast(kept.count - most)
      last = kept.last
    }
    return Array(ranked(kept).prefix(most))
  }

  private static func precedes(
    _ left: (name: ExactText, count: Int), _ right: (name: ExactText, count: Int)
  ) -> Bool {
    left.count != right.count ? left.count > right.count : left.name < right.name
  }
}
