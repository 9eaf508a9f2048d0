import AuditStore
import IAMPolicy

/// What an event with all its requests comes to; events that no policy can tell apart share one.
///
/// An event is allowed when every request it certainly made is. So the outcomes of the requests are combined on
/// each side, what contradicts the event's record is left out, and only then is the event classed.
struct EventVerdict {
  /// A cause with the requests, by index, that it touches.
  struct Touched {
    var reason: CauseReason
    var requests: [Int]
  }

  let changeClass: ChangeClass
  /// What the candidate may decide on the event; empty where the record contradicts the baseline.
  let decision: Set<Outcome>
  /// From what to what the decision goes; nil where the record contradicts the baseline.
  let way: DecisionFlow.Way?
  /// Whether the record agrees with a change for certain; one that rests on an assumption is not confirmed.
  var isConfirmed: Bool
  /// The certain requests by index.
  let comparisons: [Int: RequestComparison]
  /// The requests that make the event what it is, by index.
  let affected: [Int]
  /// The causes of a change or a mismatch.
  let causes: [Touched]
  /// The unknown facts that an uncertain change hinges on, by the index of the request that asks for them.
  let dependsOn: [Int: [String]]
  /// The conditions of the statements that change, by the index of the request that they touch.
  let conditions: [Int: [ComparedValue.Condition]]
  /// What the record says; nil when it cannot be compared.
  let recordedAllows: Bool?
  /// What the baseline alone says; nil when it is not certain.
  let baselineAllows: Bool?
  /// The kinds of facts that leave the baseline alone undecided; none where it is certain.
  let undecided: [ExactText]
  /// Whether AWS's message names a layer that we do not find denying.
  let namesOtherLayer: Bool
  /// Whether the baseline has changes that AWS never had, so that the record says nothing of it.
  var isHypothetical = false

  init(_ comparisons: [Int: RequestComparison], of event: DerivedEvent, _ changes: [PolicyChange]) {
    let record = event.record
    let outcomes = EventOutcomes(comparisons, record, touchesOthers: event.mayBeLifted(by: changes))
    let changeClass = outcomes.changeClass
    let affected = outcomes.affected
    self.comparisons = comparisons
    self.changeClass = changeClass
    way = DecisionFlow.Way(outcomes.pairs)
    decision = Set(outcomes.pairs.map { $0.candidate })
    self.affected = affected
    isConfirmed =
      (changeClass == .revoked && record == .allowed)
      || (changeClass == .granted && event.recorded == .denied)
    let finders =
      changeClass.isImpact || changeClass == .reasonChanged
      ? comparisons.filter { affected.contains($0.key) }.mapValues { CauseFinder($0) } : [:]
    conditions = finders.mapValues { $0.conditions }.filter { !$0.value.isEmpty }
    causes = Self.causes(changeClass, affected) { index in
      if let finder = finders[index] { return finder.reasons(for: changeClass) }
      return comparisons[index].map { [$0.mismatch(with: record, evidence: event.evidence(for: index))] }
        ?? []
    }
    let isUncertain = changeClass.isImpact && changeClass != .revoked && changeClass != .granted
    dependsOn = isUncertain ? comparisons.filter { $0.value.isOpen }.mapValues { $0.dependsOn } : [:]
    recordedAllows = record == .allowed ? true : event.recorded == .denied ? false : nil
    baselineAllows = outcomes.baselineAllows
    let facts =
      outcomes.baselineAllows == nil ? comparisons.values.flatMap { $0.baselineAlone.dependsOn } : []
    undecided = Set(facts.map { ExactText(Self.kind(of: $0)) }).sorted()
    namesOtherLayer = comparisons.values.contains { $0.namesOtherLayer }
  }

  /// A fact without the name of the identity or policy that it is about: `policy:identity`, or a key as it is.
  private static func kind(of fact: String) -> String {
    guard fact.hasPrefix("policy:") else { return fact }
    return fact.split(separator: ":").prefix(2).joined(separator: ":")
  }

  private static func causes(
    _ changeClass: ChangeClass, _ affected: [Int], _ reasons: (Int) -> [CauseReason]
  ) -> [Touched] {
    if changeClass == .unchanged || changeClass == .notReplayable { return [] }
    var causes: [Touched] = []
    for index in affected {
      for reason in reasons(index) {
        if let place = causes.firstIndex(where: { $0.reason == reason }) {
          causes[place].requests.append(index)
        } else {
          causes.append(Touched(reason: reason, requests: [index]))
        }
      }
    }
    return causes
  }
}

extension RequestComparison {
  /// Says where the policies given disagree with what AWS recorded.
  fileprivate func mismatch(with record: EventRecord, evidence: Evidence?) -> CauseReason {
    let wasAllowed = record == .allowed
    let denies = Evaluator.statements(for: request, before).filter {
      $0.matches == true && $0.statement.effect == .deny
    }
    let layers = denies.isEmpty ? Evaluator.layersWithoutAllow(for: request, before) : denies.map { $0.layer }
    let names = Set(layers.map { $0.rawValue }).sorted().joined(separator: ", ")
    let named = evidence?.layer.map { " and names the \($0.rawValue)" } ?? ""
    return CauseReason(
      layer: wasAllowed ? names : "",
      effect: wasAllowed
        ? "AWS allowed it, but the policies given deny it"
        : "AWS denied it\(named), but the policies given allow it", policy: "", attachment: nil, file: nil,
      position: nil, statement: nil)
  }
}
