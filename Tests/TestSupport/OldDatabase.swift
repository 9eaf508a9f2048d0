/// SQL that brings a database back to what an older version made of it.
public enum OldDatabase {
  /// From version 10 to 5: whole texts in place of templates and their values; there are no views then.
  public static let wholeTexts =
    ["events", "requests", "rejects", "files", "replays", "inputs", "outcomes"]
    .map { "DROP VIEW \($0); " }.joined()
    + whole("identity", "json") + whole("context", "json") + whole("error", "error_message", ["error_code"])
    + whole("issuance", "details", ["access_key_id", "event_rowid"])
    + "DROP TABLE unfinished_ingest; DROP TABLE event_span; DROP TABLE event_key; DROP TABLE template; DROP TABLE identity_template; DELETE FROM generation; PRAGMA user_version = 5; "

  /// From version 10 to 9: an ingest that is not complete does not say where and for which time it was to read.
  public static let withoutScopes =
    "CREATE TEMP TABLE noted AS SELECT id, paths_sha256, files, read FROM unfinished_ingest; "
    + "DROP TABLE unfinished_ingest; CREATE TABLE unfinished_ingest(id INTEGER PRIMARY KEY, "
    + "paths_sha256 BLOB NOT NULL, files TEXT NOT NULL, read TEXT NOT NULL); "
    + "INSERT INTO unfinished_ingest SELECT * FROM noted; DROP TABLE noted; PRAGMA user_version = 9; "

  private static func whole(_ table: String, _ column: String, _ kept: [String] = []) -> String {
    let text = (1...4).reduce("t.text") { "replace(\($0), char(\(127 + $1)), n.value_\($1))" }
    let columns = kept.map { ", n.\($0)" }.joined()
    return "CREATE TABLE old AS SELECT n.id AS id\(columns), \(text) AS \(column) FROM \(table) n "
      + "LEFT JOIN template t ON t.id = n.template_id; DROP TABLE \(table); ALTER TABLE old RENAME TO \(table); "
  }
}
