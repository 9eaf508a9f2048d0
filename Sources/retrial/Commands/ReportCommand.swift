import AuditStore
import CloudTrail
import Glibc
import Replay

/// `retrial report`: what a log shows of a period, for people who review it.
struct ReportCommand {
  private let arguments: ParsedArguments
  private let environment: [String: String]

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
  }

  func run() throws -> ExitCode {
    if arguments.flag("print-controls") {
      Terminal.write(ReportControl.mapping)
      return .done
    }
    let files = InputFiles(keeping: true)
    let settings = try settings(files)
    let reporter = try ComplianceReporter(settings, files: files)
    PolicyArguments(arguments).writeErrors(of: reporter.snapshot)
    let limit = try PolicyArguments(arguments).limit()
    let output = arguments.value("output")
    let format = arguments.value("format") ?? ""
    if format == "csv", output == nil {
      throw arguments.usageError("'--format csv' needs '--output' with a folder: it writes one file a table.")
    }
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    let report = try reporter.report(on: database)
    var isKept = true
    if let folder = arguments.value("evidence") {
      isKept = try keep(report, settings, files, in: folder, on: database)
    }
    if let output {
      let outputs = try OutputFiles(sparing: files, and: database)
      if format == "csv" {
        try writeTables(of: report, in: output, outputs)
      } else {
        try outputs.write(text(of: report, format, limit), to: output)
      }
      Terminal.writeNotice("The report is written: \(output)")
    } else {
      Terminal.write(text(of: report, format, limit))
    }
    if let unconfirmed = report.unconfirmed {
      Terminal.writeError("\(unconfirmed); see \"Scope and completeness\" of the report")
    }
    if report.events == 0 {
      Terminal.writeError(try Self.nothing(database.loggedTimes()))
      return isKept ? .nothing : .failure
    }
    if !isKept { return .failure }
    return report.unconfirmed == nil ? .done : .found
  }

  private static func nothing(_ logged: ClosedRange<Int64>?) -> String {
    guard let logged else { return "the log holds no event with a time" }
    return "the period holds no event; the log holds events from \(TextFormat.minute(logged.lowerBound)) to "
      + TextFormat.minute(logged.upperBound)
  }

  private func settings(_ files: InputFiles) throws -> EvidenceSettings {
    let policies = PolicyArguments(arguments)
    var settings = EvidenceSettings()
    settings.previous = arguments.value("previous")
    if arguments.value("since") == WindowArguments.lastReport, settings.previous == nil {
      throw arguments.usageError(
        "'--since \(WindowArguments.lastReport)' needs '--previous' with that report's JSON.")
    }
    let previous = try settings.previous.map { try PreviousReport(file: $0, files: files) }
    let window = try WindowArguments(arguments, lastReport: previous?.end).window
    settings.start = window.start
    settings.end = window.end
    settings.sensitive = try arguments.patterns("sensitive")
    settings.policies = policies.folder
    settings.controls = arguments.value("controls")
    settings.publicKeys = arguments.values("public-keys")
    settings.managementAccount = try policies.options().managementAccount
    return settings
  }

  /// Writes the evidence; false when its manifest lacks the SHA-256 of a log.
  private func keep(
    _ report: ComplianceReport, _ settings: EvidenceSettings, _ files: InputFiles, in folder: String,
    on database: borrowing AuditDatabase
  ) throws -> Bool {
    let manifest = EvidenceManifest(
      program: Version.text, created: EventTime.text(Int64(time(nil))),
      command: Array(CommandLine.arguments.dropFirst()), settings: settings, logs: [], policies: [],
      outputs: [])
    let written = try EvidenceFolder(path: folder).write(report, manifest, files: files, on: database)
    let unread = written.logs.filter { $0.digest == nil }.map { $0.path }
    if let first = unread.first {
      Terminal.writeError("Error: " + Self.unread(first, unread.count, written.logs.count))
    }
    Terminal.writeError("\(folder)/\(EvidenceManifest.fileName): SHA-256 \(written.digest)")
    return unread.isEmpty
  }

  /// That the manifest lacks the SHA-256 of some logs, and what to do about it.
  private static func unread(_ first: String, _ count: Int, _ all: Int) -> String {
    let remedy =
      first.hasPrefix("/") || first == "-"
      ? "" : "; the path leads from the folder in which it was ingested: run this there"
    return "\(first): cannot be read, so the manifest has no SHA-256 of it"
      + (count == 1 ? "" : ", nor of \(TextFormat.count(count - 1)) more of \(TextFormat.count(all, "log"))")
      + remedy
  }

  private func text(of report: ComplianceReport, _ format: String, _ limit: Int) -> String {
    switch format {
    case "html": ComplianceHTMLRenderer().render(report)
    case "json": ComplianceJSONRenderer.render(report)
    case "markdown": ComplianceMarkdownRenderer(maximum: max(limit, 20)).render(report)
    default:
      ComplianceTextRenderer(
        width: Terminal.width(environment: environment),
        usesColor: Terminal.usesColor(environment: environment),
        maximum: limit
      ).render(report)
    }
  }

  private func writeTables(
    of report: ComplianceReport, in folder: String, _ outputs: OutputFiles
  ) throws {
    try OutputFiles.makeFolder(folder)
    for table in report.sections.flatMap({ $0.tables }) {
      try outputs.write(ComplianceCSVRenderer.render(table), to: "\(folder)/\(table.id).csv")
    }
  }
}
