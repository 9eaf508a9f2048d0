import IAMPolicy
import JSON

/// What must not change a decision, or only in one direction.
struct Metamorphic {
  let generator: WorldGenerator

  func violation(in world: World, _ dice: inout Dice) -> Violation? {
    let decision = world.decide()
    switch dice.number(0...3) {
    case 0: return order(world, decision, &dice)
    case 1: return addedDeny(world, decision, &dice)
    case 2: return removedAllow(world, decision, &dice)
    default: return rewritten(world, &dice)
    }
  }

  /// The order of statements and of the policies in a level never matters.
  private func order(_ world: World, _ decision: Decision, _ dice: inout Dice) -> Violation? {
    var shuffled = world
    for (place, policy) in world.policies {
      guard var text = policy.text else { continue }
      text.statements = dice.shuffled(text.statements)
      shuffled.replace(place, by: [world.policy(named: policy.name, text, place.layer)])
    }
    for layer in shuffled.layers.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      shuffled.layers[layer] = shuffled.layers[layer]?.map { dice.shuffled($0) }
    }
    let after = shuffled.decide()
    if after == decision { return nil }
    return Violation(
      property: "statement order", detail: "\(decision), then \(after)", world: world, completed: shuffled)
  }

  /// One Deny more can make the request denied, never allowed.
  private func addedDeny(_ world: World, _ decision: Decision, _ dice: inout Dice) -> Violation? {
    guard let (place, policy) = dice.shuffled(world.policies.filter { $0.policy.text != nil }).first,
      var text = policy.text
    else { return nil }
    let drawn = generator.documents.document(place.layer, &dice).statements
    guard var statement = drawn.first(where: { $0.principal?.isNegated != true && $0.action.values != ["*"] })
    else {
      return nil
    }
    statement.effect = "Deny"
    text.statements.append(statement)
    var changed = world
    changed.replace(place, by: [world.policy(named: policy.name, text, place.layer)])
    if changed.holdsRefused { return nil }
    let after = changed.decide()
    if after.possible.isSubset(of: decision.possible.union([.explicitlyDenied])) { return nil }
    return Violation(
      property: "added Deny", detail: "\(decision), then \(after)", world: world, completed: changed)
  }

  /// One Allow less can make the request denied, never allowed.
  private func removedAllow(_ world: World, _ decision: Decision, _ dice: inout Dice) -> Violation? {
    let policies = dice.shuffled(world.policies.filter { ($0.policy.text?.statements.count ?? 0) > 1 })
    for (place, policy) in policies {
      guard var text = policy.text, let index = text.statements.firstIndex(where: { $0.effect == "Allow" })
      else {
        continue
      }
      text.statements.remove(at: index)
      var changed = world
      changed.replace(place, by: [world.policy(named: policy.name, text, place.layer)])
      let after = changed.decide()
      if after.possible.isSubset(of: decision.possible.union([.implicitlyDenied])) { return nil }
      return Violation(
        property: "removed Allow", detail: "\(decision), then \(after)", world: world, completed: changed)
    }
    return nil
  }

  /// A text that was read, written and read again is the same document.
  private func rewritten(_ world: World, _ dice: inout Dice) -> Violation? {
    guard let (place, policy) = dice.shuffled(world.policies.filter { $0.policy.text != nil }).first,
      let text = policy.text?.json.text(), let value = try? JSONReader.parse(Array(text.utf8))
    else { return nil }
    let type = World.type(of: place.layer, action: world.request.action)
    let first = PolicyDocument.parse(Array(text.utf8), type: type).document
    let second = PolicyDocument.parse(Array(value.text(isIndented: true).utf8), type: type).document
    let isSame = first?.version == second?.version && first?.statements.count == second?.statements.count
    let pairs = zip(first?.statements ?? [], second?.statements ?? [])
    if isSame, pairs.allSatisfy({ $0.hasSameMeaning(as: $1) }) { return nil }
    return Violation(property: "parse, write, parse", detail: text, world: world)
  }
}

extension World {
  func policy(named name: String, _ text: PolicyText, _ layer: Layer) -> WorldPolicy {
    WorldPolicy(name: name, text: text, type: Self.type(of: layer, action: request.action))
  }
}
