import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// Renders a diff as JSON, in the shape that pipelines read.
public enum DiffJSONRenderer {
  /// The whole report, indented, with a line feed at its end.
  public static func render(_ report: DiffReport) -> String {
    value(report).text(isIndented: true) + "\n"
  }

  /// The report as a tree.
  static func value(_ report: DiffReport) -> JSONValue {
    .object([
      ("window", window(report.window)), ("inputs", inputs(report)), ("fidelity", fidelity(report.fidelity)),
      ("summary", summary(report)), ("causes", .array(report.causes.map { cause($0) })),
      (
        "blindSpots",
        .array(report.blindSpots.map { .object([("kind", .string($0.kind)), ("text", .string($0.text))]) })
      ),
      ("shares", .array(report.shares.map { share($0) })),
      ("groupBy", strings(report.grouping.map { $0.name })),
      ("groups", .array(report.groups.map { group($0) })),
      ("accepted", .array(report.accepted.map { accepted($0) })),
      ("assumptions", strings(report.assumptions)), ("notes", strings(report.notes)),
      ("unknownTargets", .array(report.unknownTargets.map { unknown($0) })),
      ("warnings", .array(report.warnings.map { warning($0) })),
    ])
  }

  /// The first and the last moment of what was looked at.
  static func window(_ window: ClosedRange<Int64>?) -> JSONValue {
    guard let window else { return .null }
    return .object([
      ("since", .string(EventTime.text(window.lowerBound))),
      ("until", .string(EventTime.text(window.upperBound))),
    ])
  }

  private static func inputs(_ report: DiffReport) -> JSONValue {
    .object([
      ("policies", report.snapshot.map { .string($0) } ?? .null), ("changes", strings(report.changes)),
      ("filters", strings(report.filters)), ("replays", .array(report.replays.map { replay($0) })),
    ])
  }

  private static func replay(_ source: ReplaySource) -> JSONValue {
    .object([
      ("name", .string(source.name)), ("policies", source.policies.map { .string($0) } ?? .null),
      ("changes", strings(source.changes)), ("files", .number(source.inputs)),
      ("inputsSHA256", .string(source.inputsDigest)), ("engine", .number(source.versions.engine)),
      ("catalog", .string(source.versions.catalog)), ("derivation", .number(source.versions.derivation)),
    ])
  }

  private static func fidelity(_ fidelity: Fidelity) -> JSONValue {
    .object([
      ("recorded", .number(fidelity.recorded)), ("determinate", .number(fidelity.determinate)),
      ("agreeing", .number(fidelity.agreeing)), ("otherLayer", .number(fidelity.otherLayer)),
      ("undecided", list(fidelity.undecided)),
    ])
  }

  private static func summary(_ report: DiffReport) -> JSONValue {
    let sums = report.events
    let events = JSONValue.object([
      ("read", .number(sums.read)), ("ingested", .number(sums.ingested)),
      ("duplicates", .number(sums.duplicates)), ("rejected", .number(sums.rejected)),
      ("outOfIngestWindow", .number(sums.outOfIngestWindow)),
      ("replayed", .number(sums.replayed)), ("outsideWindow", .number(sums.outsideWindow)),
      ("cameLater", .number(sums.cameLater)),
      ("excluded", counts(sums.excluded)),
    ])
    let changes = ChangeClass.allCases.map { changeClass -> (String, JSONValue) in
      (changeClass.rawValue, count(report.summary[changeClass] ?? ChangeCount()))
    }
    return .object([
      ("events", events), ("requests", .number(report.requests)), ("changes", .object(changes)),
    ])
  }

  private static func cause(_ cause: Cause) -> JSONValue {
    let reason = cause.reason
    let members: [(String, JSONValue)] = [
      ("class", .string(cause.changeClass.rawValue)), ("layer", .string(reason.layer)),
      ("effect", .string(reason.effect)), ("policy", .string(reason.policy)),
      ("attachment", reason.attachment.map { .string($0) } ?? .null),
      ("file", reason.file.map { .string($0) } ?? .null),
      ("line", reason.position.map { .number($0.line) } ?? .null),
      ("column", reason.position.map { .number($0.column) } ?? .null),
      ("statement", reason.statement.map { .string($0) } ?? .null), ("count", count(cause.count)),
      ("principals", .array(cause.principals.map { principal($0) })), ("actions", list(cause.actions)),
      ("resources", list(cause.resources)), ("unrecorded", .number(cause.unrecorded)),
      ("days", .number(cause.days)),
      ("firstSeen", .string(EventTime.text(cause.seen.lowerBound))),
      ("lastSeen", .string(EventTime.text(cause.seen.upperBound))),
      ("sampleEventIDs", strings(cause.sampleEventIDs)), ("dependsOn", list(cause.dependsOn)),
      ("comparisons", .array(cause.comparisons.map { comparison($0) })), ("together", list(cause.together)),
    ]
    return .object(
      members + more("moreResources", cause.moreResources) + more("moreDependsOn", cause.moreDependsOn))
  }

  /// How many names a list does not hold; nothing where it holds all.
  static func more(_ name: String, _ count: Int) -> [(String, JSONValue)] {
    count > 0 ? [(name, .number(count))] : []
  }

  private static func principal(_ share: PrincipalShare) -> JSONValue {
    .object([
      ("name", .string(share.name)), ("events", .number(share.events)), ("replayed", .number(share.replayed)),
    ])
  }

  private static func comparison(_ condition: ComparedCondition) -> JSONValue {
    let members: [(String, JSONValue)] = [
      ("key", .string(condition.key)), ("operator", .string(condition.conditionOperator)),
      ("values", strings(condition.values)), ("actual", list(condition.actual)),
    ]
    return .object(members + more("moreActual", condition.moreActual))
  }

  private static func list(_ counts: [NamedCount]) -> JSONValue {
    .array(counts.map { .object([("name", .string($0.name)), ("events", .number($0.count))]) })
  }

  private static func count(_ count: ChangeCount) -> JSONValue {
    .object([
      ("requests", .number(count.requests)), ("events", .number(count.events)),
      ("confirmed", .number(count.confirmed)), ("accepted", .number(count.accepted)),
    ])
  }

  private static func share(_ share: ChangeShare) -> JSONValue {
    .object([
      ("change", .string(share.change)), ("alone", .number(share.alone)),
      ("together", .number(share.together)), ("either", .number(share.either)),
    ])
  }

  private static func group(_ group: DiffGroup) -> JSONValue {
    .object([
      ("class", .string(group.changeClass.rawValue)), ("names", strings(group.names)),
      ("count", count(group.count)), ("days", .number(group.days)),
      ("firstSeen", .string(EventTime.text(group.seen.lowerBound))),
      ("lastSeen", .string(EventTime.text(group.seen.upperBound))),
      ("sampleEventIDs", strings(group.sampleEventIDs)),
    ])
  }

  private static func accepted(_ entry: AcceptedEntry) -> JSONValue {
    .object([
      ("place", .string(entry.place)), ("reason", .string(entry.change.reason)),
      ("expires", .string(entry.change.expires)), ("expired", .bool(entry.change.isExpired)),
      ("ticket", entry.change.ticket.map { .string($0) } ?? .null),
      ("owner", entry.change.owner.map { .string($0) } ?? .null), ("matching", .number(entry.matching)),
      ("accepted", .number(entry.accepted)),
    ])
  }

  private static func unknown(_ target: UnknownTarget) -> JSONValue {
    .object([
      ("target", .string(target.target)), ("file", target.file.map { .string($0) } ?? .null),
      ("meant", target.meant.map { .string($0) } ?? .null), ("text", .string(target.sentence)),
    ])
  }

  private static func warning(_ warning: SnapshotFinding) -> JSONValue {
    .object([
      ("code", .string(warning.finding.code)), ("file", .string(warning.file)),
      ("line", .number(warning.finding.position.line)),
      ("column", .number(warning.finding.position.column)), ("message", .string(warning.finding.message)),
    ])
  }

  private static func counts(_ counts: [NamedCount]) -> JSONValue {
    .object(counts.map { ($0.name, .number($0.count)) })
  }

  private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
