import AuditStore
import IAMPolicy
import PolicyWorlds

/// What the rules say of a call's requests under an estate, by index; the underived one stands behind the others.
struct EstateResults {
  var results: [Int: NaiveResult] = [:]

  /// Nil where the rules leave an answer open.
  init?(_ event: TrueEvent, in estate: Estate) {
    for (index, request) in (event.requests + [event.underived].compactMap { $0 }).enumerated() {
      let found = NaiveEvaluator.results(estate.world(event, request)).results
      guard let result = found.first, found.count == 1 else { return nil }
      results[index] = result
    }
  }

  /// Whether the event as a whole is allowed, as far as its record speaks of it.
  func allows(_ event: TrueEvent, _ record: TrueRecord) -> Bool {
    let all = event.requests + [event.underived].compactMap { $0 }
    let deciding = record.requests(of: event)
    return all.enumerated().allSatisfy { index, request in
      !deciding.contains(request) || results[index]?.outcome == .allowed
    }
  }
}

/// Decides what AWS wrote of a call.
struct RecordGenerator {
  let events: EventGenerator

  /// Records the decision of a call; false where the rules leave it open.
  func record(_ event: inout LoggedEvent, _ dice: inout Dice) -> Bool {
    event.derived.recorded = .unknown
    (event.derived.layer, event.derived.deniedRequest, event.record) = (nil, nil, .unknown)
    if dice.chance(0.06) { addUnderived(&event, &dice) }
    guard let decided = EstateResults(event.truth, in: events.estate) else { return false }
    if event.truth.underived != nil {
      guard decided.results[event.truth.requests.count]?.outcome != .allowed else {
        event.truth.underived = nil
        return record(&event, &dice)
      }
      event.record = .elsewhere
      (event.derived.recorded, event.derived.layer) = (.denied, .identityImplicit)
      return true
    }
    // What is recorded tells calls apart.
    if dice.chance(events.isShared ? 0.6 : 0.12) {
      if dice.chance(events.isShared ? 0.1 : 0.5) { event.derived.recorded = .allowedLikely }
      return true
    }
    let made = event.truth.requests.indices.filter { event.truth.requests[$0].isMade }
    let denied = made.filter { decided.results[$0]?.outcome != .allowed }
    if denied.isEmpty {
      (event.derived.recorded, event.record) = (.allowed, .allowed)
    } else {
      recordDenial(&event, denied, decided, &dice)
    }
    return true
  }

  private func addUnderived(_ event: inout LoggedEvent, _ dice: inout Dice) {
    var (request, _, _) = RequestGenerator(events).request(by: event.truth.caller, isFirst: true, &dice)
    request.isCertain = true
    event.truth.underived = request
  }

  private func recordDenial(
    _ event: inout LoggedEvent, _ denied: [Int], _ decided: EstateResults, _ dice: inout Dice
  ) {
    event.derived.recorded = .denied
    let index = denied[dice.number(0...denied.count - 1)]
    let request = event.truth.requests[index]
    guard dice.chance(0.7), request.isCertain else {
      event.record = .denied(among: Array(event.truth.requests.indices), layer: nil, isExplicit: nil)
      return
    }
    event.derived.deniedRequest = index
    var among = [index]
    let isNamed = event.derived.requests[index].state == .exact && dice.chance(0.6)
    if isNamed {
      event.derived.requests[index].state = .message
    } else if event.derived.requests[index].state != .message {
      among = event.truth.requests.indices.filter {
        event.truth.requests[$0].isCertain && event.truth.requests[$0].action == request.action
      }
    }
    event.record = .denied(among: among, layer: nil, isExplicit: nil)
    guard let result = decided.results[index], dice.chance(0.75) else { return }
    let isExplicit = result.outcome == .explicitlyDenied
    let layers = (isExplicit ? result.denies : result.missing).sorted { $0.rawValue < $1.rawValue }
    guard let layer = dice.shuffled(layers).first else { return }
    if isExplicit, dice.chance(0.1) {
      event.derived.layer = .unnamedExplicit
      event.record = .denied(among: among, layer: nil, isExplicit: true)
      return
    }
    // AWS long worded what SCPs deny as explicit, whichever way they did.
    let says = layer == .scps && dice.chance(0.3) ? true : isExplicit
    event.derived.layer = TrueRecord.recorded(layer, says, action: request.action)
    let isTold = layer == .scps && says ? nil : isExplicit
    event.record = .denied(among: among, layer: layer, isExplicit: isTold)
  }
}
