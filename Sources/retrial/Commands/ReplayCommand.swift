import AuditStore
import Glibc
import Replay

/// `retrial replay`: decides the recorded requests under one set of policies, and stores that under a name.
struct ReplayCommand {
  private let arguments: ParsedArguments
  private let environment: [String: String]
  private let policies: PolicyArguments

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
    policies = PolicyArguments(arguments)
  }

  func run() throws -> ExitCode {
    let settings = try settings()
    let threshold = try ThresholdArguments(arguments).threshold()
    let window = try WindowArguments(arguments).window
    let limit = try policies.limit()
    let name = try name()
    let files = InputFiles(keeping: true)
    let sides = try policies.policies(settings, from: files)
    var report = try replay(settings, sides, files, window, storedAs: name)
    report.diff.explainOptions = arguments.explaining
    write(report, limit: limit)
    for line in report.diff.unmatchedFilters { Terminal.writeError(line) }
    return exitCode(report.diff, threshold)
  }

  private func settings() throws -> ReplaySettings {
    if !["policies", "change", "change-dir"].contains(where: { arguments.flag($0) }) {
      throw arguments.usageError(
        "Missing option '--policies <dir>', '--change <target=file>' or '--change-dir <dir>'.")
    }
    return try policies.settings()
  }

  private func name() throws(UsageError) -> String? {
    guard let name = arguments.value("name") else {
      if arguments.flag("replace") { throw arguments.usageError("'--replace' needs '--name <name>'.") }
      return nil
    }
    guard !name.isEmpty, !name.hasPrefix("-"), name.utf8.count <= 100 else {
      throw arguments.usageError(
        "The value '\(name)' is invalid for '--name'; it has up to 100 bytes and begins with no hyphen.")
    }
    return name
  }

  private func replay(
    _ settings: ReplaySettings, _ sides: ReplayPolicies, _ files: InputFiles, _ window: TimeWindow,
    storedAs name: String?
  ) throws -> ReplayReport {
    let path = arguments.value("db") ?? ""
    // Only who reads needs a file that is there.
    let reading = try AuditDatabase(path: path, access: .read)
    guard let name else {
      return try Replayer.report(settings, sides, from: files, on: reading, window: window)
    }
    if !arguments.flag("replace"), try reading.replayNames().contains(name) {
      throw StoreError(
        message: "\(path): has a replay `\(name)` already; --replace stores this one in its place")
    }
    _ = consume reading
    let database = try AuditDatabase(path: path, access: .write)
    return try database.inTransaction {
      var report = try Replayer.report(settings, sides, from: files, on: database, window: window)
      try report.store(name, created: Int64(Glibc.time(nil)), in: database)
      return report
    }
  }

  private func write(_ report: ReplayReport, limit: Int) {
    if arguments.value("format") == "json" {
      Terminal.write(ReplayJSONRenderer.render(report))
    } else {
      var renderer = ReplayTextRenderer(
        width: Terminal.width(environment: environment),
        usesColor: Terminal.usesColor(environment: environment))
      renderer.maximumNames = limit
      Terminal.write(renderer.render(report))
    }
  }

  private func exitCode(_ report: DiffReport, _ threshold: DiffThreshold) -> ExitCode {
    switch threshold.outcome(of: report) {
    case .nothingReplayed: return .nothing
    case .fidelityTooLow:
      if let shortfall = threshold.shortfall(of: report) { Terminal.writeError(shortfall) }
      return .fidelity
    case .confirmed, .unconfirmed, .passed: return .done
    }
  }
}
