import IAMPolicy
import JSON
import Replay

/// What a check found in one path: a document, or a snapshot with what it holds.
struct CheckResult {
  var file: String
  var findings: [SnapshotFinding]
  /// What a snapshot holds; nil for a document.
  var inventory: SnapshotInventory?

  init(file: String, findings: [SnapshotFinding], inventory: SnapshotInventory? = nil) {
    self.file = file
    self.findings = findings
    self.inventory = inventory
  }

  /// A path that could not be read at all.
  init(unreadable error: SnapshotError, path: String) {
    let finding = PolicyFinding(
      code: "E-READ", severity: .error, position: error.position ?? SourcePosition(), message: error.message)
    self.init(
      file: path, findings: [SnapshotFinding(file: error.file ?? path, policy: nil, finding: finding)])
  }

  var isAccepted: Bool { !findings.contains { $0.finding.severity == .error } }

  /// One line a finding, as editors read them, then what a snapshot holds in lines of a width.
  func text(width: Int) -> String {
    let findings = findings.map { $0.line + "\n" }.joined()
    guard let inventory else { return findings }
    return findings + "\(file):\n" + inventory.text(width: width)
  }

  /// One object on one line.
  var json: String {
    var members: [(String, JSONValue)] = [
      ("file", .string(file)), ("verdict", .string(isAccepted ? "accept" : "reject")),
      ("findings", .array(findings.map { json($0) })),
    ]
    if let inventory {
      members.append(("found", .object(inventory.counts.map { ($0.name, .number($0.count)) })))
      members.append(("missing", .array(inventory.missing.map { .string($0) })))
    }
    return JSONValue.object(members).text() + "\n"
  }

  private func json(_ place: SnapshotFinding) -> JSONValue {
    let finding = place.finding
    var members: [(String, JSONValue)] = [
      ("code", .string(finding.code)), ("severity", .string(finding.severity.rawValue)),
      ("line", .number(finding.position.line)), ("column", .number(finding.position.column)),
      ("message", .string(finding.message)),
    ]
    if place.file != file { members.append(("file", .string(place.file))) }
    if let policy = place.policy { members.append(("policy", .string(policy))) }
    return .object(members)
  }
}

/// The counts of a whole check.
struct CheckTotals {
  private(set) var accepted = 0
  private(set) var rejected = 0
  private var errors = 0
  private var warnings = 0

  mutating func add(_ result: CheckResult) {
    if result.isAccepted { accepted += 1 } else { rejected += 1 }
    let count = result.findings.filter { $0.finding.severity == .error }.count
    errors += count
    warnings += result.findings.count - count
  }

  /// The closing line.
  var text: String {
    "\(accepted + rejected) checked: \(accepted) accepted, \(rejected) rejected; errors: \(errors), warnings: \(warnings)\n"
  }
}
