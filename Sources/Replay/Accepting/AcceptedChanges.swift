import CloudTrail
import IAMPolicy
import JSON

/// The changes that a file accepts.
///
/// `{"accepted": [{"class", "statement", "policy", "file", "layer", "principal", "action", "resource", "account",
/// "reason", "expires", "ticket", "owner"}]}`: class, reason and expiry have to be there, and something that says which
/// changes are meant.
public struct AcceptedChanges: Sendable, Equatable {
  /// A longer file is refused: people read these entries.
  static let sizeLimit = 4 << 20

  /// The file as it was named.
  public let file: String
  /// The entries in their order.
  public let entries: [AcceptedChange]

  /// Reads a file.
  ///
  /// - Parameter now: seconds since 1970 UTC, by which entries have expired or not.
  /// - Throws: `SnapshotError` with the place of the first thing that has no form.
  public init(file: String, now: Int64) throws(SnapshotError) {
    let bytes = try InputFile.read(file, limit: Self.sizeLimit, mustBeRegular: true)
    try self.init(file: file, bytes: bytes, now: now)
  }

  init(file: String, bytes: [UInt8], now: Int64) throws(SnapshotError) {
    self.file = file
    let value = try InputFile.json(bytes, file: file)
    let reader = AcceptedChangeReader(file: file, now: now)
    try reader.check(value, has: ["accepted"])
    guard let list = value["accepted"]?.array else {
      throw reader.error("`accepted` must be there as a list", at: value["accepted"] ?? value)
    }
    var entries: [AcceptedChange] = []
    for entry in list { entries.append(try reader.change(entry)) }
    self.entries = entries
  }
}

/// Reads the entries of a file of accepted changes.
private struct AcceptedChangeReader {
  let file: String
  let now: Int64

  private static let members =
    ["class", "reason", "expires", "ticket", "owner"] + AcceptedChange.Member.allCases.map { $0.rawValue }

  func change(_ value: JSONValue) throws(SnapshotError) -> AcceptedChange {
    try check(value, has: Self.members)
    var patterns: [AcceptedChange.Member: [String]] = [:]
    for member in AcceptedChange.Member.allCases {
      patterns[member] = try value[member.rawValue].map { (value) throws(SnapshotError) in
        try texts(value, "`\(member.rawValue)`")
      }
    }
    guard !patterns.isEmpty else {
      let names = AcceptedChange.Member.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw error("nothing says which changes are meant: one of \(names)", at: value)
    }
    let expires = try text("expires", of: value, isRequired: true) ?? ""
    // The last second of the day.
    guard expires.utf8.count == 10, let start = EventTime.seconds(Array("\(expires)T00:00:00Z".utf8)) else {
      throw error("`\(expires)` is no day as YYYY-MM-DD", at: value["expires"] ?? value)
    }
    return AcceptedChange(
      position: value.position, classes: try classes(value), patterns: patterns,
      reason: try text("reason", of: value, isRequired: true) ?? "", expires: expires,
      ticket: try text("ticket", of: value), owner: try text("owner", of: value),
      isExpired: now >= start + 86_400)
  }

  /// Refuses what is no object, and members that nobody reads.
  func check(_ value: JSONValue, has names: [String]) throws(SnapshotError) {
    guard let members = value.object else { throw error("must be an object", at: value) }
    for member in members where !names.contains(member.name) {
      throw SnapshotError(
        file: file, position: member.namePosition,
        message: "unknown member `\(member.name)`\(Spelling.hint(for: member.name, among: names))")
    }
  }

  private func classes(_ value: JSONValue) throws(SnapshotError) -> Set<ChangeClass> {
    guard let list = value["class"] else { throw error("`class` is missing", at: value) }
    let known = DiffThreshold.allowedClasses
    var classes: Set<ChangeClass> = []
    for name in try texts(list, "`class`") {
      guard let found = known.first(where: { $0.rawValue == name }) else {
        let names = known.map { $0.rawValue }
        throw error(
          "unknown class `\(name)`; classes are \(names.joined(separator: ", "))"
            + Spelling.hint(for: name, among: names), at: list)
      }
      classes.insert(found)
    }
    return classes
  }

  /// A text or a list of texts, none of them empty.
  private func texts(_ value: JSONValue, _ what: String) throws(SnapshotError) -> [String] {
    let values = value.array ?? [value]
    let texts = values.compactMap { $0.string }
    guard texts.count == values.count, !texts.isEmpty, !texts.contains("") else {
      throw error("\(what) must be a text or a list of texts, none of them empty", at: value)
    }
    return texts
  }

  private func text(
    _ name: String, of value: JSONValue, isRequired: Bool = false
  ) throws(SnapshotError) -> String? {
    guard let member = value[name] else {
      if isRequired { throw error("`\(name)` is missing", at: value) }
      return nil
    }
    guard let text = member.string, text.contains(where: { !$0.isWhitespace }) else {
      throw error("`\(name)` must be a text that says something", at: member)
    }
    return text
  }

  func error(_ message: String, at value: JSONValue) -> SnapshotError {
    SnapshotError(file: file, position: value.position, message: message)
  }
}
