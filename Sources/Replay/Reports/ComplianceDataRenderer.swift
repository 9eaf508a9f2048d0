import AuditStore
import CloudTrail
import JSON

/// Renders a compliance report as JSON.
public enum ComplianceJSONRenderer {
  /// The whole report, indented, with a line feed at its end.
  public static func render(_ report: ComplianceReport) -> String {
    JSONValue.object([
      (
        "period",
        .object([("since", time(report.period.start)), ("until", time(report.period.end))])
      ), ("window", report.window.map { window($0) } ?? .null),
      (
        "events",
        .object([
          ("inPeriod", .number(report.events)),
          ("inPeriodBefore", report.eventsBefore.map { .number($0) } ?? .null),
        ])
      ), ("sensitiveResources", .array(report.sensitiveResources.map { .string($0) })),
      ("sections", .array(report.sections.map { section($0) })),
      ("controls", .array(report.controls.map { control($0, report) })),
      ("limits", .array(report.limits.map { .string($0) })),
    ]).text(isIndented: true) + "\n"
  }

  private static func window(_ window: ClosedRange<Int64>) -> JSONValue {
    .object([
      ("start", .string(EventTime.text(window.lowerBound))),
      ("end", .string(EventTime.text(window.upperBound))),
    ])
  }

  private static func time(_ seconds: Int64?) -> JSONValue {
    seconds.map { .string(EventTime.text($0)) } ?? .null
  }

  private static func section(_ section: ReportSection) -> JSONValue {
    .object([
      ("id", .string(section.id)), ("title", .string(section.title)),
      ("summary", .array(section.summary.map { .string($0) })),
      ("missing", section.missing.map { .string($0) } ?? .null),
      ("tables", .array(section.tables.map { table($0) })),
    ])
  }

  static func table(_ table: ReportTable) -> JSONValue {
    .object([
      ("id", .string(table.id)), ("title", .string(table.title)),
      (
        "columns",
        .array(
          table.columns.map { .object([("name", .string($0.name)), ("kind", .string($0.kind.rawValue))]) })
      ), ("rows", .array(table.rows.map { row in .array(row.map { value($0) }) })),
      ("sql", table.sql.map { .string($0) } ?? .null),
      ("source", table.source.map { .string($0) } ?? .null),
    ])
  }

  private static func value(_ value: StoredValue) -> JSONValue {
    switch value {
    case .null: .null
    case .integer(let value): .number(Int(value))
    case .text(let text): .string(text)
    }
  }

  private static func control(_ control: ReportControl, _ report: ComplianceReport) -> JSONValue {
    .object([
      ("framework", .string(control.framework)), ("id", .string(control.id)),
      ("topic", .string(control.topic)),
      ("sections", .array(control.sections.map { .string($0) })),
      ("shown", .array(report.shown(control).map { .string($0.id) })),
    ])
  }
}

/// Renders the tables of a compliance report as CSV.
public enum ComplianceCSVRenderer {
  /// A table with a row of column names; texts of the log never begin a formula.
  public static func render(_ table: ReportTable) -> String {
    CSVText.row(table.columns.map { $0.name })
      + table.rows.map { row in
        CSVText.row(zip(table.columns, row).map { $0.kind == .count ? $1.text : CSVText.cell($1.text) })
      }.joined()
  }
}
