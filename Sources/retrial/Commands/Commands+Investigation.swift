import IAMPolicy
import Replay

/// The commands that look at single requests and at what was denied.
extension Commands {
  private static let snapshot = CommandSpec.Option(
    name: "policies", valueName: "dir", help: "The policy snapshot.")

  private static let managementAccount = CommandSpec.Option(
    name: "management-account", valueName: "id", help: "The management account, when no snapshot says it.")

  static let explain = CommandSpec(
    name: "explain", abstract: "Say why one recorded or typed request is decided as it is, layer by layer.",
    discussion:
      "Give an event id, or --principal, --action and --resource. What is not said of a typed request is "
      + "unknown. Without --policies it shows what AWS said and what would settle the rest. For what is denied it "
      + "shows the smallest changes that would allow it, each replayed, with what else in the log they would open. An "
      + "event that is not replayed ends with code 5.",
    positionals: [
      .init(
        name: "event-id", help: "The whole id of a recorded event, in any case; not with --principal.",
        isRequired: false)
    ],
    options: [
      database, snapshot,
      .init(
        name: "change", valueName: "target=file", help: "A change laid over the snapshot, as of `diff`.",
        isRepeated: true),
      .init(
        name: "change-dir", valueName: "dir",
        help: "Changes as a folder shaped like the snapshot, as of `diff`."),
      .init(
        name: "assume", valueName: "key=value", help: "What is assumed of keys and targets, as of `diff`.",
        isRepeated: true), managementAccount,
      .init(
        name: "principal", valueName: "arn",
        help: "Who asks: the ARN of a user, role or session, a service's name, or anonymous."),
      .init(name: "action", valueName: "action", help: "What is asked for, for example s3:GetObject."),
      .init(name: "resource", valueName: "arn", help: "What it is about: an ARN, or * for none."),
      .init(
        name: "resource-account", valueName: "id",
        help: "The resource's owner, where its ARN does not say it."
      ),
      .init(
        name: "context", valueName: "key=value",
        help:
          "A context key of a typed request; again for a key with several values; KEY= for one that is absent.",
        isRepeated: true),
      .init(
        name: "no-history", valueName: nil,
        help:
          "Do not look for the last time that the same was allowed and for what else a suggested change would open."
      ),
      .init(
        name: "effects", valueName: nil,
        help:
          "Count what else a suggested change would open in a log of any size, which replays all of it; without it only "
          + "where the log holds at most 200,000 events."),
      .init(
        name: "expect", valueName: "decision",
        help: "End with code 1 when the decision is another one; Denied takes any denial.",
        choices: Decision.words + ["Denied"]),
      .init(
        name: "format", valueName: "format",
        help: "The output's format; html is one page, aws has the shape of the policy simulator's answer.",
        choices: ["text", "html", "json", "aws"], defaultValue: "text"),
      .init(
        name: "limit", valueName: "n", help: "How many statements and values the text shows; 0 shows all.",
        defaultValue: "3"),
    ],
    examples: [
      "retrial explain 8f2230a1-755a-44ef-89d8-14a770f018ff --policies ./policies",
      "retrial explain --policies ./policies \\",
      "    --principal arn:aws:iam::111122223333:role/app --action s3:GetObject \\",
      "    --resource arn:aws:s3:::reports/q3.csv --expect Allowed",
    ])

  static let denials = CommandSpec(
    name: "denials", abstract: "List past denials, grouped by what caused them.",
    discussion:
      "With --policies the cause is the statement or the layer without an allow, else what AWS's message names. "
      + "Ends with code 5 when there is none.",
    options: [
      database, snapshot, managementAccount,
      .init(
        name: "group-by", valueName: "names",
        help: "One or more of statement, role, account, action and service, with commas.",
        defaultValue: "statement"),
      .init(
        name: "format", valueName: "format", help: "The output's format.", choices: ["text", "json"],
        defaultValue: "text"),
      .init(
        name: "limit", valueName: "n", help: "How many names a list of the text shows; 0 shows all.",
        defaultValue: "5"),
    ] + window + filters,
    examples: [
      "retrial denials --since 7d --policies ./policies",
      "retrial denials --group-by role,action --principal '*role/app'",
    ])

  static let report = CommandSpec(
    name: "report", abstract: "Report what a log shows of a period, for people who review it.",
    discussion:
      "JSON and HTML hold the query behind each table, for `sqlite3 retrial.db`, or say how its rows are "
      + "found. Ends with code 5 when the period holds no event, else with code 1 when CloudTrail's digest files do not confirm the log.",
    options: [
      database, snapshot, managementAccount,
      .init(
        name: "sensitive", valueName: "pattern",
        help: "Resources whose use is shown one by one, for example 'arn:aws:s3:::payroll*'.",
        isRepeated: true),
      .init(
        name: "controls", valueName: "file",
        help: "A mapping of controls to sections in place of the one that ships."),
      publicKeys,
      .init(
        name: "previous", valueName: "file",
        help:
          "The JSON of an earlier report to compare with; '--since last-report' begins where that one ended."),
      .init(
        name: "print-controls", valueName: nil, help: "Print the mapping that ships, as a start for your own."
      ),
      .init(
        name: "format", valueName: "format",
        help: "The output's format; csv writes a file for each table.",
        choices: ["text", "markdown", "html", "json", "csv"], defaultValue: "text"),
      .init(name: "output", valueName: "path", help: "The file to write, for csv the folder."),
      .init(
        name: "evidence", valueName: "dir",
        help: "Also write every format into a folder, with a manifest of what the report was made from."),
      .init(
        name: "limit", valueName: "n", help: "How many rows a table of the text shows; 0 shows all.",
        defaultValue: "5"),
    ] + window,
    examples: [
      "retrial report --policies ./policies --since 2026-07-01 --until 2026-10-01",
      "retrial report --since 90d --format html --output quarter.html",
      "retrial report --previous july.json --since last-report \\",
      "    --format json --output august.json",
    ])

  private static let publicKeys = CommandSpec.Option(
    name: "public-keys", valueName: "file",
    help: "The keys that digest files are signed by, as `aws cloudtrail list-public-keys` prints them.",
    isRepeated: true)

  static let validateLogs = CommandSpec(
    name: "validate-logs", abstract: "Compare log files with CloudTrail's digest files beside them.",
    discussion:
      "Names every log file that is missing, altered or not listed, every digest that is missing or does not fit the next "
      + "one, and says of how many digests the signature was checked. Ends with code 1 when there is any, and with code 5 "
      + "when there is no digest.",
    positionals: [.init(name: "path", help: "Folders with log and digest files.", isRepeated: true)],
    options: [
      publicKeys,
      .init(
        name: "format", valueName: "format", help: "The output's format.", choices: ["text", "json"],
        defaultValue: "text"),
    ],
    examples: [
      "aws cloudtrail list-public-keys --start-time 2026-01-01 >keys.json",
      "retrial validate-logs ./AWSLogs --public-keys keys.json",
    ])

  static let verify = CommandSpec(
    name: "verify", abstract: "Check a folder of evidence, and make its report again.",
    discussion:
      "Names every file that is not as the manifest says: outputs, logs and policies, these at the paths that they were "
      + "read from. Ends with code 1 when there is any, with code 3 when all is as it was but the report could not be made "
      + "again, and with code 5 when there was nothing to compare.",
    positionals: [.init(name: "dir", help: "The folder that `report --evidence` wrote.")],
    examples: ["retrial verify ./evidence-2026-q3"])
}
