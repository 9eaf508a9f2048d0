import AuditStore
import Replay

/// `retrial diff`: replays the recorded requests under both sets of policies and shows what changes.
struct DiffCommand {
  private let arguments: ParsedArguments
  private let environment: [String: String]

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
  }

  func run() throws -> ExitCode {
    let changes = try arguments.values("change").map { try PolicyChange(argument: $0) }
    guard !changes.isEmpty else {
      throw SnapshotError(message: "nothing to compare: give at least one --change")
    }
    let folder = arguments.value("policies")
    let snapshot = try folder.map { try SnapshotReader.read(folder: $0) } ?? PolicySnapshot()
    let differ = try Differ(baseline: snapshot, changes: changes, options: try options())
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var report = try differ.report(on: database, window: try WindowArguments(arguments).window)
    report.snapshot = folder
    write(report)
    return exitCode(report)
  }

  private func options() throws -> Differ.Options {
    var options = Differ.Options()
    options.managementAccount = arguments.value("management-account")
    for text in arguments.values("assume") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw SnapshotError(message: "`--assume \(text)` must have the form KEY=VALUE")
      }
      options.assumed[text[..<equals].lowercased()] = String(text[text.index(after: equals)...])
    }
    return options
  }

  private func write(_ report: DiffReport) {
    if arguments.value("format") == "json" {
      Terminal.write(DiffJSONRenderer.render(report))
      return
    }
    let renderer = DiffTextRenderer(
      width: Terminal.width(environment: environment), usesColor: Terminal.usesColor(environment: environment)
    )
    Terminal.write(renderer.render(report))
  }

  private func exitCode(_ report: DiffReport) -> ExitCode {
    if report.events.replayed == 0 { return .nothing }
    let isConfirmed = report.summary.values.contains { $0.confirmed > 0 }
    if isConfirmed { return .found }
    let mayChange = report.summary.contains { $0.key.isImpact && $0.value.events > 0 }
    return mayChange ? .indeterminate : .done
  }
}
