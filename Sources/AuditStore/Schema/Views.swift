/// The views for people, in CloudTrail's terms; columns may be added, never taken away or renamed.
enum Views {
  /// Makes room for views that know more than those of an older version.
  static let dropping = names.map { "DROP VIEW IF EXISTS \($0);" }.joined()

  private static let names = ["events", "requests", "rejects", "files", "replays", "inputs", "outcomes"]

  /// Makes the views, and fails where a table lacks what one of them shows, which SQLite would say only to its readers.
  static func make(_ connection: borrowing Connection) throws(StoreError) {
    try connection.execute(sql)
    for name in names { _ = try connection.prepare("SELECT * FROM \(name)") }
  }

  private static let sql = """
    CREATE VIEW events AS SELECT
      \(uuid("e.event_id")) AS event_id, \(time("e.time")) AS event_time,
      k.event_source, k.event_name, k.event_type, k.event_category, k.read_only,
      p.aws_region, p.recipient_account_id, c.source_ip_address, c.user_agent,
      x.error_code, \(TextTemplate.sql("y.text", values: "x")) AS error_message,
      t.type AS user_identity_type, \(principal) AS principal_arn, \(arn) AS user_identity_arn,
      t.account_id, \(identity("t.access_key_id", .accessKey)) AS access_key_id, t.mfa_authenticated,
      n.vpc_endpoint_id, n.vpc_endpoint_account_id, n.tls_version,
      \(names(head("class"), EventClass.allCases.map { ($0.rawValue, $0.name) })) AS class,
      \(names(head("recorded"), RecordedDecision.allCases.map { ($0.rawValue, $0.name) }))
        AS recorded_decision,
      \(names(head("layer"), RecordedLayer.allCases.map { ($0.rawValue, $0.name) })) AS recorded_layer,
      \(head("policy_arn")) AS policy_arn, \(uuid("e.shared_event_id")) AS shared_event_id,
      f.path, e.ordinal AS record_number, e.id AS event_rowid, m.original_event_id,
      s.mfa_used, s.result AS sign_in_result
    FROM event e JOIN kind k ON k.id = e.kind_id JOIN place p ON p.id = e.place_id
      JOIN client c ON c.id = e.client_id JOIN endpoint n ON n.id = e.endpoint_id
      JOIN error x ON x.id = e.error_id JOIN identity i ON i.id = e.identity_id
      JOIN call a ON a.id = e.call_id JOIN file f ON f.id = e.file_id
      LEFT JOIN identity_template t ON t.id = i.template_id LEFT JOIN template y ON y.id = x.template_id
      LEFT JOIN amendment m ON m.event_rowid = e.id LEFT JOIN sign_in s ON s.event_rowid = e.id;
    CREATE VIEW requests AS SELECT
      \(uuid("e.event_id")) AS event_id, \(time("e.time")) AS event_time,
      \(principal) AS principal_arn, t.type AS user_identity_type,
      n.name AS action, r.text AS resource,
      \(names("r.state", ResourceState.allCases.map { ($0.rawValue, "\($0)") })) AS resource_state,
      r.account AS resource_account,
      CASE \(CallTables.certainty) WHEN 0 THEN 'certain' ELSE 'possible' END AS certainty,
      \(names("h.recorded", RecordedDecision.allCases.map { ($0.rawValue, $0.name) }))
        AS recorded_decision,
      \(names("h.layer", RecordedLayer.allCases.map { ($0.rawValue, $0.name) })) AS recorded_layer,
      p.aws_region, p.recipient_account_id, \(TextTemplate.sql("u.text", values: "o")) AS context,
      \(CallTables.number) AS request_number, e.id AS event_rowid
    FROM event e JOIN call a ON a.id = e.call_id
      \(CallTables.requests)
      JOIN action n ON n.id = \(CallTables.action) JOIN resource r ON r.id = \(CallTables.resource)
      JOIN context o ON o.id = \(CallTables.context) JOIN identity i ON i.id = e.identity_id
      JOIN place p ON p.id = e.place_id
      LEFT JOIN identity_template t ON t.id = i.template_id LEFT JOIN template u ON u.id = o.template_id
    WHERE \(CallTables.isRequest);
    CREATE VIEW rejects AS SELECT f.path, j.record_number, j.byte_offset, j.reason
      FROM reject j JOIN file f ON f.id = j.file_id;
    CREATE VIEW files AS SELECT path, size, \(time("mtime_ns / 1000000000")) AS modified, kind, status,
      ingested + duplicates + rejected + out_of_window AS records, ingested, duplicates, rejected,
      out_of_window, skipped, skipped_kind, nullif(lower(hex(text_sha256)), '') AS text_sha256,
      \(time("ingested_at")) AS ingested_at, \(time("window_start")) AS window_start,
      \(time("window_end")) AS window_end, id AS file_rowid FROM file;
    CREATE VIEW replays AS SELECT name, \(time("created")) AS created,
      \(time("window_start")) AS window_start, \(time("window_end")) AS window_end, summary,
      settings, lower(hex(inputs_sha256)) AS inputs_sha256, engine_version, catalog_date, derivation_version,
      last_event_rowid FROM replay;
    CREATE VIEW inputs AS SELECT r.name AS replay, i.path, lower(hex(c.sha256)) AS sha256, c.size
      FROM replay_input i JOIN replay r ON r.id = i.replay_id JOIN input_content c ON c.id = i.content_id;
    -- In this order each event is looked up once, whatever the planner makes of the numbers.
    CREATE VIEW outcomes AS SELECT r.name AS replay, \(uuid("e.event_id")) AS event_id,
      \(time("e.time")) AS event_time, o.request AS request_number, o.decision, o.change, o.cause,
      o.depends_on, e.id AS event_rowid
      FROM replay r CROSS JOIN outcome_block b ON b.replay_id = r.id
      CROSS JOIN event e ON e.id BETWEEN b.first_event AND b.first_event + \(OutcomeBlock.events - 1)
      CROSS JOIN outcome o ON o.replay_id = r.id
        AND o.number = CAST(substr(b.numbers, (e.id - b.first_event) * b.width + 1, b.width) AS INTEGER);

    """

  /// What a call `a` shares with others, looked up where it is shown or asked for alone: a further table to join would have
  /// SQLite look at the others in a worse order.
  private static func head(_ column: String) -> String {
    "(SELECT \(column) FROM call_head WHERE id = a.head_id)"
  }

  private static let arn = identity("t.arn", .sessionName)

  /// The role with its path for a session, else the identity's own ARN.
  private static let principal = "coalesce(t.issuer_arn, \(arn))"

  /// A member of an identity's template with what stands for a value replaced.
  private static func identity(_ member: String, _ value: IdentityValue) -> String {
    TextTemplate.sql(member, value: value.rawValue, of: "i")
  }

  /// SQL for a time as the views show it, from seconds since 1970 UTC.
  static func time(_ column: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%SZ', \(column), 'unixepoch')"
  }

  /// UUIDs are stored as 16 bytes, any other id as its text.
  private static func uuid(_ column: String) -> String {
    let hex = "lower(hex(\(column)))"
    let groups = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)]
      .map { "substr(\(hex), \($0.0), \($0.1))" }.joined(separator: " || '-' || ")
    return "CASE typeof(\(column)) WHEN 'blob' THEN \(groups) ELSE \(column) END"
  }

  private static func names(_ column: String, _ cases: [(UInt8, String)]) -> String {
    "CASE \(column) " + cases.map { "WHEN \($0.0) THEN '\($0.1)'" }.joined(separator: " ") + " END"
  }
}

extension String {
  /// A name in camel case with its words joined by underscores.
  fileprivate var snakeCase: String {
    reduce(into: "") { text, letter in
      text += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
    }
  }
}

extension RecordedDecision {
  /// The name that the views have for the decision, for example `allowed_likely`.
  public var name: String { "\(self)".snakeCase }
}

extension RecordedLayer {
  /// The name that the views have for the layer, for example `scp_explicit`.
  public var name: String { "\(self)".snakeCase }
}
