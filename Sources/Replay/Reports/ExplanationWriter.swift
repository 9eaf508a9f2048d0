import AuditStore
import IAMPolicy
import JSON

/// Writes an explanation on a sheet: what every output for people says, in one order and the same words.
struct ExplanationWriter<Sheet: ExplanationSheet> {
  var sheet: Sheet
  /// How many statements of a kind, and how many values of an element, are shown.
  let maximum: Int
  private let roleTags: [String: String]

  /// A writer that has written nothing.
  private init(on sheet: Sheet, maximum: Int, roleTags: [String: String]) {
    self.sheet = sheet
    self.maximum = maximum
    self.roleTags = roleTags
  }

  /// Writes the whole explanation on a sheet.
  init(_ explanation: EventExplanation, on sheet: Sheet, maximum: Int) {
    self.sheet = sheet
    self.maximum = maximum
    roleTags = explanation.roleTags
    writeHeader(explanation)
    writeRequests(explanation)
    self.sheet.suggestions(explanation, maximum: maximum)
    self.sheet.list("Assumptions", explanation.assumptions)
  }
}

// MARK: - Header

extension ExplanationWriter {
  private mutating func writeHeader(_ explanation: EventExplanation) {
    if let event = explanation.event { write(event) }
    if let own = explanation.callerEvent {
      sheet.line("copy of", "\(own.words), which stands for the call")
    }
    if let original = explanation.originalEvent {
      sheet.line("corrects", original.words)
    } else if let id = explanation.originalEventID {
      sheet.line("corrects", "event \(id), which the log does not hold")
    }
    for amendment in explanation.amendments {
      sheet.line("corrected", "by \(amendment.words), which the answer takes in")
    }
    if !explanation.corrected.changed.isEmpty {
      sheet.line("", "changed: " + explanation.corrected.changed.joined(separator: ", "))
    }
    if !explanation.corrected.unknown.isEmpty {
      let names = explanation.corrected.unknown.joined(separator: ", ")
      sheet.line("", "unknown, because no record tells what they are now: \(names)")
    }
    writeAllowedBefore(explanation)
    guard let event = explanation.event else {
      sheet.line("policies", explanation.snapshot ?? "none were given")
      for change in explanation.changes { sheet.line("change", change) }
      return
    }
    sheet.line("policies", explanation.snapshot ?? "none were given; --policies says what each layer holds")
    for change in explanation.changes { sheet.line("change", change) }
    guard let decision = explanation.decision else {
      sheet.line(
        "we find",
        "nothing: the event is not replayed (\(event.eventClass.name)), because \(event.whyNotReplayed)")
      return
    }
    sheet.line(
      "we find", Self.words(decision, before: explanation.decisionBefore) + agreement(event, explanation),
      look: decision.look)
    for sentence in explanation.contradictions { sheet.line("but", sentence) }
  }

  private mutating func write(_ event: ExplainedEvent) {
    let time = event.time.map { TextFormat.minute($0) } ?? "at an unknown time"
    // CloudTrail's summaries name neither a service nor an operation.
    let name =
      event.name.isEmpty ? "Event of the class \(event.eventClass.name)" : "\(event.name) (\(event.source))"
    sheet.title("\(name) in \(event.region), \(time)")
    sheet.line("event", "\(event.id), account \(event.account ?? "not known")")
    sheet.line("record", event.place)
    if !event.caller.isEmpty { sheet.line("caller", event.caller) }
    if let role = event.role { sheet.line("role", role) }
    for (index, sentence) in event.session.enumerated() { sheet.line(index == 0 ? "session" : "", sentence) }
    sheet.line("AWS said", said(event), look: event.look)
  }

  private func said(_ event: ExplainedEvent) -> String {
    let decision: String =
      switch event.recorded {
      case _ where !event.eventClass.recordsDecision: "nothing: no request was decided"
      case .allowed: "allowed"
      case .denied: "denied"
      case .unknown: "whether it was allowed is not recorded"
      case .allowedLikely: "probably allowed: the call failed after authorization"
      }
    let code = event.errorCode.map { " (\($0))" } ?? ""
    return decision + code + (event.errorMessage.map { ": \"\($0)\"" } ?? "")
  }

  /// Says that AWS decided the same, where both are certain and nothing contradicts.
  private func agreement(_ event: ExplainedEvent, _ explanation: EventExplanation) -> String {
    guard let decision = explanation.decisionBefore ?? explanation.decision,
      explanation.contradictions.isEmpty
    else { return "" }
    let effects = Set(decision.possible.map { $0 == .allowed })
    switch event.recorded {
    case .allowed where effects == [true], .denied where effects == [false]: return ", as AWS did"
    case .allowed: return "; as AWS allowed it, what is not known did not stand in the way"
    default: return ""
    }
  }

  private static func words(_ decision: Decision, before: Decision?) -> String {
    let own = words(decision)
    guard let before else { return own }
    return before == decision
      ? "\(own), with the change as without it" : "\(own); without the change \(words(before))"
  }

  /// The decision in words, also what of it is certain.
  private static func words(_ decision: Decision) -> String {
    guard case .indeterminate(let possible, _) = decision else { return decision.word }
    let outcomes = possible.sorted { $0 > $1 }.map { $0.rawValue }.joined(separator: " or ")
    return possible.contains(.allowed) ? "Indeterminate: \(outcomes)" : "denied for certain: \(outcomes)"
  }
}

// MARK: - Requests

extension ExplanationWriter {
  /// Writes all requests, those of one action of which the same is to be said together.
  private mutating func writeRequests(_ whole: EventExplanation) {
    let count = whole.requests.count
    var groups: [(action: String, noted: NotedSheet, indexes: [Int])] = []
    for (index, request) in whole.requests.enumerated() {
      var writer = ExplanationWriter<NotedSheet>(on: NotedSheet(), maximum: maximum, roleTags: roleTags)
      writer.write(request, of: count, whole)
      let (action, noted) = (request.explanation.request.action, writer.sheet)
      if let place = groups.firstIndex(where: { $0.action == action && $0.noted == noted }) {
        groups[place].indexes.append(index)
      } else {
        groups.append((action, noted, [index]))
      }
    }
    for group in groups {
      var subjects: [String] = []
      for index in group.indexes {
        let subject = whole.requests[index].explanation.request.resource.subject
        if !subjects.contains(subject) { subjects.append(subject) }
      }
      let numbers = group.indexes.map { String($0 + 1) }
      let label =
        count > 1 ? "Request\(numbers.count > 1 ? "s" : "") \(TextFormat.listed(numbers)) of \(count): " : ""
      sheet.subtitle("\(label)\(group.action) on \(subjects.joined(separator: ", "))")
      group.noted.write(on: &sheet)
    }
  }

  private mutating func write(_ request: RequestExplanation, of count: Int, _ whole: EventExplanation) {
    let explanation = request.explanation
    if request.certainty == .possible {
      sheet.line("made", "perhaps: whether the call made this request depends on what the log does not hold")
    }
    if count > 1 { writeDecision(request) }
    if let given = request.givenRecord {
      sheet.line("so", "as \(given.evidence): \(Self.words(given.decision))")
    }
    if whole.event == nil { writeDecision(request) }
    write(explanation.place)
    for group in LayerGroup.groups(of: explanation) { write(group) }
    writeAbsent(explanation)
    let reasons = explanation.reasons.filter { $0.unknownPlace == nil }
    for (index, reason) in reasons.enumerated() { sheet.line(index == 0 ? "because" : "", reason.line) }
    for reason in explanation.stillMissing { sheet.line("", "without the Deny: \(reason.line)") }
    writeUnknown(explanation, isTyped: whole.event == nil)
    for (index, assumption) in explanation.assumptions.enumerated() {
      sheet.line(index == 0 ? "rests on" : "", "\(assumption.rawValue): \(assumption.reading)")
    }
    writeMessages(explanation, whole.messages(of: request))
  }

  /// What AWS would say; where it has a choice, which is not documented, what it might say, and of a layer with policies
  /// that are not known only that it may be named.
  private mutating func writeMessages(_ explanation: Explanation, _ messages: [DenialMessage]) {
    let unknown = Set(explanation.layers.filter { !$0.unknownPolicies.isEmpty }.map { $0.layer })
    let isSettled = messages.count == 1 && !explanation.decision.possible.contains(.allowed)
    let verb = isSettled ? "would" : "might"
    var lines = messages.filter { !unknown.contains($0.layer) }.map {
      "AWS \(verb) say, by what is known: \($0.text)"
    }
    let open = messages.map { $0.layer }.filter { unknown.contains($0) }.map { $0.rawValue }
    let names = open.enumerated().filter { !open[..<$0.offset].contains($0.element) }.map { $0.element }
    if !names.isEmpty {
      lines.append("AWS may name a layer that is not known: " + names.joined(separator: ", "))
    }
    for (index, line) in lines.enumerated() { sheet.line(index == 0 ? "message" : "", line) }
  }

  private mutating func writeDecision(_ request: RequestExplanation) {
    let decision = request.explanation.decision
    sheet.line("we find", Self.words(decision, before: request.before?.decision), look: decision.look)
  }

  private mutating func write(_ place: DecisionPlace) {
    let owner =
      place.hasResource
      ? "a resource of \(place.resourceAccount ?? "an unknown account")" : "no single resource"
    let caller = place.callerKind + (place.callerAccount.map { " of \($0)" } ?? "")
    sheet.line("place", "\(caller), \(owner); \(place.rule.rawValue)")
  }

  private mutating func writeAbsent(_ explanation: Explanation) {
    let given = explanation.layers.map { $0.layer }
    let absent = explanation.place.absentLayers.filter { !given.contains($0.layer) }
    guard !absent.isEmpty else { return }
    sheet.line("no part", absent.map { "\($0.layer.shortName): \($0.reason)" }.joined(separator: "; "))
  }

  private mutating func writeUnknown(_ explanation: Explanation, isTyped: Bool) {
    for (index, fact) in explanation.unknownFacts.enumerated() {
      let asking = fact.statements.prefix(maximum).map { $0.name }.joined(separator: ", ")
      let option = fact.name.hasPrefix("key:") ? "--context \(fact.name.dropFirst(4))=VALUE" : nil
      let source = isTyped ? option : nil
      sheet.line(
        index == 0 ? "hinges on" : "",
        "\(FactText.meaning(of: fact.name)); settled by \(source ?? FactSource.source(of: fact.name))"
          + (asking.isEmpty ? "" : "; asked by \(asking)"))
    }
  }
}

// MARK: - Layers

extension ExplanationWriter {
  private mutating func write(_ group: LayerGroup) {
    let layer = group.first
    let nodes = group.layers.compactMap { $0.node }.filter { !$0.isEmpty }
    var text = group.state
    if layer.exemption == nil, !nodes.isEmpty { text += " at " + nodes.joined(separator: ", ") }
    if group.state == "allows" {
      let allows = layer.statements.filter { $0.statement.effect == .allow && $0.matches == true }
      text += ": " + allows.prefix(maximum).map { allowing($0) }.joined(separator: ", ")
      if allows.count > maximum { text += " and \(allows.count - maximum) more" }
    }
    sheet.line(layer.layer.shortName, text, look: group.look)
    if layer.exemption == nil { writeStatements(of: layer) }
  }

  private mutating func writeStatements(of layer: LayerExplanation) {
    for report in layer.statements where report.statement.effect == .deny && report.matches == true {
      write("DENY " + name(report.label, report.policy, report.statement), report.elements)
    }
    for report in layer.statements.filter({ $0.matches == nil }).prefix(maximum) {
      let effect = report.statement.effect == .deny ? "may deny" : "may allow"
      write(
        "\(effect) \(name(report.label, report.policy, report.statement))",
        report.elements.filter { $0.holds == nil })
    }
    for policy in layer.unknownPolicies {
      sheet.note("not known: \(FactText.meaning(of: policy))", indent: 15)
    }
    guard layer.allows != true, layer.layer != .rcp else { return }
    for miss in layer.nearMisses.prefix(maximum) {
      write("near miss \(name(miss.label, miss.policy, miss.statement))", miss.elements)
    }
  }

  /// A statement that allows; of a resource's own policy also whom it names, since what limits it hangs on that.
  private func allowing(_ report: StatementReport) -> String {
    let own = name(report.label, report.policy, report.statement)
    return own + (report.principalClass.map { ", which \($0.words)" } ?? "")
  }

  /// The statement with its place in its file, in the form in which editors take it.
  private func name(_ label: String, _ policy: AttachedPolicy, _ statement: Statement) -> String {
    let attachment = policy.attachment.flatMap { $0.hasPrefix("group ") ? " of \($0)" : nil } ?? ""
    let version = policy.version.map { " \($0)" } ?? ""
    return "\(label)\(version)\(attachment) "
      + (policy.file.map { "\($0):\(statement.position)" } ?? "(line \(statement.position.line))")
  }

  private mutating func write(_ title: String, _ elements: [ElementReport]) {
    sheet.note(title, indent: 15)
    for element in elements {
      switch (element.holds, element.reason) {
      case (nil, _): sheet.note("\(element.name) waits", indent: 17)
      case (_, let reason?): sheet.note("\(element.name) fails: \(reason.rawValue)", indent: 17)
      default: sheet.note(element.name, indent: 17)
      }
      sheet.note("request", element.actual, indent: 19)
      let values = element.values.prefix(maximum).map { $0.value }.joined(separator: ", ")
      let more = element.values.count > maximum ? " and \(element.values.count - maximum) more" : ""
      let line = element.values.first.map { " (line \($0.position.line))" } ?? "no value"
      sheet.note("policy", values + more + line, indent: 19)
      for variable in element.variables {
        sheet.note("where", "${\(variable.key)} is \(words(variable))", indent: 19)
      }
    }
  }
}

extension ExplanationWriter {
  private func words(_ variable: ResolvedVariable) -> String {
    if let text = variable.text { return text }
    if variable.isKnown { return "without a value" }
    let tag = roleTags[variable.key].map { ": the role's tag is \($0), which a session tag may override" }
    return "not known" + (tag ?? "")
  }
}

extension RequestResource {
  /// The resource as what a request is about.
  var subject: String { self == .unknown ? "a resource that is not named" : words }
}

extension PrincipalClass {
  /// Whom the statement names.
  fileprivate var words: String {
    switch self {
    case .direct: "names the caller or everyone"
    case .entityBehind: "names the role or the user behind the session"
    case .account: "delegates to the caller's account"
    }
  }
}
