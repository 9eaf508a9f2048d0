/// Records that ingests with a window passed over, and that no other ingest of the same files has taken since.
public struct PassedOverRecords: Sendable, Hashable {
  /// How many they are; where ingests with several windows read a file, at most.
  public var count: Int
  /// Whether there may be fewer.
  public var isUpperBound: Bool
  /// The windows of these ingests, each once, the earliest first.
  public var windows: [TimeWindow]
}

extension AuditDatabase {
  /// The records that ingests passed over and that may lie in a window; nil for none.
  ///
  /// What an ingest passes over lies outside its own window, so that nothing is missing of a window within that.
  public func passedOver(of wanted: TimeWindow) throws(StoreError) -> PassedOverRecords? {
    guard try connection.integer("SELECT 1 FROM file WHERE out_of_window > 0 LIMIT 1") != nil else {
      return nil
    }
    var rows = try connection.prepare(
      "SELECT \(Self.contentOfFile), f.out_of_window, f.window_start, f.window_end FROM file f "
        + "WHERE f.status NOT IN ('copy', 'unread')")
    var readings: [String: [(count: Int, window: TimeWindow)]] = [:]
    while try rows.step() {
      let window = TimeWindow(
        start: rows.isNull(2) ? nil : rows.integer(2), end: rows.isNull(3) ? nil : rows.integer(3))
      readings[rows.text(0) ?? "", default: []].append((try Self.count(rows, 1), window))
    }
    var found = PassedOverRecords(count: 0, isUpperBound: false, windows: [])
    for reading in readings.values
    where !reading.contains(where: { $0.count == 0 || $0.window.covers(wanted) }) {
      found.count += reading.map { $0.count }.min() ?? 0
      if reading.count > 1 { found.isUpperBound = true }
      found.windows += reading.map { $0.window }
    }
    found.windows = Set(found.windows).sorted {
      ($0.start ?? .min, $0.end ?? .max) < ($1.start ?? .min, $1.end ?? .max)
    }
    return found.count == 0 ? nil : found
  }
}
