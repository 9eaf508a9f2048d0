/// Renders an explanation for a terminal or a pipe.
public struct ExplainTextRenderer {
  private let width: Int
  private let usesColor: Bool
  private let maximum: Int

  /// Makes a renderer for a terminal of this width.
  ///
  /// - Parameter maximum: how many statements of a kind, and how many values of an element, are shown.
  public init(width: Int = 80, usesColor: Bool = false, maximum: Int = 3) {
    self.width = max(40, width)
    self.usesColor = usesColor
    self.maximum = maximum
  }

  /// The whole explanation as text that ends with a line feed.
  public func render(_ explanation: EventExplanation) -> String {
    let sheet = TextSheet(width: width, usesColor: usesColor)
    return ExplanationWriter(explanation, on: sheet, maximum: maximum).sheet.output
  }
}
