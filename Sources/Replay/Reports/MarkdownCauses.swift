/// The causes of a diff in Markdown, each in as much detail as there is room for.
struct MarkdownCauses {
  /// How much is told of a cause.
  private enum Detail: Int {
    case place, line, full
  }

  /// How many causes are told in full before others get more than their place.
  private static let leading = 5

  private let report: DiffReport
  private let names: Int
  /// The causes by class, in the order of the report.
  private let causes: [Cause]

  init(_ report: DiffReport, names: Int) {
    self.report = report
    self.names = names
    causes = ChangeClass.allCases.flatMap { report.causes(of: $0) }
  }

  /// The causes in at most so many bytes, the first ones in the most detail.
  ///
  /// Where there is no room even for their places, the last ones are counted.
  func text(within bytes: Int) -> String {
    // Headings, and the sentence that counts what is left out.
    var room = bytes - 80 * ChangeClass.allCases.count - 100
    let numbers = self.numbers
    var details = named(numbers, &room)
    if details.count == causes.count {
      let steps = [(Detail.full, details.prefix(Self.leading)), (.line, details[...]), (.full, details[...])]
      for (detail, part) in steps { raise(part.indices, to: detail, &details, numbers, &room) }
    }
    return sections(details, numbers)
  }

  /// A place for each cause as long as there is room.
  private func named(_ numbers: [Int], _ room: inout Int) -> [Detail] {
    var details: [Detail] = []
    for (cause, number) in zip(causes, numbers) {
      room -= item(cause, number, .place).utf8.count
      guard room >= 0 else { break }
      details.append(.place)
    }
    return details
  }

  /// Tells more of the causes in their order, up to the first for which there is no room.
  private func raise(
    _ indices: Range<Int>, to detail: Detail, _ details: inout [Detail], _ numbers: [Int], _ room: inout Int
  ) {
    for index in indices where details[index].rawValue < detail.rawValue {
      let old = item(causes[index], numbers[index], details[index]).utf8.count
      let more = item(causes[index], numbers[index], detail).utf8.count - old
      guard more <= room else { return }
      room -= more
      details[index] = detail
    }
  }

  /// The number of each cause within its class, from 1.
  private var numbers: [Int] {
    var last: [ChangeClass: Int] = [:]
    return causes.map { cause in
      last[cause.changeClass, default: 0] += 1
      return last[cause.changeClass] ?? 0
    }
  }

  private func sections(_ details: [Detail], _ numbers: [Int]) -> String {
    var text = ""
    for (index, detail) in details.enumerated() {
      let cause = causes[index]
      let isFirst = numbers[index] == 1
      if isFirst { text += "\n### \(cause.changeClass.heading)\n\n" }
      // The places stand in a paragraph of their own behind the list.
      if detail == .place, !isFirst, details[index - 1] != .place { text += "\n" }
      if detail == .place, isFirst || details[index - 1] != .place {
        text += "Also, with the number of events:\n\n"
      }
      text += item(cause, numbers[index], detail)
    }
    let left = causes.count - details.count
    return left > 0
      ? text + "\n\(TextFormat.count(left, "more cause")): too many to name here; `--format json` holds all\n"
      : text
  }

  // MARK: - One cause

  private func item(_ cause: Cause, _ number: Int, _ detail: Detail) -> String {
    switch detail {
    case .place: return "- \(place(cause.reason, limit: 80)) (\(TextFormat.count(cause.count.events)))\n"
    case .line: return "\(number). \(title(cause.reason)): \(cause.extent)\n"
    case .full:
      let indent = String(repeating: " ", count: "\(number). ".count)
      let lines = fields(cause).map { "\(indent)- \($0)\n" }
      return "\(number). \(title(cause.reason))\n" + lines.joined()
    }
  }

  private func title(_ reason: CauseReason) -> String {
    var text = place(reason, limit: 160)
    guard !reason.place.isEmpty else { return text }
    text += ": " + MarkdownText.sentence(reason.effect)
    if !reason.layer.isEmpty { text += " in the " + MarkdownText.sentence(reason.layer) }
    if let policy = reason.namedPolicy { text += " " + MarkdownText.code(policy) }
    if let attachment = reason.attachment { text += " at " + MarkdownText.code(attachment) }
    return text
  }

  /// Where a cause stands, with its statement; without a place what it does.
  private func place(_ reason: CauseReason, limit: Int) -> String {
    guard !reason.place.isEmpty else {
      return MarkdownText.sentence(reason.deed, limit: limit)
    }
    let place = MarkdownText.code(reason.place, limit: limit)
    guard let statement = reason.statement else { return place }
    return
      "\(place) \(statement.hasPrefix("#") ? "statement" : "Sid") \(MarkdownText.code(statement, limit: 64))"
  }

  private func fields(_ cause: Cause) -> [String] {
    var fields = [
      cause.fullExtent, "**who:** " + list(cause.shares) { "\(MarkdownText.code($0.name)) (\($0.count))" },
      "**what:** " + counted(cause.actions), "**on:** " + counted(cause.resources, more: cause.moreResources),
    ]
    fields += bullets("why", cause.comparisons, "more condition") { comparison($0) }
    fields += bullets("hinges on", cause.dependsOn, "more fact", more: cause.moreDependsOn) { settling($0) }
    if !cause.together.isEmpty { fields.append("**together:** " + counted(cause.together)) }
    let samples = cause.sampleEventIDs.map { MarkdownText.code($0) }
    return fields + ["**see:** " + samples.joined(separator: " ")]
  }

  private func counted(_ counts: [NamedCount], more: Int = 0) -> String {
    list(counts, more: more) { "\(MarkdownText.code($0.name)) (\(TextFormat.count($0.count, "event")))" }
  }

  /// A line for each of the first items, and one that counts the others.
  ///
  /// - Parameter more: how many there are beside the items.
  private func bullets<Item>(
    _ label: String, _ items: [Item], _ noun: String, more: Int = 0, _ text: (Item) -> String
  ) -> [String] {
    let lines = items.prefix(names).map { "**\(label):** \(text($0))" }
    let more = items.count - lines.count + more
    return more > 0 ? lines + ["**\(label):** and \(TextFormat.count(more, noun))"] : lines
  }

  /// The first of some items, and how many more there are.
  private func list<Item>(_ items: [Item], more: Int = 0, _ text: (Item) -> String) -> String {
    let shown = items.prefix(names).map { text($0) }.joined(separator: ", ")
    let more = max(0, items.count - names) + more
    return more > 0 ? "\(shown) and \(TextFormat.count(more)) more" : shown
  }

  private func comparison(_ condition: ComparedCondition) -> String {
    let values = list(condition.values) { MarkdownText.code($0) }
    let text =
      "\(MarkdownText.code(condition.key)) \(MarkdownText.code(condition.conditionOperator)) \(values)"
    // Who it was stands in the list of principals.
    guard condition.key.lowercased() != "aws:principalarn", !condition.actual.isEmpty else { return text }
    return text + "; is " + counted(condition.actual, more: condition.moreActual)
  }

  /// An unknown fact with its events, and what would settle it.
  private func settling(_ fact: NamedCount) -> String {
    let events = TextFormat.count(fact.count, "event")
    let text =
      "\(MarkdownText.sentence(FactText.explained(fact.name, isStored: !report.replays.isEmpty), limit: 300)) (\(events))"
    let source = FactSource.source(of: fact.name)
    guard !fact.name.hasPrefix("key:"), !source.hasPrefix("nothing") else { return text }
    return "\(text); to be learned from \(MarkdownText.sentence(source))"
  }
}
