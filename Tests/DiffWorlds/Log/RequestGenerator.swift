import AuditStore
import IAMPolicy
import PolicyWorlds

/// Makes the requests of a call, and what the log has of them.
struct RequestGenerator {
  private let events: EventGenerator

  init(_ events: EventGenerator) { self.events = events }

  private static let keys = ["s3:prefix", "s3:max-keys", "aws:tagkeys", "app:blob"]

  func request(
    by caller: Caller, isFirst: Bool, _ dice: inout Dice
  ) -> (TrueRequest, LoggedEvent.Openness, DerivedRequest) {
    let operation = dice.pick(events.operations, else: events.operations[0])
    let arn = dice.pick(operation.arns)
    var request = TrueRequest(action: operation.action, arn: arn, owner: owner(arn, caller), context: [:])
    var openness = LoggedEvent.Openness()
    var facts: [ContextFact] = []
    for key in Self.keys { add(key, &request, &openness, &facts, &dice) }
    request.isCertain = isFirst || dice.chance(0.7)
    request.isMade = request.isCertain || dice.chance(0.5)
    var logged = DerivedRequest(
      action: request.action, resource: arn, state: .exact,
      certainty: request.isCertain ? .certain : .possible,
      resourceAccount: request.owner, context: facts)
    hide(request, &openness, &logged, &dice)
    return (request, openness, logged)
  }

  private func owner(_ arn: String, _ caller: Caller) -> String {
    if arn == "*" { return NaiveCaller(caller).account ?? Cast.home }
    let stated = Estate.account(of: arn)
    if !stated.isEmpty { return stated }
    return arn.hasPrefix("arn:aws:s3:::c") ? Cast.other : Cast.home
  }

  private func add(
    _ key: String, _ request: inout TrueRequest, _ openness: inout LoggedEvent.Openness,
    _ facts: inout [ContextFact], _ dice: inout Dice
  ) {
    let values = (KeyUniverse.specification(key)?.values ?? []).map { ContextValue.known($0) }
    let truth = dice.chance(0.3) ? .absent : dice.pick(values, else: .absent)
    request.context[key] = truth
    switch dice.number(0...9) {
    case 0...4: facts.append(ContextFact(key: key, value: truth))
    case 5:
      openness.keys[key] = values + [.absent]
      facts.append(ContextFact(key: key, value: .unknown))
    case 6:
      guard case .known(let texts) = truth, texts.contains(where: { !$0.isEmpty }) else { fallthrough }
      openness.keys[key] = values.filter {
        if case .known(let texts) = $0 { texts.contains { !$0.isEmpty } } else { false }
      }
      facts.append(ContextFact(key: key, value: .present))
    case 7:
      var states = [truth]
      for other in [.absent, dice.pick(values, else: .absent)] where !states.contains(other) {
        states.append(other)
      }
      guard states.count > 1 else { fallthrough }
      openness.keys[key] = states
      facts.append(ContextFact(key: key, value: .oneOf(states)))
    default: openness.keys[key] = values + [.absent]
    }
  }

  /// Asks for another action on the same resource, where there is one.
  func changeAction(_ event: inout LoggedEvent, _ index: Int, _ dice: inout Dice) {
    let known = event.truth.requests[index]
    let arns = events.operations.first { $0.action == known.action }?.arns
    let others = events.operations.filter { operation in
      known.arn == "*" ? operation.arns.contains("*") : operation.arns == arns || operation.arns.contains("*")
    }
    guard let other = dice.shuffled(others).first else { return }
    event.truth.requests[index].action = other.action
    event.derived.requests[index].action = other.action
    if other.arns.contains("*") { changeResource(&event, index, among: other.arns, &dice) }
  }

  /// Asks for one of some resources, or for none, and tells which.
  private func changeResource(
    _ event: inout LoggedEvent, _ index: Int, among arns: [String], _ dice: inout Dice
  ) {
    let arn = dice.pick(arns)
    event.truth.requests[index].arn = arn
    event.truth.requests[index].owner = owner(arn, event.truth.caller)
    event.requests[index].resources = []
    event.derived.requests[index].resource = arn
    event.derived.requests[index].state = arn == "*" ? .star : .exact
    event.derived.requests[index].resourceAccount = event.truth.requests[index].owner
  }

  /// Has calls on no resource belong to the account of their caller.
  func changeOwners(_ event: inout LoggedEvent) {
    for index in event.truth.requests.indices where event.truth.requests[index].arn == "*" {
      event.truth.requests[index].owner = owner("*", event.truth.caller)
      event.derived.requests[index].resourceAccount = event.truth.requests[index].owner
    }
  }

  /// Hides the resource of one of an event's requests in another way.
  func hideResource(_ event: inout LoggedEvent, _ index: Int, _ dice: inout Dice) {
    let request = event.truth.requests[index]
    event.requests[index].resources = []
    event.derived.requests[index].resource = request.arn
    event.derived.requests[index].state = .exact
    event.derived.requests[index].resourceAccount = request.owner
    hide(request, &event.requests[index], &event.derived.requests[index], &dice)
  }

  private func hide(
    _ request: TrueRequest, _ openness: inout LoggedEvent.Openness, _ logged: inout DerivedRequest,
    _ dice: inout Dice
  ) {
    let arns = events.operations.first { $0.action == request.action }?.arns ?? []
    func candidates(_ fits: (String) -> Bool) -> [(arn: String, owner: String)] {
      arns.filter(fits).map { arn in
        let stated = Estate.account(of: arn)
        return (arn, !stated.isEmpty ? stated : arn.hasPrefix("arn:aws:s3:::c") ? Cast.other : Cast.home)
      }
    }
    if request.arn == "*" {
      (logged.resource, logged.state) = ("*", dice.pick([.star, .star, .listwild], else: .star))
      return
    }
    switch dice.number(0...11) {
    case 0:
      (logged.resource, logged.state, logged.resourceAccount) = ("", .unknown, nil)
      openness.resources = candidates { _ in true }
    case 1:
      logged.state = dice.chance(0.5) ? .partial : .ambiguous
      let start = request.arn.lastIndex(of: "/").map { request.arn[...$0] } ?? request.arn.dropLast(1)
      logged.resource = start + "*"
      openness.resources = candidates { $0.hasPrefix(start) }
      if !openness.resources.allSatisfy({ $0.owner == request.owner }) { logged.resourceAccount = nil }
    case 2 where request.arn.contains(":role/"):
      logged.state = .assumed
      let name = request.arn.split(separator: "/").last ?? ""
      openness.resources = candidates {
        $0.hasPrefix("arn:aws:iam::\(request.owner):role/") && $0.hasSuffix("/" + name)
      }
    case 3 where request.action.hasPrefix("s3:"):
      logged.resourceAccount = nil
      openness.resources = [Cast.home, Cast.other].map { (request.arn, $0) }
    default: logged.state = dice.pick([.exact, .exact, .message, .literal, .wild], else: .exact)
    }
  }
}
