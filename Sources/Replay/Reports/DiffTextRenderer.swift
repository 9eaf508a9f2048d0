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
    for changeClass in ChangeClass.allCases { renderer.writeCauses(of: changeClass, in: report) }
    renderer.sheet.list("Blind spots", report.blindSpots.map { $0.text })
    renderer.sheet.list("Assumptions", report.assumptions)
    return renderer.sheet.output
  }
}

// MARK: - Header and sums

extension DiffTextRenderer {
  private mutating func writeHeader(_ report: DiffReport) {
    sheet.heading("Impact of the proposed change")
    for change in report.changes { sheet.line("change", change) }
    sheet.line("baseline", report.snapshot ?? "the recorded decisions (no policy snapshot was given)")
    for filter in report.filters { sheet.line("filter", filter) }
    sheet.line(
      "fidelity",
      report.events.replayed == 0 ? "not measured: no event was replayed" : fidelity(report.fidelity))
    guard let window = report.window else {
      sheet.line("window", "no event was replayed")
      return
    }
    let days = Int(window.upperBound / 86_400 - window.lowerBound / 86_400) + 1
    sheet.line(
      "window",
      "\(TextFormat.minute(window.lowerBound)) to \(TextFormat.minute(window.upperBound)), "
        + TextFormat.count(days, "day"))
  }

  private mutating func writeSums(_ report: DiffReport) {
    let sums = report.events
    sheet.line(
      "events",
      "\(count(sums.read)) read = \(count(sums.ingested)) ingested + \(count(sums.duplicates)) duplicates "
        + "+ \(count(sums.rejected)) rejected")
    var parts = "\(count(sums.replayed)) replayed + \(count(sums.excludedTotal)) excluded"
    if sums.outsideWindow > 0 { parts += " + \(count(sums.outsideWindow)) outside the window or filters" }
    sheet.line("", "\(count(sums.ingested)) ingested = \(parts)")
    if !sums.excluded.isEmpty {
      sheet.line(
        "", "excluded: " + sums.excluded.map { "\($0.name) \(count($0.count))" }.joined(separator: ", "))
    }
  }

  private func fidelity(_ fidelity: Fidelity) -> String {
    guard let percent = fidelity.percent else {
      return "not measured: no recorded decision could be compared with a policy snapshot"
    }
    var text =
      "\(count(fidelity.determinate)) of \(TextFormat.count(fidelity.recorded, "event")) with a recorded decision are "
      + "decided for certain; \(TextFormat.percent(percent)) of those (\(count(fidelity.agreeing))) as AWS did"
    if fidelity.otherLayer > 0 {
      text += "; in \(count(fidelity.otherLayer)) AWS's message names another layer than we find"
    }
    if !fidelity.undecided.isEmpty {
      let facts = fidelity.undecided.prefix(3).map { "\($0.name) (\(TextFormat.count($0.count, "event")))" }
      text += "; the others hinge most on " + facts.joined(separator: ", ")
    }
    return text
  }

  private mutating func writeResult(_ report: DiffReport) {
    sheet.raw("\n")
    sheet.heading("Result")
    row("", "requests", "events", "confirmed by the log")
    for changeClass in ChangeClass.allCases where changeClass != .notReplayable {
      let counts = report.summary[changeClass] ?? ChangeCount()
      let isConfirmable = changeClass == .revoked || changeClass == .granted
      row(
        changeClass.title, count(counts.requests), count(counts.events),
        isConfirmable ? count(counts.confirmed) : "")
    }
    let total = report.summary.filter { $0.key != .notReplayable }.values.reduce(0) { $0 + $1.events }
    row("replayed in all", "", count(total), "")
    sheet.note("Requests are distinct combinations of principal, action and resource.")
    let overlapping = ChangeClass.allCases.contains { changeClass in
      let events = report.causes.filter { $0.changeClass == changeClass }.reduce(0) { $0 + $1.count.events }
      return events > report.summary[changeClass]?.events ?? 0
    }
    if overlapping { sheet.note("An event with several causes stands under each of them.") }
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

// MARK: - Causes

extension DiffTextRenderer {
  private mutating func writeCauses(of changeClass: ChangeClass, in report: DiffReport) {
    let causes = report.causes.filter { $0.changeClass == changeClass }
    guard !causes.isEmpty else { return }
    sheet.raw("\n")
    sheet.heading(changeClass.title.prefix(1).uppercased() + changeClass.title.dropFirst())
    for (number, cause) in causes.prefix(maximumCauses).enumerated() { write(cause, number: number + 1) }
    if causes.count > maximumCauses {
      sheet.raw("  and \(TextFormat.count(causes.count - maximumCauses, "more cause"))\n")
    }
  }

  private mutating func write(_ cause: Cause, number: Int) {
    let heading = title(cause.reason)
    let place = heading.isEmpty ? reason(cause.reason) : heading
    sheet.raw("\(number). " + TextFormat.wrapped(place, width: width - 3, indent: 3) + "\n")
    if !heading.isEmpty { sheet.field("", reason(cause.reason)) }
    sheet.field("", extent(cause))
    sheet.rows(
      "who", cause.principals.map { ("\(count($0.events)) of \(count($0.replayed)) events", $0.name) },
      maximum: maximumNames)
    sheet.list("what", cause.actions, maximum: maximumNames)
    sheet.list("on", cause.resources, maximum: maximumNames)
    for condition in cause.comparisons { write(condition) }
    sheet.list(
      "hinges on", cause.dependsOn.map { NamedCount(name: FactText.explained($0.name), count: $0.count) },
      maximum: maximumNames)
    sheet.field("see", cause.sampleEventIDs.map { TextFormat.safe($0) }.joined(separator: " "))
  }

  private func title(_ reason: CauseReason) -> String {
    var place = reason.file ?? reason.policy
    if let position = reason.position { place += ":\(position)" }
    guard let statement = reason.statement else { return TextFormat.safe(place) }
    return TextFormat.safe(
      statement.hasPrefix("#") ? "\(place)  statement \(statement)" : "\(place)  Sid \(statement)")
  }

  private func reason(_ reason: CauseReason) -> String {
    var text = reason.effect
    if !reason.layer.isEmpty { text += " in the \(reason.layer)" }
    if !reason.policy.isEmpty, reason.policy != reason.file { text += " \(reason.policy)" }
    if let attachment = reason.attachment { text += " at \(attachment)" }
    return TextFormat.safe(text)
  }

  private func extent(_ cause: Cause) -> String {
    var text =
      "\(TextFormat.count(cause.count.events, "event")), \(TextFormat.count(cause.count.requests, "request")), "
      + "seen on \(TextFormat.count(cause.days, "day")), "
      + (cause.count.events == 1
        ? TextFormat.minute(cause.seen.lowerBound)
        : "\(TextFormat.minute(cause.seen.lowerBound)) to \(TextFormat.minute(cause.seen.upperBound))")
    if cause.unrecorded > 0 {
      let some = cause.unrecorded == cause.count.events ? "" : " to \(count(cause.unrecorded)) of them"
      text += "; AWS's answer\(some) is not recorded (the call failed for another reason)"
    }
    if cause.changeClass == .revoked || cause.changeClass == .granted {
      let all = cause.count.confirmed == cause.count.events
      text += all ? "; all confirmed by the log" : "; \(count(cause.count.confirmed)) confirmed by the log"
    }
    return text
  }

  private mutating func write(_ condition: ComparedCondition) {
    let policy = condition.values.joined(separator: ", ")
    sheet.field("why", TextFormat.safe("\(condition.key) \(condition.conditionOperator) \(policy)"))
    // Who it was stands in the list of principals.
    guard condition.key.lowercased() != "aws:principalarn" else { return }
    sheet.list(
      "", condition.actual.map { NamedCount(name: "is \($0.name)", count: $0.count) }, maximum: maximumNames)
  }

  private func count(_ value: Int) -> String { TextFormat.count(value) }
}
