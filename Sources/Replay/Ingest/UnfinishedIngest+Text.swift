public import AuditStore

extension UnfinishedIngest {
  /// That a part of a log is not there, as a sentence without a period.
  public var sentence: String {
    "an ingest was interrupted, or is still running: \(TextFormat.count(read)) of its \(TextFormat.count(files, "file")) "
      + "\(read == 1 ? "is" : "are") read; ingest the same folder again to complete it"
  }
}
