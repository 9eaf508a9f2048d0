import JSON

/// The JSON Schema of a compliance report as JSON: what pipelines can rely on.
///
/// JSON Schema, draft 2020-12. Members, sections, tables and columns may be added, so that unknown ones are allowed.
public enum ComplianceJSONSchema: JSONSchemaText {
  /// The schema, indented, with a line feed at its end.
  public static let text = value.text(isIndented: true) + "\n"

  static let value: JSONValue = {
    let schema = object([
      (
        "period",
        described(
          members(of: object([("since", nullable(time, "")), ("until", nullable(time, ""))])),
          "The period as it was asked for; null for an open end.")
      ),
      (
        "window",
        nullable(
          object([("start", time), ("end", time)]),
          "First and last moment of the period; null when the log holds no event at all.")
      ),
      (
        "events",
        object([
          ("inPeriod", count("Events in the period.")),
          (
            "inPeriodBefore",
            nullable(
              .object([("type", .string("integer")), ("minimum", .number(0))]),
              "Events in the period of the same length before it; null when the period has no two ends or the log "
                + "no event of that time.")
          ),
        ])
      ),
      ("sensitiveResources", list(of: text("A pattern of resources that were named as sensitive."))),
      ("sections", list(of: section)), ("controls", list(of: control)),
      ("limits", list(of: text("What the report cannot show, as a sentence."))),
    ])
    return document(
      "Retrial compliance report", "What `retrial report --format json` prints.", schema,
      .object([counting]))
  }()

  private static let section = object([
    ("id", text("A stable name, for example root-use.")), ("title", text("The heading.")),
    ("summary", list(of: text("What the section says, as a sentence."))),
    ("missing", nullableText("Why the section shows nothing; null when it does.")),
    ("tables", list(of: table)),
  ])

  private static let table = object([
    ("id", text("A stable name, unique in the report.")), ("title", text("The heading.")),
    (
      "columns",
      list(
        of: object([
          ("name", text("The column's name in the query and in CSV.")),
          (
            "kind",
            described(
              [("enum", .array(["text", "count", "time"].map { .string($0) }))], "What the column holds.")
          ),
        ]))
    ),
    (
      "rows",
      list(
        of: list(
          of: described(
            [("type", .array(["string", "integer", "null"].map { .string($0) }))],
            "A value, in the order of the columns. A `decision` is `allowed`, `denied`, `allowed_likely` (probably allowed: "
              + "the call failed with an error that usually comes after it was authorized) or `unknown` (not recorded)."
          )))
    ),
    (
      "sql",
      nullableText(
        "The query that gives these rows, for `sqlite3 retrial.db`; null for what no query of the views gives."
      )
    ),
    ("source", nullableText("How the rows were found where `sql` is null.")),
  ])

  private static let control = object([
    ("framework", text("The framework with its version.")), ("id", text("The control's number.")),
    ("topic", text("What it is about.")),
    ("sections", list(of: text("The id of a section that bears on it."))),
    ("shown", list(of: text("The id of one of them that shows something in this report."))),
  ])
}
