public import AuditStore

/// The events with an id and the database that holds them: what can be read while the policies are read.
public struct FoundEvents: ~Copyable {
  let id: String
  let events: [StoredEvent]
  let database: AuditDatabase

  /// Looks for the events, one for each receiving account, by an id as it is typed.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public init(id: String, in database: consuming AuditDatabase) throws {
    (self.id, events) = try database.events(meantBy: id)
    self.database = database
  }

  /// The ingests whose other files, which were not read, may hold more of them.
  public func unfinishedIngests() throws(StoreError) -> [UnfinishedIngest] {
    try database.unfinishedIngests()
  }
}

extension Explainer {
  /// What there is to say of events, as of those with an id.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public func explain(_ found: borrowing FoundEvents) throws -> [EventExplanation] {
    try explain(found.events, found.id, found.database)
  }
}
