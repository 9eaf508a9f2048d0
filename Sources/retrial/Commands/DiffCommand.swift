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
    var differ = try Differ(baseline: snapshot, changes: changes, options: try options())
    let database = try AuditDatabase(path: arguments.value("db") ?? "", access: .read)
    var events = try RecordedEvents(database)
    let sums = try add(&events, of: database, to: &differ)
    var report = differ.result(sums: sums, coverage: events.coverage)
    report.snapshot = folder
    for index in report.causes.indices {
      report.causes[index].sampleEventIDs = try report.causes[index].sampleEventIDs.map { row in
        try Int(row).flatMap { number in try database.eventID(ofRow: number) } ?? row
      }
    }
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

  private func add(
    _ events: inout RecordedEvents, of database: borrowing AuditDatabase, to differ: inout Differ
  ) throws -> EventSums {
    let window = try WindowArguments(arguments).window
    let totals = try database.totals()
    var sums = EventSums()
    sums.read = totals.ingested + totals.duplicates + totals.rejected
    sums.ingested = totals.ingested
    sums.duplicates = totals.duplicates
    sums.rejected = totals.rejected
    var excluded: [EventClass: Int] = [:]
    var seen = 0
    try events.forEach(in: database, window: window) { event, eventClass in
      seen += 1
      if let event, Differ.isReplayed(event.derived) {
        differ.add(event)
      } else {
        excluded[event == nil ? .unreadable : eventClass, default: 0] += 1
      }
    }
    sums.outsideWindow = totals.ingested - seen
    sums.excluded = excluded.map { NamedCount(name: $0.key.name, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    return sums
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
