import JSON

/// The JSON Schema of a diff as JSON: what pipelines can rely on.
///
/// JSON Schema, draft 2020-12. Members may be added to the report, so that unknown ones are allowed.
public enum DiffJSONSchema: JSONSchemaText {
  /// The schema, indented, with a line feed at its end.
  public static let text = value.text(isIndented: true) + "\n"

  static let value: JSONValue = {
    let schema = object([
      (
        "window", nullable(object([("since", time), ("until", time)]), "The first and last event looked at.")
      ),
      ("inputs", inputs), ("fidelity", fidelity), ("summary", summary), ("causes", list(of: cause)),
      ("blindSpots", list(of: blindSpot)),
      ("shares", list(of: share)),
      ("groupBy", list(of: text("A dimension of the groups, for example statement or tag:team."))),
      ("groups", list(of: group)), ("accepted", list(of: accepted)),
      ("assumptions", list(of: text("What was assumed, as a sentence."))),
      ("notes", list(of: text("What keeps stored replays from being compared as they were stored."))),
      ("unknownTargets", list(of: unknownTarget)), ("warnings", list(of: warning)),
    ])
    return document(
      "Retrial diff report", "What `retrial diff --format json` prints.", schema, definitions)
  }()

  private static let definitions = JSONValue.object([
    counting,
    (
      "changeCount",
      object([
        ("requests", count("Distinct combinations of principal, action and resource.")),
        ("events", count("Recorded events.")), ("confirmed", count("Those that AWS's record confirms.")),
        ("accepted", count("Those that are accepted.")),
      ])
    ),
    ("namedCounts", list(of: object([("name", text("The name.")), ("events", count("Recorded events."))]))),
  ])

  // MARK: - Parts

  private static let inputs = object([
    ("policies", nullableText("The snapshot's folder; null when the recorded decisions are the baseline.")),
    ("changes", list(of: text("A change as TARGET=FILE."))),
    ("filters", list(of: text("A filter as it was typed; other events are not in the answer."))),
    ("replays", list(of: replay)),
  ])

  private static let replay = object([
    ("name", text("The name of a stored replay: first the old one, then the new one.")),
    ("policies", nullableText("The folder of its snapshot.")),
    ("changes", list(of: text("A change as TARGET=FILE."))), ("files", count("The files it was made from.")),
    ("inputsSHA256", text("The SHA-256 of a line `SHA-256  path` for each of the files.")),
    ("engine", count("The version of the decision engine that it was stored by.")),
    ("catalog", text("The date of the catalog.")), ("derivation", count("The version of the derivation.")),
  ])

  private static let fidelity = object([
    ("recorded", count("Events whose recorded decision is known.")),
    ("determinate", count("Those that the baseline decides for certain.")),
    ("agreeing", count("Those of them in which both agree.")),
    ("otherLayer", count("Events in which AWS's message names a layer that is not found denying.")),
    ("undecided", reference("namedCounts", "What the other events hinge on.")),
  ])

  private static let summary = object([
    (
      "events",
      object([
        ("read", count("Ingested, duplicate and rejected events, and those out of an ingest's window.")),
        (
          "ingested",
          count(
            "Replayed and excluded events, those outside the window or filters, and those that came later.")
        ),
        ("duplicates", count("Events delivered more than once.")),
        ("rejected", count("Records that could not be read.")),
        (
          "outOfIngestWindow", count("Events that ingests with a window passed over, each time that one did.")
        ),
        ("replayed", count("Events evaluated.")),
        ("outsideWindow", count("Events outside the window or filters.")),
        (
          "cameLater", count("Events that came into the database after a replay was stored that is compared.")
        ),
        (
          "excluded",
          described(
            [("type", .string("object")), ("additionalProperties", reference("count"))],
            "Events that were not replayed, by class.")
        ),
      ])
    ), ("requests", count("Distinct requests of all classes together.")),
    ("changes", object(ChangeClass.allCases.map { ($0.rawValue, reference("changeCount")) })),
  ])

  private static let cause = object(
    [
      ("class", .object([("enum", .array(ChangeClass.allCases.map { .string($0.rawValue) }))])),
      ("layer", text("The layer in AWS's words, for example service control policy.")),
      ("effect", text("What it does, for example explicit deny.")),
      ("policy", text("The policy's name or ARN; empty when none is meant.")),
      ("attachment", nullableText("Where the policy is attached.")),
      ("file", nullableText("The policy's file.")), ("line", place("The statement's line.")),
      ("column", place("The statement's column in Unicode scalars.")),
      ("statement", nullableText("The statement's Sid, or its index as #2.")),
      ("count", reference("changeCount")),
      (
        "principals",
        list(
          of: object([
            ("name", text("A role, user or service.")),
            ("events", count("Its events that the cause touches.")),
            ("replayed", count("All its events that were replayed.")),
          ]))
      ), ("actions", reference("namedCounts")), ("resources", reference("namedCounts")),
      ("unrecorded", count("Events of which AWS's decision is not recorded.")),
      ("days", count("Days with at least one event.")), ("firstSeen", time), ("lastSeen", time),
      ("sampleEventIDs", list(of: text("An event id for `retrial explain`."))),
      ("dependsOn", reference("namedCounts", "The unknown facts that a change hinges on.")),
      ("comparisons", list(of: comparison)),
      ("together", reference("namedCounts", "Changes that only come to it together, as TARGET with TARGET.")),
    ],
    optional: [
      ("moreResources", count("How many resources there are beside the thousand that are listed.")),
      ("moreDependsOn", count("How many unknown facts there are beside the thousand that are listed.")),
    ])

  private static let share = object([
    ("change", text("A change as TARGET=FILE.")),
    ("alone", count("Events that it changes by itself, and that would stay as they are without it.")),
    ("together", count("Events that change only where other changes come with it.")),
    ("either", count("Events that it changes by itself, and others without it as well.")),
  ])

  private static let group = object([
    ("class", .object([("enum", .array(ChangeClass.allCases.map { .string($0.rawValue) }))])),
    ("names", list(of: text("What the events have in common, in the order of groupBy."))),
    ("count", reference("changeCount", "Each event of a class counts in one group.")),
    ("days", count("Days with at least one event.")), ("firstSeen", time), ("lastSeen", time),
    ("sampleEventIDs", list(of: text("An event id for `retrial explain`."))),
  ])

  private static let accepted = object([
    ("place", text("The file of accepted changes and the entry's line and column.")),
    ("reason", text("Why the change is accepted.")), ("expires", text("The last day on which it counts.")),
    ("expired", described([("type", .string("boolean"))], "Whether that day has passed.")),
    ("ticket", nullableText("A ticket.")), ("owner", nullableText("Who answers for it.")),
    ("matching", count("Events of which it means a request, also when it has expired.")),
    ("accepted", count("Events that are accepted, wholly or in part by it.")),
  ])

  private static let comparison = object(
    [
      ("key", text("The condition key as the policy spells it.")),
      ("operator", text("The condition operator.")),
      ("values", list(of: text("A value of the policy."))),
      ("actual", reference("namedCounts", "What the requests had for the key.")),
    ], optional: [("moreActual", count("How many values there are beside the thousand that are listed."))])

  private static let unknownTarget = object([
    ("target", text("The target of a change that may be mistyped.")),
    ("file", nullableText("The file with the new text; null for a removal.")),
    ("meant", nullableText("A name of the log or snapshot that is close to it.")),
    ("text", text("The same as a sentence.")),
  ])

  private static let warning = object([
    ("code", text("What the reader of a changed policy warns of, for example W-ACTION.")),
    ("file", text("The policy's file.")), ("line", place("The line.")),
    ("column", place("The column in Unicode scalars.")), ("message", text("The warning as a sentence.")),
  ])

  private static let blindSpot = object([
    (
      "kind",
      text(
        "unfinishedIngest, ingestWindow, untouchedTarget, accountWithoutLogs, windowBeyondLog, gap, dataEventsOff, "
          + "actionNotLogged, unexercisedStatement, unexercisedActions or policyFinding; there may be more.")
    ), ("text", text("What is not covered, as a sentence.")),
  ])
}
