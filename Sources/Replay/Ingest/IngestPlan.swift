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
  /// What the files hold that the database has already.
  private(set) var known = IngestCounts()
  private(set) var problems: [LogFileError] = []
  /// Whether digest files lie among them, which name log files by the SHA-256 of their text.
  private(set) var hasDigests = false

  init(
    _ entries: [FolderWalk.Entry], window: TimeWindow, filesPerUnit: Int, writer: inout EventWriter
  ) throws(StoreError) {
    // By bytes: two names that Unicode calls equal are two files.
    var seen: Set<[UInt8]> = []
    var unit: [File] = []
    var bytes = 0
    for entry in entries {
      guard case .file(let path, let size, let modified, let isNamed) = entry else {
        if case .problem(let problem) = entry { problems.append(problem) }
        continue
      }
      guard seen.insert(Array(path.utf8)).inserted else { continue }
      hasDigests = hasDigests || LogName.isDigest(path)
      if path != "-",
        let held = try writer.known(path: path, size: size, modified: modified, window: window)
      {
        known.add(held)
        try writer.noteDamage(held, at: path)
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

  /// A plan of nothing, when no path leads to a file.
  init(problems entries: [FolderWalk.Entry]) {
    problems = entries.compactMap { if case .problem(let problem) = $0 { problem } else { nil } }
  }
}
