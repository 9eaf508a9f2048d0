/// Renders a diff for a terminal or a pipe.
public struct DiffTextRenderer {
  /// The columns that tables and sentences may fill.
  public var width: Int
  /// Whether headings are set in bold.
  public var usesColor: Bool
  /// How many causes of a class are shown in full.
  public var maximumCauses = 20
  /// How many names a list shows.
  public var maximumNames = 5

  private var sheet: TextSheet
  /// Whether stored replays are compared.
  private var isStored = false

  /// Makes a renderer for a terminal of this width.
  public init(width: Int = 80, usesColor: Bool = false) {
    self.width = max(40, width)
    self.usesColor = usesColor
    sheet = TextSheet(width: self.width, usesColor: usesColor)
  }

  /// The whole report as text that ends with a line feed.
  public func render(_ report: DiffReport) -> String {
    var renderer = self
    renderer.sheet = TextSheet(width: width, usesColor: usesColor)
    renderer.writeHeader(report)
    renderer.writeSums(report)
    renderer.writeResult(report)
    renderer.sheet.list("What each change does", report.shares.map { $0.sentence })
    renderer.writeGroups(report)
    renderer.sheet.raw(causes(report))
    renderer.sheet.list("Accepted changes", report.accepted.map { $0.sentence })
    renderer.sheet.list("Blind spots", report.blindSpots.map { $0.text })
    renderer.sheet.list("Assumptions", report.assumptions)
    renderer.sheet.more(report.explainCommand)
    return renderer.sheet.output
  }
}

extension DiffTextRenderer {
  /// The causes of every class.
  func causes(_ report: DiffReport) -> String {
    var renderer = self
    renderer.sheet = TextSheet(width: width, usesColor: usesColor)
    renderer.isStored = !report.replays.isEmpty
    for changeClass in ChangeClass.allCases { renderer.writeCauses(of: changeClass, in: report) }
    return renderer.sheet.output
  }
}

// MARK: - Header and sums

extension DiffTextRenderer {
  private mutating func writeHeader(_ report: DiffReport) {
    sheet.heading(report.replays.isEmpty ? "Impact of the proposed change" : "From one replay to another")
    for target in report.unknownTargets { sheet.line("not known", target.sentence) }
    for (label, text) in report.comparedTexts { sheet.line(label, text) }
    for filter in report.filters { sheet.line("filter", filter) }
    sheet.line("fidelity", report.fidelityText)
    if report.events.replayed > 0 { sheet.line("", report.recordedStandsIn) }
    sheet.line("window", report.windowText ?? "no event was replayed")
  }

  private mutating func writeSums(_ report: DiffReport) {
    for (index, sentence) in report.events.sentences.enumerated() {
      sheet.line(index == 0 ? "events" : "", sentence)
    }
  }

  private mutating func writeResult(_ report: DiffReport) {
    sheet.raw("\n")
    sheet.heading("Result")
    row("", "requests", "events", "confirmed by the log")
    for changeClass in ChangeClass.allCases where changeClass != .notReplayable {
      let counts = report.count(of: changeClass)
      row(
        changeClass.title, count(counts.requests), count(counts.events),
        changeClass.isConfirmable ? count(counts.confirmed) : "")
    }
    row("replayed in all", count(report.requests), count(report.decidedEvents), "")
    for sentence in report.requestSentences + report.acceptedSentences { sheet.note(sentence) }
  }

  private mutating func row(_ name: String, _ requests: String, _ events: String, _ confirmed: String) {
    let text =
      "  " + TextFormat.padded(name, to: 18) + TextFormat.aligned(requests, to: 10)
      + TextFormat.aligned(events, to: 12) + TextFormat.aligned(confirmed, to: 24)
    sheet.raw(trimmed(text) + "\n")
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}

// MARK: - Groups and causes

extension DiffTextRenderer {
  private mutating func writeGroups(_ report: DiffReport) {
    guard !report.grouping.isEmpty else { return }
    for changeClass in ChangeClass.allCases where !report.groups(of: changeClass).isEmpty {
      let groups = report.groups(of: changeClass)
      sheet.raw("\n")
      sheet.heading("\(changeClass.heading) by \(report.groupingText)")
      for (number, group) in groups.prefix(maximumCauses).enumerated() { write(group, number: number + 1) }
      let rest = groups.dropFirst(maximumCauses)
      if !rest.isEmpty { sheet.note("and \(rest.more)") }
      sheet.note("\(TextFormat.count(report.count(of: changeClass).events, "event")) in all groups together")
    }
  }

  private mutating func write(_ group: DiffGroup, number: Int) {
    let title = TextFormat.safe(group.title)
    let indent = "\(number). ".count
    sheet.raw("\(number). " + TextFormat.wrapped(title, width: width - indent, indent: indent) + "\n")
    sheet.field("", group.extent)
    sheet.field("see", group.sampleEventIDs.map { TextFormat.safe($0) }.joined(separator: " "))
  }

  private mutating func writeCauses(of changeClass: ChangeClass, in report: DiffReport) {
    let causes = report.causes(of: changeClass)
    guard !causes.isEmpty else { return }
    sheet.raw("\n")
    sheet.heading(changeClass.heading)
    for (number, cause) in causes.prefix(maximumCauses).enumerated() { write(cause, number: number + 1) }
    if causes.count > maximumCauses {
      sheet.raw("  and \(TextFormat.count(causes.count - maximumCauses, "more cause"))\n")
    }
  }

  private mutating func write(_ cause: Cause, number: Int) {
    let heading = TextFormat.safe(cause.reason.title)
    let deed = TextFormat.safe(cause.reason.deed)
    let place = heading.isEmpty ? deed : heading
    sheet.raw("\(number). " + TextFormat.wrapped(place, width: width - 3, indent: 3) + "\n")
    if !heading.isEmpty { sheet.field("", deed) }
    sheet.field("", cause.fullExtent)
    sheet.rows("who", cause.shares, maximum: maximumNames)
    sheet.list("what", cause.actions, maximum: maximumNames)
    sheet.list("on", cause.resources, maximum: maximumNames, more: cause.moreResources)
    for condition in cause.comparisons { write(condition) }
    sheet.list(
      "hinges on",
      cause.dependsOn.map {
        NamedCount(name: FactText.explained($0.name, isStored: isStored), count: $0.count)
      },
      maximum: maximumNames, more: cause.moreDependsOn)
    sheet.list("together", cause.together, maximum: maximumNames)
    sheet.field("see", cause.sampleEventIDs.map { TextFormat.safe($0) }.joined(separator: " "))
  }

  private mutating func write(_ condition: ComparedCondition) {
    let policy = condition.values.joined(separator: ", ")
    sheet.field("why", TextFormat.safe("\(condition.key) \(condition.conditionOperator) \(policy)"))
    // Who it was stands in the list of principals.
    guard condition.key.lowercased() != "aws:principalarn" else { return }
    sheet.list(
      "", condition.actual.map { NamedCount(name: "is \($0.name)", count: $0.count) }, maximum: maximumNames,
      more: condition.moreActual)
  }

  private func count(_ value: Int) -> String { TextFormat.count(value) }
}
