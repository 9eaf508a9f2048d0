import AuditStore

/// Renders explanations as one HTML file, or as a part of a page.
public struct ExplainHTMLRenderer {
  private let maximum: Int

  /// Makes a renderer.
  ///
  /// - Parameter maximum: how many statements of a kind, and how many values of an element, are shown.
  public init(maximum: Int = 3) { self.maximum = maximum }

  /// The whole page.
  public func render(_ explanations: [EventExplanation]) -> String {
    let title = explanations.compactMap { $0.event?.id }.first.map { "Event \($0)" } ?? "A typed request"
    let parts = explanations.enumerated().map { article($1, at: $0, level: 2) }
    return HTMLPage.page(
      title: "Why it is decided so",
      navigation: explanations.enumerated().map { (id: ExplanationLinks.id($0), title: $1.linkTitle) },
      body: "<h1>\(HTMLText.name(title))</h1>\n" + parts.joined())
  }

  /// What stands in a section of a page; nothing without explanations.
  func content(_ explanations: [EventExplanation]) -> String {
    guard !explanations.isEmpty else { return "" }
    let note = "Printed without details: the page itself, on a screen, says why each statement allows or not."
    return "<p class=\"quiet printed\">\(note)</p>\n<div class=\"examples\">\n"
      + explanations.enumerated().map { article($1, at: $0, level: 3) }.joined() + "</div>\n"
  }

  private func article(_ explanation: EventExplanation, at index: Int, level: Int) -> String {
    let id = ExplanationLinks.id(index)
    let sheet = HTMLSheet(level: level, id: id)
    // A typed request has no title of its own.
    let heading = explanation.event == nil ? "<h\(level) id=\"\(id)\">Typed request</h\(level)>\n" : ""
    let content = ExplanationWriter(explanation, on: sheet, maximum: maximum).sheet.html
    return "<article class=\"explanation\" aria-labelledby=\"\(id)\">\(heading)\(content)</article>\n"
  }
}

/// Where the explanation of an event stands on a page.
struct ExplanationLinks {
  private let places: [ExactText: Int]

  init(_ explanations: [EventExplanation]) {
    places = Dictionary(
      explanations.enumerated().compactMap { index, explanation in
        explanation.event.map { (ExactText($0.id), index) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The id of the heading over the explanation with an index.
  static func id(_ index: Int) -> String { "event-\(index + 1)" }

  /// An event's id, linked to its explanation where there is one.
  func link(_ eventID: String, _ html: String) -> String {
    places[ExactText(eventID)].map { "<a href=\"#\(Self.id($0))\">\(html)</a>" } ?? html
  }
}

extension EventExplanation {
  /// The event in a few words.
  fileprivate var linkTitle: String {
    guard let event else { return "Typed request" }
    return event.name.isEmpty ? event.eventClass.name : event.name
  }
}
