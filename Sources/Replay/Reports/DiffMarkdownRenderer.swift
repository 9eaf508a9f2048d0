/// Renders a diff as Markdown that reads well as a comment on a pull request.
///
/// The text stays under `maximumBytes`: causes are told in full as long as there is room, then on one line, then by
/// their place alone.
public struct DiffMarkdownRenderer {
  /// The most bytes that the text has; GitHub refuses comments of more than 65,536 characters.
  public static let maximumBytes = 60_000
  /// The most names that a list shows, whatever is asked for.
  public static let maximumNames = 20

  /// The bytes that one part of the end may take.
  private static let maximumDetails = 6_000

  /// The same of a list that stands open at the head.
  private static let maximumOpen = 3_000

  /// How many names a list shows.
  let names: Int

  /// Makes a renderer whose lists show so many names.
  public init(names: Int = 5) { self.names = min(max(1, names), Self.maximumNames) }

  /// The whole report, with a line feed at its end.
  public func render(_ report: DiffReport) -> String {
    let head =
      "## \(report.headline)\n\n"
      + paragraph("Not known:", report.unknownTargets.map { $0.sentence }) + verdict(report) + "\n\n"
      + paragraph("Warnings of the changed policies:", report.warningSentences) + table(report)
      + MarkdownGroups(report).text
    let tail =
      details("What each change does", report.shares.map { $0.sentence })
      + details("Accepted changes", report.accepted.map { $0.sentence })
      + details("Blind spots", report.blindSpots.map { $0.text })
      + details("Assumptions", report.assumptions) + details("What was replayed", inputs(report))
    let room = Self.maximumBytes - head.utf8.count - tail.utf8.count
    return head + MarkdownCauses(report, names: names).text(within: room) + tail
  }

  // MARK: - Head

  private func verdict(_ report: DiffReport) -> String {
    let sentences = [
      report.confirmation,
      report.acceptedSentences.isEmpty ? nil : report.acceptedSentences.joined(separator: " "),
      filters(report),
      report.notes.isEmpty
        ? nil : report.notes.map { "**Note:** \(MarkdownText.sentence($0))." }.joined(separator: " "),
      report.blindSpots.isEmpty ? nil : "What the log cannot show stands under *Blind spots*.",
      "**Fidelity:** \(MarkdownText.sentence(report.fidelityText)).",
    ]
    return sentences.compactMap { $0 }.joined(separator: " ")
  }

  /// What a filter leaves out is no part of the verdict.
  private func filters(_ report: DiffReport) -> String? {
    guard !report.filters.isEmpty else { return nil }
    let shown = report.filters.prefix(names).map { MarkdownText.code($0) }.joined(separator: ", ")
    let more = report.filters.count - names
    return "**Only events that pass** \(shown)\(more > 0 ? " and \(TextFormat.count(more)) more" : "")."
  }

  private func table(_ report: DiffReport) -> String {
    var rows = ["| | requests | events | confirmed by the log |", "|---|---:|---:|---:|"]
    for changeClass in ChangeClass.allCases where changeClass != .notReplayable {
      let counts = report.count(of: changeClass)
      let isShown = changeClass.isConfirmable || changeClass == .unchanged || counts.events > 0
      guard isShown else { continue }
      let name = changeClass.isImpact && counts.events > 0 ? "**\(changeClass.title)**" : changeClass.title
      let confirmed = changeClass.isConfirmable ? TextFormat.count(counts.confirmed) : ""
      rows.append(
        "| \(name) | \(TextFormat.count(counts.requests)) | \(TextFormat.count(counts.events)) | \(confirmed) |"
      )
    }
    let requests = TextFormat.count(report.requests)
    rows.append("| replayed in all | \(requests) | \(TextFormat.count(report.decidedEvents)) | |")
    return rows.joined(separator: "\n") + "\n\n" + report.requestSentences.joined(separator: " ") + "\n"
  }

  // MARK: - End

  private func inputs(_ report: DiffReport) -> [String] {
    let changes = report.changes.prefix(Self.maximumNames).map { "change \($0)" }
    let more = report.changes.count - changes.count
    return changes + (more > 0 ? ["and \(TextFormat.count(more, "more change"))"] : [])
      + report.comparedTexts.filter { !["change", "warning"].contains($0.label) }.map {
        "\($0.label) \($0.text)"
      }
      + ["window \(report.windowText ?? "without an event")"]
      + report.events.sentences
  }

  /// Sentences that are folded away; nothing for none.
  private func details(_ title: String, _ sentences: [String]) -> String {
    guard !sentences.isEmpty else { return "" }
    let head = "\n<details><summary>\(title) (\(TextFormat.count(sentences.count)))</summary>\n\n"
    return head + items(sentences, upTo: Self.maximumDetails - head.utf8.count) + "\n</details>\n"
  }

  /// Sentences that stand open under words in bold; nothing for none.
  private func paragraph(_ title: String, _ sentences: [String]) -> String {
    guard !sentences.isEmpty else { return "" }
    return "**\(title)**\n\n" + items(sentences, upTo: Self.maximumOpen) + "\n"
  }

  /// Sentences behind bullets, and how many more there are than so many bytes hold.
  private func items(_ sentences: [String], upTo maximum: Int) -> String {
    var text = ""
    for (index, sentence) in sentences.enumerated() {
      let item = "- \(MarkdownText.sentence(sentence))\n"
      guard text.utf8.count + item.utf8.count <= maximum else {
        return text + "- and \(TextFormat.count(sentences.count - index)) more; `--format json` holds all\n"
      }
      text += item
    }
    return text
  }
}

extension DiffReport {
  /// What the change does, in one sentence without a period.
  var headline: String {
    guard events.replayed > 0 else { return "Nothing was replayed, so nothing is known of this change" }
    let parts = ChangeClass.allCases.compactMap { changeClass -> String? in
      let counts = count(of: changeClass)
      guard let verb = changeClass.verb, counts.events > 0 else { return nil }
      return "\(verb) \(TextFormat.count(counts.requests, "request"))"
    }
    let unknown = unknownTargets.count
    let effect = "the effect of \(TextFormat.count(unknown, "change")) is not known"
    guard !parts.isEmpty else {
      if unknown > 0 { return "\(TextFormat.capitalized(effect)): nothing else would be decided otherwise" }
      return "No replayed request would be decided otherwise"
    }
    return
      "\(replays.isEmpty ? "This change" : "The second replay") \(TextFormat.listed(parts))"
      + (unknown > 0 ? "; \(effect)" : "")
  }

  /// How far AWS's record confirms the changes; nil where there is none.
  fileprivate var confirmation: String? {
    guard ChangeClass.allCases.contains(where: { $0.isImpact && count(of: $0).events > 0 }) else {
      return nil
    }
    let parts = [ChangeClass.revoked, .granted].compactMap { changeClass -> String? in
      let counts = count(of: changeClass)
      guard counts.confirmed > 0 else { return nil }
      return
        "\(TextFormat.count(counts.confirmed)) of \(TextFormat.count(counts.events, "event")) \(changeClass.title)"
    }
    guard !parts.isEmpty else { return "**Nothing of it is confirmed by the log.**" }
    return "**Confirmed by the log: \(parts.joined(separator: ", ")).**"
  }
}

extension ChangeClass {
  /// What a change of the class does to requests; nil for a class that is no impact.
  fileprivate var verb: String? {
    switch self {
    case .revoked: "revokes"
    case .granted: "grants"
    case .maybeRevoked: "may revoke"
    case .maybeGranted: "may grant"
    case .unknownChange: "has an unknown effect on"
    case .reasonChanged, .unchanged, .modelMismatch, .notReplayable: nil
    }
  }
}
