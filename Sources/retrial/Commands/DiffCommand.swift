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
    let threshold = try ThresholdArguments(arguments).threshold()
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
    return exitCode(report, threshold)
  }

  private func typedChanges() throws -> [PolicyChange] {
    if arguments.values("change").isEmpty, arguments.value("change-dir") == nil {
      throw arguments.usageError("Missing option '--change <target=file>' or '--change-dir <dir>'.")
    }
    return try policies.changes()
  }

  private func options() throws(UsageError) -> Differ.Options {
    var options = try policies.options()
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
    switch arguments.value("format") {
    case "json": Terminal.write(DiffJSONRenderer.render(report))
    case "csv": Terminal.write(DiffCSVRenderer.render(report))
    case "markdown": Terminal.write(DiffMarkdownRenderer(names: limit).render(report))
    default: Terminal.write(text(report, limit: limit))
    }
  }

  private func text(_ report: DiffReport, limit: Int) -> String {
    var renderer = DiffTextRenderer(
      width: Terminal.width(environment: environment), usesColor: Terminal.usesColor(environment: environment)
    )
    renderer.maximumNames = limit
    return renderer.render(report)
  }

  private func exitCode(_ report: DiffReport, _ threshold: DiffThreshold) -> ExitCode {
    switch threshold.outcome(of: report) {
    case .nothingReplayed: return .nothing
    case .fidelityTooLow:
      Terminal.writeError("The fidelity is below --min-fidelity: \(report.fidelityText)")
      return .fidelity
    case .confirmed: return .found
    case .unconfirmed: return .indeterminate
    case .passed: return .done
    }
  }
}
