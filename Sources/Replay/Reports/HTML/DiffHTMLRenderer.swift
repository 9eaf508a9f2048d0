/// Renders a diff as one HTML file.
public struct DiffHTMLRenderer {
  /// How many causes are told in full; the others have a line each in the table of causes.
  private static let fullCauses = 100
  /// How many groups have a row.
  private static let mostGroups = 1_000

  /// How many names a list shows.
  private let names: Int
  private let explanations: [EventExplanation]
  private let links: ExplanationLinks

  /// Makes a renderer whose lists show so many names.
  ///
  /// - Parameter explanations: why some of the example events are decided so; causes link to them.
  public init(names: Int = 20, explanations: [EventExplanation] = []) {
    self.names = max(1, names)
    self.explanations = explanations
    links = ExplanationLinks(explanations)
  }

  /// The whole page.
  public func render(_ report: DiffReport) -> String {
    let causes = ChangeClass.allCases.flatMap { report.causes(of: $0) }
    let sections = [
      ("classes", "What changes", flow(report) + classes(report)),
      ("groups", "Changed events by \(report.groupingText)", groups(report)),
      ("causes", "Causes", table(of: causes)),
      (
        "details", "Each cause",
        causes.isEmpty
          ? "" : command(report) + details(of: causes, isStored: !report.replays.isEmpty)
      ),
      ("explanations", "Example events", examples(report)),
      ("shares", "What each change does", HTMLPart.list(report.shares.map { $0.sentence })),
      ("accepted", "Accepted changes", HTMLPart.list(report.accepted.map { $0.sentence })),
      ("blind-spots", "Blind spots", HTMLPart.list(report.blindSpots.map { $0.text })),
      ("assumptions", "Assumptions", HTMLPart.list(report.assumptions)),
      ("inputs", "What was replayed", HTMLPart.list(inputs(report))),
    ].filter { !$0.2.isEmpty }
    return HTMLPage.page(
      title: "Impact of the proposed change", navigation: sections.map { (id: $0.0, title: $0.1) },
      body: header(report) + sections.map { HTMLPart.section($0.0, $0.1, $0.2) }.joined())
  }

  /// Why examples are decided so; of stored replays, why that is not told.
  private func examples(_ report: DiffReport) -> String {
    guard explanations.isEmpty, !report.replays.isEmpty, !report.causes.isEmpty else {
      return ExplainHTMLRenderer().content(explanations)
    }
    return
      "<p>Not told here, as each of the two stored replays has policies of its own: <code>retrial explain EVENT-ID</code> "
      + "with the <code>--policies</code> and changes of either says why it decides so.</p>\n"
  }

  // MARK: - Head

  private func header(_ report: DiffReport) -> String {
    let tiles = [ChangeClass.revoked, .granted, .maybeRevoked, .maybeGranted, .unknownChange].map {
      changeClass in
      let counts = report.count(of: changeClass)
      let confirmed =
        changeClass.isConfirmable
        ? ", \(TextFormat.count(counts.confirmed, "event")) confirmed by the log" : ""
      let look = counts.events == 0 ? "" : changeClass.isConfirmable ? "denied" : "open"
      return HTMLPart.tile(counts.requests, "request", " \(changeClass.title)\(confirmed)", look: look)
    }
    let changes = report.comparedTexts.map { "\($0.label) \($0.text)" } + report.filters.map { "only \($0)" }
    return """
      <h1>\(HTMLText.escaped(report.headline))</h1>
      \(report.unknownTargets.prefix(names).map(unknown).joined())\
      <p class="quiet">\(HTMLText.escaped(report.windowText ?? "No event was replayed"))</p>
      <p><b>Fidelity:</b> \(HTMLText.name(report.fidelityText)).</p>
      <div class="tiles">\(tiles.joined())</div>
      \(HTMLPart.list(changes))
      """
  }

  private func unknown(_ target: UnknownTarget) -> String {
    "<p class=\"notice\"><b>Not known:</b> \(HTMLText.name(target.sentence)).</p>\n"
  }

  private func flow(_ report: DiffReport) -> String {
    FlowChart(
      flows: report.flows, leftOut: report.count(of: .modelMismatch).events,
      hasPolicies: report.fidelity.hasPolicies
    ).render()
  }

  private func classes(_ report: DiffReport) -> String {
    let rows = ChangeClass.allCases.filter { $0 != .notReplayable }.map { changeClass -> [String] in
      let counts = report.count(of: changeClass)
      return [changeClass.title, TextFormat.count(counts.requests), TextFormat.count(counts.events)]
        + [changeClass.isConfirmable ? TextFormat.count(counts.confirmed) : ""]
    }
    return HTMLPart.table(
      labelledBy: "classes",
      [
        ("class", .whole), ("requests", .number), ("events", .number), ("confirmed by the log", .number),
      ], rows: rows)
      + "<p>Replayed in all: \(TextFormat.count(report.requests)) requests, "
      + "\(TextFormat.count(report.decidedEvents)) events. "
      + "\(HTMLText.escaped(report.requestSentences.joined(separator: " ")))</p>\n"
  }

  /// A row for each group, of the first of them; none where no grouping was asked for.
  private func groups(_ report: DiffReport) -> String {
    guard !report.groups.isEmpty else { return "" }
    let shown = report.groups.prefix(Self.mostGroups)
    let rest = report.groups.dropFirst(shown.count)
    let rows = shown.map { group in
      [group.changeClass.title] + group.names.map { HTMLText.name($0) }
        + [group.count.requests, group.count.events, group.days].map { TextFormat.count($0) }
    }
    return HTMLPart.table(
      labelledBy: "groups",
      [("class", .whole)] + report.grouping.map { ($0.name, .text) }
        + [("requests", .number), ("events", .number), ("days", .number)],
      rows: rows)
      + (rest.isEmpty ? "" : "<p>And \(rest.more).</p>\n")
  }

  private func inputs(_ report: DiffReport) -> [String] {
    ["window \(report.windowText ?? "without an event")"] + report.events.sentences
  }

  // MARK: - Causes

  private func table(of causes: [Cause]) -> String {
    guard !causes.isEmpty else { return "" }
    let rows = causes.enumerated().map { index, cause in
      let place = HTMLText.name(cause.reason.place.isEmpty ? cause.reason.deed : cause.reason.title)
      let link = index < Self.fullCauses ? "<a href=\"#cause-\(index + 1)\">\(place)</a>" : place
      return [cause.changeClass.title, link]
        + [cause.count.requests, cause.count.events, cause.days].map { TextFormat.count($0) }
    }
    return HTMLPart.table(
      labelledBy: "causes",
      [
        ("class", .whole), ("cause", .text), ("requests", .number), ("events", .number), ("days", .number),
      ], rows: rows)
  }

  private func details(of causes: [Cause], isStored: Bool) -> String {
    causes.prefix(Self.fullCauses).enumerated().map { details($0, $1, isStored: isStored) }.joined()
  }

  private func details(_ index: Int, _ cause: Cause, isStored: Bool) -> String {
    let id = "cause-\(index + 1)"
    return """
      <article aria-labelledby="\(id)"><h3 id="\(id)">\(HTMLText.escaped(cause.changeClass.heading)): \
      \(HTMLText.name(cause.reason.sentence))</h3>
      <p>\(HTMLText.escaped(cause.fullExtent)).</p>
      <dl>\(fields(cause, isStored: isStored))</dl></article>

      """
  }

  /// How any of the example events is explained.
  private func command(_ report: DiffReport) -> String {
    guard let command = report.explainCommand else { return "" }
    let lines = command.lines(width: 100).map { HTMLText.escaped($0) }.joined(separator: "\n")
    return "<p>\(HTMLText.escaped(ExplainCommandText.purpose))</p>\n<pre>\(lines)</pre>\n"
  }

  private func fields(_ cause: Cause, isStored: Bool) -> String {
    field("who", cause.shares.map { "\($0.name) (\($0.count))" })
      + field("what", counted(cause.actions))
      + field("on", counted(cause.resources), more: cause.moreResources)
      + field("why", cause.comparisons.map { comparison($0) })
      + field(
        "hinges on",
        cause.dependsOn.map { fact in
          "\(FactText.explained(fact.name, isStored: isStored)) (\(TextFormat.count(fact.count, "event"))); "
            + "to be learned from \(FactSource.source(of: fact.name))"
        }, more: cause.moreDependsOn)
      + field("together", counted(cause.together))
      + field("see", html: cause.sampleEventIDs.map { links.link($0, HTMLText.name($0)) })
  }

  private func field(_ label: String, _ items: [String], more: Int = 0) -> String {
    field(label, html: items.map { HTMLText.name($0) }, more: more)
  }

  /// - Parameter more: how many there are beside the items.
  private func field(_ label: String, html items: [String], more: Int = 0) -> String {
    guard !items.isEmpty else { return "" }
    let shown = items.prefix(names).map { "<dd>\($0)</dd>" }.joined()
    let more = max(0, items.count - names) + more
    let rest = more > 0 ? "<dd class=\"quiet\">and \(TextFormat.count(more)) more</dd>" : ""
    return "<dt>\(label)</dt>\(shown)\(rest)\n"
  }

  private func counted(_ counts: [NamedCount]) -> [String] {
    counts.map { "\($0.name) (\(TextFormat.count($0.count, "event")))" }
  }

  private func comparison(_ condition: ComparedCondition) -> String {
    let text = "\(condition.key) \(condition.conditionOperator) \(condition.values.joined(separator: ", "))"
    guard !condition.actual.isEmpty else { return text }
    return text + "; is " + counted(condition.actual).prefix(names).joined(separator: ", ")
  }
}
