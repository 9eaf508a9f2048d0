public import IAMPolicy

/// Soundness over pairs: what both sides of a comparison give together, in every completion that agrees with the record.
struct PairProperty {
  let generator: WorldGenerator
  let completions: Int

  func violation(in world: World, seed: UInt64) -> Violation? {
    var dice = Dice(seed: seed)
    let candidate = changed(world, &dice)
    let drawer = CompletionGenerator(world.united(with: candidate), generator, isStructural: false, &dice)
    let drawn = (0..<completions).map { _ in drawer.draw(&dice) }
    guard let first = drawn.first else { return nil }
    let facts = drawer.facts.reversed()
    let evidence = evidence(first.reveal(facts, in: world), &dice)
    let comparison = Evaluator.compare(
      world.request.prepared, baseline: world.applied, candidate: candidate.applied, evidence: evidence)
    for completion in drawn {
      let (before, after) = (completion.reveal(facts, in: world), completion.reveal(facts, in: candidate))
      guard case .determinate(let baseline) = before.decide(), case .determinate(let other) = after.decide(),
        agrees(evidence, baseline, before)
      else { continue }
      let pair = OutcomePair(baseline: baseline, candidate: other)
      if comparison.pairs.contains(pair) { continue }
      return Violation(
        property: "pairs",
        detail: "\(pair) with \(evidence.debugText) is not among \(comparison)\ncandidate "
          + candidate.caseLine(id: "candidate") + "\ncompleted candidate "
          + after.caseLine(id: "completed-candidate"),
        world: world, completed: before)
    }
    return nil
  }

  /// The world under a proposed change.
  private func changed(_ world: World, _ dice: inout Dice) -> World {
    var candidate = world
    for _ in 0..<dice.number(1...2) {
      let layer = dice.pick(Layer.allCases, else: .scps)
      let policies = candidate.policies.filter { $0.place.layer == layer }
      let fresh = generator.policy(layer, "new", &dice)
      switch dice.number(0...3) {
      case 0:
        if let (place, _) = dice.shuffled(policies).first { candidate.replace(place, by: [fresh]) }
      case 1:
        if let (place, policy) = dice.shuffled(policies).first {
          candidate.replace(place, by: [policy, fresh])
        }
      case 2:
        if let (place, _) = dice.shuffled(policies).first { candidate.replace(place, by: []) }
      default: candidate.layers[layer] = (candidate.layers[layer] ?? []) + [[fresh]]
      }
    }
    return candidate
  }

  /// What a log could say about a completed baseline: nothing, the effect, or the layer that denied too.
  private func evidence(_ world: World, _ dice: inout Dice) -> Evidence? {
    let results = NaiveEvaluator.results(world).results
    guard let result = results.first, results.count == 1, dice.chance(0.8) else { return nil }
    if result.outcome == .allowed || dice.chance(0.4) {
      return Evidence(isAllowed: result.outcome == .allowed)
    }
    let isExplicit = result.outcome == .explicitlyDenied
    let layers = (isExplicit ? result.denies : result.missing).sorted { $0.rawValue < $1.rawValue }
    guard let layer = dice.shuffled(layers).first else { return Evidence(isAllowed: false) }
    return Evidence(
      isAllowed: false, layer: layer.policyLayer(world.request.action),
      isExplicit: dice.chance(0.7) ? isExplicit : nil)
  }

  /// Whether a completed baseline could have left this record.
  private func agrees(_ evidence: Evidence?, _ outcome: Outcome, _ world: World) -> Bool {
    guard let evidence else { return true }
    guard (outcome == .allowed) == evidence.isAllowed else { return false }
    if evidence.layer == nil { return true }
    return NaiveEvaluator.results(world).results.allSatisfy { result in
      guard (result.outcome == .allowed) == evidence.isAllowed else { return false }
      guard let named = evidence.layer else { return true }
      let isExplicit = result.outcome == .explicitlyDenied
      if let wanted = evidence.isExplicit, wanted != isExplicit { return false }
      let layers = isExplicit ? result.denies : result.missing
      return layers.contains { $0.policyLayer(world.request.action) == named }
    }
  }
}

extension World {
  /// A world that mentions what either side mentions; only completions are drawn from it.
  fileprivate func united(with other: World) -> World {
    var world = self
    for (layer, levels) in other.layers { world.layers[layer] = (world.layers[layer] ?? []) + levels }
    return world
  }
}

extension Layer {
  /// The layer as access-denied messages name it.
  public func policyLayer(_ action: String) -> PolicyLayer {
    switch self {
    case .identity: .identity
    case .boundary: .boundary
    case .session: .session
    case .scps: .scp
    case .rcps: .rcp
    case .resource: World.trustActions.contains(action) ? .trust : .resource
    case .vpcEndpoint: .vpcEndpoint
    }
  }
}

extension Evidence? {
  fileprivate var debugText: String {
    map {
      "evidence(allowed \($0.isAllowed), \($0.layer?.rawValue ?? "no layer"), explicit \($0.isExplicit as Any))"
    }
      ?? "no evidence"
  }
}
