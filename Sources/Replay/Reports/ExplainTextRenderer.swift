import AuditStore
import IAMPolicy
import JSON

/// Renders an explanation for a terminal or a pipe.
public struct ExplainTextRenderer {
  private let width: Int
  private let usesColor: Bool
  private let maximum: Int
  private var sheet: TextSheet

  /// Makes a renderer for a terminal of this width.
  ///
  /// - Parameter maximum: how many statements of a kind, and how many values of an element, are shown.
  public init(width: Int = 80, usesColor: Bool = false, maximum: Int = 3) {
    self.width = max(40, width)
    self.usesColor = usesColor
    self.maximum = maximum
    sheet = TextSheet(width: self.width, usesColor: usesColor)
  }

  /// The whole explanation as text that ends with a line feed.
  public func render(_ explanation: EventExplanation) -> String {
    var renderer = self
    renderer.sheet = TextSheet(width: width, usesColor: usesColor)
    renderer.writeHeader(explanation)
    for (index, request) in explanation.requests.enumerated() {
      renderer.write(request, number: index + 1, of: explanation.requests.count, explanation)
    }
    renderer.sheet.list("Assumptions", explanation.assumptions)
    return renderer.sheet.output
  }
}

// MARK: - Header

extension ExplainTextRenderer {
  private mutating func writeHeader(_ explanation: EventExplanation) {
    if let event = explanation.event { write(event) }
    if let seen = explanation.lastAllowed {
      let event = seen.id.map { " (event \($0))" } ?? ""
      sheet.line("before", "the same was allowed last at \(TextFormat.minute(seen.time))\(event)")
    } else if explanation.event?.recorded == .denied, !explanation.requests.isEmpty {
      sheet.line("before", "the log holds no earlier event in which the same was allowed")
    }
    guard let event = explanation.event else {
      sheet.line("policies", explanation.snapshot ?? "none were given")
      for change in explanation.changes { sheet.line("change", change) }
      return
    }
    sheet.line("policies", explanation.snapshot ?? "none were given; --policies says what each layer holds")
    for change in explanation.changes { sheet.line("change", change) }
    guard let decision = explanation.decision else {
      sheet.line("we find", "nothing: the event is not replayed (\(event.eventClass.name))")
      return
    }
    sheet.line("we find", Self.words(decision, before: explanation.decisionBefore))
    for sentence in explanation.contradictions { sheet.line("but", sentence) }
  }

  private mutating func write(_ event: ExplainedEvent) {
    let time = event.time.map { TextFormat.minute($0) } ?? "at an unknown time"
    sheet.heading(TextFormat.safe("\(event.name) (\(event.source)) in \(event.region), \(time)"))
    sheet.line("event", "\(event.id), account \(event.account ?? "not known")")
    sheet.line("record", event.place)
    sheet.line("caller", event.caller)
    for (index, sentence) in event.session.enumerated() { sheet.line(index == 0 ? "session" : "", sentence) }
    sheet.line("AWS said", said(event))
  }

  private func said(_ event: ExplainedEvent) -> String {
    let decision: String =
      switch event.recorded {
      case .allowed: "allowed"
      case .denied: "denied"
      case .unknown: "whether it was allowed is not recorded"
      case .allowedLikely: "probably allowed: the call failed after authorization"
      }
    let code = event.errorCode.map { " (\($0))" } ?? ""
    return decision + code + (event.errorMessage.map { ": \"\($0)\"" } ?? "")
  }

  private static func words(_ decision: Decision, before: Decision?) -> String {
    let own = words(decision)
    guard let before else { return own }
    return before == decision
      ? "\(own), with the change as without it" : "\(own); without the change \(words(before))"
  }

  /// The decision in words, also what of it is certain.
  static func words(_ decision: Decision) -> String {
    guard case .indeterminate(let possible, _) = decision else { return decision.word }
    let outcomes = possible.sorted { $0 > $1 }.map { $0.rawValue }.joined(separator: " or ")
    return possible.contains(.allowed) ? "Indeterminate: \(outcomes)" : "denied for certain: \(outcomes)"
  }
}

// MARK: - Requests

extension ExplainTextRenderer {
  private mutating func write(
    _ request: RequestExplanation, number: Int, of count: Int, _ whole: EventExplanation
  ) {
    let explanation = request.explanation
    sheet.raw("\n")
    let label = count > 1 ? "Request \(number) of \(count): " : ""
    let title = "\(label)\(explanation.request.action) on \(explanation.request.resource.words)"
    sheet.heading(TextFormat.wrapped(TextFormat.safe(title), width: width, indent: 2))
    if request.certainty == .possible {
      sheet.line("made", "perhaps: whether the call made this request depends on what the log does not hold")
    }
    if count > 1 { sheet.line("we find", Self.words(explanation.decision, before: request.before)) }
    if whole.event == nil { sheet.line("we find", Self.words(explanation.decision, before: request.before)) }
    write(explanation.place)
    let lacking = explanation.layersWithoutAllow
    for layer in explanation.layers { write(layer, isLacking: lacking.contains(layer.layer)) }
    writeAbsent(explanation)
    for (index, reason) in explanation.reasons.enumerated() {
      sheet.line(index == 0 ? "because" : "", reason.line)
    }
    writeUnknown(explanation)
    for (index, assumption) in explanation.assumptions.enumerated() {
      sheet.line(index == 0 ? "rests on" : "", "\(assumption.rawValue): \(assumption.reading)")
    }
    let messages = explanation.messages.map { $0.text }
    for (index, text) in messages.enumerated() { sheet.line(index == 0 ? "AWS may say" : "", text) }
  }

  private mutating func write(_ place: DecisionPlace) {
    let owner = place.resourceAccount.map { "a resource of \($0)" } ?? "a resource of an unknown account"
    let caller = place.callerKind + (place.callerAccount.map { " of \($0)" } ?? "")
    sheet.line("place", "\(caller), \(owner); \(place.rule.rawValue)")
  }

  private mutating func writeAbsent(_ explanation: Explanation) {
    let given = explanation.layers.map { $0.layer }
    let absent = explanation.place.absentLayers.filter { !given.contains($0.layer) }
    guard !absent.isEmpty else { return }
    sheet.line("no part", absent.map { "\($0.layer.shortName): \($0.reason)" }.joined(separator: "; "))
  }

  private mutating func writeUnknown(_ explanation: Explanation) {
    for (index, fact) in explanation.unknownFacts.enumerated() {
      let asking = fact.statements.prefix(maximum).map { $0.name }.joined(separator: ", ")
      sheet.line(
        index == 0 ? "hinges on" : "",
        "\(FactText.meaning(of: fact.name)); settled by \(FactSource.source(of: fact.name))"
          + (asking.isEmpty ? "" : "; asked by \(asking)"))
    }
  }
}

// MARK: - Layers

extension ExplainTextRenderer {
  private mutating func write(_ layer: LayerExplanation, isLacking: Bool) {
    let node = layer.node.flatMap { $0.isEmpty ? nil : " at \($0)" } ?? ""
    let state = Self.state(of: layer, isLacking: isLacking)
    let allows = layer.statements.filter { $0.statement.effect == .allow && $0.matches == true }
    let shown =
      state == "allows" ? ": " + allows.prefix(maximum).map { name($0) }.joined(separator: ", ") : ""
    sheet.line(layer.layer.shortName, state + node + shown)
    guard layer.exemption == nil else { return }
    for report in layer.statements.filter({ $0.statement.effect == .deny && $0.matches == true }) {
      write("DENY \(name(report))", report.elements)
    }
    for report in layer.statements.filter({ $0.matches == nil }).prefix(maximum) {
      let effect = report.statement.effect == .deny ? "may deny" : "may allow"
      write("\(effect) \(name(report))", report.elements.filter { $0.holds == nil })
    }
    for policy in layer.unknownPolicies {
      sheet.note("not known: \(FactText.meaning(of: policy))", indent: 15)
    }
    guard layer.allows != true, layer.layer != .rcp else { return }
    for miss in layer.nearMisses.prefix(maximum) {
      write("near miss \(miss.name)\(place(miss.policy, miss.statement))", miss.elements)
    }
  }

  /// What a layer says, in capitals where it stands in the way.
  static func state(of layer: LayerExplanation, isLacking: Bool) -> String {
    if let exemption = layer.exemption { return "does not apply: \(exemption.rawValue)" }
    if layer.denies == true { return "DENIES" }
    let mayDeny = layer.denies == nil ? ", may deny" : ""
    if layer.layer == .rcp { return layer.denies == nil ? "may deny" : "does not deny" }
    switch layer.allows {
    case true?: return "allows" + mayDeny
    case nil: return "may allow" + mayDeny
    case false?: return (isLacking ? "NO ALLOW" : "no allow, and none is needed") + mayDeny
    }
  }

  private func name(_ report: StatementReport) -> String {
    report.name + place(report.policy, report.statement)
  }

  private func place(_ policy: AttachedPolicy, _ statement: Statement) -> String {
    let attachment = policy.attachment.flatMap { $0.hasPrefix("group ") ? " of \($0)" : nil } ?? ""
    return attachment + (policy.file.map { " in \($0)" } ?? "")
  }

  private mutating func write(_ title: String, _ elements: [ElementReport]) {
    sheet.note(title, indent: 15)
    for element in elements {
      let reason = element.reason.map { ": \($0.rawValue)" } ?? ""
      sheet.note(
        "\(element.name)\(element.holds == nil ? " waits" : reason.isEmpty ? "" : " fails")\(reason)",
        indent: 17)
      sheet.note("request  \(element.actual)", indent: 19)
      let values = element.values.prefix(maximum).map { $0.value }.joined(separator: ", ")
      let more = element.values.count > maximum ? " and \(element.values.count - maximum) more" : ""
      sheet.note("policy   \(values)\(more) (line \(element.values.first?.position.line ?? 0))", indent: 19)
      for variable in element.variables {
        sheet.note("${\(variable.key)} is \(variable.text ?? "without a value")", indent: 19)
      }
    }
  }
}

extension PolicyLayer {
  /// The layer's name where there is little room.
  var shortName: String {
    switch self {
    case .identity: "identity"
    case .boundary: "boundary"
    case .session: "session"
    case .scp: "SCP"
    case .rcp: "RCP"
    case .resource: "resource"
    case .trust: "trust"
    case .vpcEndpoint: "endpoint"
    case .serviceGuardrail: "AWS"
    case .s3BlockPublicAccess: "S3 block"
    }
  }
}
