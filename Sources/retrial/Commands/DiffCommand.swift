import AuditStore
import Replay

/// `retrial diff`: replays the recorded requests under both sets of policies and shows what changes.
struct DiffCommand {
  private let arguments: ParsedArguments
  private let environment: [String: String]
  private let policies: PolicyArguments

  init(_ arguments: ParsedArguments, _ environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
    policies = PolicyArguments(arguments)
  }

  func run() throws -> ExitCode {
    let typed = try typedChanges()
    let options = try options()
    let window = try WindowArguments(arguments).window
    let limit = try policies.limit()
    let snapshot = try policies.snapshot() ?? PolicySnapshot()
    let laidOver = try arguments.value("change-dir").map {
      try ChangeFolder.changes(in: $0, of: snapshot, before: typed)
    }
    if let laidOver, laidOver.isEmpty, typed.isEmpty {
      Terminal.writeError(
        "\(arguments.value("change-dir") ?? ""): changes no policy, so nothing was replayed")
      return .nothing
    }
    let differ = try Differ(baseline: snapshot, changes: (laidOver ?? []) + typed, options: options)
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var report = try differ.report(on: database, window: window, filter: RequestFilter(arguments))
    report.snapshot = policies.folder
    write(report, limit: limit)
    return exitCode(report)
  }

  private func typedChanges() throws -> [PolicyChange] {
    if arguments.values("change").isEmpty, arguments.value("change-dir") == nil {
      throw arguments.usageError("Missing option '--change <target=file>' or '--change-dir <dir>'.")
    }
    return try policies.changes()
  }

  private func options() throws(UsageError) -> Differ.Options {
    var options = Differ.Options()
    options.managementAccount = try policies.managementAccount()
    for text in arguments.values("assume") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw arguments.usageError(
          "The value '\(text)' is invalid for '--assume': it must have the form KEY=VALUE.")
      }
      let target = String(text[..<equals].dropFirst("policy:".count))
      if text.hasPrefix("policy:"), text.hasSuffix("=none") {
        options.newTargets.insert(target)
        continue
      }
      if text.hasPrefix("policy:"), text.hasSuffix("=replaced") {
        options.replacedTargets.insert(target)
        continue
      }
      if text.hasPrefix("policy:") {
        throw arguments.usageError(
          "The value '\(text)' is invalid for '--assume': of a policy it says none or replaced.")
      }
      var key = text[..<equals].lowercased()
      // Reports name unknown facts so.
      if key.hasPrefix("key:") { key.removeFirst("key:".count) }
      options.assumed[key] = String(text[text.index(after: equals)...])
    }
    return options
  }

  private func write(_ report: DiffReport, limit: Int) {
    if arguments.value("format") == "json" {
      Terminal.write(DiffJSONRenderer.render(report))
      return
    }
    var renderer = DiffTextRenderer(
      width: Terminal.width(environment: environment), usesColor: Terminal.usesColor(environment: environment)
    )
    renderer.maximumNames = limit
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
