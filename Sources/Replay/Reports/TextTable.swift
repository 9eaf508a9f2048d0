/// A table in the columns of a terminal, in which long texts are broken.
struct TextTable {
  /// A column under its title.
  struct Column {
    var title: String
    /// Whether its values stand at the right.
    var isNumber = false
    /// The least width to which a column of longer texts is made narrower.
    var least = 16
  }

  private static let gap = 2

  let columns: [Column]
  /// The cells of each row, one a column.
  let rows: [[String]]

  /// The lines, heads first; nil where the table does not fit the width.
  func lines(width: Int) -> [String]? {
    guard !columns.isEmpty, let widths = widths(within: width) else { return nil }
    return lines(columns.map { $0.title }, widths) + rows.flatMap { lines($0, widths) }
  }

  /// The columns' widths, the widest texts made narrower until all fit.
  private func widths(within width: Int) -> [Int]? {
    let words = columns.map { column in
      column.title.split { $0 == " " }.reduce(0) { max($0, $1.count) }
    }
    var widths = columns.indices.map { index in
      max(words[index], rows.map { min($0[index].count, width) }.max() ?? 0)
    }
    let least = columns.indices.map { max(words[$0], columns[$0].isNumber ? widths[$0] : columns[$0].least) }
    var excess = widths.reduce(0, +) + Self.gap * (columns.count - 1) - width
    while excess > 0 {
      let wide = columns.indices.filter { widths[$0] > least[$0] }
      guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func lines(_ cells: [String], _ widths: [Int]) -> [String] {
    let broken = zip(cells, widths).map { cell, width in
      TextFormat.wrapped(cell, width: width, indent: 0).split { $0 == "\n" }.map { String($0) }
    }
    let count = max(1, broken.map { $0.count }.max() ?? 0)
    return (0..<count).map { line in
      let parts = columns.indices.map { index -> String in
        let text = line < broken[index].count ? broken[index][line] : ""
        return columns[index].isNumber
          ? TextFormat.aligned(text, to: widths[index]) : TextFormat.padded(text, to: widths[index])
      }
      var text = parts.joined(separator: String(repeating: " ", count: Self.gap))
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
