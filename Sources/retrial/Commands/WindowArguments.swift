import AuditStore
import Glibc
import IAMPolicy
import Replay

/// `--since` and `--until`: moments in ISO 8601, or spans such as `90d` back from now.
struct WindowArguments {
  /// The events that are looked at.
  let window: TimeWindow

  init(_ arguments: ParsedArguments) throws {
    let now = Int64(Glibc.time(nil))
    let start = try arguments.value("since").map { try Self.moment($0, now) }
    let end = try arguments.value("until").map { try Self.moment($0, now) }
    if let start, let end, start >= end {
      throw SnapshotError(message: "the window is empty: --since must be before --until")
    }
    window = TimeWindow(start: start, end: end)
  }

  static func moment(_ text: String, _ now: Int64) throws -> Int64 {
    let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60]
    if let last = text.last, let unit = units[last], let count = Int64(text.dropLast()),
      (0...100_000).contains(count)
    {
      return now - count * unit
    }
    if text.contains("-"), let seconds = Timestamp.seconds(text) { return seconds }
    throw SnapshotError(
      message: "`\(text)` is no time: use 2026-09-01, 2026-09-01T12:00:00Z, 90d, 24h or 30m")
  }
}
