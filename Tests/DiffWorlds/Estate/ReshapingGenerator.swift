import PolicyWorlds

/// Draws what a second snapshot of an estate has otherwise than a first one that shows the same parts.
struct ReshapingGenerator {
  let view: EstateView
  let generator: EstateGenerator
  /// Draws other texts.
  let changer: ChangeGenerator

  private static let members = Estate.accounts.filter { $0 != Estate.management }

  /// An estate in which some accounts may be in no organization yet.
  static func beginning(_ estate: Estate, _ generator: EstateGenerator, _ dice: inout Dice) -> Estate {
    var estate = estate
    for account in members where dice.chance(0.08) {
      estate.parents[account] = nil
      estate.nodes.append(generator.outside(account, &dice))
    }
    return estate
  }

  func reshaping(of estate: Estate, _ dice: inout Dice) -> EstateReshaping {
    var reshaping = EstateReshaping()
    for account in Self.members {
      let isOutside = estate.parents[account] == nil
      guard dice.chance(isOutside ? 0.9 : 0.35) else { continue }
      let leaves = !isOutside && dice.chance(0.15)
      let parent = leaves ? nil : generator.parent(of: account, &dice)
      if estate.parents[account] != parent { reshaping.parents[account] = .some(parent) }
    }
    reshaping.nodes = nodes(estate, &dice)
    for _ in 0..<dice.pick([0, 0, 1, 2], else: 0) {
      for change in changer.changes(&dice) where shows(change, estate) && !rewrites(change, reshaping) {
        reshaping.rewrites.append(change)
      }
    }
    return reshaping
  }

  private func nodes(_ estate: Estate, _ dice: inout Dice) -> [Estate.Node] {
    var nodes: [Estate.Node] = []
    let scps = ["S1", "S2"].map { named($0, .scps, estate, &dice) }
    let rcps = [named("R1", .rcps, estate, &dice)]
    for node in estate.nodes where !node.id.hasPrefix(Estate.outside("")) && dice.chance(0.2) {
      var other = generator.node(node.id, scps, rcps, &dice)
      if view.unlistedSCPs.contains(node.id) { other.scps = node.scps }
      if view.unlistedRCPs.contains(node.id) { other.rcps = node.rcps }
      if other != node { nodes.append(other) }
    }
    return nodes
  }

  private func named(
    _ name: String, _ layer: Layer, _ estate: Estate, _ dice: inout Dice
  ) -> Estate.Named {
    Estate.Named(name: name, policy: estate.text(named: name) ?? generator.documents.pick(layer, &dice))
  }

  private func rewrites(_ change: EstateChange, _ reshaping: EstateReshaping) -> Bool {
    reshaping.rewrites.contains { $0.target == change.target }
  }

  /// Whether a snapshot shows the policy that a change targets, before and after.
  private func shows(_ change: EstateChange, _ estate: Estate) -> Bool {
    switch change.target {
    case .identity(let arn, _): return view.shows(identity: arn)
    case .managed(let arn): return view.shows(managed: arn)
    case .resource(let arn):
      return estate.identities[arn] != nil ? view.shows(identity: arn) : !view.hiddenResources.contains(arn)
    case .endpoint(let id): return !view.hiddenEndpoints.contains(id)
    case .boundary, .scp, .rcp: return false
    }
  }
}
