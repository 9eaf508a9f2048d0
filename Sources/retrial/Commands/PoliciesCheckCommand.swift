import IAMPolicy
import JSON
import Replay

/// `retrial policies check`: reads a snapshot or single documents and says what is wrong with them.
struct PoliciesCheckCommand {
  private let paths: [String]
  private let type: PolicyType?
  private let isJSON: Bool

  init(_ arguments: ParsedArguments) {
    paths = arguments.positionals
    type = arguments.value("type").flatMap { PolicyType(rawValue: $0) }
    isJSON = arguments.value("format") == "json"
  }

  func run() throws -> ExitCode {
    guard let type else { return try checkSnapshots() }
    var isAccepted = true
    for path in paths {
      let parsed = PolicyDocument.parse(try SnapshotFiles.read(path), type: type)
      isAccepted = write(path, parsed.findings) && isAccepted
    }
    return isAccepted ? .done : .failure
  }

  private func checkSnapshots() throws -> ExitCode {
    var isAccepted = true
    for path in paths {
      let snapshot = try SnapshotReader.read(folder: path)
      isAccepted = write(path, snapshot) && isAccepted
    }
    return isAccepted ? .done : .failure
  }

  /// One document: true when AWS would store it.
  private func write(_ file: String, _ findings: [PolicyFinding]) -> Bool {
    let isAccepted = !findings.contains { $0.severity == .error }
    if isJSON {
      let value = JSONValue.object([
        ("file", .string(file)), ("verdict", .string(isAccepted ? "accept" : "reject")),
        ("findings", .array(findings.map { json($0) })),
      ])
      Terminal.write(value.text() + "\n")
    } else {
      for finding in findings { Terminal.write(line(file, finding)) }
      if findings.isEmpty { Terminal.write("\(file): no findings\n") }
    }
    return isAccepted
  }

  private func write(_ folder: String, _ snapshot: PolicySnapshot) -> Bool {
    let errors = snapshot.findings.filter { $0.finding.severity == .error }
    if isJSON {
      let value = JSONValue.object([
        ("file", .string(folder)), ("verdict", .string(errors.isEmpty ? "accept" : "reject")),
        ("findings", .array(snapshot.findings.map { json($0.finding) })),
      ])
      Terminal.write(value.text() + "\n")
      return errors.isEmpty
    }
    for finding in snapshot.findings { Terminal.write(line(finding.file, finding.finding)) }
    Terminal.write(found(snapshot).map { "  " + $0 + "\n" }.joined())
    return errors.isEmpty
  }

  private func found(_ snapshot: PolicySnapshot) -> [String] {
    let users = snapshot.accounts.values.reduce(0) { $0 + $1.users.count }
    let roles = snapshot.accounts.values.reduce(0) { $0 + $1.roles.count }
    let complete = snapshot.completeResourceServices.sorted().joined(separator: ", ")
    return [
      "organization: " + (snapshot.organization == nil ? "missing, so SCPs and RCPs are unknown" : "found"),
      "SCPs: \(snapshot.scps.count), RCPs: \(snapshot.rcps.count)",
      "accounts with authorization details: \(snapshot.accounts.count) (\(users) users, \(roles) roles)",
      "resource-based policies: \(snapshot.resourcePolicies.count); complete for: \(complete.isEmpty ? "no service" : complete)",
      "VPC endpoint policies: \(snapshot.vpcEndpoints.count)",
    ]
  }

  private func line(_ file: String, _ finding: PolicyFinding) -> String {
    "\(file):\(finding.position): \(finding.severity.rawValue): \(finding.message) [\(finding.code)]\n"
  }

  private func json(_ finding: PolicyFinding) -> JSONValue {
    .object([
      ("code", .string(finding.code)), ("severity", .string(finding.severity.rawValue)),
      ("line", .number(finding.position.line)), ("column", .number(finding.position.column)),
      ("message", .string(finding.message)),
    ])
  }
}
