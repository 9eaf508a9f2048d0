import IAMPolicy
import PolicyWorlds

/// Draws who calls in a world.
enum CallerGenerator {
  static func callers(_ count: Int, _ dice: inout Dice) -> [Caller] {
    var callers: [Caller] = []
    while callers.count < count {
      var caller = Cast.caller(&dice)
      switch caller {
      case .user, .federatedUser, .session, .root(_, isAssumed: false): break
      default: continue
      }
      if count > 2, let first = callers.first, dice.chance(0.65) { caller = another(like: first, &dice) }
      if count > 2, dice.chance(0.3) { caller = moved(caller) }
      let who = NaiveCaller(caller)
      guard let account = who.account, Estate.accounts.contains(account),
        !(who.principalARN ?? "").contains("aws-service-role"),
        !callers.contains(where: { clashes(caller, $0) })
      else { continue }
      callers.append(dice.chance(0.06) ? managing(caller) : caller)
    }
    return callers
  }

  /// Role names are unique in an account.
  private static func clashes(_ caller: Caller, _ known: Caller) -> Bool {
    guard case .session(let left) = known, case .session(let right) = caller else { return false }
    return left.account == right.account && left.roleName == right.roleName && left.roleARN != right.roleARN
  }

  /// Another user or session of the same kind, perhaps of another account.
  private static func another(like caller: Caller, _ dice: inout Dice) -> Caller {
    let account = dice.pick([Cast.home, Cast.other, Estate.third])
    switch caller {
    case .user:
      let name = dice.pick(["alice", "bob", "dora"])
      return .user(arn: "arn:aws:iam::\(account):user/team/\(name)", uniqueID: "AIDA" + name.uppercased())
    case .session(var session):
      let name = dice.pick(["app", "app", "twin"])
      (session.account, session.roleName, session.roleID) = (account, name, "AROA" + name.uppercased())
      session.roleARN = "arn:aws:iam::\(account):role/\(name)"
      session.sessionName = dice.pick(["s1", "s2"])
      return .session(session)
    default: return caller
    }
  }

  /// The same in the management account.
  private static func managing(_ caller: Caller) -> Caller {
    guard case .user = caller else { return caller }
    return .user(arn: "arn:aws:iam::\(Estate.management):user/team/alice", uniqueID: "AIDAALICE")
  }

  /// The same in the third account.
  private static func moved(_ caller: Caller) -> Caller {
    func moved(_ arn: String) -> String {
      arn.replacing(Cast.home, with: Estate.third).replacing(Cast.other, with: Estate.third)
    }
    switch caller {
    case .user(let arn, let id): return .user(arn: moved(arn), uniqueID: id)
    case .root(let arn, let isAssumed): return .root(arn: moved(arn), isAssumed: isAssumed)
    case .session(var session):
      session.account = Estate.third
      session.roleARN = session.roleARN.map { moved($0) }
      return .session(session)
    default: return caller
    }
  }
}
