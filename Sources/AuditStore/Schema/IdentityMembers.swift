/// The members of identities that the views show, read once for each template.
///
/// Sessions have few templates, and reading JSON is most of what a query over events would do.
enum IdentityMembers {
  private static let paths = [
    ("type", "$.type"), ("issuer_arn", "$.sessionContext.sessionIssuer.arn"), ("arn", "$.arn"),
    ("account_id", "$.accountId"), ("access_key_id", "$.accessKeyId"),
    ("mfa_authenticated", "$.sessionContext.attributes.mfaAuthenticated"),
  ]

  /// SQL that makes their table, by the row of `Dimension.template`; a value keeps the type that it has in JSON.
  static let table =
    "CREATE TABLE identity_template(id INTEGER PRIMARY KEY, "
    + paths.map { $0.0 }.joined(separator: ", ") + ");\n"

  /// SQL that adds what the templates of identities hold, from a row of `Dimension.identity` on.
  static let insertion =
    "INSERT INTO identity_template SELECT t.id, "
    + paths.map { "CASE WHEN json_valid(t.text) THEN json_extract(t.text, '\($0.1)') END" }
    .joined(separator: ", ")
    + " FROM template t WHERE t.id IN (SELECT template_id FROM identity WHERE id >= ?) "
    + "AND NOT EXISTS (SELECT 1 FROM identity_template m WHERE m.id = t.id) ORDER BY t.id"

  /// SQL for the templates of which all identities are one caller, as their ARN holds nothing of a session: each with a
  /// number that those of the same caller share.
  static let callers =
    "SELECT id, min(id) OVER (PARTITION BY coalesce(issuer_arn, arn), type, account_id, mfa_authenticated) AS number "
    + "FROM identity_template WHERE issuer_arn IS NOT NULL "
    + "OR instr(arn, \(TextTemplate.sqlMark(IdentityValue.sessionName.rawValue))) = 0"
}
