import Replay

/// Every command with its arguments: the one place that help, parsing and messages come from.
enum Commands {
  static let root = CommandSpec(
    name: "retrial",
    abstract: "Replay recorded AWS requests against current and proposed IAM policies.",
    discussion:
      "Reads CloudTrail logs into one SQLite file and reports the requests whose decision would change.",
    subcommands: [
      ingest, diff, replay, explain, denials, report, verify, validateLogs, requests, test, policies, schema,
    ],
    examples: [
      "retrial ingest ./AWSLogs",
      "retrial diff --change 'scp:RegionLock@*=region-lock.json'",
      "retrial explain 8f2230a1-755a-44ef-89d8-14a770f018ff --policies ./policies",
    ])

  static let database = CommandSpec.Option(
    name: "db", valueName: "file", help: "The database.", defaultValue: "retrial.db")

  static let window = [
    CommandSpec.Option(
      name: "since", valueName: "time",
      help: "Only events from this time on: 2026-09-01, a time in ISO 8601, or 90d."),
    CommandSpec.Option(name: "until", valueName: "time", help: "Only events before this time."),
  ]

  static let ingest = CommandSpec(
    name: "ingest", abstract: "Read log files and folders into the database.",
    discussion: "Safe to repeat and safe to interrupt: what is already there is not read again.",
    positionals: [
      .init(
        name: "path", help: "Log files, folders, or - for standard input.", isRepeated: true,
        waivedBy: "rederive")
    ],
    options: [
      database,
      .init(name: "jobs", valueName: "n", help: "How many files are read at once (default: the processors)."),
      .init(
        name: "strict", valueName: nil,
        help:
          "End with code 2 when any record was rejected, now or when its file was read before, and not only when nothing "
          + "in a file could be read."),
      .init(
        name: "rederive", valueName: nil,
        help: "Derive all requests again from the records kept in the database; no log file is needed."),
    ] + window,
    examples: ["retrial ingest ./AWSLogs --db trail.db"])

  static let diff = CommandSpec(
    name: "diff", abstract: "Report the requests whose decision would change.",
    discussion:
      "Without --policies the baseline is the recorded decision itself: logs and one SCP are enough. With the names "
      + "of two stored replays the first one is the baseline.",
    positionals: [
      .init(name: "old", help: "A stored replay that is the baseline.", isRequired: false),
      .init(name: "new", help: "A stored replay that is compared with it.", isRequired: false),
    ],
    options: [database] + policyOptions + [
      .init(
        name: "format", valueName: "format",
        help:
          "The output's format: markdown suits a pull request, html is one page, csv has a row for each cause, sarif stands at the policies' lines.",
        choices: ["text", "json", "markdown", "html", "csv", "sarif"], defaultValue: "text"),
      .init(
        name: "limit", valueName: "n",
        help: "How many names a list of the text shows; 0 shows all, in markdown 20.", defaultValue: "10"),
      .init(
        name: "group-by", valueName: "dimensions",
        help:
          "Group the changed events as well, with commas: statement, role, account, ou, action, service, tag:KEY; "
          + "each event counts in one group.", isRepeated: true),
      .init(
        name: "accept", valueName: "file",
        help: "Changes that are accepted, each with a reason and its last day; --fail-on passes over them."),
      .init(
        name: "fail-on", valueName: "classes",
        help:
          "The classes of changes that end with code 1 or 3, with commas: "
          + DiffThreshold.allowedClasses.map { $0.rawValue }.joined(separator: ", ")
          + " (default: revoked,granted, each with its maybe).",
        isRepeated: true),
      .init(
        name: "min-fidelity", valueName: "percent",
        help: "End with code 4 when less of what the policies decide for certain is as AWS recorded it."),
      .init(
        name: "min-decided", valueName: "percent",
        help: "End with code 4 when the policies decide less of the recorded decisions for certain."),
    ] + window + filters,
    examples: [
      "retrial diff --change 'scp:RegionLock@*=region-lock.json'",
      "retrial diff --policies ./policies \\",
      "    --change 'boundary:arn:aws:iam::111122223333:role/app=new.json'",
      "retrial diff --policies ./policies --change-dir ./proposed \\",
      "    --principal '*:role/ci/*'",
      "retrial diff --policies ./policies --change-dir ./proposed \\",
      "    --format markdown --fail-on revoked",
    ])

  /// The policies of a replay and what is assumed of them.
  static let policyOptions = [
    CommandSpec.Option(
      name: "policies", valueName: "dir", help: "The policy snapshot that is the baseline."),
    CommandSpec.Option(
      name: "change", valueName: "target=file",
      help:
        "A proposed change: scp:NAME@NODE, rcp:NAME@NODE, boundary:ARN, identity:ARN/NAME, managed:ARN, "
        + "resource:ARN or vpce:ID; =- removes.", isRepeated: true),
    CommandSpec.Option(
      name: "change-dir", valueName: "dir",
      help:
        "Proposed policies in a folder shaped like the snapshot: what differs there replaces or adds, nothing is "
        + "removed. Applied before --change."),
    CommandSpec.Option(
      name: "assume", valueName: "key=value",
      help:
        "A value for a context key that the log does not hold; policy:TARGET=none or =replaced says what a change meets.",
      isRepeated: true),
    CommandSpec.Option(
      name: "management-account", valueName: "id", help: "The management account, when no snapshot says it."),
  ]

  static let filters = [
    CommandSpec.Option(
      name: "principal", valueName: "pattern",
      help: "Only principals like this: a role's, user's or service's name.",
      isRepeated: true),
    CommandSpec.Option(
      name: "action", valueName: "pattern", help: "Only events with an action like this.", isRepeated: true),
    CommandSpec.Option(
      name: "resource", valueName: "pattern",
      help: "Only events with a resource like this, also where the log does not tell all of it.",
      isRepeated: true
    ),
    CommandSpec.Option(
      name: "account", valueName: "pattern", help: "Only events that this account received.", isRepeated: true
    ),
  ]

  static let requests = CommandSpec(
    name: "requests", abstract: "List the authorization requests behind the events, one JSON object a line.",
    discussion: "Events that are not replayed come with their class and no action.",
    options: [database] + window + filters,
    examples: ["retrial requests --action 's3:Get*' --since 2026-09-01"])

  static let test = CommandSpec(
    name: "test", abstract: "Decide each case and compare it with what it expects.",
    positionals: [.init(name: "cases", help: "Files with one case a line.", isRepeated: true)],
    options: [
      .init(
        name: "format", valueName: "format", help: "The output's format.", choices: ["text", "json"],
        defaultValue: "text")
    ])

  static let policies = CommandSpec(
    name: "policies", abstract: "Look at policies without replaying anything.", subcommands: [policiesCheck])

  static let policiesCheck = CommandSpec(
    name: "check", abstract: "Read a policy snapshot or single documents and say what is wrong.",
    discussion:
      "An error means that AWS would not store the text; a warning changes nothing. Ends with code 2 when a "
      + "file cannot be read or is rejected. In JSON each path is one object on one line.",
    positionals: [
      .init(
        name: "path", help: "A snapshot's folder; with --type, policy documents or - for standard input.",
        isRepeated: true)
    ],
    options: [
      .init(
        name: "type", valueName: "type", help: "What the documents are.",
        choices: ["identity", "boundary", "session", "trust", "resource", "kms", "scp", "rcp", "vpce"]),
      .init(
        name: "format", valueName: "format", help: "The output's format.", choices: ["text", "json"],
        defaultValue: "text"),
    ],
    examples: ["retrial policies check ./policies", "retrial policies check --type scp region-lock.json"])

  static let schema = CommandSpec(
    name: "schema", abstract: "Print the JSON Schema of an output.", subcommands: [schemaDiff, schemaReport])

  static let schemaDiff = CommandSpec(
    name: "diff", abstract: "Print the JSON Schema of what `retrial diff --format json` prints.")

  static let schemaReport = CommandSpec(
    name: "report", abstract: "Print the JSON Schema of what `retrial report --format json` prints.")
}
