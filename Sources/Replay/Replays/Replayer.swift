import AWSCatalog
public import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// Replays the events of a database under one set of policies.
public enum Replayer {
  /// The versions that decide now.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  static func versions(_ database: borrowing AuditDatabase) throws(StoreError) -> ReplayVersions {
    ReplayVersions(
      engine: Evaluator.version, catalog: CatalogSource.date,
      derivation: try database.derivationVersion() ?? EventDeriver.version)
  }

  /// What the events of a window come to, with what is needed to store it.
  ///
  /// - Parameter files: what the policies were read from; see `ReplaySettings.policies(from:)`.
  /// - Throws: `SnapshotError` when a change does not fit the snapshot; `StoreError` when the database cannot be read.
  public static func report(
    _ settings: ReplaySettings, _ policies: ReplayPolicies, from files: InputFiles,
    on database: borrowing AuditDatabase, window: TimeWindow
  ) throws -> ReplayReport {
    let differ = try Differ(
      baseline: policies.snapshot, changes: policies.changes, options: settings.options)
    let scope = EventScope(window: window, filter: settings.filter)
    let run = try differ.run(on: database, scope, with: .outcomes)
    var report = ReplayReport(
      settings: settings, window: window, inputs: files.inputs, versions: try versions(database),
      lastEvent: try database.lastEvent(), decisions: run.decisions, diff: run.report,
      outcomes: run.outcomes ?? ReplayOutcomes(lists: [], numbers: []))
    report.diff.snapshot = settings.policies
    return report
  }
}

/// What a replay says: how far it agrees with the record, and what requests come to.
public struct ReplayReport: Sendable {
  /// The name under which it is stored; nil for one that is not.
  public var name: String?
  /// What was asked for.
  public var settings: ReplaySettings
  /// The events that were asked for.
  public var window: TimeWindow
  /// The policy files that were read.
  public var inputs: [StoredInput]
  /// The versions that decided.
  public var versions: ReplayVersions
  /// The last event that was in the database.
  public var lastEvent: Int
  /// Events by what they come to, most first.
  public var decisions: [NamedCount]
  /// The changes against the same policies without the changes, and the agreement with the record.
  public var diff: DiffReport
  private let outcomes: ReplayOutcomes

  fileprivate init(
    settings: ReplaySettings, window: TimeWindow, inputs: [StoredInput], versions: ReplayVersions,
    lastEvent: Int, decisions: [String: Int], diff: DiffReport, outcomes: ReplayOutcomes
  ) {
    self.settings = settings
    self.window = window
    self.inputs = inputs
    self.versions = versions
    self.lastEvent = lastEvent
    self.decisions = NamedCount.ranked(decisions.map { (ExactText($0.key), $0.value) })
    self.diff = diff
    self.outcomes = outcomes
  }

  /// The digest of all inputs; see `StoredReplay.inputsDigest`.
  var inputsDigest: String { stored("", created: 0).inputsDigest.text }

  /// Stores the replay in place of one of the same name; the caller has opened a transaction.
  ///
  /// - Parameter created: the time now, seconds since 1970 UTC.
  /// - Throws: `StoreError`.
  public mutating func store(_ name: String, created: Int64, in database: borrowing AuditDatabase) throws {
    try database.store(stored(name, created: created), outcomes)
    self.name = name
  }

  private func stored(_ name: String, created: Int64) -> StoredReplay {
    StoredReplay(
      name: name, created: created, window: window, settings: settings.json, summary: summary, inputs: inputs,
      versions: versions, lastEvent: lastEvent)
  }

  private var summary: String {
    JSONValue.object([
      ("replayed", .number(diff.events.replayed)),
      ("decisions", .object(decisions.map { ($0.name, .number($0.count)) })),
      (
        "changes",
        .object(
          ChangeClass.allCases.filter { diff.count(of: $0).events > 0 }
            .map { ($0.rawValue, .number(diff.count(of: $0).events)) })
      ), ("recorded", .number(diff.fidelity.recorded)), ("determinate", .number(diff.fidelity.determinate)),
      ("agreeing", .number(diff.fidelity.agreeing)),
    ]).text()
  }
}
