/// The numbered steps that bring a database from one version to the next.
enum Migrations {
  /// Marks the file as Retrial's: `RTRL`.
  static let applicationID: Int64 = 0x5254_524C

  /// Step n leads from version n to version n + 1; steps are only ever added, but for that of `signIns`.
  ///
  /// The views, which speak of the newest tables, are made behind the last one.
  static let steps: [String] = [
    dimensions + facts, contentDigest + derivation, Views.dropping + replays,
    Views.dropping + amendments, Views.dropping + signIns + fileFacts, Views.dropping + templates,
    Views.dropping + EventKeyRuns.table, Views.dropping + EventSpans.table,
    Views.dropping + UnfinishedIngestTable.sql, Views.dropping + UnfinishedIngestTable.scopes,
    Views.dropping + CallTables.sql,
  ]

  /// Takes one step, but for the number that says so; a step may have to read texts, which SQL cannot.
  static func take(_ step: Int, _ connection: borrowing Connection) throws(StoreError) {
    try connection.execute(steps[step])
    if step == templateStep { try TemplateMigration.run(connection) }
    if step == spanStep { try EventSpans.renew(connection) }
    if step == keyStep { try connection.execute("DELETE FROM event_key") }
    if step == callStep, try connection.integer("SELECT count(*) FROM event_key") == 0 {
      try EventKeyRuns.renew(connection)
    }
    if step == steps.count - 1 { try Views.make(connection) }
  }

  private static let templateStep = 5
  private static let spanStep = 7
  /// Older versions did not find calls of AWS Organizations by their actions: their keys are made anew from the tables of
  /// `callStep`.
  private static let keyStep = 8
  private static let callStep = 10

  static var version: Int64 { Int64(steps.count) }

  private static let dimensions = """
    CREATE TABLE identity(id INTEGER PRIMARY KEY, json TEXT);
    CREATE TABLE kind(id INTEGER PRIMARY KEY, event_source TEXT, event_name TEXT, event_type TEXT,
      event_category TEXT, read_only TEXT);
    CREATE TABLE place(id INTEGER PRIMARY KEY, aws_region TEXT, recipient_account_id TEXT);
    CREATE TABLE client(id INTEGER PRIMARY KEY, source_ip_address TEXT, user_agent TEXT);
    CREATE TABLE endpoint(id INTEGER PRIMARY KEY, vpc_endpoint_id TEXT, vpc_endpoint_account_id TEXT,
      tls_version TEXT, session_credential_from_console TEXT);
    CREATE TABLE error(id INTEGER PRIMARY KEY, error_code TEXT, error_message TEXT);
    CREATE TABLE action(id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE resource(id INTEGER PRIMARY KEY, text TEXT, account TEXT, state INTEGER);
    CREATE TABLE context(id INTEGER PRIMARY KEY, json TEXT);
    -- From which number on a table's values are known by content; older ones may stand a second time.
    CREATE TABLE generation(dimension TEXT PRIMARY KEY, first_id INTEGER NOT NULL) WITHOUT ROWID;

    """

  private static let facts = """
    CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL,
      mtime_ns INTEGER NOT NULL, crc INTEGER, kind TEXT NOT NULL, status TEXT NOT NULL, same_as INTEGER,
      ingested INTEGER NOT NULL, duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL,
      out_of_window INTEGER NOT NULL, skipped INTEGER NOT NULL, skipped_kind TEXT,
      window_start INTEGER, window_end INTEGER);
    CREATE INDEX file_by_path ON file(path);
    CREATE INDEX file_by_content ON file(size, crc);
    CREATE TABLE file_bytes(id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, bytes BLOB NOT NULL);
    CREATE INDEX file_bytes_by_file ON file_bytes(file_id);
    CREATE TABLE reject(id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, record_number INTEGER NOT NULL,
      byte_offset INTEGER NOT NULL, reason TEXT NOT NULL);
    CREATE TABLE call(id INTEGER PRIMARY KEY, class INTEGER NOT NULL, recorded INTEGER NOT NULL,
      layer INTEGER, denied_request INTEGER, policy_arn TEXT, first_request INTEGER NOT NULL,
      request_count INTEGER NOT NULL);
    CREATE TABLE call_request(id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL,
      resource_id INTEGER NOT NULL, context_id INTEGER NOT NULL, certainty INTEGER NOT NULL);
    CREATE TABLE event(id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, event_id,
      time INTEGER, kind_id INTEGER NOT NULL, identity_id INTEGER NOT NULL, place_id INTEGER NOT NULL,
      client_id INTEGER NOT NULL, endpoint_id INTEGER NOT NULL, error_id INTEGER NOT NULL,
      call_id INTEGER NOT NULL, shared_event_id);
    CREATE TABLE issuance(id INTEGER PRIMARY KEY, access_key_id TEXT NOT NULL, event_rowid INTEGER NOT NULL,
      details TEXT);
    -- Sorted runs of (hash of the event id, event row), by level and leading byte: see FingerprintRuns.
    CREATE TABLE fingerprint(id INTEGER PRIMARY KEY, entries BLOB NOT NULL);
    CREATE TABLE replay(id INTEGER PRIMARY KEY, name TEXT UNIQUE, created INTEGER NOT NULL,
      window_start INTEGER, window_end INTEGER, summary TEXT);
    CREATE TABLE outcome(replay_id INTEGER NOT NULL, event_rowid INTEGER NOT NULL, request INTEGER NOT NULL,
      decision TEXT NOT NULL, change TEXT, cause TEXT, PRIMARY KEY(replay_id, event_rowid, request))
      WITHOUT ROWID;

    """

  /// Databases of version 1 did not say by which derivation their requests were made.
  private static let derivation = """
    CREATE TABLE derivation(version INTEGER NOT NULL);
    INSERT INTO derivation SELECT 1 WHERE EXISTS (SELECT 1 FROM event);

    """

  /// Files are told apart by a hash that no two of them share, where a CRC can be met on purpose.
  private static let contentDigest = """
    DROP INDEX file_by_content;
    ALTER TABLE file DROP COLUMN crc;
    ALTER TABLE file ADD COLUMN digest BLOB;
    CREATE INDEX file_by_content ON file(size, digest);
    """

  /// Older versions took a correction for an event of its own; deriving again fills the table.
  private static let amendments = """
    CREATE TABLE amendment(event_rowid INTEGER PRIMARY KEY, original_event_id TEXT NOT NULL);

    """

  /// What older versions did not take of sign-ins is filled in by deriving again.
  ///
  /// The only step that was altered: see `SignInTable`.
  private static let signIns = SignInTable.sql

  /// Older versions did not keep what digests hold: forgotten, they are read when they are met again.
  private static let fileFacts = """
    ALTER TABLE file ADD COLUMN text_sha256 BLOB;
    ALTER TABLE file ADD COLUMN ingested_at INTEGER;
    DELETE FROM file WHERE skipped_kind = 'digest'
      OR same_as IN (SELECT id FROM file WHERE skipped_kind = 'digest');

    """

  /// Where older versions kept whole texts, templates and their values are kept; see `TemplateMigration`.
  private static let templates = """
    CREATE TABLE template(id INTEGER PRIMARY KEY, text TEXT);
    ALTER TABLE identity RENAME TO old_identity;
    ALTER TABLE error RENAME TO old_error;
    ALTER TABLE context RENAME TO old_context;
    ALTER TABLE issuance RENAME TO old_issuance;
    CREATE TABLE identity(id INTEGER PRIMARY KEY, \(templated));
    CREATE TABLE error(id INTEGER PRIMARY KEY, error_code TEXT, \(templated));
    CREATE TABLE context(id INTEGER PRIMARY KEY, \(templated));
    CREATE TABLE issuance(id INTEGER PRIMARY KEY, access_key_id TEXT NOT NULL, event_rowid INTEGER NOT NULL,
      \(templated));

    """ + IdentityMembers.table

  /// The values that stand in a template, empty where it has none of that number.
  private static let templated =
    "template_id INTEGER, " + TextTemplate.valueColumns.map { "\($0) TEXT NOT NULL" }.joined(separator: ", ")

  /// No version wrote a replay into the tables of version 1, which had a row for each event.
  private static let replays = """
    DROP TABLE replay;
    DROP TABLE outcome;
    CREATE TABLE replay(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
      window_start INTEGER, window_end INTEGER, settings TEXT NOT NULL, summary TEXT NOT NULL,
      inputs_sha256 BLOB NOT NULL, engine_version INTEGER NOT NULL, catalog_date TEXT NOT NULL,
      derivation_version INTEGER NOT NULL, last_event_rowid INTEGER NOT NULL);
    CREATE TABLE input_content(id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
      gzip BLOB NOT NULL);
    CREATE TABLE replay_input(replay_id INTEGER NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL,
      content_id INTEGER NOT NULL, PRIMARY KEY(replay_id, position)) WITHOUT ROWID;
    -- What requests come to, each list of them once; many events share one.
    CREATE TABLE outcome(replay_id INTEGER NOT NULL, number INTEGER NOT NULL, request INTEGER NOT NULL,
      decision TEXT NOT NULL, change TEXT NOT NULL, cause TEXT, depends_on TEXT,
      PRIMARY KEY(replay_id, number, request)) WITHOUT ROWID;
    -- The number of each event's outcomes, in decimal digits of one width; 0 for an event that was not replayed.
    CREATE TABLE outcome_block(id INTEGER PRIMARY KEY, replay_id INTEGER NOT NULL, first_event INTEGER NOT NULL,
      width INTEGER NOT NULL, numbers BLOB NOT NULL);
    CREATE INDEX outcome_block_by_replay ON outcome_block(replay_id, first_event);

    """
}
