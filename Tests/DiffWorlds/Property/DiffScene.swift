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
  var events: [LoggedEvent]
  /// Whether each change is said to meet nothing, or something, that the snapshot does not show.
  var options = Differ.Options()

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
    let callers = Self.callers(&dice)
    let operations = Array(dice.shuffled(EstateGenerator.operations).prefix(dice.number(2...4)))
    let always: Set<String> = ["s3:GetObject", "kms:Decrypt", "sts:AssumeRole", "sqs:SendMessage"]
    var focus: [Cast.Operation] = []
    for operation in EstateGenerator.operations {
      let isAsked = operations.contains { $0.action == operation.action }
      if isAsked || always.contains(operation.action) { focus.append(operation) }
    }
    let documents = EstateDocuments(callers, focus, &dice)
    let owners = callers.compactMap { caller -> String? in
      let who = NaiveCaller(caller)
      return who.kind == "feduser" ? who.issuer : who.kind == "root" ? nil : who.principalARN
    }.filter { !$0.hasSuffix(":root") }
    generator = EstateGenerator(
      documents: documents,
      owners: owners.isEmpty ? ["arn:aws:iam::111111111111:user/team/alice"] : Array(Set(owners)).sorted())
    estate = generator.estate(&dice)
    view = EstateView(of: estate, &dice)
    let changer = ChangeGenerator(
      estate: estate, view: view, generator: generator, actions: operations.map { $0.action })
    changes = []
    let source = EventGenerator(
      estate: estate, view: view, callers: callers, operations: operations, documents: documents)
    events = []
    for number in 0..<dice.number(3...5) {
      var event =
        events.isEmpty || dice.chance(0.45)
        ? source.event(number, &dice)
        : source.variant(of: dice.pick(events, else: events[0]), number, &dice)
      if RecordGenerator(events: source).record(&event, &dice) { events.append(event) }
    }
    let wantsEffect = dice.chance(0.8)
    for _ in 0..<5 {
      changes = changer.changes(&dice)
      if !wantsEffect || changesAnything { break }
    }
    setOptions(&dice)
  }

  /// Whether the changes turn any call round.
  private var changesAnything: Bool {
    let after = estate.applying(changes, reached: reached)
    return events.contains { event in
      guard let left = EstateResults(event.truth, in: estate),
        let right = EstateResults(event.truth, in: after)
      else { return false }
      return left.allows(event.truth, event.record) != right.allows(event.truth, event.record)
    }
  }

  private static func callers(_ dice: inout Dice) -> [Caller] {
    var callers: [Caller] = []
    while callers.count < 2 {
      let caller = Cast.caller(&dice)
      switch caller {
      case .user, .federatedUser, .session, .root(_, isAssumed: false): break
      default: continue
      }
      let who = NaiveCaller(caller)
      guard let account = who.account, Estate.accounts.contains(account),
        !(who.principalARN ?? "").contains("aws-service-role")
      else { continue }
      // Role names are unique in an account.
      if let known = callers.first, case .session(let left) = known, case .session(let right) = caller,
        left.account == right.account, left.roleARN != right.roleARN
      {
        continue
      }
      callers.append(dice.chance(0.06) ? managing(caller) : caller)
    }
    return callers
  }

  /// The same in the management account.
  private static func managing(_ caller: Caller) -> Caller {
    guard case .user = caller else { return caller }
    return .user(arn: "arn:aws:iam::\(Estate.management):user/team/alice", uniqueID: "AIDAALICE")
  }

  /// The nodes that `@*` reaches where no tree is shown and nothing stands.
  var reached: [String] { view.showsOrganization ? [] : Estate.accounts }

  private mutating func setOptions(_ dice: inout Dice) {
    if !view.showsOrganization { options.managementAccount = Estate.management }
    for change in changes where change.policy != nil {
      if estate.holds(change.target) {
        if !view.showsOrganization, change.touchesOrganization { options.replacedTargets.insert(change.text) }
      } else if dice.chance(0.3) {
        options.newTargets.insert(change.text)
      }
    }
  }

  /// Whether an estate is one of those that the run's assumptions speak of.
  func isMeant(_ estate: Estate) -> Bool {
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
