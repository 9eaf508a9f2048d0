public import CloudTrail

/// What the rows of an event would hold, for a record that is in no database.
public struct EventValues: Sendable, Hashable {
  /// Seconds since 1970; nil when the record's time cannot be read.
  public var time: Int64?
  /// The access key id of the credentials that the call issued; nil for a call that issues none.
  public let issuedKey: String?
  /// The raw request parameters of a call that issued credentials; nil when they were not recorded.
  public let issuanceParameters: String?
  private let values: [Dimension: [String?]]

  /// Reads a record.
  public init(_ event: RawEvent) {
    var batch = EventBatch()
    batch.begin(nil)
    batch.append(event, CallBytes(), at: LogPosition(record: 1, offset: 0))
    time = batch.times[0] == .min ? nil : batch.times[0]
    issuedKey = batch.issuances.first?.accessKeyID
    issuanceParameters = issuedKey == nil ? nil : event.issuanceParameters?.text()
    var values: [Dimension: [String?]] = [:]
    for (index, dimension) in EventBatch.factDimensions.enumerated() {
      let key = batch.dimensions[dimension.rawValue].bytes(Int(batch.facts[index]))
      values[dimension] = DimensionKey.texts(key)
    }
    self.values = values
  }

  /// The values of a dimension that an event row refers to, columns as in `Dimension.columns`.
  public subscript(dimension: Dimension) -> [String?] {
    values[dimension] ?? dimension.columns.map { _ in nil }
  }
}
