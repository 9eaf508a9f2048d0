import AuditStore
import IAMPolicy

/// The tables that replaying alone shows: what statements did, and what nobody needed.
enum StatementTables {
  /// How their rows are found.
  private static let source =
    sourceOfReplay
    + "; no view of the database holds it by statement. `retrial replay --name NAME` stores what each request "
    + "comes to in the view `outcomes`, and `retrial explain EVENT-ID --policies DIR` names the statements that an event met"

  /// How all is found that replaying shows.
  static let sourceOfReplay =
    "counted by replaying the events of the period against the policies, a call once and as corrected"

  /// What every Deny of the organization's policies met, those that no event met last.
  static func guardrails(_ uses: [StatementUse]) -> ReportTable {
    let denies = uses.filter { ($0.type == .scp || $0.type == .rcp) && $0.statement.effect == .deny }
    return table(
      "guardrails", "What each Deny of an SCP or RCP met", denies, texts: [],
      counts: ["denied", "matched", "may_match"]
    ) { [$0.denied, $0.matched, $0.possible] }
  }

  /// The Allow statements of identities that no event of the period met, but for those of service-linked roles.
  static func unusedAllows(_ uses: [StatementUse]) -> ReportTable {
    table(
      "unused-allows", "Allow statements of users, groups and roles that no event of the period met",
      uses.filter { $0.type == .identity && $0.isUnusedAllow },
      texts: [("account", { $0.account }), ("holder", { $0.holder })], counts: []
    ) { _ in [] }
  }

  /// The Allow statements of resource and trust policies that no event of the period met, but for those of
  /// service-linked roles.
  ///
  /// - Parameter untold: roles whose trust policies are left out, see `rolesAssumedUnseen`.
  static func unusedResourceAllows(_ uses: [StatementUse], without untold: Set<ExactText>) -> ReportTable {
    let unused = uses.filter { use in
      switch use.type {
      case .resource, .kms: use.isUnusedAllow
      case .trust: use.isUnusedAllow && !untold.contains(ExactText(use.policy.name))
      case .identity, .boundary, .session, .scp, .rcp, .vpce: false
      }
    }
    return table(
      "unused-resource-allows",
      "Allow statements of resource policies and trust policies that no event of the period met", unused,
      texts: [("account", { $0.account })], counts: []
    ) { _ in [] }
  }

  /// The roles that made calls though no event met their trust policy: how they were assumed, the log does not hold.
  ///
  /// - Parameter callers: whoever made calls, by ARN.
  static func rolesAssumedUnseen(_ uses: [StatementUse], callers: Set<String>) -> Set<ExactText> {
    let trusts = uses.filter { $0.type == .trust && !$0.isOfServiceLinkedRole }
    func roles(_ uses: [StatementUse]) -> Set<ExactText> { Set(uses.map { ExactText($0.policy.name) }) }
    return roles(trusts.filter { callers.contains($0.policy.name) })
      .subtracting(roles(trusts.filter { !$0.isUnused }))
  }

  private static func table(
    _ id: String, _ title: String, _ uses: [StatementUse],
    texts: [(name: String, text: (StatementUse) -> String?)], counts: [String],
    _ values: (StatementUse) -> [Int]
  ) -> ReportTable {
    let columns =
      (["policy", "statement", "place"] + texts.map { $0.name }).map {
        ReportTable.Column(name: $0, kind: .text)
      }
      + counts.map { ReportTable.Column(name: $0, kind: .count) }
    let rows = uses.map { use in (use, values(use)) }.sorted { left, right in
      left.1 == right.1
        ? left.0.place.lexicographicallyPrecedes(right.0.place)
        : right.1.lexicographicallyPrecedes(left.1)
    }
    return ReportTable(
      id: id, title: title, columns: columns,
      rows: rows.map { use, counts in
        use.place.map { .text($0.text) } + texts.map { .text($0.text(use) ?? "") }
          + counts.map { .integer(Int64($0)) }
      }, source: source)
  }
}

extension StatementUse {
  /// Whether it is an Allow that no event met, of what AWS does not set itself.
  fileprivate var isUnusedAllow: Bool {
    statement.effect == .allow && isUnused && !isOfServiceLinkedRole
  }

  /// The policy's name, the statement's Sid or number, and `file:line:column`.
  fileprivate var place: [ExactText] {
    let sid = statement.sid.flatMap { $0.isEmpty ? nil : $0 } ?? "#\(statement.index)"
    return [policy.name, sid, "\(policy.file ?? ""):\(statement.position)"].map { ExactText($0) }
  }
}
