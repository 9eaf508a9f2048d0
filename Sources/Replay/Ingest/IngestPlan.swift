import AuditStore
import CloudTrail

/// The files of an ingest in order, cut into units of work, without those that the database holds.
struct IngestPlan: Sendable {
  struct File: Sendable {
    var path: String
    var size: Int
    var modified: Int64
    var isNamed: Bool
  }

  static let bytesPerUnit = 2 << 20

  private(set) var units: [[File]] = []
  private(set) var fileCount = 0
  private(set) var byteCount = 0
  private(set) var knownFiles = 0
  private(set) var problems: [LogFileError] = []

  init(
    _ paths: [String], window: TimeWindow, filesPerUnit: Int, database: borrowing AuditDatabase
  ) throws(StoreError) {
    var seen: Set<String> = []
    var unit: [File] = []
    var bytes = 0
    for entry in FolderWalk.entries(paths) {
      guard case .file(let path, let size, let modified, let isNamed) = entry else {
        if case .problem(let problem) = entry { problems.append(problem) }
        continue
      }
      guard seen.insert(path).inserted else { continue }
      if path != "-", try database.holds(path: path, size: size, modified: modified, window: window) {
        knownFiles += 1
        continue
      }
      fileCount += 1
      byteCount += size
      bytes += size
      unit.append(File(path: path, size: size, modified: modified, isNamed: isNamed))
      if bytes >= Self.bytesPerUnit || unit.count >= filesPerUnit {
        units.append(unit)
        unit = []
        bytes = 0
      }
    }
    if !unit.isEmpty { units.append(unit) }
  }
}
