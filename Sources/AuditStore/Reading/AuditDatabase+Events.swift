import CloudTrail

extension AuditDatabase {
  /// The events with this id, one for each receiving account, with their records as delivered.
  public func events(withID eventID: String) throws -> [StoredEvent] {
    let (id, isText) = Self.stored(eventID)
    var found: [StoredEvent] = []
    for row in try FingerprintRuns.rows(Fingerprint.of(id), connection) {
      if let event = try storedEvent(row, expecting: id, isText: isText) { found.append(event) }
    }
    return found
  }

  /// The events that a typed id means, with the id as it is stored: that of CloudTrail, a UUID in lower case, in any case.
  ///
  /// Only the whole id is looked for: `FingerprintRuns` holds hashes, which tell nothing of how an id begins.
  public func events(meantBy typed: String) throws -> (id: String, events: [StoredEvent]) {
    let exact = try events(withID: typed)
    let other = typed.lowercased()
    guard exact.isEmpty, other != typed, !Self.stored(other).isText else { return (typed, exact) }
    let found = try events(withID: other)
    return found.isEmpty ? (typed, []) : (other, found)
  }

  /// The rows of the events with this id, one for each receiving account, with that account.
  public func rows(withID eventID: String) throws -> [(row: Int, account: String?)] {
    let (id, isText) = Self.stored(eventID)
    var statement = try connection.prepare(
      "SELECT e.event_id, p.recipient_account_id FROM event e JOIN place p ON p.id = e.place_id WHERE e.id = ?"
    )
    var found: [(row: Int, account: String?)] = []
    for row in try FingerprintRuns.rows(Fingerprint.of(id), connection) {
      statement.reset()
      statement.bind(1, row)
      guard try statement.step(), statement.isText(0) == isText, statement.bytes(0) == id else { continue }
      found.append((row, statement.text(1)))
    }
    return found
  }

  /// An event id as it is stored: the bytes of a UUID, or its text.
  private static func stored(_ eventID: String) -> (bytes: [UInt8], isText: Bool) {
    var id: [UInt8] = []
    let isUUID = RawJSON.withRaw(Array("\"\(eventID)\"".utf8)) { $0.appendUUID(to: &id) } ?? false
    return isUUID ? (id, false) : (Array(eventID.utf8), true)
  }

  /// The event in a row, with its record as delivered; nil when there is none.
  public func event(inRow row: Int) throws -> StoredEvent? {
    try storedEvent(row, expecting: nil, isText: false)
  }

  /// The event id of a row as text; nil when the record has none.
  public func eventID(ofRow row: Int) throws(StoreError) -> String? {
    var ids = try eventIDs()
    return try ids.id(ofRow: row)
  }

  /// Looks up the ids of many events.
  public func eventIDs() throws(StoreError) -> EventIDReader {
    EventIDReader(try connection.prepare("SELECT event_id FROM event WHERE id = ?"))
  }

  /// Every record that corrects an event, by its row, with its receiving account and the id of that event.
  public func amendments() throws(StoreError) -> [StoredAmendment] {
    var statement = try connection.prepare(
      "SELECT m.event_rowid, p.recipient_account_id, m.original_event_id, p.id FROM amendment m "
        + "LEFT JOIN event e ON e.id = m.event_rowid LEFT JOIN place p ON p.id = e.place_id ORDER BY m.event_rowid"
    )
    var found: [StoredAmendment] = []
    while try statement.step() {
      let row = statement.integer(0)
      if statement.isNull(3) {
        throw statement.damaged(
          "row \(row) of `amendment` names an event which is not there, or is at no place")
      }
      found.append(
        StoredAmendment(
          row: Int(row), account: statement.text(1), originalID: statement.text(2) ?? ""))
    }
    return found
  }

  /// The id of the event that the record in a row corrects; nil when it corrects none.
  public func originalEventID(ofAmendment row: Int) throws(StoreError) -> String? {
    var statement = try connection.prepare(
      "SELECT original_event_id FROM amendment WHERE event_rowid = ?")
    statement.bind(1, row)
    return try statement.step() ? statement.text(0) : nil
  }

  /// The events in some rows by row, with their records as delivered; each stored file is read once.
  public func events(inRows rows: Set<Int>) throws -> [Int: StoredEvent] {
    var statement = try connection.prepare(Self.storedEvents)
    let references = try RowReferences.events(connection)
    var files: [Int: [Int: [StoredEvent]]] = [:]
    for row in rows {
      statement.reset()
      statement.bind(1, row)
      guard try statement.step() else { continue }
      let event = try Self.storedEvent(statement, references)
      files[Int(statement.integer(11)), default: [:]][event.recordNumber, default: []].append(event)
    }
    var found: [Int: StoredEvent] = [:]
    for (file, events) in files {
      let records = try records(Set(events.keys), file: file)
      for var event in events.values.joined() {
        event.json = records[event.recordNumber] ?? []
        found[event.row.id] = event
      }
    }
    return found
  }

  private static let storedEvents =
    "SELECT e.id, e.time, e.kind_id, e.identity_id, e.place_id, e.client_id, e.endpoint_id, e.error_id, "
    + "e.call_id, e.event_id, e.ordinal, coalesce(f.same_as, f.id), f.path "
    + "FROM event e LEFT JOIN file f ON f.id = e.file_id WHERE e.id = ?"

  /// An event but for its record.
  private static func storedEvent(
    _ statement: borrowing Statement, _ references: RowReferences
  ) throws -> StoredEvent {
    let row = try row(statement, references)
    guard let path = statement.text(12) else {
      throw statement.damaged("file_id", ofRow: Int64(row.id), "event", "names no row of `file`")
    }
    return StoredEvent(
      row: row, path: path,
      recordNumber: Int(try statement.number(10, "ordinal", ofRow: Int64(row.id), "event")), json: [])
  }

  private func storedEvent(_ row: Int, expecting id: [UInt8]?, isText: Bool) throws -> StoredEvent? {
    var statement = try connection.prepare(Self.storedEvents)
    statement.bind(1, row)
    guard try statement.step() else { return nil }
    if let id, statement.bytes(9) != id || statement.isText(9) != isText { return nil }
    var event = try Self.storedEvent(statement, RowReferences.events(connection))
    let records = try records([event.recordNumber], file: Int(statement.integer(11)))
    event.json = records[event.recordNumber] ?? []
    return event
  }

  /// A reader over the bytes that were kept of a file.
  func storedFile(_ file: Int) throws(StoreError) -> LogReader {
    LogReader(next: try storedBytes(file))
  }

  /// The bytes that were kept of a file, gzip, in pieces; empty at their end.
  func storedBytes(_ file: Int) throws(StoreError) -> () throws(LogFileError) -> [UInt8] {
    let chunks = try StoredChunks(ofFile: file, connection)
    return { () throws(LogFileError) in
      do throws(StoreError) {
        return try chunks?.next() ?? []
      } catch {
        throw LogFileError(path: "stored bytes", message: error.message)
      }
    }
  }

  /// Reads a stored file again up to the last of some records; the answer is these by number.
  private func records(_ ordinals: Set<Int>, file: Int) throws -> [Int: [UInt8]] {
    let reader = LogReader(checks: false, next: try storedBytes(file))
    let last = ordinals.max() ?? 0
    var found: [Int: [UInt8]] = [:]
    var position = 0
    while position < last {
      let goesOn = try reader.read(upTo: last - position) { item, place in
        position = place.record
        guard ordinals.contains(place.record), case .event(let event) = item else { return }
        found[place.record] = event.json.bytes()
      }
      if !goesOn { break }
    }
    return found
  }
}

/// A record that corrects an event.
public struct StoredAmendment: Sendable, Hashable {
  /// The row of the record.
  public var row: Int
  /// The account that received it; nil when the record does not say.
  public var account: String?
  /// The id of the event that it corrects.
  public var originalID: String
}

/// Looks up the ids of events, one after the other.
public struct EventIDReader: ~Copyable {
  private var statement: Statement

  fileprivate init(_ statement: consuming Statement) { self.statement = statement }

  /// The event id of a row as text; nil when the record has none.
  public mutating func id(ofRow row: Int) throws(StoreError) -> String? {
    statement.reset()
    statement.bind(1, row)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    if statement.isText(0) { return statement.text(0) }
    return UUIDText.of(statement.bytes(0))
  }
}
