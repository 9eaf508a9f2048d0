import AuditStore
import Glibc
import IAMPolicy

/// `--since` and `--until`: moments in ISO 8601, or spans such as `90d` back from now.
struct WindowArguments {
  /// The events that are looked at.
  let window: TimeWindow

  /// In place of a moment: where the report before ended.
  static let lastReport = "last-report"

  /// - Parameter lastReport: the moment that `last-report` stands for; nil where it means nothing.
  init(_ arguments: ParsedArguments, lastReport: Int64? = nil) throws(UsageError) {
    let now = Int64(Glibc.time(nil))
    let moment = { (name: String) throws(UsageError) -> Int64? in
      guard let text = arguments.value(name) else { return nil }
      if text == Self.lastReport, name == "since", let lastReport { return lastReport }
      if let seconds = Self.moment(text, now) { return seconds }
      throw arguments.usageError(
        "The value '\(text)' is invalid for '--\(name)': use 2026-09-01, 2026-09-01T12:00:00Z, 90d, 24h or 30m."
      )
    }
    let start = try moment("since")
    let end = try moment("until")
    if let start, let end, start >= end {
      throw arguments.usageError("The window is empty: '--since' must be before '--until'.")
    }
    window = TimeWindow(start: start, end: end)
  }

  /// Seconds since 1970; nil for a text that is no moment.
  private static func moment(_ text: String, _ now: Int64) -> Int64? {
    let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60]
    if let last = text.last, let unit = units[last], let count = Int64(text.dropLast()),
      (0...100_000).contains(count)
    {
      return now - count * unit
    }
    return text.contains("-") ? Timestamp.seconds(text) : nil
  }
}
