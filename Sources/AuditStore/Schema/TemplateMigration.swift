import CloudTrail

/// Brings the texts of a database of version 5 into templates, and its fingerprints into the order of today.
enum TemplateMigration {
  /// How many rows are read before memory is let go of.
  private static let rowsPerTurn = EventWriter.eventsPerTransaction

  /// Moves the rows of the old tables into the new ones and drops the old ones.
  static func run(_ connection: borrowing Connection) throws(StoreError) {
    let templates = try DimensionTable(.template, connection)
    try move("identity(id)", "json", templates, connection) { splitter, text in
      if !withJSON(text, { splitter.split(identity: $0) }) { TextSlice.with(text) { splitter.keep($0) } }
    }
    try move("error(id, error_code)", "error_message", templates, connection) { splitter, text in
      TextSlice.with(text) { splitter.split(message: $0) }
    }
    try move("context(id)", "json", templates, connection) { splitter, text in
      TextSlice.with(text) { _ = splitter.split(context: $0) }
    }
    try move("issuance(id, access_key_id, event_rowid)", "details", templates, connection) { splitter, text in
      if !withJSON(text, { splitter.split(parameters: $0) }) { TextSlice.with(text) { splitter.keep($0) } }
    }
    try templates.flush()
    var members = try connection.prepare(IdentityMembers.insertion)
    members.bind(1, 1)
    try members.run()
    try renewFingerprints(connection)
  }

  /// Lends a text that is JSON and nothing beside; false for any other.
  private static func withJSON(_ text: [UInt8], _ body: (RawJSON) -> Void) -> Bool {
    RawJSON.withRaw(text) { raw in
      guard raw.count == text.count else { return false }
      body(raw)
      return true
    } ?? false
  }

  /// Moves the rows of a table whose name stands before the columns that stay.
  private static func move(
    _ target: String, _ column: String, _ templates: DimensionTable, _ connection: borrowing Connection,
    _ split: (inout TextSplitter, [UInt8]) -> Void
  ) throws(StoreError) {
    let table = String(target.prefix { $0 != "(" })
    let kept = target.dropFirst(table.count + 1).dropLast()
    let columns = TextTemplate.columns.joined(separator: ", ")
    let count = kept.split(separator: ",").count
    var old = try connection.prepare("SELECT \(column), \(kept) FROM old_\(table) ORDER BY id")
    let places = Array(repeating: "?", count: count + TextTemplate.columns.count).joined(separator: ", ")
    var new = try connection.prepare("INSERT INTO \(table)(\(kept), \(columns)) VALUES (\(places))")
    var splitter = TextSplitter()
    var rows = 0
    while try old.step() {
      var template = 0
      if old.isNull(0) {
        splitter.splitNothing()
      } else {
        split(&splitter, old.bytes(0))
        template = try templates.row(splitter.template[...])
      }
      for index in 1...Int32(count) { new.bind(index, column: index, of: old) }
      new.bind(Int32(count) + 1, template: template, values: splitter.values[...])
      try new.run()
      rows += 1
      if rows % rowsPerTurn == 0 { try templates.endTransaction() }
    }
    old.reset()
    try connection.execute("DROP TABLE old_\(table)")
  }

  /// Writes the fingerprints of all events anew.
  private static func renewFingerprints(_ connection: borrowing Connection) throws(StoreError) {
    try connection.execute("DELETE FROM fingerprint; DELETE FROM generation WHERE dimension = 'fingerprint'")
    var entries: [FingerprintRuns.Entry] = []
    var events = try connection.prepare("SELECT id, event_id FROM event ORDER BY id")
    while try events.step() {
      let hash = Fingerprint.of(events.bytes(1))
      guard hash != 0 else { continue }
      entries.append((hash, UInt32(truncatingIfNeeded: events.integer(0))))
      if entries.count == rowsPerTurn {
        try FingerprintRuns.appendLarge(entries, to: connection)
        entries.removeAll(keepingCapacity: true)
      }
    }
    try FingerprintRuns.append(entries, to: connection)
  }
}

extension Statement {
  /// Binds a number or a text of another statement's row.
  fileprivate mutating func bind(_ index: Int32, column: Int32, of row: borrowing Statement) {
    if row.isNull(column) {
      bindNull(index)
    } else if row.isText(column) {
      bindText(index, row.bytes(column)[...])
    } else {
      bind(index, row.integer(column))
    }
  }
}
