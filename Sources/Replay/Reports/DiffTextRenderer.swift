/// Renders a diff for a terminal or a pipe.
public struct DiffTextRenderer {
  /// The columns that tables and sentences may fill.
  public var width: Int
  /// Whether headings are set in bold.
  public var usesColor: Bool
  /// How many causes of a class are shown in full.
  public var maximumCauses = 20

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
    line("fidelity", fidelity(report.fidelity))
  }

  private func fidelity(_ fidelity: Fidelity) -> String {
    guard let percent = fidelity.percent else {
      return "not measured: no recorded decision could be compared with a policy snapshot"
    }
    var text =
      "\(TextFormat.percent(percent)): the baseline agrees with AWS in \(count(fidelity.agreeing)) of "
      + "\(count(fidelity.determinate)) events that it decides for certain "
      + "(\(count(fidelity.recorded)) have a recorded decision)"
    if fidelity.otherLayer > 0 {
      text += "; in \(count(fidelity.otherLayer)) AWS's message names another layer than we find"
    }
    return text
  }

  private mutating func writeResult(_ report: DiffReport) {
    output += "\n"
    heading("Result")
    row("", "requests", "events", "confirmed by the log")
    for changeClass in ChangeClass.allCases where changeClass != .notReplayable {
      guard let counts = report.summary[changeClass], counts.events > 0 || changeClass.isImpact else {
        continue
      }
      let isConfirmable = changeClass == .revoked || changeClass == .granted
      row(
        changeClass.title, count(counts.requests), count(counts.events),
        isConfirmable ? count(counts.confirmed) : "")
    }
    let total = report.summary.filter { $0.key != .notReplayable }.values.reduce(0) { $0 + $1.events }
    row("replayed in all", "", count(total), "")
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
    list("hinges on", cause.dependsOn)
    field("see", cause.sampleEventIDs.joined(separator: " "))
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
      + "seen on \(TextFormat.count(cause.days, "day")), last \(TextFormat.minute(cause.seen.upperBound))"
    if cause.changeClass == .revoked || cause.changeClass == .granted {
      let all = cause.count.confirmed == cause.count.events
      text += all ? "; all confirmed by the log" : "; \(count(cause.count.confirmed)) confirmed by the log"
    }
    return text
  }

  private mutating func write(_ condition: ComparedCondition) {
    let policy = condition.values.joined(separator: ", ")
    field("why", TextFormat.safe("\(condition.key) \(condition.conditionOperator) \(policy)"))
    list("", condition.actual.map { NamedCount(name: "is \($0.name)", count: $0.count) }, limit: 3)
  }

  private mutating func list(_ label: String, _ items: [NamedCount], limit: Int = 5) {
    rows(label, items.map { (TextFormat.count($0.count, "event"), $0.name) }, limit: limit)
  }

  /// Counts in a column of their own; what they count stands last, so that a long ARN can be copied.
  private mutating func rows(_ label: String, _ items: [(count: String, name: String)], limit: Int = 5) {
    let shown = items.prefix(limit)
    let column = shown.map { $0.count.count }.max() ?? 0
    for (index, item) in shown.enumerated() {
      let start = index == 0 ? label : ""
      output += "   " + TextFormat.padded(start, to: 10) + TextFormat.aligned(item.count, to: column)
      output += "  \(TextFormat.safe(item.name))\n"
    }
    if items.count > limit { field("", "and \(count(items.count - limit)) more") }
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
