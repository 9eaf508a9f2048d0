import AuditStore
import CloudTrail
import Glibc
import Replay

/// `retrial ingest`: reads log files into the database and says what became of them.
struct IngestCommand {
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run() async throws -> ExitCode {
    // A full disk or a size limit must come back as an error of the write, not end the process.
    _ = signal(SIGXFSZ, SIG_IGN)
    if arguments.flag("rederive") {
      try rederive()
      if arguments.positionals.isEmpty { return .done }
    }
    let jobs = try jobs()
    let path = arguments.value("db") ?? "retrial.db"
    let summary = try await LogIngester(jobs: jobs).ingest(arguments.positionals, into: path) { progress in
      Self.show(progress)
    }
    ProgressLine.clear()
    for problem in summary.problems { Terminal.writeError("Error: \(problem)") }
    let database = try AuditDatabase(path: path, access: .read)
    Terminal.write(text(summary, path) + CoverageText.text(summary.counts.derivation))
    if let version = try database.derivationVersion(), version < EventDeriver.version {
      Terminal.writeError(
        "some requests in \(path) were derived by version \(version) of \(EventDeriver.version): "
          + "`retrial ingest --rederive` derives them again")
    }
    try writeRejects(database)
    if !summary.problems.isEmpty { return .failure }
    if summary.counts.rejected > 0, arguments.flag("strict") { return .failure }
    return summary.counts.read == 0 && summary.counts.knownFiles == 0 ? .nothing : .done
  }

  private func rederive() throws {
    let path = arguments.value("db") ?? "retrial.db"
    let counts = try Rederiver.run(path)
    Terminal.write("\(counts.derived) events derived again in \(path)\n")
    if counts.unreadable > 0 {
      Terminal.writeError(
        "\(counts.unreadable) events have no readable record any more and count as unreadable")
    }
  }

  private func jobs() throws -> Int {
    guard let text = arguments.value("jobs") else { return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
    guard let jobs = Int(text), (1...256).contains(jobs) else {
      throw arguments.usageError(
        "The value '\(text)' is invalid for '--jobs'; it must be a number from 1 to 256.")
    }
    return jobs
  }

  private static func show(_ progress: IngestProgress) {
    let share = progress.totalBytes > 0 ? progress.bytes * 100 / progress.totalBytes : 0
    ProgressLine.show(
      "\(progress.files) of \(progress.totalFiles) files, \(progress.events) events, \(share) %")
  }

  private func text(_ summary: IngestSummary, _ path: String) -> String {
    let counts = summary.counts
    var lines = [
      "\(counts.files) files read into \(path)"
        + (counts.knownFiles > 0 ? ", \(counts.knownFiles) were already there" : ""),
      "\(counts.read) events read = \(counts.ingested) ingested + \(counts.duplicates) duplicates "
        + "+ \(counts.rejected) rejected"
        + (counts.outOfWindow > 0 ? " + \(counts.outOfWindow) outside the window" : ""),
    ]
    let skipped = counts.skipped.filter { $0.value > 0 }.map { "\($0.key.rawValue) \($0.value)" }.sorted()
    if !skipped.isEmpty { lines.append("documents without events: " + skipped.joined(separator: ", ")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func writeRejects(_ database: borrowing AuditDatabase) throws {
    var shown = 0
    try database.scanRejects { path, record, offset, reason in
      shown += 1
      if shown <= 10 { Terminal.writeError("\(path): record \(record), byte \(offset): \(reason)") }
    }
    if shown > 10 { Terminal.writeError("and \(shown - 10) more rejects: see the view `rejects`") }
  }
}
