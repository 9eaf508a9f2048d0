import AuditStore
import CloudTrail

/// Reads the files of one unit after another and turns their events into batches.
struct IngestWorker: ~Copyable {
  static let eventsPerBatch = 8_192
  static let bytesPerBatch = 8 << 20
  /// How much text of one file a batch takes.
  static let textPerBatch = 32 << 20

  let window: TimeWindow
  let hashesText: Bool
  let handoff: Handoff
  private var deriver = EventDeriver()
  private var batch = EventBatch()
  private var call = CallBytes()
  private var scratch = BatchScratch()
  private let space = ReadingSpace()
  private var passedOver = PassedOver()

  init(window: TimeWindow, hashesText: Bool, handoff: Handoff) {
    self.window = window
    self.hashesText = hashesText
    self.handoff = handoff
  }

  /// Reads one unit; false once the work is cancelled.
  mutating func run(_ files: [IngestPlan.File], unit: Int) async -> Bool {
    for file in files {
      do {
        guard try await read(file, unit: unit) else { return false }
      } catch {
        guard await flush(unit), await handoff.send(.problem(error), unit: unit) else { return false }
      }
    }
    guard await flush(unit) else { return false }
    handoff.finish(unit: unit)
    return true
  }

  private mutating func flush(_ unit: Int) async -> Bool {
    guard !batch.sections.isEmpty else { return true }
    let full = Delivery.batch(batch)
    batch = handoff.emptyBatch()
    let goesOn = await handoff.send(full, unit: unit)
    await Task.yield()
    return goesOn
  }

  private mutating func read(
    _ planned: IngestPlan.File, unit: Int
  ) async throws(LogFileError) -> Bool {
    let file = try LogFile(path: planned.path, mustBeRegular: !planned.isNamed)
    let digest = try file.digest()
    if batch.count >= Self.eventsPerBatch || batch.weight >= Self.bytesPerBatch {
      guard await flush(unit) else { return false }
    }
    batch.begin(
      FileStart(path: file.path, size: file.size, modified: file.modified, digest: digest, window: window))
    let kept = KeptBytes()
    let skipsForeign = !planned.isNamed && FolderWalk.mayBeForeign(planned.path)
    let reader = LogReader(in: space, skipsForeign: skipsForeign, hashesText: hashesText) {
      () throws(LogFileError) in
      kept.take(try file.nextChunk())
    }
    var isComplete = true
    var textStart = 0
    passedOver = PassedOver()
    while !reader.isFinished {
      do {
        _ = try reader.read(upTo: 1_024) { item, position in
          passedOver.advance(to: reader.checkedRecords)
          take(item, position)
        }
      } catch {
        batch.reject(error.message, at: LogPosition(record: 0, offset: 0))
        isComplete = false
        break
      }
      let chunks = kept.drain()
      batch.updateSection { $0.chunks += chunks }
      // Where a file is cut follows from the file alone, never from what lies in the batch before it.
      let text = reader.textOffset - textStart
      if batch.sectionCount >= Self.eventsPerBatch || batch.sectionBytes >= Self.bytesPerBatch
        || text >= Self.textPerBatch
      {
        guard await flush(unit) else { return false }
        batch.begin(nil)
        textStart = reader.textOffset
      }
      guard !Task.isCancelled else { return false }
    }
    let rest = kept.finish()
    batch.updateSection { section in
      section.chunks += rest
      section.end = FileEnd(
        isGzip: kept.isGzip, isComplete: isComplete, textDigest: isComplete ? reader.textDigest() : nil)
    }
    return true
  }

  private mutating func take(_ item: LogItem, _ position: LogPosition) {
    switch item {
    case .event(let event):
      let time = event.raw(.eventTime)?.time
      if window.contains(time) {
        deriver.derive(event, at: time, into: &call)
        batch.append(event, at: time, call, at: position, using: &scratch)
      } else {
        batch.updateSection { $0.outOfWindow += 1 }
        passedOver.count += 1
      }
    case .refuted: batch.refute(from: position, outOfWindow: passedOver.count)
    case .reject(let reason): batch.reject(reason, at: position)
    case .skipped(let kind):
      batch.updateSection { section in
        section.skipped += 1
        section.skippedKind = kind
      }
    }
  }
}

/// How many events outside the window a file has among the records that may be refuted yet.
private struct PassedOver {
  var count = 0
  var checked = 0

  mutating func advance(to records: Int) {
    if records != checked { self = PassedOver(count: 0, checked: records) }
  }
}

/// The delivered bytes of a file on their way to the database: gzip as it is, plain text compressed.
private final class KeptBytes {
  private var chunks: [[UInt8]] = []
  private var writer: GzipWriter?
  private(set) var isGzip = false
  private var isFirst = true

  func take(_ chunk: [UInt8]) -> [UInt8] {
    if isFirst, !chunk.isEmpty {
      isFirst = false
      isGzip = chunk.starts(with: [0x1F, 0x8B])
      if !isGzip { writer = GzipWriter() }
    }
    if let writer { chunks.append(writer.write(chunk)) } else { chunks.append(chunk) }
    return chunk
  }

  func drain() -> [[UInt8]] {
    defer { chunks = [] }
    return chunks.filter { !$0.isEmpty }
  }

  func finish() -> [[UInt8]] {
    if let writer { chunks.append(writer.write([], isLast: true)) }
    writer = nil
    return drain()
  }
}
