import AuditStore
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
    var reporter = ComplianceReporter(window: try WindowArguments(arguments).window)
    reporter.sensitiveResources = arguments.values("sensitive")
    reporter.controls = try controls()
    let policies = PolicyArguments(arguments)
    reporter.snapshot = try policies.snapshot()
    reporter.options = try policies.options()
    let limit = try policies.limit()
    let output = arguments.value("output")
    let format = arguments.value("format") ?? ""
    if format == "csv", output == nil {
      throw arguments.usageError("'--format csv' needs '--output' with a folder: it writes one file a table.")
    }
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    let report = try reporter.report(on: database)
    if format == "csv", let output {
      try writeTables(of: report, in: output)
    } else if let output {
      try OutputFile.write(text(of: report, format, limit), to: output)
    } else {
      Terminal.write(text(of: report, format, limit))
    }
    return report.events == 0 ? .nothing : .done
  }

  private func controls() throws -> [ReportControl] {
    guard let file = arguments.value("controls") else {
      return try ReportControl.controls(Array(ReportControl.mapping.utf8), file: "the mapping of controls")
    }
    return try ReportControl.controls(InputFile.read(file), file: file)
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

  private func writeTables(of report: ComplianceReport, in folder: String) throws {
    try OutputFile.makeFolder(folder)
    for table in report.sections.flatMap({ $0.tables }) {
      try OutputFile.write(ComplianceCSVRenderer.render(table), to: "\(folder)/\(table.id).csv")
    }
  }
}
