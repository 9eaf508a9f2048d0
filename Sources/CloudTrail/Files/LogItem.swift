/// What a log file holds, piece by piece.
///
/// An event is valid only during the call that lends it.
public enum LogItem {
  /// A record that can be read.
  case event(RawEvent)
  /// All records from this position on were not written so: the gzip member that they stand in fails its check.
  ///
  /// It comes behind the last of them, and the reject that says why behind it.
  case refuted
  /// Something that cannot be read; `reason` is a fragment without a final period.
  case reject(reason: String)
  /// A document that belongs to a log folder but holds no events.
  case skipped(SkippedDocument)
}

/// Documents without events that lie among log files; raw values are their names in reports.
public enum SkippedDocument: String, Sendable, CaseIterable {
  /// A digest that CloudTrail writes to prove that files were not changed.
  case digest
  /// An S3, DynamoDB or other notification in the `Records` envelope.
  case notification
  /// `{"Records":[]}` or `[]`.
  case empty
  /// A file in a folder of logs that neither its name nor its content calls a log, such as a README.
  case foreign
}

/// Where an item stands in its file.
public struct LogPosition: Sendable, Equatable {
  /// The number of the record in the file, counted from 1; rejects count, skipped documents do not.
  public var record: Int
  /// Where it starts, in bytes of the uncompressed text from 0.
  public var offset: Int

  /// Makes a position.
  public init(record: Int, offset: Int) {
    self.record = record
    self.offset = offset
  }
}
