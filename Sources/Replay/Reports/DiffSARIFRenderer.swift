import IAMPolicy
import JSON

/// Renders the causes of a diff as SARIF 2.1.0, which code hosts show beside the lines of a policy.
///
/// Static Analysis Results Interchange Format (OASIS), section 3. A cause without a statement, such as an allow that is
/// missing, stands where the statements of its policy begin, else at the first line of its file, and one without a file at
/// that of the changed files; it has no place only where every change removes.
/// A mismatch of the model without a statement is the doing of no changed file and no result, but a notification of the
/// run (3.20.21): code hosts refuse a log with results without a place. What the reader of the changed policies warns of,
/// and changes whose target is not known, are results as well.
public enum DiffSARIFRenderer {
  /// The whole log, indented, with a line feed at its end.
  ///
  /// - Parameter threshold: what the diff is asked for, which makes a cause an error or a warning.
  public static func render(
    _ report: DiffReport, version: String, threshold: DiffThreshold = DiffThreshold()
  ) -> String {
    let classes = ChangeClass.allCases.filter { $0 != .unchanged && $0 != .notReplayable }
    let notes = notes(report, threshold)
    let causes = report.causes.filter { !$0.isOfModelAlone }
    var rules = classes.map { (id: $0.rawValue, text: "Requests whose decision is \($0.title)") }
    for note in notes where !rules.contains(where: { $0.id == note.rule.id }) { rules.append(note.rule) }
    return JSONValue.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
      (
        "runs",
        .array([
          .object([
            (
              "tool",
              .object([
                (
                  "driver",
                  .object([
                    ("name", .string("retrial")), ("version", .string(version)),
                    ("rules", .array(rules.map { rule($0.id, $0.text) })),
                  ])
                )
              ])
            ),
            (
              "results",
              .array(
                causes.map { cause in
                  result(
                    cause.changeClass.rawValue, rules.map { $0.id }, level(of: cause, threshold),
                    message(cause),
                    (cause.reason.file.map { [$0] } ?? report.changedFiles).map {
                      ($0, cause.reason.position ?? cause.statements)
                    })
                }
                  + notes.map { note in
                    result(note.rule.id, rules.map { $0.id }, note.level, note.text, note.places)
                  })
            ),
            (
              "invocations",
              .array([
                .object([
                  ("executionSuccessful", .bool(true)),
                  (
                    "toolExecutionNotifications",
                    .array(report.causes.filter { $0.isOfModelAlone }.map { notification($0) })
                  ),
                ])
              ])
            ),
            (
              "properties",
              .object([
                ("headline", .string(report.headline)), ("fidelity", .string(report.fidelityText)),
              ])
            ),
          ])
        ])
      ),
    ]).text(isIndented: true) + "\n"
  }

  private static func rule(_ id: String, _ text: String) -> JSONValue {
    .object([("id", .string(id)), ("shortDescription", .object([("text", .string(text))]))])
  }

  private static func result(
    _ rule: String, _ rules: [String], _ level: String, _ message: String,
    _ places: [(file: String, position: SourcePosition?)]
  ) -> JSONValue {
    .object([
      ("ruleId", .string(rule)), ("ruleIndex", .number(rules.firstIndex(of: rule) ?? 0)),
      ("level", .string(level)), ("message", .object([("text", .string(message))])),
      ("locations", .array(places.map { location($0.file, $0.position) })),
    ])
  }

  /// Something to be said of a change that no request shows.
  private struct Note {
    var rule: (id: String, text: String)
    var level: String
    var text: String
    var places: [(file: String, position: SourcePosition?)]
  }

  private static func notes(_ report: DiffReport, _ threshold: DiffThreshold) -> [Note] {
    report.unknownTargets.map { target in
      Note(
        rule: ("unknownTarget", "Changes whose target may be mistyped"),
        level: threshold.failsOnUnknownTargets ? "warning" : "note", text: TextFormat.safe(target.sentence),
        places: (target.file.map { [$0] } ?? report.changedFiles).map { ($0, nil) })
    }
      + report.warnings.prefix(maximumWarnings).map { warning in
        Note(
          rule: (warning.finding.code, "Warnings of the changed policies"), level: "warning",
          text: TextFormat.safe(warning.finding.message),
          places: [(warning.file, warning.finding.position)])
      }
  }

  /// How many warnings are results; code hosts take some thousands of results.
  private static let maximumWarnings = 1_000

  private static func notification(_ cause: Cause) -> JSONValue {
    .object([
      ("level", .string("note")), ("message", .object([("text", .string(message(cause)))])),
    ])
  }

  private static func location(_ file: String, _ position: SourcePosition?) -> JSONValue {
    let line: [(String, JSONValue)] = [("startLine", .number(position?.line ?? 1))]
    let column: [(String, JSONValue)] = position.map { [("startColumn", .number($0.column))] } ?? []
    return .object([
      (
        "physicalLocation",
        .object([
          ("artifactLocation", .object([("uri", .string(uri(file)))])), ("region", .object(line + column)),
        ])
      )
    ])
  }

  /// An error is what exit code 1 stands for, and a warning what code 3 does, or an impact that is not asked about.
  private static func level(of cause: Cause, _ threshold: DiffThreshold) -> String {
    switch threshold.outcome(of: cause) {
    case .confirmed: "error"
    case .unconfirmed: "warning"
    default: cause.changeClass.isImpact && cause.count.events > cause.count.accepted ? "warning" : "note"
    }
  }

  private static func message(_ cause: Cause) -> String {
    let who = cause.principals.prefix(3).map { $0.name }.joined(separator: ", ")
    return TextFormat.safe(
      "\(cause.changeClass.heading): \(cause.reason.deed); \(cause.fullExtent); principals: \(who)")
  }

  /// A relative path as a URI reference: RFC 3986, section 2.
  private static func uri(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isPlain || "-._~/".unicodeScalars.contains(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }
}

extension Cause {
  /// Whether it tells of what AWS decided in another way than the policies given, and of no statement.
  fileprivate var isOfModelAlone: Bool { changeClass == .modelMismatch && reason.file == nil }
}
