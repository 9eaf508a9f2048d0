public import AuditStore
public import CloudTrail

/// Streams log files into a database: workers read and derive, one task writes in the order of the files.
public struct LogIngester: Sendable {
  /// Whether the paths were found in folders before: what is no log is passed over, as it was then.
  private let takesPathsAsFound: Bool
  /// How many files are worked on at once.
  public var jobs: Int
  /// Which events are taken; the others are counted and passed over.
  public var window: TimeWindow
  /// How many events a transaction holds at least.
  public var eventsPerTransaction = EventWriter.eventsPerTransaction

  /// When the ingest begins, seconds since 1970, to be kept with its files; nil to keep no time.
  public var time: Int64?

  /// How many small files are worked on together.
  public var filesPerUnit = 512

  /// Makes an ingester; `jobs` below 1 counts as 1.
  public init(jobs: Int, window: TimeWindow = TimeWindow(), takesPathsAsFound: Bool = false) {
    self.takesPathsAsFound = takesPathsAsFound
    self.jobs = max(1, jobs)
    self.window = window
  }

  /// Reads the paths into the database at `databasePath`, which is made when there is a file to read.
  ///
  /// When the task is cancelled it stops soon; what was committed until then stays, and the next run goes on.
  /// - Throws: `StoreError` when the database cannot be opened or written.
  public func ingest(
    _ paths: [String], into databasePath: String,
    progress: @Sendable (IngestProgress) -> Void = { _ in }
  ) async throws -> IngestSummary {
    let scope = scope(of: paths, databasePath)
    guard scope.hasFiles else { return IngestSummary(IngestPlan(problems: scope.entries)) }
    var writer = try EventWriter(
      AuditDatabase(path: databasePath, access: .write), eventsPerTransaction: eventsPerTransaction,
      derivation: EventDeriver.version)
    writer.ingestTime = time
    let plan = try IngestPlan(scope.entries, window: window, filesPerUnit: filesPerUnit, writer: &writer)
    let known = plan.known.knownFiles
    let state = UnfinishedIngest(
      files: known + plan.fileCount, read: known, window: window, places: scope.places)
    try writer.begin(ingest: scope.digest, as: state) { scope.covers($0) }
    var summary = IngestSummary(plan)
    let handoff = Handoff(unitCount: plan.units.count)
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<min(jobs, max(1, plan.units.count)) {
          group.addTask { [window] in await Self.work(plan, window, handoff) }
        }
        defer { handoff.cancel() }
        while let delivery = await handoff.next() {
          try Self.write(delivery, to: &writer, &summary, handoff)
          progress(IngestProgress(summary: summary, plan: plan, events: writer.counts.read))
        }
      }
    } onCancel: {
      handoff.cancel()
    }
    let wasCancelled = Task.isCancelled && !writer.isComplete
    if wasCancelled { try writer.abandon() } else { try writer.finish() }
    summary.take(writer, wasCancelled: wasCancelled)
    return summary
  }

  /// The files to read; the database itself may lie among them.
  private func scope(of paths: [String], _ databasePath: String) -> IngestScope {
    let own = AuditDatabase.files(at: databasePath).compactMap { FileIdentity(path: $0) }
    return IngestScope(paths, excluding: Set(own), areFound: takesPathsAsFound)
  }

  private static func work(_ plan: IngestPlan, _ window: TimeWindow, _ handoff: Handoff) async {
    var worker = IngestWorker(window: window, hashesText: plan.hasDigests, handoff: handoff)
    while let unit = handoff.takeUnit() {
      guard await worker.run(plan.units[unit], unit: unit) else { return }
    }
  }

  private static func write(
    _ delivery: consuming Delivery, to writer: inout EventWriter, _ summary: inout IngestSummary,
    _ handoff: Handoff
  ) throws(StoreError) {
    switch consume delivery {
    case .batch(let batch):
      try writer.write(batch)
      summary.bytes += batch.deliveredBytes
      summary.finishedFiles += batch.finishedFiles
      handoff.recycle(batch)
    case .problem(let problem):
      writer.passOver()
      summary.problems.append(problem)
    }
  }
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
  /// Files that are done.
  public var files: Int
  /// Files to do.
  public var totalFiles: Int
  /// Delivered bytes that are done; files without a known size count as well.
  public var bytes: Int
  /// Delivered bytes to do.
  public var totalBytes: Int
  /// Events read, rejects included.
  public var events: Int

  /// Makes a state of work.
  public init(files: Int, totalFiles: Int, bytes: Int, totalBytes: Int, events: Int) {
    self.files = files
    self.totalFiles = totalFiles
    self.bytes = bytes
    self.totalBytes = totalBytes
    self.events = events
  }

  init(summary: IngestSummary, plan: IngestPlan, events: Int) {
    self.init(
      files: summary.finishedFiles, totalFiles: plan.fileCount, bytes: summary.bytes,
      totalBytes: plan.byteCount, events: events)
  }
}

/// What an ingest did and what stood in its way.
public struct IngestSummary: Sendable {
  /// The counts, which add up.
  public private(set) var counts: IngestCounts
  /// The first few records that could not be read; `counts.rejected` counts all.
  public private(set) var rejects: [StoredReject] = []
  /// The first few files of which something could not be read, now or by an earlier run.
  public private(set) var damaged: [DamagedFile] = []
  /// Files and folders that could not be opened or read.
  public internal(set) var problems: [LogFileError]
  /// Delivered bytes that were read.
  public internal(set) var bytes = 0
  /// Whether it was interrupted: the counts are of what was committed, the rest is read by the next run.
  public private(set) var wasCancelled = false
  /// How far it is committed; nil when nothing of it is.
  public private(set) var stored: UnfinishedIngest?
  var finishedFiles = 0

  init(_ plan: IngestPlan) {
    problems = plan.problems
    counts = plan.known
  }

  mutating func take(_ writer: borrowing EventWriter, wasCancelled: Bool) {
    let known = counts
    counts = wasCancelled ? writer.committed : writer.counts
    stored = writer.stored
    counts.knownFiles += known.knownFiles
    counts.knownEvents &+= known.knownEvents
    counts.knownRejected &+= known.knownRejected
    counts.unreadableFiles += known.unreadableFiles
    counts.damagedFiles += known.damagedFiles
    damaged = writer.damaged
    rejects = writer.rejects
    self.wasCancelled = wasCancelled
  }
}
