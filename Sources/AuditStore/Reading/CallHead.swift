import IAMPolicy

/// What derived events have in common apart from what they asked for: one row of `call_head`.
struct CallHead {
  static let columns = "id, class, recorded, layer, denied_request, policy_arn, certainty, request_count"

  let eventClass: EventClass
  let recorded: RecordedDecision
  let layer: RecordedLayer?
  let deniedRequest: Int?
  let policyARN: String?
  /// That of the first request; of no meaning where there is none.
  let certainty: Certainty
  let requestCount: Int64

  /// The head that a statement stands at, whose columns are `columns`.
  ///
  /// One of a newer program's kind counts as unreadable.
  ///
  /// - Throws: `StoreError` for what is no number.
  init(_ row: borrowing Statement) throws(StoreError) {
    let (id, table) = (row.integer(0), "call_head")
    let kind = try row.number(1, "class", ofRow: id, table)
    let decision = try row.number(2, "recorded", ofRow: id, table)
    let layer = try row.optionalNumber(3, "layer", ofRow: id, table)
    let denied = try row.optionalNumber(4, "denied_request", ofRow: id, table)
    let count = try row.number(7, "request_count", ofRow: id, table, in: 0 ... .max)
    let first = try row.optionalNumber(6, "certainty", ofRow: id, table)
    if count > 0, first == nil { throw row.damaged("certainty", ofRow: id, table, "is no number") }
    eventClass = UInt8(exactly: kind).flatMap { EventClass(rawValue: $0) } ?? .unreadable
    recorded = UInt8(exactly: decision).flatMap { RecordedDecision(rawValue: $0) } ?? .unknown
    self.layer = layer.flatMap { UInt8(exactly: $0) }.flatMap { RecordedLayer(rawValue: $0) }
    policyARN = row.text(5)
    certainty = Certainty(stored: first ?? 0)
    requestCount = count
    deniedRequest = denied.flatMap { $0 >= 0 && $0 < count ? Int($0) : nil }
  }
}

extension ResourceState {
  /// What a row of `resource` says is known of it; one of a newer program's kind is unknown.
  ///
  /// - Throws: `StoreError` for what is no number.
  init(
    stored statement: borrowing Statement, at place: Int32, ofRow row: Int64
  ) throws(StoreError) {
    let state = try statement.number(place, "state", ofRow: row, "resource")
    self = UInt8(exactly: state).flatMap { ResourceState(rawValue: $0) } ?? .unknown
  }
}

extension Certainty {
  /// What a column says; one that a newer program wrote is no certain one.
  init(stored: Int64) { self = stored == 0 ? .certain : .possible }
}
