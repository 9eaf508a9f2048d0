/// The words that formats for people share, without markup and with texts of the log as they are.
extension DiffReport {
  /// First and last event with the days between them; nil when no event was replayed.
  var windowText: String? { window.map { TextFormat.window($0) } }

  /// The baseline's folder, or what stands in for one.
  var baselineText: String { snapshot ?? "the recorded decisions (no policy snapshot was given)" }

  /// How far the baseline agrees with the record, and what leaves the rest undecided, without a period.
  public var fidelityText: String {
    events.replayed == 0 ? "not measured: no event was replayed" : fidelity.sentence
  }

  /// Why far more events can be compared than the policies alone decide.
  var recordedStandsIn: String { Self.recordedStandsIn(hasPolicies: fidelity.hasPolicies) }

  /// The same with a snapshot or without.
  static func recordedStandsIn(hasPolicies: Bool) -> String {
    hasPolicies
      ? "What the policies given do not hold is taken to be as AWS recorded it."
      : "No policies were given, so every decision is taken to be as AWS recorded it."
  }

  /// What is compared: the changes and their baseline, or two stored replays, with labels.
  var comparedTexts: [(label: String, text: String)] {
    let warnings = warningSentences.map { ("warning", $0) }
    guard replays.count == 2 else {
      return changes.map { ("change", $0) } + warnings + [("baseline", baselineText)]
    }
    return [("from", replays[0].text), ("to", replays[1].text)] + warnings + notes.map { ("note", $0) }
  }

  /// What the reader of the changed policies warns of, with places; the first of many.
  var warningSentences: [String] { ChangeWarnings.shown(warnings.map { $0.sentence }) }

  /// The counts of a class; zeros when it has none.
  func count(of changeClass: ChangeClass) -> ChangeCount { summary[changeClass] ?? ChangeCount() }

  /// The events of all classes that are decided.
  var decidedEvents: Int {
    summary.filter { $0.key != .notReplayable }.values.reduce(0) { $0 + $1.events }
  }

  /// The causes of a class, most events first.
  func causes(of changeClass: ChangeClass) -> [Cause] { causes.filter { $0.changeClass == changeClass } }

  /// Whether the causes of a class have more events together than the class has.
  var hasOverlappingCauses: Bool {
    ChangeClass.allCases.contains { changeClass in
      causes(of: changeClass).reduce(0) { $0 + $1.count.events } > count(of: changeClass).events
    }
  }
}

extension ChangeClass {
  /// Whether a record can confirm a change of the class.
  var isConfirmable: Bool { self == .revoked || self == .granted }

  /// The class's name as a heading.
  var heading: String { TextFormat.capitalized(title) }
}

extension EventSums {
  /// Where the events of the log went: sums that add up.
  var sentences: [String] {
    func count(_ value: Int) -> String { TextFormat.count(value) }
    var parts = "\(count(replayed)) replayed + \(count(excludedTotal)) excluded"
    if cameLater > 0 { parts += " + \(count(cameLater)) ingested after a replay was stored" }
    if outsideWindow > 0 { parts += " + \(count(outsideWindow)) outside the window or filters" }
    var sentences = [
      "\(count(read)) read = \(count(ingested)) ingested + \(TextFormat.count(duplicates, "duplicate")) "
        + "+ \(count(rejected)) rejected"
        + (outOfIngestWindow > 0 ? " + \(count(outOfIngestWindow)) out of an ingest's window" : ""),
      "\(count(ingested)) ingested = \(parts)",
    ]
    if !excluded.isEmpty {
      sentences.append(
        "excluded: " + excluded.map { "\($0.name) \(count($0.count))" }.joined(separator: ", "))
    }
    return sentences + unfinishedIngests.map { $0.sentence }
  }
}

extension Fidelity {
  fileprivate var sentence: String {
    guard hasPolicies else { return "not measured: no policy snapshot was given" }
    guard let percent else {
      return "not measured: no recorded decision could be compared with a policy snapshot"
    }
    var text =
      "\(TextFormat.count(determinate)) of \(TextFormat.count(recorded, "event")) with a recorded decision are "
      + "decided for certain; \(TextFormat.percent(percent)) of those (\(TextFormat.count(agreeing))) as AWS did"
    if otherLayer > 0 {
      text += "; in \(TextFormat.count(otherLayer)) AWS's message names another layer than we find"
    }
    if !undecided.isEmpty {
      let facts = undecided.prefix(3).map {
        "\(FactText.meaning(of: $0.name)) (\(TextFormat.count($0.count, "event")))"
      }
      text += "; the others hinge most on " + facts.joined(separator: ", ")
    }
    return text
  }
}

extension CauseReason {
  /// The file, else the policy, with line and column where a statement is meant; empty when there is none.
  var place: String { (file ?? policy) + (position.map { ":\($0)" } ?? "") }

  /// The policy's name, where the place does not say it already.
  var namedPolicy: String? { policy.isEmpty || policy == file ? nil : policy }

  /// The place with the statement's Sid or number; empty when there is no place.
  var title: String {
    guard let statement else { return place }
    return statement.hasPrefix("#") ? "\(place) statement \(statement)" : "\(place) Sid \(statement)"
  }

  /// What it does, in which layer, policy and place of attachment.
  var deed: String {
    var text = effect
    if !layer.isEmpty { text += " in the \(layer)" }
    if let policy = namedPolicy { text += " \(policy)" }
    if let attachment { text += " at \(attachment)" }
    return text
  }

  /// Place and deed on one line.
  var sentence: String { place.isEmpty ? deed : "\(title): \(deed)" }
}

extension ChangeCount {
  /// Events and requests, for example `3 events, 2 requests`.
  fileprivate var extent: String {
    "\(TextFormat.count(events, "event")), \(TextFormat.count(requests, "request"))"
  }

  /// Events, requests, days, first and last seen, to the minute.
  func extent(on days: Int, _ seen: ClosedRange<Int64>) -> String {
    let text = "\(extent), seen on \(TextFormat.count(days, "day")), \(TextFormat.minute(seen.lowerBound))"
    guard events != 1, seen.upperBound / 60 != seen.lowerBound / 60 else { return text }
    return "\(text) to \(TextFormat.minute(seen.upperBound))"
  }
}

extension Cause {
  /// Events and requests, for example `3 events, 2 requests`.
  var extent: String { count.extent }

  /// Events, requests, days, first and last seen, and how much of it AWS's record confirms.
  var fullExtent: String {
    var text = count.extent(on: days, seen)
    if unrecorded > 0 {
      let some = unrecorded == count.events ? "" : " to \(TextFormat.count(unrecorded)) of them"
      text += "; AWS's answer\(some) is not recorded (the call failed for another reason)"
    }
    if count.accepted > 0 { text += "; \(TextFormat.count(count.accepted)) accepted" }
    guard changeClass.isConfirmable else { return text }
    let all = count.confirmed == count.events
    return text
      + (all ? "; all confirmed by the log" : "; \(TextFormat.count(count.confirmed)) confirmed by the log")
  }

  /// The principals, each with the share of its events that the cause touches.
  var shares: [(count: String, name: String)] {
    principals.map {
      ("\(TextFormat.count($0.events)) of its \(TextFormat.count($0.replayed, "event"))", $0.name)
    }
  }
}

extension ReplaySource {
  /// The replay with what it was made from.
  var text: String {
    let parts = [policies.map { "policies \($0)" } ?? "no policy snapshot"] + changes
    return
      "\(name): \(parts.joined(separator: ", ")); \(TextFormat.count(inputs, "file")), SHA-256 \(inputsDigest)"
  }
}
