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

  private var output = ""

  /// Makes a renderer for a terminal of this width.
  public init(width: Int = 80, usesColor: Bool = false) {
    self.width = max(40, width)
    self.usesColor = usesColor
  }

  /// The whole report as text that ends with a line feed.
  public func render(_ report: DiffReport) -> String {
    var renderer = self
    renderer.writeHeader(report)
    renderer.writeSums(report)
    renderer.writeResult(report)
    for changeClass in ChangeClass.allCases { renderer.writeCauses(of: changeClass, in: report) }
    renderer.writeList("Blind spots", report.blindSpots.map { $0.text })
    renderer.writeList("Assumptions", report.assumptions)
    return renderer.output
  }
}

// MARK: - Header and sums

extension DiffTextRenderer {
  private mutating func writeHeader(_ report: DiffReport) {
    heading("Impact of the proposed change")
    for change in report.changes { line("change", change) }
    line("baseline", report.snapshot ?? "the recorded decisions (no policy snapshot was given)")
    line("fidelity", fidelity(report.fidelity))
    guard let window = report.window else {
      line("window", "no event was replayed")
      return
    }
    let days = Int(window.upperBound / 86_400 - window.lowerBound / 86_400) + 1
    line(
      "window",
      "\(TextFormat.minute(window.lowerBound)) to \(TextFormat.minute(window.upperBound)), "
        + TextFormat.count(days, "day"))
  }

  private mutating func writeSums(_ report: DiffReport) {
    let sums = report.events
    line(
      "events",
      "\(count(sums.read)) read = \(count(sums.ingested)) ingested + \(count(sums.duplicates)) duplicates "
        + "+ \(count(sums.rejected)) rejected")
    var parts = "\(count(sums.replayed)) replayed + \(count(sums.excludedTotal)) excluded"
    if sums.outsideWindow > 0 { parts += " + \(count(sums.outsideWindow)) outside the window or filters" }
    line("", "\(count(sums.ingested)) ingested = \(parts)")
    if !sums.excluded.isEmpty {
      line("", "excluded: " + sums.excluded.map { "\($0.name) \(count($0.count))" }.joined(separator: ", "))
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
    output += "\n"
    heading("Result")
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
    note("Requests are distinct combinations of principal, action and resource.")
    let overlapping = ChangeClass.allCases.contains { changeClass in
      let events = report.causes.filter { $0.changeClass == changeClass }.reduce(0) { $0 + $1.count.events }
      return events > report.summary[changeClass]?.events ?? 0
    }
    if overlapping { note("An event with several causes stands under each of them.") }
  }

  private mutating func row(_ name: String, _ requests: String, _ events: String, _ confirmed: String) {
    let text =
      "  " + TextFormat.padded(name, to: 18) + TextFormat.aligned(requests, to: 10)
      + TextFormat.aligned(events, to: 12) + TextFormat.aligned(confirmed, to: 24)
    output += trimmed(text) + "\n"
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
    output += "\n"
    heading(changeClass.title.prefix(1).uppercased() + changeClass.title.dropFirst())
    for (number, cause) in causes.prefix(maximumCauses).enumerated() { write(cause, number: number + 1) }
    if causes.count > maximumCauses {
      output += "  and \(TextFormat.count(causes.count - maximumCauses, "more cause"))\n"
    }
  }

  private mutating func write(_ cause: Cause, number: Int) {
    let heading = title(cause.reason)
    let place = heading.isEmpty ? reason(cause.reason) : heading
    output += "\(number). " + TextFormat.wrapped(place, width: width - 3, indent: 3) + "\n"
    if !heading.isEmpty { field("", reason(cause.reason)) }
    field("", extent(cause))
    rows(
      "who", cause.principals.map { ("\(count($0.events)) of \(count($0.replayed)) events", $0.name) })
    list("what", cause.actions)
    list("on", cause.resources)
    for condition in cause.comparisons { write(condition) }
    list("hinges on", cause.dependsOn.map { NamedCount(name: FactText.explained($0.name), count: $0.count) })
    field("see", cause.sampleEventIDs.map { TextFormat.safe($0) }.joined(separator: " "))
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
    field("why", TextFormat.safe("\(condition.key) \(condition.conditionOperator) \(policy)"))
    // Who it was stands in the list of principals.
    guard condition.key.lowercased() != "aws:principalarn" else { return }
    list("", condition.actual.map { NamedCount(name: "is \($0.name)", count: $0.count) })
  }

  private mutating func list(_ label: String, _ items: [NamedCount]) {
    rows(label, items.map { (TextFormat.count($0.count, "event"), $0.name) })
  }

  /// Counts in a column of their own beside what they count.
  private mutating func rows(_ label: String, _ items: [(count: String, name: String)]) {
    let shown = items.prefix(maximumNames)
    let column = shown.map { $0.count.count }.max() ?? 0
    let indent = 13 + column + 2
    for (index, item) in shown.enumerated() {
      let start = index == 0 ? label : ""
      output += "   " + TextFormat.padded(start, to: 10) + TextFormat.aligned(item.count, to: column) + "  "
      output += TextFormat.wrapped(TextFormat.safe(item.name), width: width - indent, indent: indent) + "\n"
    }
    if items.count > shown.count { field("", "and \(count(items.count - shown.count)) more (--limit)") }
  }
}

// MARK: - Lines

extension DiffTextRenderer {
  private mutating func heading(_ text: String) {
    output += usesColor ? "\u{1B}[1m\(text)\u{1B}[0m\n" : text + "\n"
  }

  private mutating func line(_ label: String, _ text: String) {
    output += "  " + TextFormat.padded(label, to: 11)
    output += TextFormat.wrapped(TextFormat.safe(text), width: width - 13, indent: 13) + "\n"
  }

  private mutating func note(_ text: String) {
    output += "  " + TextFormat.wrapped(text, width: width - 2, indent: 2) + "\n"
  }

  private mutating func field(_ label: String, _ text: String) {
    guard !text.isEmpty else { return }
    output += "   " + TextFormat.padded(label, to: 10)
    output += TextFormat.wrapped(text, width: width - 13, indent: 13) + "\n"
  }

  private mutating func writeList(_ title: String, _ items: [String]) {
    guard !items.isEmpty else { return }
    output += "\n"
    heading(title)
    for item in items {
      output += "  - " + TextFormat.wrapped(TextFormat.safe(item), width: width - 4, indent: 4) + "\n"
    }
  }

  private func count(_ value: Int) -> String { TextFormat.count(value) }
}
