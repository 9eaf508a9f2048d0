import AuditStore
public import CloudTrail

extension LogValidation {
  /// What the digests in folders show of the log files in them, with what could not be read.
  ///
  /// - Throws: nothing of the files: what cannot be read is a finding or a problem.
  public static func ofFolders(
    _ paths: [String], keys: DigestKeys
  ) throws -> (validation: LogValidation, problems: [LogFileError]) {
    var digests: [String] = []
    var logs: [String] = []
    var problems: [LogFileError] = []
    for entry in FolderWalk.entries(paths) {
      switch entry {
      case .problem(let fault): problems.append(fault)
      case .file(let path, _, _, _) where LogName.isDigest(path): digests.append(path)
      case .file(let path, _, _, _): if !FolderWalk.mayBeForeign(path) { logs.append(path) }
      }
    }
    var validator = LogValidator(keys: keys, logs: logs)
    for path in digests {
      let text = try? LogText.bytes(limit: DigestFile.sizeLimit, next: try bytes(of: path))
      validator.add(path: path, text: text ?? nil)
    }
    return (try validator.validate { try? LogText.digest(next: try bytes(of: logs[$0])) }, problems)
  }

  private static func bytes(
    of path: String
  ) throws(LogFileError) -> () throws(LogFileError) -> [UInt8] {
    let file = try LogFile(path: path, mustBeRegular: true)
    return { () throws(LogFileError) in try file.nextChunk() }
  }

  /// What the digests that a database was made from show of its log files; nil when there was none.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  static func ofDatabase(
    _ database: borrowing AuditDatabase, keys: DigestKeys
  ) throws -> LogValidation? {
    let files = try database.storedFiles()
    guard files.contains(where: { $0.isDigest }) else { return nil }
    let (logs, copies) = logs(among: files)
    var validator = LogValidator(keys: keys, logs: logs.map { $0.path }, copies: copies)
    for file in files where file.isDigest {
      validator.add(path: file.path, text: try database.text(of: file, limit: DigestFile.sizeLimit))
    }
    return try validator.validate { try database.textDigest(of: logs[$0]) }
  }

  /// The log files, one that was read again under its name once, and which of them have the content of one before.
  private static func logs(among files: [StoredFile]) -> (logs: [StoredFile], copies: Set<Int>) {
    var contents: Set<Int> = []
    var names: [Int: Set<String>] = [:]
    var logs: [StoredFile] = []
    var copies: Set<Int> = []
    for file in files where !file.isDigest && !file.isForeign {
      guard file.path == "-" || !FolderWalk.mayBeForeign(file.path),
        names[file.content, default: []].insert(LogValidator.name(file.path)).inserted
      else { continue }
      if !contents.insert(file.content).inserted { copies.insert(logs.count) }
      logs.append(file)
    }
    return (logs, copies)
  }
}
