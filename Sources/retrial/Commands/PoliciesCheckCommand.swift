import IAMPolicy
import Replay

/// `retrial policies check`: reads a snapshot or single documents and says what is wrong with them.
struct PoliciesCheckCommand {
  private let paths: [String]
  private let type: PolicyType?
  private let isJSON: Bool
  private let width: Int

  init(_ arguments: ParsedArguments, _ environment: [String: String] = [:]) {
    width = Terminal.width(environment: environment)
    paths = arguments.positionals
    type = arguments.value("type").flatMap { PolicyType(rawValue: $0) }
    isJSON = arguments.value("format") == "json"
  }

  /// Checks every path and hands each report over as soon as it is made.
  func run(_ write: (String) -> Void = Terminal.write) -> ExitCode {
    var totals = CheckTotals()
    var lint = CatalogLint()
    for path in paths {
      let result = type.map { document(path, type: $0, &lint) } ?? snapshot(path)
      totals.add(result)
      write(isJSON ? result.json : result.text(width: width))
    }
    if !isJSON { write(totals.text) }
    return totals.rejected == 0 ? .done : .failure
  }

  private func document(_ path: String, type: PolicyType, _ lint: inout CatalogLint) -> CheckResult {
    do {
      let parsed = PolicyDocument.parse(try InputFile.read(path), type: type)
      let typos = parsed.document.map { lint.findings(in: $0) } ?? []
      return CheckResult(
        file: path,
        findings: (parsed.findings + typos).map { SnapshotFinding(file: path, policy: nil, finding: $0) })
    } catch {
      return CheckResult(unreadable: error, path: path)
    }
  }

  private func snapshot(_ path: String) -> CheckResult {
    do {
      let snapshot = try SnapshotReader.inspect(folder: path)
      return CheckResult(
        file: path, findings: snapshot.findings, inventory: SnapshotInventory(of: snapshot))
    } catch {
      return CheckResult(unreadable: error, path: path)
    }
  }
}
