import IAMPolicy

/// What is said of the targets of changes, against what a snapshot shows there.
extension PolicySnapshot {
  /// Refuses what is said to be there, or not to be there, of targets where the snapshot shows the opposite.
  ///
  /// - Throws: `SnapshotError` with the place of the policy that is said not to stand.
  func check(_ options: Differ.Options, of changes: [PolicyChange]) throws(SnapshotError) {
    for change in changes {
      if options.newTargets.contains(change.targetText), let policy = shown(at: change.target).first {
        throw Self.contradiction(change, policy)
      }
      if options.replacedTargets.contains(change.targetText), hasNothing(at: change.target) {
        throw SnapshotError(
          message:
            "--assume 'policy:\(change.targetText)=replaced' contradicts the snapshot, in which nothing "
            + "stands there")
      }
    }
  }

  private static func contradiction(_ change: PolicyChange, _ policy: AttachedPolicy) -> SnapshotError {
    let name = policy.name.isEmpty ? "a policy" : policy.name
    let shown =
      switch change.target {
      case .resource(let arn): "\(arn) has a policy"
      case .boundary(let arn): "\(arn) has the boundary \(name)"
      case .vpcEndpoint(let id): "\(id) has a policy"
      case .scp, .rcp, .identity, .managed:
        "\(name) \(policy.attachment.map { "is attached at \($0)" } ?? "stands there")"
      }
    return SnapshotError(
      file: policy.file, position: policy.statementsPosition,
      message:
        "--assume 'policy:\(change.targetText)=none' contradicts the snapshot, in which \(shown)")
  }

  /// The policies that the snapshot shows at a target, with their texts or without.
  private func shown(at target: PolicyChange.Target) -> [AttachedPolicy] {
    switch target {
    case .scp, .rcp, .identity, .resource, .vpcEndpoint: standing(at: target)
    case .boundary(let arn):
      known(arn)?.boundary.map { standing(at: .managed(arn: $0)) } ?? []
    case .managed(let arn):
      accounts.values.contains { $0.names(managed: arn) } ? standing(at: target) : []
    }
  }

  /// Whether the snapshot shows that no policy stands at a target; not where it does not say it.
  private func hasNothing(at target: PolicyChange.Target) -> Bool {
    switch target {
    case .scp, .rcp, .identity: neighbours(of: target) != nil
    case .boundary(let arn): known(arn).map { $0.boundary == nil } ?? false
    case .resource(let arn):
      standing(at: target).isEmpty && (resourcesWithoutPolicy.contains(arn) || isComplete(for: arn))
    case .managed, .vpcEndpoint: false
    }
  }

  /// A user, group or role of an account that was exported.
  private func known(_ arn: String) -> Identity? {
    accounts[ARNFields(arn).account]?.identities.first { $0.arn == arn }
  }
}
