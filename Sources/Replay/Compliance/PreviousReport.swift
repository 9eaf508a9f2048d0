import AuditStore
import CloudTrail
import JSON

/// A report that was made before, as its JSON tells it.
public struct PreviousReport: Sendable {
  /// First and last moment of its period, seconds since 1970 UTC.
  public var window: ClosedRange<Int64>
  /// The first second behind its period, with which the next one begins.
  public var end: Int64
  /// The events that its period held then.
  var events: Int
  /// The patterns of what it names as sensitive; nil for a report that does not say.
  var sensitiveResources: [String]?
  /// Its tables by their ids.
  var tables: [String: ReportTable]

  /// Reads the report in a file.
  ///
  /// - Throws: `SnapshotError` with the place of what has another form than `retrial report --format json` prints.
  public init(file: String, files: InputFiles) throws(SnapshotError) {
    try self.init(files.read(file), file: file)
  }

  init(_ bytes: [UInt8], file: String) throws(SnapshotError) {
    let root = try InputFile.json(bytes, file: file)
    guard let window = root["window"], let sections = root["sections"]?.array,
      case .number(let events)? = root["events"]?["inPeriod"]?.kind, let events = Int(events)
    else {
      throw SnapshotError(
        file: file, position: root.position, message: "is not what `retrial report --format json` prints")
    }
    guard let first = Self.time(window["start"]), let last = Self.time(window["end"]), first <= last else {
      throw SnapshotError(
        file: file, position: window.position, message: "has no period: `window` must have `start` and `end`")
    }
    self.window = first...last
    // A period without an end goes up to its last event, which it holds.
    end = Self.time(root["period"]?["until"]) ?? last + 1
    self.events = events
    sensitiveResources = root["sensitiveResources"]?.array?.compactMap { $0.string }
    tables = [:]
    for table in sections.flatMap({ $0["tables"]?.array ?? [] }) {
      guard let table = ReportTable(table) else {
        throw SnapshotError(file: file, position: table.position, message: "is not a table of a report")
      }
      tables[table.id] = table
    }
  }

  private static func time(_ value: JSONValue?) -> Int64? {
    value?.string.flatMap { EventTime.seconds($0.utf8) }
  }
}

extension ReportTable {
  /// A table as the JSON of a report holds it; nil for another form.
  fileprivate init?(_ value: JSONValue) {
    guard let id = value["id"]?.string, let title = value["title"]?.string,
      let columns = value["columns"]?.array?.compactMap({ Column($0) }), let rows = value["rows"]?.array
    else { return nil }
    let values = rows.map { ($0.array ?? []).map { StoredValue($0) } }
    guard values.allSatisfy({ $0.count == columns.count }) else { return nil }
    self.init(id: id, title: title, columns: columns, rows: values, sql: value["sql"]?.string)
  }
}

extension ReportTable.Column {
  fileprivate init?(_ value: JSONValue) {
    guard let name = value["name"]?.string,
      let kind = value["kind"]?.string.flatMap({ ReportTable.Kind(rawValue: $0) })
    else { return nil }
    self.init(name: name, kind: kind)
  }
}

extension StoredValue {
  fileprivate init(_ value: JSONValue) {
    switch value.kind {
    case .string(let text): self = .text(text)
    case .number(let text): self = Int64(text).map { .integer($0) } ?? .text(text)
    default: self = .null
    }
  }
}
