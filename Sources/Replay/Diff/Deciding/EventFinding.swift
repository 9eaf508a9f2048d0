import AuditStore
import IAMPolicy

/// What an event comes to, apart from what causes it.
///
/// It holds for all events whose requests leave the same questions open, whatever they ask for.
final class EventFinding: Sendable {
  let changeClass: ChangeClass
  /// Whether the reason of a denial may have been the same before: what denied it is not known for certain.
  let mayKeepReason: Bool
  /// What the candidate may decide on the event; empty where the record contradicts the baseline.
  let decision: Set<Outcome>
  /// From what to what the decision goes; nil where the record contradicts the baseline.
  let way: DecisionFlow.Way?
  /// Whether the record agrees with a change for certain.
  let isConfirmed: Bool
  /// The requests that make the event what it is, by index.
  let affected: [Int]
  /// The unknown facts that an uncertain change hinges on, by the index of the request that asks for them.
  let dependsOn: [Int: [String]]
  /// What the record says; nil when it cannot be compared.
  let recordedAllows: Bool?
  /// What the baseline alone says; nil when it is not certain.
  let baselineAllows: Bool?
  /// The kinds of facts that leave the baseline alone undecided; none where it is certain.
  let undecided: [ExactText]
  /// Whether AWS's message names a layer that we do not find denying.
  let namesOtherLayer: Bool

  /// - Parameter mayLiftOthers: whether a change may allow a denied check that the event's requests do not hold.
  init(_ comparisons: [Int: RequestComparison], of event: DerivedEvent, mayLiftOthers: Bool) {
    let record = event.record
    let outcomes = EventOutcomes(comparisons, record, mayLiftOthers: mayLiftOthers)
    changeClass = outcomes.changeClass
    mayKeepReason = outcomes.pairs.contains { $0.baseline == $0.candidate }
    way = DecisionFlow.Way(outcomes.pairs)
    decision = Set(outcomes.pairs.map { $0.candidate })
    affected = outcomes.affected
    isConfirmed =
      (changeClass == .revoked && record == .allowed)
      || (changeClass == .granted && event.recorded == .denied)
    let isUncertain = changeClass.isImpact && changeClass != .revoked && changeClass != .granted
    dependsOn = isUncertain ? comparisons.filter { $0.value.isOpen }.mapValues { $0.questions } : [:]
    recordedAllows = record == .allowed ? true : event.recorded == .denied ? false : nil
    baselineAllows = outcomes.baselineAllows
    let facts =
      outcomes.baselineAllows == nil ? comparisons.values.flatMap { $0.baselineAlone.dependsOn } : []
    undecided = Set(facts.map { ExactText(PolicyDependency.kind(of: $0)) }).sorted()
    namesOtherLayer = outcomes.namesOtherLayer
  }
}
