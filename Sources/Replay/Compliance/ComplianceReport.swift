public import AuditStore

/// What a log shows of a period, for people who review it: sections of tables, each row a query's answer.
public struct ComplianceReport: Sendable {
  /// The period as it was asked for.
  public var period = TimeWindow()
  /// First and last moment of the period, seconds since 1970 UTC; nil when the log holds no event in it.
  public var window: ClosedRange<Int64>?
  /// The events that the period holds.
  public var events: Int
  /// The events of the period of the same length before it.
  ///
  /// Nil when the period has no two ends, and when the log holds no event of the time before: none is not known.
  public var eventsBefore: Int?
  /// Patterns of the resources that were named as sensitive.
  public var sensitiveResources: [String] = []
  /// The sections in their order.
  public var sections: [ReportSection]
  /// Why an example of those who were denied most is decided so; the page of the report links to them.
  public var explanations: [EventExplanation] = []
  /// What the report cannot show, in sentences.
  public var limits: [String]
  /// The controls of the mapping.
  public var controls: [ReportControl]
}

/// One subject of a report.
public struct ReportSection: Sendable {
  /// A stable name, for example `root-use`; control mappings refer to it.
  public var id: String
  /// The heading.
  public var title: String
  /// What the section says in sentences.
  public var summary: [String]
  /// The tables.
  public var tables: [ReportTable]
  /// Why the section shows nothing; nil when it does.
  public var missing: String?
}

extension ReportSection {
  /// The ids of all sections, in the order of the report.
  static let ids = [
    "scope", "last-report", "principals", "sensitive-resources", "root-use", "sign-ins", "cross-account",
    "denials", "policy-changes", "trail-changes", "guardrails", "unused-allows", "fidelity",
  ]
}

/// The answer to one query.
public struct ReportTable: Sendable {
  /// What a column holds.
  public enum Kind: String, Sendable {
    case text
    case count
    case time
  }

  /// A column with its name in the query and in CSV.
  public struct Column: Sendable {
    /// The name, in snake case.
    public var name: String
    /// What it holds.
    public var kind: Kind

    /// The heading for people.
    public var title: String { String(name.map { $0 == "_" ? " " : $0 }) }
  }

  /// A stable name, unique in the report.
  public var id: String
  /// The heading.
  public var title: String
  /// The columns.
  public var columns: [Column]
  /// The rows, in the query's order.
  public var rows: [[StoredValue]]
  /// The query that gives these rows in any SQLite shell; nil for what no query gives.
  public var sql: String?
  /// How the rows were found where no query gives them, as a sentence without a period.
  public var source: String?
}

/// A control of a framework with the sections that show something of it.
public struct ReportControl: Sendable, Equatable {
  /// The framework with its version, for example `PCI DSS 4.0`.
  public var framework: String
  /// The control's number.
  public var id: String
  /// What it is about, in a few words.
  public var topic: String
  /// The ids of the sections that bear on it.
  public var sections: [String]
}

extension ComplianceReport {
  /// What CloudTrail's digests do not confirm of the log, counted by kind in one line; nil when there is nothing.
  public var unconfirmed: String? {
    guard let findings = table("digest-findings"), !findings.rows.isEmpty else { return nil }
    var counts: [String: Int] = [:]
    for row in findings.rows { counts[findings.text("finding", row), default: 0] += 1 }
    let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) (\(TextFormat.count($0.value)))" }
    return "CloudTrail's digest files do not confirm the log: \(kinds.joined(separator: ", "))"
  }

  /// The sections that show something of a control; empty when the report may not be cited for it.
  ///
  /// Without any event in the period none does.
  public func shown(_ control: ReportControl) -> [ReportSection] {
    guard events > 0 else { return [] }
    return sections.filter { control.sections.contains($0.id) && $0.missing == nil }
  }
}
