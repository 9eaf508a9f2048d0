import AuditStore
import CloudTrail
import JSON

/// Renders a replay for a terminal or a pipe.
public struct ReplayTextRenderer {
  private let width: Int
  private let usesColor: Bool
  /// How many names a list shows.
  public var maximumNames = 5

  /// Makes a renderer for a terminal of this width.
  public init(width: Int = 80, usesColor: Bool = false) {
    self.width = max(40, width)
    self.usesColor = usesColor
  }

  /// The whole report as text that ends with a line feed.
  public func render(_ report: ReplayReport) -> String {
    var sheet = TextSheet(width: width, usesColor: usesColor)
    sheet.heading("Replay of the recorded requests")
    for (label, text) in report.headers { sheet.line(label, text) }
    for (index, sentence) in report.diff.events.sentences.enumerated() {
      sheet.line(index == 0 ? "events" : "", sentence)
    }
    sheet.raw("\n")
    sheet.heading("Decisions")
    for decision in report.decisions { Self.row(Self.words(decision.name), decision.count, &sheet) }
    Self.row("replayed in all", report.diff.events.replayed, &sheet)
    Self.row("taken as recorded", report.diff.fidelity.settledByRecord, &sheet)
    sheet.note(report.diff.recordedStandsIn)
    var renderer = DiffTextRenderer(width: width, usesColor: usesColor)
    renderer.maximumNames = maximumNames
    sheet.raw(renderer.causes(report.diff))
    sheet.list("Assumptions", report.diff.assumptions)
    sheet.more(report.diff.explainCommand)
    return sheet.output
  }

  /// A decision in words: where only the kind of the denial is open, that is said.
  private static func words(_ decision: String) -> String {
    decision == "denied" ? "denied, kind left open" : decision
  }

  private static func row(_ name: String, _ count: Int, _ sheet: inout TextSheet) {
    sheet.raw(
      "  " + TextFormat.padded(name, to: 24) + TextFormat.aligned(TextFormat.count(count), to: 12) + "\n")
  }
}

/// Renders a replay as JSON, for pipelines.
public enum ReplayJSONRenderer {
  /// The whole report, indented, with a line feed at its end.
  public static func render(_ report: ReplayReport) -> String {
    let inputs = report.inputs.map {
      JSONValue.object([("path", .string($0.path)), ("sha256", .string($0.digest.text))])
    }
    return JSONValue.object([
      ("name", report.name.map { .string($0) } ?? .null), ("inputsSHA256", .string(report.inputsDigest)),
      ("inputs", .array(inputs)), ("engine", .number(report.versions.engine)),
      ("catalog", .string(report.versions.catalog)), ("derivation", .number(report.versions.derivation)),
      ("decisions", .object(report.decisions.map { ($0.name, .number($0.count)) })),
      ("takenAsRecorded", .number(report.diff.fidelity.settledByRecord)),
      ("diff", DiffJSONRenderer.value(report.diff)),
    ]).text(isIndented: true) + "\n"
  }
}

extension ReplayReport {
  /// What was replayed, with labels.
  fileprivate var headers: [(label: String, text: String)] {
    var headers = diff.unknownTargets.map { ("not known", $0.sentence) }
    headers += diff.changes.map { ("change", $0) } + diff.warningSentences.map { ("warning", $0) }
    headers.append(
      ("policies", settings.policies ?? "none were given: decisions are as recorded but for the changes"))
    headers += diff.filters.map { ("filter", $0) }
    headers.append(("inputs", "\(TextFormat.count(inputs.count, "file")), SHA-256 \(inputsDigest)"))
    headers.append(("made by", versions.text))
    if let name { headers.append(("stored as", name)) }
    headers.append(("fidelity", diff.fidelityText))
    headers.append(("window", diff.windowText ?? "no event was replayed"))
    return headers
  }
}
