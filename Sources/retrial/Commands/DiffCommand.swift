import AuditStore
import Glibc
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
    let threshold = try ThresholdArguments(arguments).threshold()
    let limit = try policies.limit()
    let view = try view()
    guard let (report, examples) = try arguments.positionals.isEmpty ? changed(view) : (stored(view), [])
    else {
      return .nothing
    }
    write(report, examples, threshold, limit: limit)
    for line in report.unmatchedFilters { Terminal.writeError(line) }
    if ["csv", "sarif"].contains(arguments.value("format")) {
      // These have no place for what the log lacks.
      if let passedOver = report.events.passedOver { Terminal.writeError(passedOver.sentence) }
      for ingest in report.events.unfinishedIngests { Terminal.writeError(ingest.sentence) }
    }
    return exitCode(report, threshold)
  }

  /// The report of changes of a snapshot, for a page with explained events; nil where they change nothing.
  private func changed(_ view: DiffView) throws -> (DiffReport, [EventExplanation])? {
    if arguments.values("change").isEmpty, arguments.value("change-dir") == nil {
      throw arguments.usageError(
        "Missing option '--change <target=file>' or '--change-dir <dir>', or the names of two replays.")
    }
    let settings = try policies.settings()
    let window = try WindowArguments(arguments).window
    let sides = try policies.policies(settings, from: InputFiles())
    if sides.changes.isEmpty {
      Terminal.writeError("\(settings.changeFolder ?? ""): changes no policy, so nothing was replayed")
      return nil
    }
    let differ = try Differ(baseline: sides.snapshot, changes: sides.changes, options: settings.options)
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var report = try differ.report(
      on: database, window: window, filter: settings.filter, view: view)
    report.snapshot = settings.policies
    report.assumptions += sides.leftOut
    report.explainOptions = arguments.explaining
    guard arguments.value("format") == "html" else { return (report, []) }
    let explainer = try Explainer(
      snapshot: sides.snapshot, changes: sides.changes, options: settings.options)
    return (
      report,
      try explainer.examples(
        report.exampleEventIDs, snapshot: settings.policies, changes: report.changes, in: database)
    )
  }

  /// The report of two stored replays, which say themselves what they were made from.
  private func stored(_ view: DiffView) throws -> DiffReport {
    let names = arguments.positionals
    guard names.count == 2 else {
      throw arguments.usageError("Missing expected argument '<new>': two stored replays are compared.")
    }
    let fixed = [
      "policies", "change", "change-dir", "assume", "management-account", "principal", "action", "resource",
      "account",
    ]
    if let given = fixed.first(where: { arguments.flag($0) }) {
      throw arguments.usageError(
        "'--\(given)' cannot stand beside the names of replays, which were made with their own.")
    }
    let window = try WindowArguments(arguments).window
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    return try ReplayComparison(names[0], names[1], in: database).report(
      on: database, window: window, view: view)
  }

  private func view() throws -> DiffView {
    var view = DiffView()
    for text in arguments.values("group-by") {
      for name in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let dimension = DiffDimension(name: String(name)) else {
          throw arguments.listError("group-by", String(name), among: DiffDimension.names)
        }
        if !view.grouping.contains(dimension) { view.grouping.append(dimension) }
      }
    }
    view.accepted = try arguments.value("accept").map {
      try AcceptedChanges(file: $0, now: Int64(Glibc.time(nil)))
    }
    return view
  }

  private func write(
    _ report: DiffReport, _ examples: [EventExplanation], _ threshold: DiffThreshold, limit: Int
  ) {
    switch arguments.value("format") {
    case "json": Terminal.write(DiffJSONRenderer.render(report))
    case "csv": Terminal.write(DiffCSVRenderer.render(report))
    case "html":
      Terminal.write(DiffHTMLRenderer(names: max(limit, 20), explanations: examples).render(report))
    case "sarif":
      Terminal.write(DiffSARIFRenderer.render(report, version: Version.number, threshold: threshold))
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
      if let shortfall = threshold.shortfall(of: report) { Terminal.writeError(shortfall) }
      return .fidelity
    case .confirmed: return .found
    case .unconfirmed: return .indeterminate
    case .passed: return .done
    }
  }
}
