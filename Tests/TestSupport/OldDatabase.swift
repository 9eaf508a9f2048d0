/// SQL that brings a database back to what an older version made of it.
public enum OldDatabase {
  /// From version 11 to 10: all requests of a call in one table, and what calls share in each.
  public static let wholeCalls =
    "CREATE TABLE whole AS SELECT a.id, h.class, h.recorded, h.layer, h.denied_request, h.policy_arn, "
    + "sum(h.request_count) OVER (ORDER BY a.id) - h.request_count + 1 AS first_request, h.request_count, a.further, "
    + "a.action_id, a.resource_id, a.context_id, h.certainty FROM call a JOIN call_head h ON h.id = a.head_id; "
    + "CREATE TABLE each AS SELECT first_request AS id, action_id, resource_id, context_id, certainty FROM whole "
    + "WHERE request_count > 0 UNION ALL SELECT w.first_request + q.id - w.further + 1, q.action_id, q.resource_id, "
    + "q.context_id, q.certainty FROM whole w JOIN call_request q "
    + "ON q.id BETWEEN w.further AND w.further + w.request_count - 2; "
    + ["events", "requests"].map { "DROP VIEW IF EXISTS \($0); " }.joined()
    + "DROP TABLE call_request; CREATE TABLE call_request(id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL, "
    + "resource_id INTEGER NOT NULL, context_id INTEGER NOT NULL, certainty INTEGER NOT NULL); "
    + "INSERT INTO call_request SELECT * FROM each; DROP TABLE each; DROP TABLE call_head; DROP TABLE call; "
    + "CREATE TABLE call(id INTEGER PRIMARY KEY, class INTEGER NOT NULL, recorded INTEGER NOT NULL, layer INTEGER, "
    + "denied_request INTEGER, policy_arn TEXT, first_request INTEGER NOT NULL, request_count INTEGER NOT NULL); "
    + "INSERT INTO call SELECT id, class, recorded, layer, denied_request, policy_arn, first_request, request_count "
    + "FROM whole; DROP TABLE whole; PRAGMA user_version = 10; "

  /// From version 11 to 5: whole texts in place of templates and their values; there are no views then.
  public static let wholeTexts =
    ["events", "requests", "rejects", "files", "replays", "inputs", "outcomes"]
    .map { "DROP VIEW IF EXISTS \($0); " }.joined()
    + wholeCalls + whole("identity", "json") + whole("context", "json")
    + whole("error", "error_message", ["error_code"])
    + whole("issuance", "details", ["access_key_id", "event_rowid"])
    + "DROP TABLE unfinished_ingest; DROP TABLE event_span; DROP TABLE event_key; DROP TABLE template; DROP TABLE identity_template; DELETE FROM generation; PRAGMA user_version = 5; "

  /// From version 11 to 9: an ingest that is not complete does not say where and for which time it was to read.
  public static let withoutScopes =
    wholeCalls + "CREATE TEMP TABLE noted AS SELECT id, paths_sha256, files, read FROM unfinished_ingest; "
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
