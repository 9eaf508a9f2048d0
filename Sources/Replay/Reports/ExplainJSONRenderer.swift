import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// Renders explanations as JSON, for pipelines.
public enum ExplainJSONRenderer {
  /// One object for each event or typed request in an array, indented, with a line feed at its end.
  public static func render(_ explanations: [EventExplanation]) -> String {
    JSONValue.array(explanations.map { value($0) }).text(isIndented: true) + "\n"
  }

  private static func value(_ explanation: EventExplanation) -> JSONValue {
    .object([
      ("event", explanation.event.map { event($0) } ?? .null),
      ("whyNotReplayed", explanation.decision == nil ? text(explanation.event?.whyNotReplayed) : .null),
      ("policies", text(explanation.snapshot)), ("changes", strings(explanation.changes)),
      ("decision", explanation.decision.map { decision($0) } ?? .null),
      ("decisionWithoutChanges", explanation.decisionBefore.map { decision($0) } ?? .null),
      ("contradictions", strings(explanation.contradictions)),
      ("lastAllowed", seen(explanation.allowedBefore?.event)),
      ("whyNotLookedBack", text(whyNotLookedBack(explanation))),
      ("callerEvent", seen(explanation.callerEvent)),
      ("originalEvent", seen(explanation.originalEvent)),
      ("amendments", .array(explanation.amendments.map { seen($0) })),
      ("correctedMembers", strings(explanation.corrected.changed)),
      ("unknownMembers", strings(explanation.corrected.unknown)),
      ("requests", .array(explanation.requests.map { request($0, explanation) })),
      ("suggestions", suggestions(explanation)), ("whyNotSearched", text(explanation.whyNotSearched)),
      ("whyNotCounted", text(explanation.whyNotCounted)),
      ("assumptions", strings(explanation.assumptions)),
    ])
  }

  private static func suggestions(_ explanation: EventExplanation) -> JSONValue {
    guard let suggestions = explanation.suggestions else { return .null }
    return .array(suggestions.map { $0.json(decision($0.decision)) })
  }

  private static func event(_ event: ExplainedEvent) -> JSONValue {
    .object([
      ("eventID", .string(event.id)), ("eventTime", text(event.time.map { EventTime.text($0) })),
      ("eventSource", .string(event.source)), ("eventName", .string(event.name)),
      ("awsRegion", .string(event.region)), ("recipientAccountId", text(event.account)),
      ("record", .string(event.place)), ("caller", .string(event.caller)),
      ("role", text(event.role)), ("class", .string(event.eventClass.name)),
      ("recordedDecision", text(event.eventClass.recordsDecision ? "\(event.recorded)" : nil)),
      ("errorCode", text(event.errorCode)), ("errorMessage", text(event.errorMessage)),
      ("session", strings(event.session)),
    ])
  }

  private static func seen(_ event: SeenEvent?) -> JSONValue {
    guard let event else { return .null }
    return .object([("eventID", text(event.id)), ("eventTime", text(event.time.map { EventTime.text($0) }))])
  }

  private static func whyNotLookedBack(_ explanation: EventExplanation) -> String? {
    explanation.allowedBefore.map { $0.whyNotLookedFor } ?? "no recorded event was asked for"
  }

  /// Of a request that has no answer the event's reason, or that it is not what was denied.
  private static func whyNotLookedBack(
    _ request: RequestExplanation, _ whole: EventExplanation
  ) -> String? {
    if let before = request.allowedBefore { return before.whyNotLookedFor }
    switch whole.allowedBefore {
    case .notLookedFor, nil: return whyNotLookedBack(whole)
    case .lastIn, .never, .byRequest: return "it is not what AWS denied"
    }
  }

  private static func decision(_ decision: Decision) -> JSONValue {
    .object([
      ("decision", .string(decision.word)), ("effect", .string(decision.effectWord)),
      ("possible", strings(decision.possible.sorted().map { $0.rawValue })),
      ("dependsOn", strings(decision.dependsOn)),
    ])
  }

  private static func request(_ request: RequestExplanation, _ whole: EventExplanation) -> JSONValue {
    let explanation = request.explanation
    return .object([
      ("action", .string(explanation.request.action)),
      ("resource", .string(explanation.request.resource.words)),
      ("certainty", text(request.certainty.map { "\($0)" })),
      ("resourceState", text(request.state.map { "\($0)" })),
      ("namedByMessage", .bool(request.isNamed)), ("lastAllowed", seen(request.allowedBefore?.event)),
      ("whyNotLookedBack", text(whyNotLookedBack(request, whole))),
      ("decision", decision(explanation.decision)),
      ("givenRecord", request.givenRecord.map { decision($0.decision) } ?? .null),
      ("place", place(explanation.place)), ("reasons", strings(explanation.reasons.map { $0.line })),
      ("stillMissing", strings(explanation.stillMissing.map { $0.line })),
      ("layers", .array(explanation.layers.map { layer($0) })), ("dependsOn", facts(explanation)),
      (
        "restsOn",
        .array(
          explanation.assumptions.map {
            .object([("number", .string($0.rawValue)), ("reading", .string($0.reading))])
          })
      ), ("messages", strings(whole.messages(of: request).map { $0.text })),
    ])
  }

  private static func place(_ place: DecisionPlace) -> JSONValue {
    .object([
      ("callerKind", .string(place.callerKind)), ("callerAccount", text(place.callerAccount)),
      ("resourceAccount", text(place.resourceAccount)),
      ("sameAccount", place.isSameAccount.map { .bool($0) } ?? .null), ("rule", .string(place.rule.rawValue)),
      (
        "absentLayers",
        .array(
          place.absentLayers.map {
            .object([("layer", .string($0.layer.rawValue)), ("reason", .string($0.reason))])
          })
      ),
    ])
  }

  private static func facts(_ explanation: Explanation) -> JSONValue {
    .array(
      explanation.unknownFacts.map { fact in
        .object([
          ("name", .string(fact.name)), ("meaning", .string(FactText.meaning(of: fact.name))),
          ("settledBy", .string(FactSource.source(of: fact.name))),
          ("statements", strings(fact.statements.map { $0.name })),
        ])
      })
  }

  private static func layer(_ layer: LayerExplanation) -> JSONValue {
    .object([
      ("layer", .string(layer.layer.rawValue)), ("node", text(layer.node)),
      ("exemption", text(layer.exemption?.rawValue)), ("allows", layer.allows.map { .bool($0) } ?? .null),
      ("denies", layer.denies.map { .bool($0) } ?? .null),
      ("unknownPolicies", strings(layer.unknownPolicies)),
      ("statements", .array(layer.statements.map { statement($0) })),
      ("nearMisses", .array(layer.allows == true ? [] : layer.nearMisses.map { nearMiss($0) })),
    ])
  }

  private static func statement(_ report: StatementReport) -> JSONValue {
    .object(
      head(report.policy, report.statement) + [
        ("matches", report.matches.map { .bool($0) } ?? .null),
        ("principalClass", text(report.principalClass?.rawValue)),
        ("elements", .array(report.elements.map { element($0) })),
      ])
  }

  private static func nearMiss(_ miss: NearMiss) -> JSONValue {
    .object(head(miss.policy, miss.statement) + [("fails", .array(miss.elements.map { element($0) }))])
  }

  private static func head(_ policy: AttachedPolicy, _ statement: Statement) -> [(String, JSONValue)] {
    [
      ("policy", .string(policy.name)), ("version", text(policy.version)),
      ("attachment", text(policy.attachment)), ("file", text(policy.file)),
      ("sid", text(statement.sid)), ("index", .number(statement.index)),
      ("effect", .string(statement.effect.rawValue)), ("line", .number(statement.position.line)),
      ("column", .number(statement.position.column)),
    ]
  }

  private static func element(_ element: ElementReport) -> JSONValue {
    .object([
      ("element", .string(element.name)), ("holds", element.holds.map { .bool($0) } ?? .null),
      ("request", .string(element.actual)),
      (
        "values",
        .array(
          element.values.map {
            .object([("value", .string($0.value)), ("line", .number($0.position.line))])
          })
      ),
      (
        "variables",
        .object(element.variables.map { ($0.key, text($0.text)) })
      ), ("unknownVariables", strings(element.variables.filter { !$0.isKnown }.map { $0.key })),
      ("waitsFor", strings(element.waitsFor)), ("reason", text(element.reason?.rawValue)),
    ])
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
  private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
