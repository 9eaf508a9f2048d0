import JSON

/// Renders the causes of a diff as SARIF 2.1.0, which code hosts show beside the lines of a policy.
///
/// Static Analysis Results Interchange Format (OASIS), section 3. A cause without a file has no line to stand at and
/// is left out; the message of the run counts them.
public enum DiffSARIFRenderer {
  /// The whole log, indented, with a line feed at its end.
  public static func render(_ report: DiffReport, version: String) -> String {
    let placed = report.causes.filter { $0.reason.file != nil && $0.reason.position != nil }
    let left = report.causes.count - placed.count
    let rules = ChangeClass.allCases.filter { $0 != .unchanged && $0 != .notReplayable }
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
                    ("rules", .array(rules.map { rule($0) })),
                  ])
                )
              ])
            ), ("results", .array(placed.map { result($0, rules) })),
            (
              "properties",
              .object([
                ("headline", .string(report.headline)), ("fidelity", .string(report.fidelityText)),
                ("causesWithoutLine", .number(left)),
              ])
            ),
          ])
        ])
      ),
    ]).text(isIndented: true) + "\n"
  }

  private static func rule(_ changeClass: ChangeClass) -> JSONValue {
    .object([
      ("id", .string(changeClass.rawValue)),
      ("shortDescription", .object([("text", .string("Requests whose decision is \(changeClass.title)"))])),
    ])
  }

  private static func result(_ cause: Cause, _ rules: [ChangeClass]) -> JSONValue {
    .object([
      ("ruleId", .string(cause.changeClass.rawValue)),
      ("ruleIndex", .number(rules.firstIndex(of: cause.changeClass) ?? 0)),
      ("level", .string(level(cause.changeClass))),
      ("message", .object([("text", .string(message(cause)))])),
      (
        "locations",
        .array([
          .object([
            (
              "physicalLocation",
              .object([
                ("artifactLocation", .object([("uri", .string(uri(cause.reason.file ?? "")))])),
                (
                  "region",
                  .object([
                    ("startLine", .number(cause.reason.position?.line ?? 1)),
                    ("startColumn", .number(cause.reason.position?.column ?? 1)),
                  ])
                ),
              ])
            )
          ])
        ])
      ),
    ])
  }

  private static func level(_ changeClass: ChangeClass) -> String {
    switch changeClass {
    case .revoked, .granted: "error"
    case .maybeRevoked, .maybeGranted, .unknownChange: "warning"
    case .reasonChanged, .modelMismatch, .unchanged, .notReplayable: "note"
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
