import AuditStore
import Replay

/// `retrial denials`: what AWS denied in a window, grouped by cause.
struct DenialsCommand {
  private let arguments: ParsedArguments
  private let environment: [String: String]
  private let policies: PolicyArguments

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
    policies = PolicyArguments(arguments)
  }

  func run() throws -> ExitCode {
    let window = try WindowArguments(arguments).window
    let limit = try policies.limit()
    let options = try policies.options()
    let finder = try DenialFinder(
      snapshot: try policies.snapshot(), filter: try RequestFilter(arguments), grouping: try grouping(),
      options: options)
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var report = try finder.report(on: database, window: window)
    report.snapshot = policies.folder
    report.explainOptions = arguments.explaining
    if arguments.value("format") == "json" {
      Terminal.write(DenialJSONRenderer.render(report))
    } else {
      let renderer = DenialTextRenderer(
        width: Terminal.width(environment: environment),
        usesColor: Terminal.usesColor(environment: environment), maximum: limit)
      Terminal.write(renderer.render(report))
    }
    for line in report.unmatchedFilters { Terminal.writeError(line) }
    return report.events == 0 && report.copies.isEmpty ? .nothing : .done
  }

  private func grouping() throws(UsageError) -> [DenialDimension] {
    var grouping: [DenialDimension] = []
    let names = DenialDimension.allCases.map { $0.rawValue }
    for name in (arguments.value("group-by") ?? "").split(separator: ",", omittingEmptySubsequences: false) {
      guard let dimension = DenialDimension(rawValue: String(name)) else {
        throw arguments.listError("group-by", String(name), among: names)
      }
      if !grouping.contains(dimension) { grouping.append(dimension) }
    }
    return grouping
  }
}
