import AuditStore
import CloudTrail
import Glibc
import Replay

/// `retrial ingest`: reads log files into the database and says what became of them.
struct IngestCommand {
  private let arguments: ParsedArguments
  private let width: Int

  init(_ arguments: ParsedArguments, _ environment: [String: String] = [:]) {
    self.arguments = arguments
    width = Terminal.width(environment: environment)
  }

  func run() async throws -> ExitCode {
    // A full disk or a size limit must come back as an error of the write, not end the process.
    _ = signal(SIGXFSZ, SIG_IGN)
    if arguments.flag("rederive") {
      try rederive()
      if arguments.positionals.isEmpty { return .done }
    }
    var ingester = LogIngester(jobs: try jobs(), window: try WindowArguments(arguments).window)
    ingester.time = Int64(Glibc.time(nil))
    let path = arguments.value("db") ?? "retrial.db"
    let start = ProgressLine.milliseconds
    let summary = try await ingester.ingest(arguments.positionals, into: path) { progress in
      let seconds = Double(ProgressLine.milliseconds - start) / 1000
      ProgressLine.show(ProgressText.line(progress, seconds: seconds))
    }
    ProgressLine.clear()
    for problem in summary.problems { Terminal.writeError("Error: \(problem)") }
    Terminal.write(text(summary, path) + CoverageText.text(summary.counts.derivation, width: width))
    try warnOfOlderDerivation(summary, path)
    writeRejects(summary)
    return exitCode(summary)
  }

  private func warnOfOlderDerivation(_ summary: IngestSummary, _ path: String) throws {
    guard summary.counts.files + summary.counts.knownFiles > 0 else { return }
    let database = try AuditDatabase(path: path, access: .read)
    guard let version = try database.derivationVersion(), version < EventDeriver.version else { return }
    Terminal.writeError(
      "some requests in \(path) were derived by version \(version) of \(EventDeriver.version): "
        + "`retrial ingest --rederive` derives them again")
  }

  private func exitCode(_ summary: IngestSummary) -> ExitCode {
    let counts = summary.counts
    if counts.isAllRejected {
      Terminal.writeError("Error: no event could be read: every record was rejected")
    }
    if !summary.problems.isEmpty || counts.isAllRejected { return .failure }
    if counts.rejected + counts.knownRejected > 0, arguments.flag("strict") { return .failure }
    return counts.read == 0 && counts.knownFiles == 0 ? .nothing : .done
  }

  private func rederive() throws {
    let path = arguments.value("db") ?? "retrial.db"
    // Nothing to derive again is not the same as a database that is not there.
    _ = try AuditDatabase(path: path, access: .read)
    let counts = try Rederiver.run(path)
    Terminal.write("\(Self.count(counts.derived, "event")) derived again in \(path)\n")
    if counts.unreadable > 0 {
      Terminal.writeError(
        "\(Self.count(counts.unreadable, "event")) without a readable record any more: counted as unreadable")
    }
  }

  private func jobs() throws -> Int {
    guard let text = arguments.value("jobs") else { return Processors.count }
    guard let jobs = Int(text), (1...256).contains(jobs) else {
      throw arguments.usageError(
        "The value '\(text)' is invalid for '--jobs'; it must be a number from 1 to 256.")
    }
    return jobs
  }

  private func text(_ summary: IngestSummary, _ path: String) -> String {
    let counts = summary.counts
    var lines = [
      "\(Self.count(counts.files, "file")) read into \(path)"
        + (counts.knownFiles > 0
          ? ", \(counts.knownFiles) \(counts.knownFiles == 1 ? "was" : "were") already there" : "")
        + (counts.knownRejected > 0 ? " (with \(Self.count(counts.knownRejected, "reject")))" : ""),
      "\(Self.count(counts.read, "event")) read = \(counts.ingested) ingested + \(Self.count(counts.duplicates, "duplicate")) "
        + "+ \(counts.rejected) rejected"
        + (counts.outOfWindow > 0 ? " + \(counts.outOfWindow) outside the window" : ""),
    ]
    let skipped = counts.skipped.filter { $0.value > 0 }.map { "\($0.key.rawValue) \($0.value)" }.sorted()
    if !skipped.isEmpty { lines.append("documents without events: " + skipped.joined(separator: ", ")) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A count with its noun, without separators, as scripts read it.
  private static func count(_ value: Int, _ noun: String) -> String {
    "\(value) \(value == 1 ? noun : noun + "s")"
  }

  private func writeRejects(_ summary: IngestSummary) {
    for reject in summary.rejects {
      Terminal.writeError("\(reject.path): record \(reject.record), byte \(reject.offset): \(reject.reason)")
    }
    let more = summary.counts.rejected - summary.rejects.count
    if more > 0 { Terminal.writeError("and \(Self.count(more, "more reject")): see the view `rejects`") }
  }
}
