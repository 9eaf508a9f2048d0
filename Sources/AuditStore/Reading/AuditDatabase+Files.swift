public import CloudTrail

/// A file as an ingest met it.
public struct StoredFile: Sendable, Hashable {
  /// The path as it was given.
  public var path: String
  /// Whether it is a digest.
  public var isDigest: Bool
  /// Whether it holds no record of CloudTrail, and its name is none that CloudTrail gives: it is no log file.
  public var isForeign: Bool
  /// Equal for files of the same content, whatever their paths.
  public var content: Int
  /// Whether an event, a reject or a document without events was read from it.
  public var isRead: Bool
  /// The SHA-256 of its text, where it was taken; see `AuditDatabase.textDigest(of:)`.
  var textDigest: SHA256Digest?
  /// The file whose bytes are kept for it.
  var source: Int
}

extension AuditDatabase {
  /// SQL for whether a reject's row stands for several records, as its reason says.
  static let standsForSeveral = "reason LIKE 'and % more record%'"

  /// SQL for how many records a row of the view `rejects` stands for.
  public static let recordsOfReject =
    "CASE WHEN \(standsForSeveral) THEN CAST(substr(reason, 5) AS INTEGER) ELSE 1 END"

  /// SQL for the rows of `file` (`f`), each with the file of the same content that was read in its place (`o`), if any.
  public static let filesWithOriginals = "file f LEFT JOIN file o ON o.id = f.same_as"

  /// SQL for what is equal for rows of `filesWithOriginals` of the same content.
  public static let contentOfFile =
    "coalesce(nullif(hex(f.digest), ''), f.path || ' ' || f.size || ' ' || f.mtime_ns)"

  /// SQL for what the documents without events in a row of `filesWithOriginals` are; empty for none.
  public static let skippedKindOfFile = "coalesce(o.skipped_kind, f.skipped_kind, '')"

  /// SQL for whether a row of `filesWithOriginals` is of a file that holds no record of CloudTrail, such as a policy.
  ///
  /// What bears the name that CloudTrail gives to log files is one, whatever it holds.
  public static let isForeignFile = """
    (f.path NOT GLOB '*_CloudTrail_*' AND (
      coalesce(o.status, f.status) = 'skipped' AND \(skippedKindOfFile) IN ('foreign', 'notification')
      OR coalesce(o.status, f.status) = 'rejected' AND coalesce(o.id, f.id) NOT IN
        (SELECT file_id FROM reject WHERE reason <> '\(LogReader.noEvent)')))
    """

  /// Every file that was read into the database, in the order of ingest; one that was read again stands again.
  public func storedFiles() throws(StoreError) -> [StoredFile] {
    var statement = try connection.prepare(
      "SELECT f.path, \(Self.skippedKindOfFile), f.status, coalesce(f.text_sha256, o.text_sha256), "
        + "coalesce(o.same_as, f.same_as, f.id), \(Self.isForeignFile), \(Self.contentOfFile) "
        + "FROM \(Self.filesWithOriginals) ORDER BY f.id")
    var files: [StoredFile] = []
    var contents: [String: Int] = [:]
    while try statement.step() {
      let content = statement.text(6) ?? ""
      let number = contents[content] ?? contents.count
      contents[content] = number
      files.append(
        StoredFile(
          path: statement.text(0) ?? "", isDigest: statement.text(1) == SkippedDocument.digest.rawValue,
          isForeign: statement.integer(5) != 0,
          content: number,
          isRead: statement.text(2) != "unread",
          textDigest: statement.isNull(3) ? nil : SHA256Digest(kept: statement.bytes(3)),
          source: Int(statement.integer(4))))
    }
    return files
  }

  /// The SHA-256 of a file's text: as it was taken when it was read, else of the bytes that are kept.
  ///
  /// - Returns: nil when neither is there, as for files without a new event in a database of an older version.
  /// - Throws: `LogFileError` when the kept bytes cannot be read.
  public func textDigest(of file: StoredFile) throws -> SHA256Digest? {
    guard file.isRead else { return nil }
    if let digest = file.textDigest { return digest }
    guard try isKept(file) else { return nil }
    return try LogText.digest(next: try storedBytes(file.source))
  }

  /// The text of a file whose bytes are kept; nil when they are not, or hold more than `limit` bytes.
  ///
  /// - Throws: `LogFileError` when the kept bytes cannot be read.
  public func text(of file: StoredFile, limit: Int) throws -> [UInt8]? {
    guard try isKept(file) else { return nil }
    return try LogText.bytes(limit: limit, next: try storedBytes(file.source))
  }

  private func isKept(_ file: StoredFile) throws(StoreError) -> Bool {
    try connection.integer("SELECT 1 FROM file_bytes WHERE file_id = \(file.source) LIMIT 1") != nil
  }
}
