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
    HeapArenas.useOne()
    var ingester = LogIngester(jobs: try jobs(), window: try WindowArguments(arguments).window)
    ingester.time = Int64(Glibc.time(nil))
    let path = arguments.value("db") ?? "retrial.db"
    let summary = try await ingest(ingester, path)
    for problem in summary.problems { Terminal.writeError("Error: \(problem)") }
    let said = IngestText(summary, path: path, width: width)
    Terminal.write(said.text)
    if let nothing = said.nothingFound { Terminal.writeError(nothing) }
    try warnOfOlderDerivation(summary, path)
    for line in said.damaged { Terminal.writeError(line) }
    return exitCode(summary)
  }

  /// Reads the files; a signal that asks for an end stops it between two transactions, and ends the process then.
  private func ingest(_ ingester: LogIngester, _ path: String) async throws -> IngestSummary {
    let paths = arguments.positionals
    let start = ProgressLine.milliseconds
    let work = Task {
      try await ingester.ingest(paths, into: path) { progress in
        let seconds = Double(ProgressLine.milliseconds - start) / 1000
        ProgressLine.show(ProgressText.line(progress, seconds: seconds))
      }
    }
    let interruption = Interruption { work.cancel() }
    let result = await work.result
    ProgressLine.clear()
    if case .failure = result { Self.writeUnfinished(path) }
    let summary = try result.get()
    if summary.wasCancelled {
      Terminal.writeError(IngestText(summary, path: path, width: width).interruption)
      interruption.end()
    }
    interruption.stopWatching()
    return summary
  }

  /// Says what a run that failed has left incomplete.
  private static func writeUnfinished(_ path: String) {
    guard let unfinished = try? AuditDatabase(path: path, access: .read).unfinishedIngests() else { return }
    for ingest in unfinished { Terminal.writeError("\(path): \(ingest.sentence)") }
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
    if counts.unreadableFiles > 0 { return .failure }
    if counts.rejected + counts.knownRejected > 0, arguments.flag("strict") { return .failure }
    return counts.read == 0 && counts.knownFiles == 0 ? .nothing : .done
  }

  private func rederive() throws {
    let path = arguments.value("db") ?? "retrial.db"
    let counts = try Rederiver.run(path)
    Terminal.write("\(TextFormat.count(counts.derived, "event")) derived again in \(path)\n")
    if counts.unreadable > 0 {
      Terminal.writeError(
        "\(TextFormat.count(counts.unreadable, "event")) without a readable record any more: counted as unreadable"
      )
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
}
