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
  init(_ row: borrowing Statement) {
    eventClass = EventClass(rawValue: UInt8(truncatingIfNeeded: row.integer(1))) ?? .unreadable
    recorded = RecordedDecision(rawValue: UInt8(truncatingIfNeeded: row.integer(2))) ?? .unknown
    layer = row.optionalInteger(3).flatMap { RecordedLayer(rawValue: UInt8(truncatingIfNeeded: $0)) }
    policyARN = row.text(5)
    certainty = Certainty(stored: row.integer(6))
    let count = row.integer(7)
    requestCount = count
    deniedRequest = row.optionalInteger(4).flatMap { $0 >= 0 && $0 < count ? $0 : nil }
  }
}

extension Certainty {
  /// What a column says; one that a newer program wrote is no certain one.
  init(stored: Int64) { self = stored == 0 ? .certain : .possible }
}
