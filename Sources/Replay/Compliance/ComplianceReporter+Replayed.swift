import AuditStore

extension ComplianceReporter {
  /// What replaying shows.
  ///
  /// - Parameters:
  ///   - silent: the accounts without any event, of which nothing tells what they used.
  ///   - callers: whoever made calls, by ARN.
  func replayed(
    _ database: borrowing AuditDatabase, _ file: DatabaseFile, silent: [String], callers: Set<String>
  ) throws -> [ReportSection] {
    var sections = [
      ReportSection(
        id: "guardrails", title: "Effect of SCPs and RCPs",
        summary: [
          "A statement that met no event was not exercised in the period: nothing shows that it works."
        ],
        tables: [], missing: nil),
      ReportSection(
        id: "unused-allows", title: "Permissions that nobody used",
        summary: [Self.unusedAllows], tables: [], missing: nil),
      ReportSection(
        id: "fidelity", title: "How far the policies explain the period", summary: [], tables: [],
        missing: nil),
    ]
    guard let snapshot else {
      for index in sections.indices {
        sections[index].summary = []
        sections[index].missing = "no policies were given (--policies DIR)"
      }
      return sections
    }
    let differ = try Differ(baseline: snapshot, changes: [], options: options)
    let events = try RecordedEvents(database, file: file)
    var scope = EventScope(window: window, filter: RequestFilter())
    scope.seeksGaps = false
    let run = try differ.run(of: events, on: database, scope, with: .statementUse)
    let (statements, fidelity) = (run.statements, run.report.fidelity)
    if let assumption = differ.with(events).managementAssumptionOfBaseline {
      sections[0].summary.append("Assumed: \(assumption).")
    }
    sections[0].summary += Self.unreadable(
      snapshot.unreadable(["scp", "rcp"]), "SCP or RCP", "SCPs and RCPs")
    sections[0].tables = [StatementTables.guardrails(statements)]
    let unheard = Set(statements.compactMap { $0.account }).intersection(silent)
    let heard = statements.filter { !unheard.contains($0.account ?? "") }
    let untold = StatementTables.rolesAssumedUnseen(heard, callers: callers)
    sections[1].tables = [
      StatementTables.unusedAllows(heard), StatementTables.unusedResourceAllows(heard, without: untold),
    ]
    sections[1].summary += Self.leftOut(unheard.count) + Self.leftOut(roles: untold.count)
    sections[1].summary += Self.unreadable(
      snapshot.unreadable(["identity", "managed", "resource", "trust"]), "policy", "policies")
    sections[2].summary = [Self.words(fidelity)]
    sections[2].tables = [Self.undecided(fidelity)]
    return sections
  }

  private static let unusedAllows =
    "Listed is every Allow of the policies of users, groups and roles, of the policies of resources, and of the trust "
    + "policies of roles, that no event met for certain or perhaps. A call that CloudTrail does not log, or that is not "
    + "replayed, may have used it; what other accounts and AWS services do with a resource stands in the log only where "
    + "its owner's trail records it. Left out are the policies of service-linked roles, as AWS sets what they may do, and "
    + "SCPs, RCPs, permissions boundaries and policies of VPC endpoints, which grant nothing by themselves."

  /// That nothing is said of trust policies whose roles were used.
  private static func leftOut(roles: Int) -> [String] {
    guard roles > 0 else { return [] }
    return [
      "Left out are the trust policies of \(TextFormat.count(roles, "role")) that made calls in the period though no event "
        + "met \(roles == 1 ? "its" : "their") trust policy: what assumed \(roles == 1 ? "it" : "them") is not in the log, was not "
        + "replayed, or met another policy than the snapshot's."
    ]
  }

  private static func leftOut(_ accounts: Int) -> [String] {
    guard accounts > 0 else { return [] }
    return [
      "Left out are the policies of \(TextFormat.count(accounts, "account")) without any event in the period, "
        + "which the scope names: nothing tells what they used."
    ]
  }

  /// That policies which could not be read have statements that no table lists.
  private static func unreadable(_ names: [String], _ noun: String, _ nouns: String) -> [String] {
    guard !names.isEmpty else { return [] }
    let more = names.count > 5 ? " and \(TextFormat.count(names.count - 5)) more" : ""
    return [
      "\(TextFormat.count(names.count)) \(names.count == 1 ? noun : nouns) could not be read and "
        + "\(names.count == 1 ? "counts" : "count") as unknown, so that nothing of "
        + "\(names.count == 1 ? "it" : "them") is listed: \(names.prefix(5).joined(separator: ", "))\(more). "
        + "The scope names the errors."
    ]
  }

  private static func words(_ fidelity: Fidelity) -> String {
    let decided =
      "\(TextFormat.count(fidelity.determinate)) of \(TextFormat.count(fidelity.recorded)) events with a recorded "
      + "decision are decided for certain by the policies"
    guard let percent = fidelity.percent else { return decided + "." }
    return decided
      + "; \(TextFormat.percent(percent)) of those (\(TextFormat.count(fidelity.agreeing))) as AWS did."
  }

  private static func undecided(_ fidelity: Fidelity) -> ReportTable {
    ReportTable(
      id: "undecided", title: "What the others hinge on",
      columns: [
        .init(name: "fact", kind: .text), .init(name: "events", kind: .count),
        .init(name: "meaning", kind: .text),
      ],
      rows: fidelity.undecided.map {
        [.text($0.name), .integer(Int64($0.count)), .text(FactText.note(on: $0.name))]
      },
      source: StatementTables.sourceOfReplay
        + "; no view of the database holds it. `retrial explain EVENT-ID --policies DIR` tells what an event hinges on"
    )
  }
}
