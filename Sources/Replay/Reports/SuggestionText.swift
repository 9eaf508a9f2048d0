import AuditStore
import IAMPolicy

extension ExplanationSheet {
  /// The changes that would allow what is denied, with what else each changes; nothing for what is not denied.
  mutating func suggestions(_ explanation: EventExplanation, maximum: Int) {
    if let why = explanation.whyNotSearched {
      subtitle("Changes that would allow it")
      note("not looked for: \(why)", indent: 2)
    }
    guard let suggestions = explanation.suggestions else { return }
    guard !suggestions.isEmpty else {
      subtitle("Changes that would allow it")
      note("none was found that allows it when it is replayed with the policies given", indent: 2)
      if explanation.lacksSessionAllow {
        note("the session's policies lack an allow, and they cannot be changed once it is issued", indent: 2)
      }
      return
    }
    subtitle("Changes that would allow it, the smallest first, each replayed")
    for (index, suggestion) in suggestions.enumerated() {
      line("\(index + 1)", suggestion.outcome)
      for edit in suggestion.edits { write(edit) }
      noteUncovered("which stay denied", suggestion.leavesDenied)
      noteUncovered("which may need an allow of their own", suggestion.leavesOpen)
      write(suggestion.effect, maximum: maximum)
    }
    if let why = explanation.whyNotCounted { note("what else each opens is not counted: \(why)", indent: 2) }
  }

  /// The requests that a suggestion does not cover; nothing without any.
  private mutating func noteUncovered(_ state: String, _ requests: [String]) {
    if requests.isEmpty { return }
    note("but", "not enough where the call made these too, \(state):", indent: 4)
    for request in requests { note(request, indent: 15) }
  }

  private mutating func write(_ edit: PolicyEdit) {
    for step in edit.steps {
      let place = step.place.map { "\($0) in " } ?? "to "
      note(step.words, "\(place)\(edit.target.text) (\(edit.words))", indent: 4)
      if !step.lines.isEmpty { code(step.lines, indent: 11) }
    }
  }

  private mutating func write(_ effect: SuggestionEffect?, maximum: Int) {
    guard let effect else { return }
    note("opens", effect.sentence, indent: 4)
    for group in effect.groups.prefix(maximum) {
      let events = TextFormat.count(group.events, "event")
      note("\(group.changeClass.title): \(group.principal) \(group.action), \(events)", indent: 15)
    }
    if effect.groups.count > maximum {
      note("and \(effect.groups.count - maximum) more (--limit)", indent: 15)
    }
  }
}

extension EventExplanation {
  /// Whether the policies of the session stand in the way of a request that was certainly made.
  fileprivate var lacksSessionAllow: Bool {
    requests.contains { request in
      request.certainty != .possible
        && request.explanation.layers.contains {
          $0.layer == .session && $0.exemption == nil && $0.allows == false
        }
    }
  }
}

extension Suggestion {
  /// What the call comes to.
  fileprivate var outcome: String {
    if isCertain { return "allows it" }
    return "may allow it: hinges on "
      + decision.dependsOn.map { FactText.meaning(of: $0) }.joined(separator: "; ")
  }
}

extension SuggestionEffect {
  /// How many other events change, by class.
  fileprivate var sentence: String {
    let counts = ChangeClass.allCases.compactMap { changeClass in
      events[changeClass].map { "\(TextFormat.count($0, "other event")) \(changeClass.title)" }
    }
    return counts.isEmpty ? "no other event of the log" : counts.joined(separator: ", ")
  }
}
