import AuditStore

/// Derives the requests of a database again, for one that an older derivation made.
public enum Rederiver {
  /// Derives all events from their kept records, and brings the database up to date; the answer counts them.
  ///
  /// - Throws: `StoreError`; the database is unchanged then.
  public static func run(_ databasePath: String) throws -> (derived: Int, unreadable: Int) {
    let database = try AuditDatabase(path: databasePath, access: .update)
    var deriver = EventDeriver()
    return try database.rederive(version: EventDeriver.version) { event, call in
      deriver.derive(event, into: &call)
    }
  }
}
