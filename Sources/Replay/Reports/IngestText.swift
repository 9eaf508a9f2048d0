import AuditStore
import CloudTrail

/// What an ingest says at its end.
public struct IngestText {
  private let summary: IngestSummary
  private let path: String
  private let width: Int
  private var counts: IngestCounts { summary.counts }

  /// Takes what an ingest did; `path` is that of its database, and `width` the columns that lines may fill.
  public init(_ summary: IngestSummary, path: String, width: Int) {
    self.summary = summary
    self.path = path
    self.width = width
  }

  /// The sums, what became of the events, and where to go from there.
  public var text: String {
    lines.map { $0 + "\n" }.joined() + CoverageText.text(counts.derivation, width: width) + next
  }

  /// That no path led to a file; nil where one did, or where it is said why one could not be read.
  public var nothingFound: String? {
    guard counts.files + counts.knownFiles == 0, summary.problems.isEmpty else { return nil }
    return "no file was found: the folders given hold none, or hidden ones alone, which are passed over"
  }

  private var lines: [String] {
    var lines = [
      "\(TextFormat.count(counts.files, "file")) read into \(path)"
        + (counts.knownFiles > 0
          ? ", \(TextFormat.count(counts.knownFiles)) \(counts.knownFiles == 1 ? "was" : "were") already there"
          : "")
        + (counts.knownRejected > 0 ? " (with \(TextFormat.count(counts.knownRejected, "reject")))" : ""),
      "\(TextFormat.count(counts.read, "record")) read = \(TextFormat.count(counts.ingested)) ingested + "
        + "\(TextFormat.count(counts.duplicates, "duplicate")) + \(TextFormat.count(counts.rejected)) rejected"
        + (counts.outOfWindow > 0 ? " + \(TextFormat.count(counts.outOfWindow)) outside the window" : ""),
    ]
    if let broken { lines.append(broken) }
    let skipped = counts.skipped.filter { $0.value > 0 }
      .map { "\($0.key.rawValue) \(TextFormat.count($0.value))" }.sorted()
    if !skipped.isEmpty { lines.append("documents without events: " + skipped.joined(separator: ", ")) }
    return lines
  }

  /// The files behind the rejects: one that cannot be read at all counts as one record or as many.
  private var broken: String? {
    let parts = [
      (counts.unreadableFiles, "in which nothing could be read"),
      (counts.damagedFiles, "of which a part could not be read"),
    ].filter { $0.0 > 0 }.map { "\(TextFormat.count($0.0, "file")) \($0.1)" }
    return parts.isEmpty ? nil : "the rejects are of " + parts.joined(separator: ", and ")
  }

  /// A line for each of the first damaged files, and where the others are found.
  public var damaged: [String] {
    var lines = summary.damaged.map { file in
      let state = file.isUnreadable ? "nothing could be read" : "a part could not be read"
      let known = file.isKnown ? ", when it was read before" : ""
      let rejects = file.rejected > 1 ? ", \(TextFormat.count(file.rejected, "reject"))" : ""
      return "\(file.path): \(state)\(known)\(rejects): \(file.first.map(Self.words) ?? "no reason was kept")"
    }
    let more = counts.unreadableFiles + counts.damagedFiles - summary.damaged.count
    if more > 0 { lines.append("and \(TextFormat.count(more, "more file"))") }
    if !lines.isEmpty {
      let words = ["sqlite3", path, "SELECT path, record_number, reason FROM rejects"]
      lines.append("all of them: " + words.map { ShellCommand.quoted($0) }.joined(separator: " "))
    }
    return lines
  }

  /// Where a reject stands and why; a file that could not be read on has no record to name.
  private static func words(_ reject: StoredReject) -> String {
    reject.record > 0 ? "record \(reject.record), byte \(reject.offset): \(reject.reason)" : reject.reason
  }

  /// What is stored of an ingest that was interrupted.
  public var interruption: String {
    guard let stored = summary.stored else {
      return "interrupted: nothing of it is stored in \(path) yet; the same command begins again"
    }
    let next = stored.window == TimeWindow() ? "the same command goes on from there" : stored.completion
    return
      "interrupted: \(path) holds \(TextFormat.count(stored.read)) of \(TextFormat.count(stored.files, "file")), "
      + "with \(TextFormat.count(counts.ingested, "event")) of this run; \(next)"
  }

  private var next: String {
    guard counts.ingested > 0 else { return "" }
    var sheet = TextSheet(width: max(40, width), usesColor: false)
    let database = path == "retrial.db" ? "" : ", each with --db \(ShellCommand.quoted(path))"
    sheet.note(
      "next: retrial report, retrial denials or retrial diff --change TARGET=FILE\(database)", indent: 0)
    return sheet.output
  }
}
