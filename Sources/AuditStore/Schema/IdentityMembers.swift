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
}
