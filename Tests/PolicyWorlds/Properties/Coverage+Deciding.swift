import IAMPolicy

/// One part of a statement whose weight is tried.
private struct Part {
  var name: String
  var flip: NaiveEvaluator.Flip
}

extension Coverage {
  /// Tries for a few random parts whether the decision of a fully known world rests on them.
  mutating func weigh(_ world: World, trials: Int, _ dice: inout Dice) {
    let outcomes = NaiveEvaluator.outcomes(world).outcomes
    let parts = Self.parts(world)
    let conditions = dice.shuffled(parts.filter { $0.name.hasPrefix("operator") })
    let elements = dice.shuffled(parts.filter { !$0.name.hasPrefix("operator") })
    for part in conditions.prefix(trials) + elements.prefix((trials + 1) / 2) {
      attempt(part.name, NaiveEvaluator.outcomes(world, flip: part.flip).outcomes != outcomes)
    }
    weighTexts(world, outcomes, &dice)
  }

  private static func parts(_ world: World) -> [Part] {
    world.policies.flatMap { place, policy in
      (policy.text?.statements ?? []).enumerated().flatMap { index, statement -> [Part] in
        let names = ["action", "resource", "principal"]
        var parts = zip(names, elements(statement)).map { part, name in
          Part(name: name, flip: .init(policy: place, statement: index, part: part))
        }
        let layer = "layer \(place.layer.rawValue) \(statement.effect)"
        parts.append(Part(name: layer, flip: .init(policy: place, statement: index, part: "action")))
        for (number, condition) in statement.conditions.enumerated() {
          let flip = NaiveEvaluator.Flip(policy: place, statement: index, part: String(number))
          parts.append(Part(name: "operator " + condition.operation.name, flip: flip))
        }
        return parts
      }
    }
  }

  /// Leaves one principal entry and one text with a variable out.
  private mutating func weighTexts(_ world: World, _ outcomes: Set<Outcome>, _ dice: inout Dice) {
    var candidates: [(name: String, world: World)] = []
    for (place, policy) in dice.shuffled(world.policies) {
      guard let text = policy.text else { continue }
      for (index, statement) in text.statements.enumerated() {
        for (number, entry) in (statement.principal?.entries ?? []).enumerated() {
          var smaller = text
          smaller.statements[index].principal?.entries.remove(at: number)
          candidates.append(("entry " + Self.form(entry), world.with(smaller, at: place)))
        }
        for (value, written) in (statement.resource?.values ?? []).enumerated() {
          var smaller = text
          smaller.statements[index].resource?.values.remove(at: value)
          for kind in Self.variables(written, text.version == "2012-10-17") {
            candidates.append(("variable " + kind, world.with(smaller, at: place)))
          }
        }
        for (number, condition) in statement.conditions.enumerated() {
          for (value, written) in condition.values.enumerated() {
            var smaller = text
            smaller.statements[index].conditions[number].values.remove(at: value)
            for kind in Self.variables(written, text.version == "2012-10-17") {
              candidates.append(("variable " + kind, world.with(smaller, at: place)))
            }
          }
        }
      }
    }
    for prefix in ["entry", "variable"] {
      guard let candidate = dice.shuffled(candidates.filter { $0.name.hasPrefix(prefix) }).first else {
        continue
      }
      attempt(candidate.name, NaiveEvaluator.outcomes(candidate.world).outcomes != outcomes)
    }
  }
}

extension World {
  /// The world with another text of a policy, for the naive evaluator alone.
  fileprivate func with(_ text: PolicyText, at place: PolicyPlace) -> World {
    var world = self
    world.layers[place.layer]?[place.level][place.index].text = text
    return world
  }
}
