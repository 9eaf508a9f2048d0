import CloudTrail
import JSON

/// Renders the causes of a diff as comma-separated values, one row a cause in the order of the report.
public enum DiffCSVRenderer {
  private static let columns: [(name: String, cell: @Sendable (Cause) -> String)] = [
    ("class", { $0.changeClass.rawValue }), ("layer", { CSVText.cell($0.reason.layer) }),
    ("effect", { CSVText.cell($0.reason.effect) }), ("policy", { CSVText.cell($0.reason.policy) }),
    ("attachment", { CSVText.cell($0.reason.attachment ?? "") }),
    ("file", { CSVText.cell($0.reason.file ?? "") }),
    ("line", { $0.reason.position.map { String($0.line) } ?? "" }),
    ("column", { $0.reason.position.map { String($0.column) } ?? "" }),
    ("sid", { CSVText.cell($0.reason.statement ?? "") }), ("requests", { String($0.count.requests) }),
    ("events", { String($0.count.events) }), ("confirmed", { String($0.count.confirmed) }),
    ("days", { String($0.days) }), ("first_seen", { EventTime.text($0.seen.lowerBound) }),
    ("last_seen", { EventTime.text($0.seen.upperBound) }),
    ("depends_on", { CSVText.list($0.dependsOn.map { $0.name }, more: $0.moreDependsOn) }),
    ("principals", { CSVText.list($0.principals.map { $0.name }) }),
    ("actions", { CSVText.list($0.actions.map { $0.name }) }),
    ("sample_event_ids", { CSVText.list($0.sampleEventIDs) }), ("accepted", { String($0.count.accepted) }),
    ("resources", { CSVText.list($0.resources.map { $0.name }, more: $0.moreResources) }),
  ]

  /// A row of column names and a row for each cause, or for each group where there are groups.
  public static func render(_ report: DiffReport) -> String {
    if !report.grouping.isEmpty { return groups(report) }
    return CSVText.row(columns.map { $0.name })
      + report.causes.map { cause in CSVText.row(columns.map { $0.cell(cause) }) }.joined()
  }

  private static func groups(_ report: DiffReport) -> String {
    let head =
      ["class"] + report.grouping.map { CSVText.cell($0.name) }
      + [
        "requests", "events", "confirmed", "accepted", "days", "first_seen", "last_seen", "sample_event_ids",
      ]
    return CSVText.row(head)
      + report.groups.map { group in
        let counts = [
          group.count.requests, group.count.events, group.count.confirmed, group.count.accepted, group.days,
        ]
        return CSVText.row(
          [group.changeClass.rawValue] + group.names.map { CSVText.cell($0) } + counts.map { String($0) }
            + [
              EventTime.text(group.seen.lowerBound), EventTime.text(group.seen.upperBound),
              CSVText.list(group.sampleEventIDs),
            ])
      }.joined()
  }
}
