public import CloudTrail

/// Events of one or several files on their way to the writer, with each distinct value held once.
public struct EventBatch: Sendable {
  /// What a batch says about one file, or about a part of a large one.
  public struct Section: Sendable {
    /// The file; nil when the section goes on with the file of the batch before.
    public var start: FileStart?
    /// What closes the file; nil when the next batch goes on with it.
    public var end: FileEnd?
    /// Delivered bytes, gzip, to be kept.
    public var chunks: [[UInt8]] = []
    /// How many of the batch's events belong to this section.
    public internal(set) var events = 0
    /// What could not be read.
    public internal(set) var rejects: [Reject] = []
    /// The records that stand in a gzip member which fails its check, in this section or one before it.
    public internal(set) var refuted: Refutation?
    /// How many events lie outside the window and were passed over.
    public var outOfWindow = 0
    /// How many documents without events were passed over, and of which kind the last one was.
    public var skipped = 0
    /// The kind of the last document that was passed over.
    public var skippedKind: SkippedDocument?

    /// A rough size in bytes, without its events.
    var bytes: Int { chunks.reduce(rejects.count * 200 + 500) { $0 + $1.count } }
  }

  /// Records that were not written so.
  public struct Refutation: Sendable {
    /// Where they begin.
    public var position: LogPosition
    /// How many of them lie outside the window, and are counted so.
    public var outOfWindow: Int
  }

  /// A record that could not be read.
  public struct Reject: Sendable {
    /// Where it stands.
    public var position: LogPosition
    /// Why, as a fragment.
    public var reason: String
  }

  /// The sections in file order.
  public internal(set) var sections: [Section] = []
  var ordinals: [UInt32] = []
  var times: [Int64] = []
  var eventIDs = IDColumn()
  var sharedEventIDs = IDColumn()
  var fingerprints: [UInt64] = []
  /// For each event the numbers of its values in `dimensions`, in the order of `factDimensions`.
  var facts: [UInt32] = []
  var calls: [UInt32] = []
  var dimensions: [SpanInterner]
  // INVARIANT: for each dimension with templates one entry for each of its values in `dimensions`.
  var texts: [SplitTexts]
  var callRecords: [CallRecord] = []
  var callRequests: [CallRecord.Request] = []
  /// What each of them is looked for by but for who made it, see `EventKey`; 0 where nobody looks for it.
  var callRequestKeys: [UInt64] = []
  /// The same by the action alone, of those that are looked for by it.
  var callActionKeys: [Int: UInt64] = [:]
  var callSummaries: [CallSummary] = []
  var knownCalls = SpanInterner()
  // INVARIANT: one entry for each value of the dimension of contexts.
  var contextKeyCounts: [ContextKeyCounts] = []
  var issuances: [Issuance] = []
  /// The parameters of the issuances.
  var issuanceTexts = SplitTexts()
  var amendments: [Amendment] = []
  var signIns: [SignIn] = []
  var identities = CachedValues()
  /// By a kind's number in its cache three numbers, for whether it only reads.
  var kinds = CachedValues()
  /// What stands for an event without an error; nil before the first.
  var noError: UInt32?
  var splitter = TextSplitter()

  /// The dimensions that an event row refers to itself.
  static let factDimensions: [Dimension] = [.kind, .identity, .place, .client, .endpoint, .error]

  /// Makes an empty batch.
  public init() {
    dimensions = Dimension.allCases.map { _ in SpanInterner() }
    texts = Dimension.allCases.map { _ in SplitTexts() }
  }

  /// How many events it holds.
  public var count: Int { ordinals.count }

  /// A rough size in bytes of what it holds.
  public var weight: Int {
    let values = zip(dimensions, texts).reduce(count * 120) { $0 + $1.0.byteCount + $1.1.byteCount }
    return sections.reduce(values) { $0 + $1.bytes }
  }

  /// How many events and rejects its last section has.
  public var sectionCount: Int { sections.last.map { $0.events + $0.rejects.count } ?? 0 }

  /// A rough size in bytes of what its last section keeps beside its events.
  public var sectionBytes: Int { sections.last?.bytes ?? 0 }

  /// Begins a section; events and rejects belong to the last one.
  public mutating func begin(_ start: FileStart?) { sections.append(Section(start: start)) }

  /// Changes the last section; does nothing before the first.
  public mutating func updateSection(_ change: (inout Section) -> Void) {
    guard !sections.isEmpty else { return }
    change(&sections[sections.count - 1])
  }

  /// Notes that no record of the file from this position on was written so.
  ///
  /// - Parameter outOfWindow: how many of them lie outside the window, in this section or one before it.
  public mutating func refute(from position: LogPosition, outOfWindow: Int) {
    updateSection { $0.refuted = Refutation(position: position, outOfWindow: outOfWindow) }
  }

  /// The first of a section's rows, up to an event that is refuted.
  func checkedRows(_ rows: Range<Int>, of section: Section) -> Range<Int> {
    guard let refuted = section.refuted else { return rows }
    return rows.lowerBound..<(rows.first { Int(ordinals[$0]) >= refuted.position.record } ?? rows.upperBound)
  }

  /// Notes a record that could not be read.
  public mutating func reject(_ reason: String, at position: LogPosition) {
    updateSection { $0.rejects.append(Reject(position: position, reason: reason)) }
  }
}

/// What is known of a file before it is read.
public struct FileStart: Sendable, Hashable {
  /// The path as it was given.
  public var path: String
  /// The size in bytes as delivered.
  public var size: Int
  /// The time of the last change in nanoseconds since 1970.
  public var modified: Int64
  /// The SHA-256 of the delivered bytes; nil for a pipe.
  public var digest: SHA256Digest?
  /// Seconds since 1970 of the window's ends, for those that are given.
  public var window: TimeWindow

  /// Makes the start of a file.
  public init(path: String, size: Int, modified: Int64, digest: SHA256Digest?, window: TimeWindow) {
    self.path = path
    self.size = size
    self.modified = modified
    self.digest = digest
    self.window = window
  }
}

/// How a file ended.
public struct FileEnd: Sendable, Hashable {
  /// Whether the delivered bytes were gzip.
  public var isGzip: Bool
  /// Whether it was read to its end, as far as it could be; false after an error of the system.
  public var isComplete: Bool
  /// The SHA-256 of its text; nil where it was not taken.
  public var textDigest: SHA256Digest?

  /// Makes the end of a file.
  public init(isGzip: Bool, isComplete: Bool = true, textDigest: SHA256Digest? = nil) {
    self.isGzip = isGzip
    self.isComplete = isComplete
    self.textDigest = textDigest
  }
}

/// A span of time in seconds since 1970: from `start` on, and before `end`; a missing end is open.
public struct TimeWindow: Sendable, Hashable {
  /// The first second that lies in the window.
  public var start: Int64?
  /// The first second behind it.
  public var end: Int64?

  /// Makes a window; by default it holds all time.
  public init(start: Int64? = nil, end: Int64? = nil) {
    self.start = start
    self.end = end
  }

  /// Whether a time lies in the window; an unknown time always does.
  public func contains(_ time: Int64?) -> Bool {
    guard let time else { return true }
    return time >= start ?? .min && (end == nil || time < end ?? .max)
  }

  /// Whether everything in another window lies in this one.
  public func covers(_ other: TimeWindow) -> Bool {
    (start ?? .min) <= (other.start ?? .min) && (end ?? .max) >= (other.end ?? .max)
  }
}

extension EventBatch {
  /// Empties it; its memory stays for the next events.
  public mutating func removeAll() {
    sections.removeAll(keepingCapacity: true)
    ordinals.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    eventIDs.removeAll()
    sharedEventIDs.removeAll()
    fingerprints.removeAll(keepingCapacity: true)
    facts.removeAll(keepingCapacity: true)
    calls.removeAll(keepingCapacity: true)
    for index in dimensions.indices {
      dimensions[index].removeAll(keepingCapacity: true)
      texts[index].removeAll()
    }
    callRecords.removeAll(keepingCapacity: true)
    callRequests.removeAll(keepingCapacity: true)
    callRequestKeys.removeAll(keepingCapacity: true)
    callActionKeys.removeAll(keepingCapacity: true)
    callSummaries.removeAll(keepingCapacity: true)
    knownCalls.removeAll(keepingCapacity: true)
    contextKeyCounts.removeAll(keepingCapacity: true)
    issuances.removeAll(keepingCapacity: true)
    issuanceTexts.removeAll()
    amendments.removeAll(keepingCapacity: true)
    signIns.removeAll(keepingCapacity: true)
    identities.removeAll()
    kinds.removeAll()
    noError = nil
  }

  /// How many delivered bytes its finished files have.
  public var deliveredBytes: Int {
    sections.reduce(0) { $0 + ($1.start?.size ?? 0) }
  }

  /// How many files end in it.
  public var finishedFiles: Int { sections.count { $0.end != nil } }
}
