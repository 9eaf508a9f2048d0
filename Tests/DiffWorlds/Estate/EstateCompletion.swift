import PolicyWorlds

/// Other estates of which a snapshot would show the same.
struct EstateCompletion {
  let truth: Estate
  let view: EstateView
  let generator: EstateGenerator
  /// What a second snapshot has otherwise.
  let reshaping: EstateReshaping?

  func draw(_ dice: inout Dice) -> Estate {
    var estate = truth
    let isCalm = dice.chance(0.3)
    func redraws(_ dice: inout Dice) -> Bool { !isCalm && dice.chance(0.5) }
    drawOrganization(&estate, &dice)
    for account in Estate.accounts where view.hiddenAccounts.contains(account) && redraws(&dice) {
      for arn in EstateGenerator.managed(account) where !view.shows(managed: arn) {
        estate.managed[arn] = nil
      }
      var other = estate
      generator.fill(&other, account, &dice)
      for (arn, identity) in other.identities where Estate.account(of: arn) == account {
        estate.identities[arn] = identity
      }
      estate.managed = other.managed
    }
    for arn in estate.identities.keys.sorted() where !view.shows(identity: arn) && redraws(&dice) {
      estate.identities[arn] = generator.identity(arn, &dice)
    }
    for arn in estate.managed.keys.sorted() where !view.shows(managed: arn) && redraws(&dice) {
      estate.managed[arn] = generator.documents.pick(.identity, &dice)
    }
    for arn in EstateGenerator.resources where view.hiddenResources.contains(arn) && redraws(&dice) {
      let exists = arn.contains(":kms:") || dice.chance(0.6)
      estate.resources[arn] = exists ? generator.resource(arn, &dice) : nil
    }
    for id in estate.endpoints.keys.sorted() where view.hiddenEndpoints.contains(id) && redraws(&dice) {
      estate.endpoints[id] = generator.endpoint(&dice)
    }
    return estate
  }

  private func drawOrganization(_ estate: inout Estate, _ dice: inout Dice) {
    var texts: [String: WorldPolicy] = [:]
    for name in ["S1", "S2", "R1"] {
      let isHidden = view.hiddenTexts.contains(name) || !view.showsOrganization
      let known = truth.text(named: name) ?? reshaping?.text(named: name)
      let layer: Layer = name == "R1" ? .rcps : .scps
      // A text that nothing has is shown nowhere.
      texts[name] =
        (isHidden && dice.chance(0.5)) || known == nil
        ? (layer == .scps ? generator.scp(&dice) : generator.documents.pick(layer, &dice)) : known
    }
    func named(_ name: String) -> Estate.Named {
      Estate.Named(name: name, policy: texts[name] ?? .fullAccess)
    }
    for index in estate.nodes.indices {
      let id = estate.nodes[index].id
      if let account = Estate.accounts.first(where: { Estate.outside($0) == id }) {
        if dice.chance(0.5) { estate.nodes[index] = generator.outside(account, &dice) }
        continue
      }
      let fresh = generator.node(id, [named("S1"), named("S2")], [named("R1")], &dice)
      let isOpen = !view.showsOrganization
      if isOpen || view.unlistedSCPs.contains(id), dice.chance(0.5) { estate.nodes[index].scps = fresh.scps }
      if isOpen || view.unlistedRCPs.contains(id), dice.chance(0.5) { estate.nodes[index].rcps = fresh.rcps }
      for place in estate.nodes[index].scps.indices {
        let name = estate.nodes[index].scps[place].name
        if let text = texts[name] { estate.nodes[index].scps[place].policy = text }
      }
      for place in estate.nodes[index].rcps.indices {
        let name = estate.nodes[index].rcps[place].name
        if let text = texts[name] { estate.nodes[index].rcps[place].policy = text }
      }
    }
  }
}

extension Estate {
  /// The text of an SCP or RCP that is attached somewhere.
  func text(named name: String) -> WorldPolicy? {
    nodes.flatMap { $0.scps + $0.rcps }.first { $0.name == name }?.policy
  }
}
