import Replay

/// What the progress line says: files, events, delivered bytes, how fast, and how long it may still take.
enum ProgressText {
  /// The line after some seconds of work.
  static func line(_ progress: IngestProgress, seconds: Double) -> String {
    let share = progress.totalBytes > 0 ? progress.bytes * 100 / progress.totalBytes : 0
    var line =
      "\(progress.files) of \(progress.totalFiles) files, \(progress.events) events, "
      + "\(size(progress.bytes)) of \(size(progress.totalBytes)) (\(share) %)"
    guard seconds >= 1, progress.bytes > 0 else { return line }
    let rate = Double(progress.bytes) / seconds
    line += ", \(size(Int(rate)))/s"
    let left = Double(max(0, progress.totalBytes - progress.bytes)) / rate
    if left < 360_000 { line += ", \(duration(Int(left.rounded(.up)))) left" }
    return line
  }

  private static func size(_ bytes: Int) -> String {
    var scaled = max(0, bytes)
    var rest = 0
    for unit in ["B", "KB", "MB", "GB"] {
      if scaled < 1000 {
        return unit == "GB" || unit == "MB" ? "\(scaled).\(rest) \(unit)" : "\(scaled) \(unit)"
      }
      rest = scaled % 1000 / 100
      scaled /= 1000
    }
    return "\(scaled).\(rest) TB"
  }

  private static func duration(_ seconds: Int) -> String {
    func pad(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if seconds >= 3600 { return "\(seconds / 3600):\(pad(seconds / 60 % 60)):\(pad(seconds % 60))" }
    return "\(seconds / 60):\(pad(seconds % 60))"
  }
}
