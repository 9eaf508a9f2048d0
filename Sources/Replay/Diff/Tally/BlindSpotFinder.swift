import AuditStore
import IAMPolicy

/// Finds what a log cannot say about a change: accounts, hours, statements and actions it does not cover.
struct BlindSpotFinder {
  let baseline: PolicySnapshot
  /// Whether an account is one that SCPs and RCPs do not bind.
  let isManagementAccount: (String) -> Bool
  let changes: [PolicyChange]
  let coverage: LogCoverage
  /// For each change the actions of the replayed requests that it can touch, in any order.
  let actions: [[String]]
  /// The actions of the replayed requests that a changed policy takes part in.
  let touchedActions: [String]
  /// Whether any event was replayed.
  let hasReplayed: Bool
  /// The statements that the changes bring or take, and how far any replayed request in their reach went along with them.
  let statements: [(statement: ChangedStatement, reach: StatementReach)]
  /// The roles, users and services that were replayed.
  let principals: [String]
  /// The policies that only one of two snapshots has.
  let rewritten: (new: [AttachedPolicy], old: [AttachedPolicy])
  /// Whether events came into the log after the replays were stored that are compared.
  let isAsStored: Bool
  /// The events that were asked about: of accounts whose events were not, nothing is missed.
  let events: EventScope
  /// The ingests whose other files were not read.
  let unfinishedIngests: [UnfinishedIngest]
  /// What ingests with a window passed over.
  let passedOver: PassedOverRecords?

  /// Every blind spot, the widest kinds first.
  func blindSpots() -> [BlindSpot] {
    unfinishedIngests.map { BlindSpot(kind: "unfinishedIngest", text: $0.sentence) }
      + [passedOver].compactMap { $0 }.map { BlindSpot(kind: "ingestWindow", text: $0.sentence) }
      + untouchedTargets + silentAccounts + beyondLog + gaps + missingDataEvents + passedRoles + unexercised
      + findings
  }

  private var findings: [BlindSpot] {
    baseline.errors.map { BlindSpot(kind: "policyFinding", text: $0.sentence) }
  }
}

// MARK: - Targets

extension BlindSpotFinder {
  /// Whether events were replayed and a change, by its place, has a part in none of them.
  func isUntouched(_ change: Int) -> Bool { hasReplayed && actions[change].isEmpty }

  private var untouchedTargets: [BlindSpot] {
    changes.indices.filter { isUntouched($0) }.map { place in
      let change = changes[place]
      let hint = Spelling.question(meant(by: change.target))
      return BlindSpot(
        kind: "untouchedTarget",
        text: "no replayed event is touched by \(change.targetText), so its effect is not known\(hint)")
    }
  }

  /// A name from the log or the snapshot that is close to a target which nothing reaches.
  private func meant(by target: PolicyChange.Target) -> String? {
    switch target {
    case .scp(_, let node), .rcp(_, let node): closest(to: node, among: coverage.accounts.sorted())
    case .boundary(let arn), .identity(let arn, _): closest(to: arn, among: principals)
    case .resource(let arn): closest(to: arn, among: baseline.resourcePolicies.keys.sorted())
    case .vpcEndpoint(let id): closest(to: id, among: baseline.vpcEndpoints.keys.sorted())
    case .managed: nil
    }
  }

  /// A name within two edits, or one of the same last part below or above another path.
  private func closest(to name: String, among names: [String]) -> String? {
    let others = names.filter { $0 != name }
    guard others.count == names.count else { return nil }
    return Spelling.closestName(to: name, among: others)
      ?? others.first { $0.hasPrefix(name + "/") }
  }
}

// MARK: - Accounts and hours

extension BlindSpotFinder {
  /// The accounts that the changes can touch; nil where it may be any.
  private var scope: Set<String>? {
    guard rewritten.new.isEmpty, rewritten.old.isEmpty else { return nil }
    var accounts: Set<String> = []
    for change in changes {
      guard let touched = touched(by: change.target) else { return nil }
      accounts.formUnion(touched)
    }
    return accounts
  }

  /// The accounts that have the principals, or for an RCP the resources, of requests that a change at a target touches;
  /// nil where it may be any.
  func touched(by target: PolicyChange.Target) -> Set<String>? {
    switch target {
    case .scp(let name, let node): bound(by: name, at: node, isSCP: true)
    case .rcp(let name, let node): bound(by: name, at: node, isSCP: false)
    case .boundary(let arn), .identity(let arn, _): [ARNFields(arn).account]
    case .managed(let arn):
      // One of AWS can be attached in every account.
      ARNText.isAccountID(ARNFields(arn).account) ? [ARNFields(arn).account] : nil
    case .resource, .vpcEndpoint: nil
    }
  }

  /// The accounts of the log or the organization that an SCP or RCP at a node binds; at `*` it is wherever it may be
  /// attached, and without an organization tree at every account.
  ///
  /// AWS Organizations User Guide, "Service control policies" and "Resource control policies": neither affects the
  /// management account.
  private func bound(by name: String, at node: String, isSCP: Bool) -> Set<String> {
    var accounts: Set<String> = node == "*" ? coverage.accounts : [node]
    if let organization = baseline.organization {
      let nodes =
        node == "*"
        ? organization.allIDs.filter { node in
          organization.names(at: node, isSCP: isSCP)?.contains { [name, Organization.unlisted].contains($0) }
            ?? false
        } : [node]
      accounts = Set(nodes.flatMap { organization.accounts(under: $0) ?? [] })
    }
    return accounts.filter { !isManagementAccount($0) }
  }

  private var silentAccounts: [BlindSpot] {
    let expected = scope ?? Set(baseline.organization?.root.allAccounts ?? [])
    return expected.subtracting(coverage.accounts).filter { isAsked($0) }.sorted().map { account in
      let name = baseline.organization?.accounts[account]?.name.map { " (\($0))" } ?? ""
      let place = coverage.isOutside(account) ? "window" : "log"
      let text =
        coverage.hasUnplaced
        ? "no event in the \(place)\(asStored) names account \(account)\(name) as the one that received it, but some "
          + "name none and may be its own, so it is not known what is missing of it"
        : "account \(account)\(name) \(hasNone) in the \(place)\(asStored), so nothing can be said about it"
      return BlindSpot(kind: "accountWithoutLogs", text: text)
    }
  }

  private var gaps: [BlindSpot] {
    coverage.gaps().filter { scope?.contains($0.account) ?? true && isAsked($0.account) }.map { gap in
      BlindSpot(
        kind: "gap",
        text: "account \(gap.account) \(hasNone) in \(gap.region) from \(gap.words)\(asStored)"
          + (coverage.hasUnplaced(in: gap.hours)
            ? ", unless it received some of those that name no receiving account: what else was done then"
            : ": what was done then") + " is not in this answer")
    }
  }

  /// Whether the filters let events that an account received pass; nil for one that the log does not tell.
  func isAsked(_ account: String?) -> Bool { events.filter.accepts(account: account) }

  /// What the window has before the first hour of the log, and behind its last one, where that is at least a day or
  /// longer than the log is silent anywhere else.
  private var beyondLog: [BlindSpot] {
    guard let (hours, silence) = coverage.logged(where: isAsked) else { return [] }
    let least = min(24, silence + 1) * 3600
    let first = hours.lowerBound * 3600
    let end = hours.upperBound * 3600
    let whose = events.filter.accounts.isEmpty ? "" : " of an account that passes the filters"
    let isBehind = events.window.start.map { $0 >= end } ?? false
    if isBehind || events.window.end.map({ $0 <= first }) ?? false {
      return [
        BlindSpot(
          kind: "windowBeyondLog",
          text: "the log \(isAsStored ? "had" : "has") events\(whose) from \(TextFormat.minute(first)) to "
            + "\(TextFormat.minute(end))\(asStored), and the window lies wholly \(isBehind ? "behind" : "before") them: "
            + "nothing that was done in it is in this answer")
      ]
    }
    var parts: [String] = []
    if let start = events.window.start, start <= first - least {
      parts.append(
        "before \(TextFormat.minute(first))\(asStored), while the window begins at \(TextFormat.minute(start))"
      )
    }
    if let last = events.window.end, last >= end + least {
      parts.append(
        "from \(TextFormat.minute(end)) on\(asStored), while the window ends at \(TextFormat.minute(last))")
    }
    return parts.map { part in
      BlindSpot(
        kind: "windowBeyondLog",
        text: "the log \(hasNone)\(whose) \(part): what was done then is not in this answer")
    }
  }

  private var hasNone: String { isAsStored ? "had no event" : "has no event" }

  private var asStored: String { isAsStored ? " when the replays were stored" : "" }
}
