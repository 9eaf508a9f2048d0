import AuditStore
import IAMPolicy

/// What an event with all its requests comes to; events that no policy can tell apart share one.
struct EventVerdict {
  /// A cause with the requests, by index, that it touches.
  struct Touched {
    var reason: CauseReason
    var requests: [Int]
  }

  let principal: String
  let changeClass: ChangeClass
  /// Whether the record agrees with a change for certain.
  let isConfirmed: Bool
  /// The verdicts by the index of the request.
  let verdicts: [Int: ChangeEvaluator.Verdict]
  /// The requests that have the event's class, by index.
  let affected: [Int]
  /// The causes of an impact or a mismatch.
  let causes: [Touched]
  /// What the record says; nil when it cannot be compared.
  let recordedAllows: Bool?
  /// What the baseline alone says; nil when it is not certain.
  let baselineAllows: Bool?
  /// Whether AWS's message names a layer that we do not find denying.
  let namesOtherLayer: Bool

  init(verdicts: [Int: ChangeEvaluator.Verdict], recorded: RecordedDecision, principal: String) {
    self.principal = principal
    self.verdicts = verdicts
    let all = verdicts.keys.sorted().compactMap { verdicts[$0] }
    let eventClass = Self.eventClass(all)
    changeClass = eventClass
    isConfirmed =
      (eventClass == .revoked && recorded == .allowed) || (eventClass == .granted && recorded == .denied)
    let touched = verdicts.filter { $0.value.changeClass == eventClass }.keys.sorted()
    affected = touched
    causes = eventClass.isImpact || eventClass == .modelMismatch ? Self.causes(verdicts, touched) : []
    recordedAllows = recorded == .allowed ? true : recorded == .denied ? false : nil
    baselineAllows = Self.allows(all.map { $0.baselineAlone })
    namesOtherLayer = all.contains { $0.namesOtherLayer }
  }

  private static func causes(
    _ verdicts: [Int: ChangeEvaluator.Verdict], _ affected: [Int]
  ) -> [Touched] {
    var causes: [Touched] = []
    for index in affected {
      for reason in verdicts[index]?.reasons ?? [] {
        if let place = causes.firstIndex(where: { $0.reason == reason }) {
          causes[place].requests.append(index)
        } else {
          causes.append(Touched(reason: reason, requests: [index]))
        }
      }
    }
    return causes
  }

  /// Whether all requests of an event are allowed; nil when that is not certain.
  private static func allows(_ decisions: [Decision]) -> Bool? {
    let effects = decisions.map { decision -> Bool? in
      let outcomes = Set(decision.possible.map { $0 == .allowed })
      return outcomes.count == 1 ? outcomes.first : nil
    }
    if effects.contains(false) { return false }
    return effects.allSatisfy { $0 == true } ? true : nil
  }

  private static let order: [ChangeClass] = [
    .modelMismatch, .revoked, .maybeRevoked, .unknownChange, .granted, .maybeGranted, .reasonChanged,
    .unchanged,
  ]

  /// The class of an event with several requests; a grant needs every other request to be allowed too.
  private static func eventClass(_ verdicts: [ChangeEvaluator.Verdict]) -> ChangeClass {
    let classes = Set(verdicts.map { $0.changeClass })
    let first = order.first { classes.contains($0) } ?? .unchanged
    if first == .granted, !verdicts.allSatisfy({ $0.candidateAllows }) {
      return verdicts.contains { $0.changeClass == .unchanged && !$0.candidateAllows }
        ? .unchanged : .maybeGranted
    }
    return first
  }
}
