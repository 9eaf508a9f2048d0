import IAMPolicy

/// Turning the tally into a report, with what the log cannot show.
extension Differ {
  func report(
    _ verdicts: VerdictTally, _ tally: EventTally, _ trials: StatementTrials, _ sums: EventSums,
    _ coverage: LogCoverage, of events: RecordedEvents, _ scope: EventScope
  ) -> DiffReport {
    var sums = sums
    sums.replayed = verdicts.replayed
    var summary = tally.summary
    for changeClass in ChangeClass.allCases where summary[changeClass] == nil {
      summary[changeClass] = ChangeCount()
    }
    summary[.notReplayable] = ChangeCount(requests: 0, events: sums.excludedTotal)
    let finder = BlindSpotFinder(
      baseline: baseline, isManagementAccount: { isManagementAccount($0) }, changes: changes,
      coverage: coverage,
      actions: changes.indices.map { verdicts.actions(verdicts.touched.actions(of: $0)) },
      touchedActions: verdicts.actions(verdicts.touched.actions), hasReplayed: verdicts.replayed > 0,
      statements: Array(zip(trials.statements.all, trials.reached)),
      principals: tally.principals.map { $0.text }, rewritten: rewritten,
      isAsStored: sums.cameLater > 0, events: scope, unfinishedIngests: sums.unfinishedIngests,
      passedOver: sums.passedOver)
    var report = DiffReport(
      changes: changes.map { $0.argument }, snapshot: nil, window: tally.window, events: sums,
      fidelity: (hasPolicies ? verdicts.fidelity : verdicts.fidelity.withoutPolicies).naming(changes),
      summary: summary,
      causes: tally.causes,
      blindSpots: finder.blindSpots(), assumptions: assumptions(coverage, events))
    for case let file? in changes.map({ $0.file }) where !report.changedFiles.contains(file) {
      report.changedFiles.append(file)
    }
    report.requests = tally.requestCount
    report.flows = verdicts.flows
    report.groups = tally.diffGroups
    let reasons = report.causes.map { $0.reason }
    report.accepted = tally.accepted.map { $0.hinted(reasons) }
    let targets = UnknownTargetFinder(
      baseline: baseline, changes: changes, new: options.newTargets, events: events,
      isTouched: { !finder.actions[$0].isEmpty })
    report.unknownTargets = targets.unknownTargets()
    report.assumptions += targets.additions(besides: report.unknownTargets)
    return report
  }

  private func assumptions(_ coverage: LogCoverage, _ events: RecordedEvents) -> [String] {
    managementAssumption(coverage) + membershipAssumption(coverage) + replacedAssumptions + boundaryAssumption
      + sessionAssumption(events) + tagAssumption + assumedKeys()
  }

  /// Of a session policy that nobody knows it is not known either whether it is a managed one that changes.
  ///
  /// STS API Reference, `AssumeRole`, `PolicyArns`.
  private func sessionAssumption(_ events: RecordedEvents) -> [String] {
    guard events.hasUnknownSessions else { return [] }
    let arns = Set(evaluator.candidate.reachable.compactMap { $0.target.managedARN }).sorted()
    if arns.isEmpty { return [] }
    return [
      "no session whose issuing call the log does not hold was given \(TextFormat.listed(arns, most: 3)) as a session policy"
    ]
  }

  private func managementAssumption(_ coverage: LogCoverage) -> [String] {
    guard touchesOrganization else { return [] }
    if let management = baseline.organization?.managementAccount {
      return coverage.accounts.contains(management)
        ? ["account \(management) is the management account, which SCPs and RCPs do not bind"] : []
    }
    return [managementAssumption].compactMap { $0 }
  }

  /// SCPs and RCPs bind the accounts of one organization only.
  private func membershipAssumption(_ coverage: LogCoverage) -> [String] {
    guard touchesOrganization else { return [] }
    guard let organization = baseline.organization else {
      return [
        "every account that owns a resource in the log, or whose callers it names by their ARN, is in the "
          + "organization of the change"
      ]
    }
    let foreign = coverage.accounts.filter { organization.path(to: $0) == nil }.sorted()
    if foreign.isEmpty { return [] }
    let (names, isOne) = (foreign.joined(separator: ", "), foreign.count == 1)
    return [
      "\(names) \(isOne ? "is" : "are") not in the organization, as organization.json does not name \(isOne ? "it" : "them")"
    ]
  }

  /// A change whose new text only denies says that others allow; see `PolicySnapshot.exposing(_:)`.
  private var replacedAssumptions: [String] {
    let replaced = baseline.policies.filter { policy in
      guard case .document(let document) = policy.content, document.type == .scp else { return false }
      return document.document.statements.contains { PolicyFact.isUnknownDeny($0) }
    }
    return Set(replaced.map { $0.name }).sorted().map { name in
      let target = changes.first { $0.isSCP && $0.target.policyName == name }?.targetText ?? name
      return
        "an SCP that is now attached under the name \(name) only denies, as its new text does, and other SCPs, "
        + "such as FullAWSAccess, allow; if none is, --assume 'policy:\(target)=none' says so"
    }
      + newTargets.sorted().map {
        "nothing stands at \($0) now, so the change adds to what is there; "
          + "--assume 'policy:\($0)=replaced' says otherwise"
      }
  }

  /// A Deny with `NotPrincipal` hits whoever has a boundary.
  private var boundaryAssumption: [String] {
    let changesBoundary = changes.contains { if case .boundary = $0.target { true } else { false } }
    guard changesBoundary else { return [] }
    return [
      "no resource-based policy that the snapshot does not hold has a Deny with NotPrincipal, which hits every "
        + "caller that has a boundary; AWS advises against such statements"
    ]
  }

  private var tagAssumption: [String] {
    let keys = vocabulary.principalTagKeys
    let isRead = baseline.accounts.values.contains { account in
      [account.users, account.roles].contains {
        $0.values.contains { !keys.isEmpty && $0.tellsTags(of: keys) }
      }
    }
    return isRead ? ["IAM users and roles had the tags of the snapshot at the time of every event"] : []
  }

  private var touchesOrganization: Bool {
    changes.contains { change in
      switch change.target {
      case .scp, .rcp: true
      default: false
      }
    }
  }
}

extension Differ {
  /// What is assumed of context keys, and of which of them that settles nothing.
  ///
  /// - Parameters:
  ///   - session: the session policies that take part beside what the comparison knows.
  ///   - isTyped: whether it is assumed of a typed request, for which no log is read.
  func assumedKeys(_ session: PolicySet? = nil, isTyped: Bool = false) -> [String] {
    if options.assumed.isEmpty { return [] }
    let sessions = PolicyVocabulary(session?.documents ?? [])
    return options.assumed.sorted { $0.key < $1.key }.map { key, value in
      guard vocabulary.mentions(key) || sessions.mentions(key) else {
        return "no policy looks at \(key), so that --assume settles nothing with it"
      }
      let words = value.isEmpty ? "there and empty" : value
      return isTyped
        ? "\(key) is \(words) if nothing that is said of the request rules it out (--assume)"
        : "\(key) is \(words) wherever the log does not hold it (--assume); "
          + "what rests on it is not confirmed by the log"
    }
  }
}

extension PolicySnapshot {
  /// Every policy, known or not.
  var policies: [AttachedPolicy] {
    var policies: [AttachedPolicy] = Array(scps.values) + Array(rcps.values) + Array(resourcePolicies.values)
    policies += Array(vpcEndpoints.values) + Array(managedOverrides.values) + Array(awsManagedPolicies.values)
    policies += looseAttachments.map { $0.policy } + nodePolicies.values.map { $0.policy }
    return policies + partialIdentities.values.flatMap { $0.policies }
      + accounts.values.flatMap { $0.policies }
  }

  /// Every policy document that is known.
  var documents: [CompiledPolicy] {
    policies.compactMap { policy in
      if case .document(let document) = policy.content { return document }
      return nil
    }
  }
}

extension AccountIdentities {
  /// The policies of its identities and those that it manages.
  var policies: [AttachedPolicy] { identities.flatMap { $0.policies } + Array(managedPolicies.values) }
}

extension Identity {
  /// The policies that it has of its own.
  fileprivate var policies: [AttachedPolicy] { inline + [boundaryOverride, trust].compactMap { $0 } }
}

extension Fidelity {
  /// The same with the names that causes have for what the changes themselves leave open.
  fileprivate func naming(_ changes: [PolicyChange]) -> Fidelity {
    var result = self
    result.undecided = undecided.map {
      NamedCount(name: PolicyFact.name(of: $0.name, changes), count: $0.count)
    }
    return result
  }
}

extension PolicyChange.Target {
  /// The ARN of a managed policy; nil for any other target.
  fileprivate var managedARN: String? { if case .managed(let arn) = self { arn } else { nil } }
}
