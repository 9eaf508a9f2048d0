import PolicyWorlds

/// Draws change sets over an estate.
struct ChangeGenerator {
  let estate: Estate
  let view: EstateView
  let generator: EstateGenerator
  /// The actions of the world's calls, which most changes are about.
  let actions: [String]

  func changes(_ dice: inout Dice) -> [EstateChange] {
    var changes: [EstateChange] = []
    for _ in 0..<dice.pick([1, 1, 1, 2], else: 1) {
      let change = change(&dice)
      if !changes.contains(where: { $0.overlaps(change) }) { changes.append(change) }
    }
    return changes
  }

  /// A change of SCPs that needs nothing but a log.
  func scpOfAnAccount(_ dice: inout Dice) -> EstateChange {
    let node = dice.pick(Estate.accounts + ["*"])
    return EstateChange(target: .scp(name: "New", node: node), policy: text(.scps, nil, nil, &dice))
  }

  private func change(_ dice: inout Dice) -> EstateChange {
    // Callers whose own policies change share no decision.
    switch generator.isShared && dice.chance(0.6)
      ? dice.pick([0, 0, 0, 3, 8, 8, 8, 9], else: 8) : dice.number(0...9)
    {
    case 0...2: return node(isSCP: true, &dice)
    case 3: return node(isSCP: false, &dice)
    case 4:
      let arn = dice.pick(generator.owners)
      return finished(.boundary(arn: arn), .boundary, old: nil, &dice)
    case 5, 6:
      let arn = dice.pick(
        generator.owners + generator.owners + Estate.accounts.map { EstateGenerator.group($0) })
      let name = dice.pick(["p", "p", "q", "new"])
      let old = estate.identities[arn]?.inline.first { $0.name == name }?.policy
      return finished(.identity(arn: arn, name: name), .identity, old: old, &dice)
    case 7:
      let arn = dice.pick(estate.managed.keys.sorted())
      return finished(.managed(arn: arn), .identity, old: estate.managed[arn], &dice)
    case 8:
      let asked = Set(actions.map { $0.prefix { $0 != ":" } })
      let all = EstateGenerator.resources + EstateGenerator.roles
      let near = all.filter { asked.contains($0.contains(":iam:") ? "sts" : $0.split(separator: ":")[2]) }
      let arn = dice.pick(near.isEmpty || dice.chance(0.2) ? all : near)
      let old = estate.resources[arn] ?? estate.identities[arn]?.trust
      let service = arn.contains(":iam:") ? "sts" : String(arn.split(separator: ":")[2])
      return finished(.resource(arn: arn), .resource, old: old, service: service, &dice)
    default:
      let id = dice.pick(EstateGenerator.endpoints)
      return finished(.endpoint(id: id), .vpcEndpoint, old: estate.endpoints[id], &dice)
    }
  }

  private func node(isSCP: Bool, _ dice: inout Dice) -> EstateChange {
    let name = dice.pick(isSCP ? ["S1", "S2", "New"] : ["R1", "New"])
    let nodes = [Estate.root] + Estate.units + Estate.accounts
    let node = dice.pick(view.showsOrganization ? nodes + ["*", "*"] : Estate.accounts + ["*", "*"])
    let old = estate.text(named: name)
    return finished(
      isSCP ? .scp(name: name, node: node) : .rcp(name: name, node: node), isSCP ? .scps : .rcps, old: old,
      &dice)
  }

  private func finished(
    _ target: EstateChange.Target, _ layer: Layer, old: WorldPolicy?, service: String? = nil,
    _ dice: inout Dice
  ) -> EstateChange {
    let isRemoval = dice.chance(0.15) && service != "kms" && service != "sts"
    return EstateChange(target: target, policy: isRemoval ? nil : text(layer, service, old, &dice))
  }

  /// A new text: another one, the old one with a statement more or less, or the same again.
  private func text(
    _ layer: Layer, _ service: String?, _ old: WorldPolicy?, _ dice: inout Dice
  ) -> WorldPolicy {
    let near = service ?? (dice.chance(0.85) ? String(dice.pick(actions).prefix { $0 != ":" }) : nil)
    let fresh = generator.documents.draw(layer, "new", service: near, &dice)
    guard let old, var text = old.text, let added = fresh.text, dice.chance(0.6) else { return fresh }
    switch dice.number(0...5) {
    case 0...1 where text.statements.count > 1: text.statements.removeLast()
    case 2 where !text.statements.isEmpty:
      let index = dice.number(0...text.statements.count - 1)
      text.statements[index].conditions = added.statements.last?.conditions ?? []
    case 3: break
    default: text.statements += added.statements.suffix(1)
    }
    let action = service.map { $0 == "sts" ? "sts:AssumeRole" : $0 + ":X" } ?? ""
    let policy = WorldPolicy(name: "new", text: text, type: World.type(of: layer, action: action))
    return policy.isAccepted ? policy : fresh
  }
}

extension EstateChange {
  /// Whether the order of two changes matters.
  fileprivate func overlaps(_ other: EstateChange) -> Bool {
    switch (target, other.target) {
    case (.scp(let left, _), .scp(let right, _)), (.rcp(let left, _), .rcp(let right, _)): left == right
    default: target == other.target
    }
  }
}
