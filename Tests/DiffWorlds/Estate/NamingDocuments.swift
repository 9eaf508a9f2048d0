import IAMPolicy
import PolicyWorlds

/// Draws policies of resources in which other statements name other callers, mostly for other actions of one service.
struct NamingDocuments {
  private let callers: [Caller]
  private let operations: [Cast.Operation]
  /// How many of the policies of resources are such.
  private let share: Double

  init(_ callers: [Caller], _ operations: [Cast.Operation], share: Double) {
    self.callers = callers
    self.operations = operations
    self.share = share
  }

  /// A policy of two statements or more; nil where another kind of policy is to be drawn.
  func draw(_ name: String, _ service: String, _ dice: inout Dice) -> WorldPolicy? {
    guard dice.chance(share) else { return nil }
    let known = operations.filter { $0.action.hasPrefix(service + ":") && $0.arns != ["*"] }
    guard let action = known.first?.action else { return nil }
    let type = World.type(of: .resource, action: action)
    let text = PolicyText(
      version: "2012-10-17", statements: (0..<dice.number(2...4)).map { _ in statement(type, known, &dice) })
    let policy = WorldPolicy(name: name, text: text, type: type)
    return policy.isAccepted ? policy : nil
  }

  /// An SCP of one statement, as others are of which accounts have one each.
  func restriction(_ name: String, _ dice: inout Dice) -> WorldPolicy {
    let operation = dice.pick(operations, else: EstateGenerator.secretRead)
    let service = operation.action.prefix { $0 != ":" }
    let statement = StatementText(
      effect: dice.chance(0.6) ? "Deny" : "Allow",
      action: ListText(
        values: dice.chance(0.4)
          ? operations.map { $0.action } : [dice.chance(0.6) ? service + ":*" : operation.action]),
      resource: ListText(values: [dice.chance(0.5) ? "*" : dice.pick(operation.arns)]))
    return WorldPolicy(
      name: name, text: PolicyText(version: "2012-10-17", statements: [statement]), type: .scp)
  }

  private func statement(
    _ type: PolicyType, _ operations: [Cast.Operation], _ dice: inout Dice
  ) -> StatementText {
    let operation = dice.pick(operations, else: operations[0])
    var actions = [operation.action]
    if dice.chance(0.2) { actions.append(dice.pick(operations, else: operation).action) }
    if dice.chance(0.1) { actions = [operation.action.prefix { $0 != ":" } + ":*"] }
    let isDeny = dice.chance(0.3)
    var resource = [dice.chance(0.6) ? "*" : dice.pick(operation.arns)]
    if dice.chance(0.15) { resource.append(dice.pick(operation.arns)) }
    return StatementText(
      effect: isDeny ? "Deny" : "Allow", principal: principal(isNot: type != .trust && !isDeny, &dice),
      action: ListText(values: Array(Set(actions)).sorted()),
      resource: type == .trust ? nil : ListText(values: resource))
  }

  /// One caller or several in any of the ways in which a policy names them, or all but some.
  private func principal(isNot mayExclude: Bool, _ dice: inout Dice) -> PrincipalText {
    if dice.chance(0.12) { return PrincipalText(entries: [.init(kind: "*", text: "*")]) }
    if dice.chance(0.2) {
      let nobody = "arn:aws:iam::\(dice.pick(Estate.accounts)):user/nobody"
      return PrincipalText(entries: [.init(kind: "AWS", text: nobody)])
    }
    let names = (0..<dice.pick([1, 1, 1, 2, 3], else: 1)).map { _ in
      dice.pick(self.names(of: dice.pick(callers, else: callers[0])))
    }
    return PrincipalText(
      isNegated: mayExclude && dice.chance(0.12),
      entries: Set(names).sorted().map { .init(kind: "AWS", text: $0) })
  }

  private func names(of caller: Caller) -> [String] {
    let who = NaiveCaller(caller)
    let own = [who.arn, who.roleARN, who.uniqueID, who.issuer].compactMap { $0 }
    let account = who.account ?? Cast.home
    return own + own + [account, "arn:aws:iam::\(account):root"]
  }
}
