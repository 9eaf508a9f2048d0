import AuditStore
import IAMPolicy
import PolicyWorlds

/// Makes random calls under an estate, with the events that they leave.
struct EventGenerator {
  let estate: Estate
  let view: EstateView
  let callers: [Caller]
  let operations: [Cast.Operation]
  let documents: EstateDocuments
  /// Whether most calls are to differ in caller or action alone.
  let isShared: Bool

  static let start: Int64 = 1_767_225_597

  /// A call of its own.
  func event(_ number: Int, _ dice: inout Dice) -> LoggedEvent {
    let caller = dice.pick(callers, else: callers[0])
    var truth = TrueEvent(caller: caller, context: [:], requests: [])
    var open: [LoggedEvent.Openness] = []
    var derived = DerivedEvent(eventClass: .principal, recorded: .unknown)
    derived.eventClass = caller.eventClass
    for index in 0..<dice.pick(isShared ? [1, 1, 1, 1, 1, 1, 1, 2] : [1, 1, 1, 1, 2, 3], else: 1) {
      let (request, openness, logged) = RequestGenerator(self).request(
        by: caller, isFirst: index == 0, &dice)
      truth.requests.append(request)
      open.append(openness)
      derived.requests.append(logged)
    }
    var event = LoggedEvent(
      truth: truth, requests: open, derived: derived, record: .unknown, members: [:],
      time: Self.start + Int64(number))
    SurroundingsGenerator(self).surround(&event, &dice)
    return event
  }

  /// A call that differs from another in its caller, in its action, or in another thing.
  func next(after event: LoggedEvent, _ number: Int, _ dice: inout Dice) -> LoggedEvent {
    guard dice.chance(isShared ? 0.9 : 0.15) else { return variant(of: event, number, &dice) }
    var other = event
    other.time = Self.start + Int64(number)
    other.truth.underived = nil
    if dice.chance(0.6) {
      let index = dice.number(0...other.truth.requests.count - 1)
      RequestGenerator(self).changeAction(&other, index, &dice)
    }
    if dice.chance(0.7) {
      other.truth.caller = dice.pick(callers, else: callers[0])
      RequestGenerator(self).changeOwners(&other)
      SurroundingsGenerator(self).changeCaller(&other, &dice)
    }
    SurroundingsGenerator(self).setTime(&other)
    return other
  }

  /// A call that differs from another in one thing.
  func variant(of event: LoggedEvent, _ number: Int, _ dice: inout Dice) -> LoggedEvent {
    var variant = event
    variant.time = Self.start + Int64(number)
    variant.truth.underived = nil
    switch dice.number(0...3) {
    case 0:
      let index = dice.number(0...variant.truth.requests.count - 1)
      let (request, openness, logged) = RequestGenerator(self).request(
        by: event.truth.caller, isFirst: index == 0, &dice)
      variant.truth.requests[index] = request
      variant.requests[index] = openness
      variant.derived.requests[index] = logged
    case 1:
      SurroundingsGenerator(self).setNetwork(&variant, &dice)
    case 2:
      let index = dice.number(0...variant.truth.requests.count - 1)
      RequestGenerator(self).hideResource(&variant, index, &dice)
    default: break
    }
    SurroundingsGenerator(self).setTime(&variant)
    return variant
  }
}

extension Caller {
  /// The class of an event of the caller.
  var eventClass: EventClass { if case .root = self { .root } else { .principal } }
}
