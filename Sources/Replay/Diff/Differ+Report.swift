import IAMPolicy

/// Turning the tally into a report, with what the log cannot show.
extension Differ {
  func report(_ tally: DiffTally, _ sums: EventSums, _ coverage: LogCoverage) -> DiffReport {
    var sums = sums
    sums.replayed = tally.replayed
    var summary = tally.summary
    for changeClass in ChangeClass.allCases where summary[changeClass] == nil {
      summary[changeClass] = ChangeCount()
    }
    summary[.notReplayable] = ChangeCount(requests: 0, events: sums.excludedTotal)
    let finder = BlindSpotFinder(
      baseline: baseline, changes: changes, coverage: coverage, requests: tally.requests)
    return DiffReport(
      changes: changes.map { $0.argument }, snapshot: nil, window: tally.window, events: sums,
      fidelity: tally.fidelity, summary: summary, causes: tally.collector.causes(replayed: tally.principals),
      blindSpots: finder.blindSpots(), assumptions: assumptions)
  }

  private var assumptions: [String] {
    var texts: [String] = []
    if baseline.organization == nil, options.managementAccount == nil, touchesOrganization {
      texts.append(
        "no account in the log is the management account, which SCPs and RCPs do not bind; "
          + "--management-account ID settles it")
    }
    for key in options.assumed.keys.sorted() {
      texts.append("\(key) is \(options.assumed[key] ?? "") wherever the log does not hold it (--assume)")
    }
    return texts
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

extension PolicySnapshot {
  /// Every policy document that is known.
  var documents: [CompiledPolicy] {
    var policies: [AttachedPolicy] = Array(scps.values) + Array(rcps.values) + Array(resourcePolicies.values)
    policies +=
      Array(vpcEndpoints.values) + Array(managedOverrides.values) + looseAttachments.map { $0.policy }
      + nodePolicies.values.map { $0.policy }
    let identities = partialIdentities.values.map { $0 } + accounts.values.flatMap { $0.identities }
    for identity in identities {
      policies += identity.inline
      policies += [identity.boundaryOverride, identity.trust].compactMap { $0 }
    }
    policies += accounts.values.flatMap { Array($0.managedPolicies.values) }
    return policies.compactMap { policy in
      if case .document(let document) = policy.content { return document }
      return nil
    }
  }
}
