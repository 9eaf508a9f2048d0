public import CloudTrail
import JSON

/// Renders what digests show of log files.
public enum LogValidationRenderer {
  /// A line for each finding, as `file: finding: detail`, then what holds in lines of a width.
  public static func text(_ validation: LogValidation, width: Int) -> String {
    var sheet = TextSheet(width: max(40, width), usesColor: false)
    for finding in validation.findings {
      let parts = [finding.file, finding.kind.rawValue, finding.detail].filter { !$0.isEmpty }.map {
        TextFormat.clipped($0)
      }
      sheet.raw(TextFormat.safe(parts.joined(separator: ": ")) + "\n")
    }
    for chain in validation.chains {
      sheet.note(
        "\(chain.account) \(chain.region) \(chain.trail): \(TextFormat.count(chain.digests, "digest")), "
          + "\(TextFormat.minute(chain.start)) to \(TextFormat.minute(chain.end))", indent: 0)
    }
    for sentence in validation.sentences { sheet.note(sentence, indent: 0) }
    return sheet.output
  }

  /// One object with the tables of a report, indented, with a line feed at its end.
  public static func json(_ validation: LogValidation) -> String {
    JSONValue.object([
      ("summary", .array(validation.sentences.map { .string($0) })),
      (
        "tables",
        .array(
          [IntegrityTables.chains(validation), IntegrityTables.findings(validation)].map {
            ComplianceJSONRenderer.table($0)
          })
      ),
    ]).text(isIndented: true) + "\n"
  }
}
