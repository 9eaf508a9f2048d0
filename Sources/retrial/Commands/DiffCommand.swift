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
    let changes = try changes()
    let options = try options()
    let window = try WindowArguments(arguments).window
    let folder = arguments.value("policies")
    let snapshot = try folder.map { try SnapshotReader.read(folder: $0) } ?? PolicySnapshot()
    let differ = try Differ(baseline: snapshot, changes: changes, options: options)
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var report = try differ.report(on: database, window: window)
    report.snapshot = folder
    write(report)
    return exitCode(report)
  }

  private func changes() throws -> [PolicyChange] {
    let texts = arguments.values("change")
    guard !texts.isEmpty else { throw arguments.usageError("Missing option '--change <target=file>'.") }
    return try texts.map { text in
      do {
        return try PolicyChange(argument: text)
      } catch let error as ChangeArgumentError {
        throw arguments.usageError("The value '\(text)' is invalid for '--change': \(error.message).")
      }
    }
  }

  private func options() throws(UsageError) -> Differ.Options {
    var options = Differ.Options()
    options.managementAccount = arguments.value("management-account")
    for text in arguments.values("assume") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw arguments.usageError(
          "The value '\(text)' is invalid for '--assume': it must have the form KEY=VALUE.")
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
