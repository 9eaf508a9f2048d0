import CloudTrail
import JSON

/// Renders denials for a terminal or a pipe.
public struct DenialTextRenderer {
  private let width: Int
  private let usesColor: Bool
  private let maximum: Int

  /// Makes a renderer for a terminal of this width.
  ///
  /// - Parameter maximum: how many names a list shows.
  public init(width: Int = 80, usesColor: Bool = false, maximum: Int = 5) {
    self.width = max(40, width)
    self.usesColor = usesColor
    self.maximum = maximum
  }

  /// The whole report as text that ends with a line feed.
  public func render(_ report: DenialReport) -> String {
    var sheet = TextSheet(width: width, usesColor: usesColor)
    writeHeader(report, &sheet)
    for (number, group) in report.groups.enumerated() { write(group, number + 1, report.grouping, &sheet) }
    for (number, group) in report.copies.enumerated() {
      var titled = group
      titled.names = [
        "denied, not replayed: \(OwnersCopy.caller(group.names[0]))", "recorded by account \(group.names[1])",
      ]
      write(titled, report.groups.count + number + 1, [], &sheet)
    }
    sheet.more(
      ExplainCommandText.command(
        (report.groups + report.copies).flatMap { $0.sampleEventIDs }, report.explainOptions))
    return sheet.output
  }

  private func writeHeader(_ report: DenialReport, _ sheet: inout TextSheet) {
    sheet.heading("Past denials")
    sheet.line("policies", report.snapshot ?? "none were given: causes are those that AWS's messages name")
    for filter in report.filters { sheet.line("filter", filter) }
    if let window = report.window { sheet.line("window", TextFormat.window(window)) }
    if report.events == 0 { sheet.line("log", log(report.logged)) }
    if let passedOver = report.passedOver { sheet.line("log", passedOver.sentence) }
    for ingest in report.unfinishedIngests { sheet.line("log", ingest.sentence) }
    let excluded = report.excluded.reduce(0) { $0 + $1.count }
    let total = report.events + excluded + report.filtered
    var parts = "\(TextFormat.count(report.events)) shown + \(TextFormat.count(excluded)) not replayed"
    if report.filtered > 0 { parts += " + \(TextFormat.count(report.filtered)) that the filters leave out" }
    sheet.line("denied", "\(TextFormat.count(total, "event")) = \(parts)")
    if !report.excluded.isEmpty {
      let classes = report.excluded.map { "\($0.name) \(TextFormat.count($0.count))" }
      sheet.line("", "not replayed: " + classes.joined(separator: ", "))
    }
    if report.undecided > 0 {
      sheet.line(
        "undecided",
        "\(TextFormat.count(report.undecided, "event")) beside these: the error code is that of a denial, but the message "
          + "does not say that a policy denied")
    }
    let names = report.grouping.map { $0.rawValue }.joined(separator: ", ")
    for assumption in report.assumptions { sheet.line("assuming", TextFormat.safe(assumption)) }
    sheet.line("grouped by", "\(names): \(TextFormat.count(report.groups.count, "group"))")
    sheet.raw("\n")
  }

  /// What the log covers, where it shows no denial.
  private func log(_ times: ClosedRange<Int64>?) -> String {
    times.map {
      "holds events from \(TextFormat.minute($0.lowerBound)) to \(TextFormat.minute($0.upperBound))"
    } ?? "holds no events"
  }

  private func write(
    _ group: DenialGroup, _ number: Int, _ grouping: [DenialDimension], _ sheet: inout TextSheet
  ) {
    let indent = "\(number). ".count
    let title = TextFormat.safe(group.names.joined(separator: " | "))
    sheet.raw("\(number). " + TextFormat.wrapped(title, width: width - indent, indent: indent) + "\n")
    let seen =
      group.events == 1
      ? TextFormat.minute(group.seen.lowerBound)
      : "\(TextFormat.minute(group.seen.lowerBound)) to \(TextFormat.minute(group.seen.upperBound))"
    sheet.field(
      "", "\(TextFormat.count(group.events, "event")) on \(TextFormat.count(group.days, "day")), \(seen)")
    if !grouping.contains(.statement) { sheet.list("why", group.causes, maximum: maximum) }
    if !grouping.contains(.role) { sheet.list("who", group.principals, maximum: maximum) }
    if !grouping.contains(.action) { sheet.list("what", group.actions, maximum: maximum) }
    sheet.list("on", group.resources, maximum: maximum, more: group.moreResources)
    sheet.field("see", group.sampleEventIDs.map { TextFormat.safe($0) }.joined(separator: " "))
  }
}

/// Renders denials as JSON, for pipelines.
public enum DenialJSONRenderer {
  /// The whole report, indented, with a line feed at its end.
  public static func render(_ report: DenialReport) -> String {
    let excluded = report.excluded.reduce(0) { $0 + $1.count }
    return JSONValue.object([
      ("policies", report.snapshot.map { .string($0) } ?? .null),
      ("assumptions", .array(report.assumptions.map { .string($0) })),
      ("filters", .array(report.filters.map { .string($0) })),
      ("window", DiffJSONRenderer.window(report.window)),
      (
        "log",
        report.logged.map {
          .object([
            ("firstEvent", .string(EventTime.text($0.lowerBound))),
            ("lastEvent", .string(EventTime.text($0.upperBound))),
          ])
        } ?? .null
      ),
      ("unfinishedIngests", .array(report.unfinishedIngests.map { .string($0.sentence) })),
      ("passedOver", report.passedOver?.json ?? .null),
      ("groupBy", .array(report.grouping.map { .string($0.rawValue) })),
      (
        "events",
        .object([
          ("denied", .number(report.events + excluded + report.filtered)), ("shown", .number(report.events)),
          ("filtered", .number(report.filtered)), ("undecided", .number(report.undecided)),
          ("notReplayed", .object(report.excluded.map { ($0.name, .number($0.count)) })),
        ])
      ), ("groups", .array(report.groups.map { group($0, report.grouping.map { $0.rawValue }) })),
      ("notReplayedGroups", .array(report.copies.map { group($0, ["callerAccount", "account"]) })),
    ]).text(isIndented: true) + "\n"
  }

  private static func group(_ group: DenialGroup, _ grouping: [String]) -> JSONValue {
    let members: [(String, JSONValue)] = [
      ("key", .object(zip(grouping, group.names).map { ($0, .string($1)) })),
      ("events", .number(group.events)), ("days", .number(group.days)),
      ("firstSeen", .string(EventTime.text(group.seen.lowerBound))),
      ("lastSeen", .string(EventTime.text(group.seen.upperBound))), ("causes", list(group.causes)),
      ("principals", list(group.principals)), ("actions", list(group.actions)),
      ("resources", list(group.resources)),
    ]
    let samples = JSONValue.array(group.sampleEventIDs.map { .string($0) })
    return .object(
      members + DiffJSONRenderer.more("moreResources", group.moreResources) + [("sampleEventIDs", samples)])
  }

  private static func list(_ counts: [NamedCount]) -> JSONValue {
    .array(counts.map { .object([("name", .string($0.name)), ("events", .number($0.count))]) })
  }
}
