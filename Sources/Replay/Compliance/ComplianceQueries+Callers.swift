/// Callers by name.
extension ComplianceQueries {
  /// SQL for who made the event of a row of `events` or `requests`.
  ///
  /// The role or the own ARN; for whoever has none in the log, the service, or type, unique ID and account. An ID is
  /// told without the session's name, which for an identity of another provider is the name itself.
  static let caller = """
    coalesce(principal_arn, (SELECT coalesce(
        CASE WHEN 'ANONYMOUS_PRINCIPAL' IN (account, id) THEN 'anonymous caller'
          WHEN type = 'AWSService' THEN service END,
        coalesce(type, 'caller') || coalesce(' ' || nullif(
            iif(type IN ('SAMLUser', 'WebIdentityUser'), id, substr(id, 1, instr(id || ':', ':') - 1)), ''), '')
          || coalesce(' ' || user, '') || coalesce(' of ' || account, ''))
      FROM (SELECT json_extract(j, '$.type') AS type, json_extract(j, '$.principalId') AS id,
          json_extract(j, '$.accountId') AS account, json_extract(j, '$.invokedBy') AS service,
          json_extract(j, '$.onBehalfOf.userId') AS user
        FROM (SELECT \(json) AS j
          FROM event v JOIN identity i ON i.id = v.identity_id JOIN template t ON t.id = i.template_id
          WHERE v.id = event_rowid AND json_valid(t.text)))), user_identity_type, 'not recorded')
    """

  /// The whole identity: its template with the values in the place of the marks.
  private static let json = (1...4).reduce("t.text") { text, value in
    "replace(\(text), char(\(127 + value)), i.value_\(value))"
  }
}
