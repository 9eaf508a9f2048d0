/// What was allowed before.
extension AuditDatabase {
  /// Lends the templates of identities by their rows, as texts with marks, see `IdentityValue`.
  public func scanIdentityTemplates(_ body: (Int, String) throws -> Void) throws {
    var statement = try connection.prepare(
      "SELECT t.id, t.text FROM identity_template i JOIN template t ON t.id = i.id ORDER BY t.id")
    while try statement.step() { try body(Int(statement.integer(0)), statement.text(1) ?? "") }
  }

  /// Lends the allowed events that certainly made a request on a resource, newest first, until `body` answers true.
  ///
  /// They are as they were delivered, without what was corrected later.
  ///
  /// - Parameters:
  ///   - templates: the rows of the templates that the callers' identities may have; 0 for none.
  ///   - body: is given the event's row, its time and its identity's row.
  public func scanAllowed(
    action: String, resource: String, by templates: [Int], before time: Int64,
    _ body: (Int, Int64, Int) throws -> Bool
  ) throws {
    let request = EventKey.allowed(action: Array(action.utf8), resource: Array(resource.utf8))
    let rows = try EventKeyRuns.rows(templates.map { EventKey.allowed(request, by: $0) }, connection)
    var events = try EarlierEvents(rows, before: time, connection)
    var isAllowed: [Int: Bool] = [:]
    while let event = try events.next() {
      let known = try isAllowed[event.call] ?? self.isAllowed(event.call, action, resource)
      isAllowed[event.call] = known
      if known, try body(event.row, event.time, event.identity) { return }
    }
  }

  private func isAllowed(_ call: Int, _ action: String, _ resource: String) throws(StoreError) -> Bool {
    try derivedEvent(inRow: call).wasAllowed(action, on: resource)
  }
}

extension DerivedEvent {
  /// Whether AWS allowed the event and it certainly made a request, the resource as it was derived.
  public func wasAllowed(_ action: String, on resource: String) -> Bool {
    recorded == .allowed
      && requests.contains {
        $0.certainty == .certain && $0.action.utf8.elementsEqual(action.utf8)
          && $0.resource.utf8.elementsEqual(resource.utf8)
      }
  }
}
