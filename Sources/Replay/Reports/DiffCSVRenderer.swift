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
    ("depends_on", { CSVText.list($0.dependsOn.map { $0.name }) }),
    ("principals", { CSVText.list($0.principals.map { $0.name }) }),
    ("actions", { CSVText.list($0.actions.map { $0.name }) }),
    ("sample_event_ids", { CSVText.list($0.sampleEventIDs) }),
  ]

  /// A row of column names and a row for each cause.
  public static func render(_ report: DiffReport) -> String {
    CSVText.row(columns.map { $0.name })
      + report.causes.map { cause in CSVText.row(columns.map { $0.cell(cause) }) }.joined()
  }
}
