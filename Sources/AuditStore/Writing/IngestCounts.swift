public import CloudTrail

/// What an ingest did, in counts that add up: `read = ingested + duplicates + rejected + outOfWindow`.
public struct IngestCounts: Sendable, Equatable {
  /// Files that were read in this run.
  public var files = 0
  /// Files whose content the database already held, by path or by content.
  public var knownFiles = 0
  /// The events that earlier runs found in those files.
  public var knownEvents = 0
  /// The rejects that earlier runs found in those files.
  public var knownRejected = 0
  /// Files in which nothing could be read, now or by earlier runs.
  public var unreadableFiles = 0
  /// Files of which a part could not be read, now or by earlier runs.
  public var damagedFiles = 0
  /// Events that are now in the database and were not before.
  public var ingested = 0
  /// Events that were there already, in an earlier file or earlier in the same one.
  public var duplicates = 0
  /// Records that could not be read.
  public var rejected = 0
  /// Events outside the window, passed over.
  public var outOfWindow = 0
  /// Documents without events that were passed over, by kind.
  public var skipped: [SkippedDocument: Int] = [:]

  /// What became of the events that were ingested.
  public var derivation = DerivationCounts()

  /// Makes counts of nothing.
  public init() {}

  /// Events read, rejects included.
  public var read: Int { ingested + duplicates + rejected + outOfWindow }

  /// Counts as rejected what was counted as something else, and more.
  mutating func reject(_ taken: IngestCounts, and more: Int) {
    ingested -= taken.ingested
    duplicates -= taken.duplicates
    outOfWindow -= taken.outOfWindow
    rejected += taken.read + more
  }

  /// Whether there were records and not one could be read.
  public var isAllRejected: Bool {
    read == rejected && knownEvents == 0 && (rejected > 0 || knownRejected > 0)
  }
}
