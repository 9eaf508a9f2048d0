import JSON
import Replay
import TestSupport

/// The numbers of a report that must add up, as they stand in every format.
enum DiffSums {
  private static let schema = try? JSONReader.parse(Array(DiffJSONSchema.text.utf8))

  /// What a report's JSON, CSV and Markdown say otherwise than the report.
  static func formatFault(in report: DiffReport) throws -> String? {
    let json = try JSONReader.parse(Array(DiffJSONRenderer.render(report).utf8))
    guard let schema else { return "the schema is no JSON" }
    if let fault = JSONSchema(schema).faults(in: json).first { return "the JSON does not fit: \(fault)" }
    func number(_ value: JSONValue?) -> Int? {
      guard case .number(let text)? = value?.kind else { return nil }
      return Int(text)
    }
    let changes = json["summary"]?["changes"]
    for (changeClass, count) in report.summary {
      let shown = changes?[changeClass.rawValue]
      if number(shown?["events"]) != count.events || number(shown?["requests"]) != count.requests {
        return "the JSON counts \(changeClass) otherwise"
      }
    }
    let lines = DiffCSVRenderer.render(report).utf8.count { $0 == 0x0A }
    if lines != report.causes.count + 1 {
      return "the CSV has \(lines) lines for \(report.causes.count) causes"
    }
    let markdown = DiffMarkdownRenderer().render(report)
    let unnamed = report.causes.first { cause in
      cause.changeClass.isImpact && !markdown.contains(cause.reason.statement ?? "")
    }
    return unnamed.map { "the Markdown does not name \($0.reason)" }
  }

  /// What does not add up.
  static func fault(in report: DiffReport) -> String? {
    let sums = report.events
    if sums.read != sums.ingested + sums.duplicates + sums.rejected { return "read is not the sum: \(sums)" }
    if sums.ingested != sums.replayed + sums.excludedTotal + sums.outsideWindow + sums.cameLater {
      return "ingested is not the sum: \(sums)"
    }
    let classes = report.summary.filter { $0.key != .notReplayable }
    if classes.values.reduce(0, { $0 + $1.events }) != sums.replayed { return "classes are not the sum" }
    for (changeClass, count) in report.summary {
      let causes = report.causes.filter { $0.changeClass == changeClass }
      if count.confirmed > count.events { return "\(changeClass) confirms more than there is" }
      guard changeClass.isImpact || changeClass == .modelMismatch || changeClass == .reasonChanged else {
        if !causes.isEmpty { return "\(changeClass) has causes" }
        continue
      }
      // An event may have several causes, and each event has one.
      if causes.reduce(0, { $0 + $1.count.events }) < count.events { return "\(changeClass) lacks causes" }
      if causes.contains(where: { $0.count.events > count.events || $0.count.confirmed > count.confirmed }) {
        return "a cause of \(changeClass) counts more than there is"
      }
    }
    return nil
  }
}
