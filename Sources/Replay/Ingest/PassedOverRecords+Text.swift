import AuditStore
import CloudTrail
import JSON

extension PassedOverRecords {
  /// How many windows are named.
  private static let mostWindows = 3

  /// What is not in the log for a window's sake, and how it is added, as a sentence without a period.
  public var sentence: String {
    let isOne = windows.count == 1
    return "\(isUpperBound ? "up to " : "")\(TextFormat.count(count, "record")) of the files that were read "
      + "\(count == 1 ? "is" : "are") not in the log, as \(isOne ? "an ingest was" : "ingests were") limited to "
      + TextFormat.listed(windows.map { $0.arguments }, most: Self.mostWindows)
      + "; \(isOne ? "the same" : "a") `retrial ingest` without that adds \(count == 1 ? "it" : "them")"
  }

  /// The same for pipelines.
  var json: JSONValue {
    .object([
      ("records", .number(count)), ("isUpperBound", .bool(isUpperBound)), ("text", .string(sentence)),
    ])
  }
}

extension TimeWindow {
  /// The options that ask for it.
  fileprivate var arguments: String {
    [("since", start), ("until", end)].compactMap { name, moment in
      moment.map { "--\(name) \(EventTime.text($0))" }
    }.joined(separator: " ")
  }
}
