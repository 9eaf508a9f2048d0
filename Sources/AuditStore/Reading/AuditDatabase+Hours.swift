extension AuditDatabase {
  /// Lends each hour with events by the place that recorded them: row of `Dimension.place`, hours since 1970 UTC.
  ///
  /// Events without a readable time are in none.
  public func scanHours(in window: TimeWindow, _ body: (Int, Int64) -> Void) throws(StoreError) {
    let bounds = [window.start.map { "time >= \($0)" }, window.end.map { "time < \($0)" }].compactMap { $0 }
    var statement = try connection.prepare(
      "SELECT DISTINCT place_id, (time - (time % 3600 + 3600) % 3600) / 3600 FROM event WHERE "
        + (["time IS NOT NULL"] + bounds).joined(separator: " AND ") + " ORDER BY 1, 2")
    while try statement.step() { body(Int(statement.integer(0)), statement.integer(1)) }
  }
}
