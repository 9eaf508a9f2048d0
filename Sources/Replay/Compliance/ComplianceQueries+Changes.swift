import AuditStore

/// Changes of what grants access and of what records it.
extension ComplianceQueries {
  /// - Parameter kinds: the kinds of operations that the log holds.
  func policyChanges(among kinds: [(source: String, name: String)]) -> ReportQuery {
    changes(
      "policy-changes", "Changes of policies and attempts at them, and who made them",
      by: PolicyOperations.among(kinds))
  }

  var trailChanges: ReportQuery {
    changes(
      "trail-changes", "Changes of trails and attempts at them, and who made them", by: TrailOperations.all)
  }

  private func changes(
    _ id: String, _ title: String, by operations: [(source: String, names: [String])]
  ) -> ReportQuery {
    let named = operations.map { source, names in
      let names = names.map { SQLText.literal($0) }.joined(separator: ", ")
      return "(event_source = \(SQLText.literal(source)) AND event_name IN (\(names)))"
    }
    let isCall = QueriedRows.each(of: .singles, in: window).isCall
    return ReportQuery(
      id, title, columns: "event_time:time account principal operation resource decision source_ip event_id",
      """
      SELECT e.event_time, e.recipient_account_id AS account,
        \(Self.caller) AS principal,
        e.event_source || ' ' || e.event_name AS operation,
        (SELECT group_concat(resource, ' ') FROM (SELECT DISTINCT r.resource FROM requests r
          WHERE r.event_rowid = e.event_rowid AND r.resource <> '' ORDER BY 1)) AS resource,
        e.recorded_decision AS decision, e.source_ip_address AS source_ip, e.event_id
      FROM events e WHERE (\(named.isEmpty ? "false" : named.joined(separator: "\n    OR "))) AND \(isCall)
      ORDER BY CASE e.recorded_decision WHEN 'allowed' THEN 0 WHEN 'denied' THEN 2 ELSE 1 END,
        e.event_time, e.event_id
      """)
  }
}

/// How the calls of a table of changes ended.
struct ChangeAttempts {
  /// Calls that AWS carried out.
  var made = 0
  /// Calls that AWS denied.
  var denied = 0
  /// Calls that failed for another reason, allowed or not.
  var failed = 0

  /// Counts the calls of a table by its decisions: what was probably allowed failed after it was authorized.
  init(_ table: ReportTable) {
    for row in table.rows {
      switch table.text("decision", row) {
      case "allowed": made += 1
      case "denied": denied += 1
      default: failed += 1
      }
    }
  }

  /// Whether the calls ended in different ways.
  var isMixed: Bool { [made, denied, failed].filter { $0 > 0 }.count > 1 }

  /// The attempts in words, what was carried out without its number.
  ///
  /// - Parameter noun: what is changed, for example `policies`.
  func words(_ noun: String) -> String {
    "\(made == 1 ? "change" : "changes") of \(noun)"
      + (denied > 0 ? ", \(TextFormat.count(denied, "denied attempt"))" : "")
      + (failed > 0 ? ", \(TextFormat.count(failed, "attempt")) that failed for another reason" : "")
  }
}
