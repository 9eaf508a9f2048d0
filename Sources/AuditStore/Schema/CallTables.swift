/// The tables of derived events: `call_head` holds what many of them share, `call` each of them with its first request, which
/// most often is the only one, and `call_request` the requests behind that.
enum CallTables {
  /// Makes them from the two tables of older versions: in those `call` repeated what calls share, and `call_request` held all
  /// requests.
  static let sql = """
    ALTER TABLE call RENAME TO old_call;
    CREATE TABLE call_head(id INTEGER PRIMARY KEY, class INTEGER NOT NULL, recorded INTEGER NOT NULL,
      layer INTEGER, denied_request INTEGER, policy_arn TEXT, certainty INTEGER, request_count INTEGER NOT NULL);
    -- The first request, and the row of the second.
    CREATE TABLE call(id INTEGER PRIMARY KEY, head_id INTEGER NOT NULL, action_id INTEGER,
      resource_id INTEGER, context_id INTEGER, further INTEGER);
    INSERT INTO call_head(class, recorded, layer, denied_request, policy_arn, certainty, request_count)
      SELECT DISTINCT c.class, c.recorded, c.layer, c.denied_request, c.policy_arn, q.certainty, c.request_count
      FROM old_call c LEFT JOIN call_request q ON q.id = c.first_request AND c.request_count > 0;
    INSERT INTO call SELECT c.id, h.id, q.action_id, q.resource_id, q.context_id,
      CASE WHEN c.request_count > 1 THEN c.first_request + 1 END
      FROM old_call c LEFT JOIN call_request q ON q.id = c.first_request AND c.request_count > 0
      CROSS JOIN call_head h ON h.class = c.class AND h.recorded = c.recorded
        AND h.request_count = c.request_count AND h.layer IS c.layer AND h.denied_request IS c.denied_request
        AND h.policy_arn IS c.policy_arn AND h.certainty IS q.certainty;
    DELETE FROM call_request WHERE id IN (SELECT first_request FROM old_call WHERE request_count > 0);
    DROP TABLE old_call;

    """

  /// SQL that pairs a call `a` with each of its requests; the columns below are of these.
  ///
  /// One pass over the calls: `s` stands once for the first request and once for those behind it.
  static let requests = """
    CROSS JOIN call_head h ON h.id = a.head_id AND h.request_count > 0
      CROSS JOIN (SELECT 0 AS further UNION ALL SELECT 1) s ON s.further <= (a.further IS NOT NULL)
      LEFT JOIN call_request q ON s.further AND q.id BETWEEN a.further AND a.further + h.request_count - 2
    """
  /// What has to hold of a pair.
  static let isRequest = "(q.id IS NOT NULL OR NOT s.further)"
  static let action = "coalesce(q.action_id, a.action_id)"
  static let resource = "coalesce(q.resource_id, a.resource_id)"
  static let context = "coalesce(q.context_id, a.context_id)"
  static let certainty = "coalesce(q.certainty, h.certainty)"
  /// What has to hold of a pair of a call that was allowed and a request that it certainly made.
  static let isCertainlyAllowed =
    "\(isRequest) AND h.recorded = \(RecordedDecision.allowed.rawValue) "
    + "AND \(certainty) = \(Certainty.certain.rawValue)"
  /// The request's place in its call, from 0.
  static let number = "coalesce(q.id - a.further + 1, 0)"
}
