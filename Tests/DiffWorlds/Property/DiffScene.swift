import AuditStore
import IAMPolicy
import PolicyWorlds
import Replay
import TestSupport

/// One world of a diff: an estate, what a snapshot shows of it, a log, and changes.
struct DiffScene {
  let estate: Estate
  let view: EstateView
  let generator: EstateGenerator
  var changes: [EstateChange]
  /// What a second snapshot has otherwise, to which the changes are made then; nil where there is one snapshot.
  var reshaping: EstateReshaping?
  var events: [LoggedEvent]
  /// Whether each change is said to meet nothing, or something, that the snapshot does not show.
  var options = Differ.Options()

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
    let isShared = dice.chance(0.4)
    let callers = CallerGenerator.callers(isShared ? dice.number(3...4) : 2, &dice)
    let operations = Self.operations(isShared, &dice)
    let documents = EstateDocuments(callers, operations, isShared: isShared, &dice)
    let owners = callers.compactMap { caller -> String? in
      let who = NaiveCaller(caller)
      return who.kind == "feduser" ? who.issuer : who.kind == "root" ? nil : who.principalARN
    }.filter { !$0.hasSuffix(":root") }
    generator = EstateGenerator(
      documents: documents,
      owners: owners.isEmpty ? ["arn:aws:iam::111111111111:user/team/alice"] : Array(Set(owners)).sorted(),
      isShared: isShared)
    let whole = generator.estate(&dice)
    view = EstateView(of: whole, &dice)
    let comparesSnapshots = view.showsOrganization && dice.chance(isShared ? 0.4 : 0.1)
    estate = comparesSnapshots ? ReshapingGenerator.beginning(whole, generator, &dice) : whole
    let changer = ChangeGenerator(
      estate: estate, view: view, generator: generator, actions: operations.map { $0.action })
    changes = []
    let source = EventGenerator(
      estate: estate, view: view, callers: callers, operations: operations, documents: documents,
      isShared: isShared)
    events = []
    for number in 0..<(isShared ? dice.number(6...8) : dice.number(3...5)) {
      var event =
        events.isEmpty || dice.chance(isShared ? 0.1 : 0.45)
        ? source.event(number, &dice)
        : source.next(
          after: isShared && dice.chance(0.75) ? events[0] : dice.pick(events, else: events[0]), number, &dice
        )
      if RecordGenerator(events: source).record(&event, &dice) { events.append(event) }
    }
    let wantsEffect = dice.chance(0.8)
    for _ in 0..<5 {
      if comparesSnapshots {
        reshaping = ReshapingGenerator(view: view, generator: generator, changer: changer)
          .reshaping(of: estate, &dice)
      }
      changes = comparesSnapshots && dice.chance(0.7) ? [] : changer.changes(&dice)
      if !wantsEffect || changesAnything(&dice) { break }
    }
    setOptions(&dice)
  }

  /// What is called: mostly any, or what is called on the same resources.
  private static func operations(_ isShared: Bool, _ dice: inout Dice) -> [Cast.Operation] {
    let all = dice.shuffled(EstateGenerator.operations)
    guard isShared else { return Array(all.prefix(dice.number(2...4))) }
    return dice.pick(EstateGenerator.families, else: []) + all.prefix(dice.pick([0, 0, 1], else: 0))
  }

  /// The estate that the diff compares with one.
  func after(_ estate: Estate, _ dice: inout Dice) -> Estate {
    guard let reshaping else { return estate.applying(changes, reached: reached) }
    let left = reshaping.parents.filter { $0.value == nil }.keys.sorted()
    return estate.reshaped(reshaping, outside: left.map { generator.outside($0, &dice) })
      .applying(changes, reached: reached)
  }

  /// Whether the changes turn any call round.
  private func changesAnything(_ dice: inout Dice) -> Bool {
    let after = after(estate, &dice)
    return events.contains { event in
      guard let left = EstateResults(event.truth, in: estate),
        let right = EstateResults(event.truth, in: after)
      else { return false }
      return left.allows(event.truth, event.record) != right.allows(event.truth, event.record)
    }
  }

  /// The nodes that `@*` reaches where no tree is shown and nothing stands.
  var reached: [String] { view.showsOrganization ? [] : Estate.accounts }

  private mutating func setOptions(_ dice: inout Dice) {
    if !view.showsOrganization { options.managementAccount = Estate.management }
    for change in changes where change.policy != nil {
      if estate.holds(change.target) {
        if !view.showsOrganization, change.touchesOrganization { options.replacedTargets.insert(change.text) }
      } else if reshaping == nil, dice.chance(0.3) {
        options.newTargets.insert(change.text)
      }
    }
  }

  /// Whether an estate is one of those that the run's assumptions speak of.
  func isMeant(_ estate: Estate) -> Bool {
    guard let reshaping else { return isMeantAsItIs(estate) }
    return isMeantAsItIs(estate) && isMeantAsItIs(estate.reshaped(reshaping, outside: []))
  }

  private func isMeantAsItIs(_ estate: Estate) -> Bool {
    changes.allSatisfy { change in
      let holds = estate.holds(change.target)
      if options.newTargets.contains(change.text), holds { return false }
      guard change.touchesOrganization, change.policy != nil else { return true }
      if view.showsOrganization { return isMeantWhereUnlisted(change, in: estate) }
      return options.replacedTargets.contains(change.text)
        ? isReplaced(change, in: estate) : !holds
    }
  }

  /// Where neither list nor text is shown, an SCP whose new text only denies replaces one that only denied.
  private func isMeantWhereUnlisted(_ change: EstateChange, in estate: Estate) -> Bool {
    guard change.policy?.onlyDenies ?? false, view.hiddenTexts.contains(change.policyName) else {
      return true
    }
    let unlisted = change.kind == "scp" ? view.unlistedSCPs : view.unlistedRCPs
    return estate.nodes.filter { unlisted.contains($0.id) }.allSatisfy { node in
      let attached = change.kind == "scp" ? node.scps : node.rcps
      return !change.reaches(node.id) || !attached.contains { $0.name == change.policyName }
        || isReplaced(change, among: attached)
    }
  }

  /// A replaced SCP whose new text only denies only denied before, and others beside it allow.
  private func isReplaced(_ change: EstateChange, in estate: Estate) -> Bool {
    let nodes: [String]
    switch change.target {
    case .scp(_, let node), .rcp(_, let node): nodes = node == "*" ? Estate.accounts : [node]
    default: return true
    }
    return nodes.allSatisfy { id in
      guard let index = estate.node(id) else { return false }
      return isReplaced(
        change, among: change.kind == "scp" ? estate.nodes[index].scps : estate.nodes[index].rcps)
    }
  }

  private func isReplaced(_ change: EstateChange, among attached: [Estate.Named]) -> Bool {
    guard let old = attached.first(where: { $0.name == change.policyName }) else { return false }
    guard change.policy?.onlyDenies ?? false else { return true }
    return old.policy.onlyDenies
      && (change.kind == "rcp" || attached.contains { $0.name == "FullAWSAccess" })
  }
}

extension EstateChange {
  /// The name of the SCP or RCP that is changed; empty for any other policy.
  fileprivate var policyName: String {
    switch target {
    case .scp(let name, _), .rcp(let name, _): name
    default: ""
    }
  }

  /// Whether what is attached at a node is changed.
  fileprivate func reaches(_ node: String) -> Bool {
    switch target {
    case .scp(_, let place), .rcp(_, let place): place == "*" || place == node
    default: false
    }
  }
}
