import IAMPolicy
import JSON
import TestSupport

@testable import Replay

/// Reports that no log is needed for.
enum ReportSample {
  /// Texts as an attacker would choose them: they stand in user agents, names and keys.
  static let hostile = [
    "a|b", "a|\u{301}b", "`code`", "``` fence", "x`<img src=y>`@everyone`", "<img src=x onerror=alert(1)>",
    "</details>",
    "line\nbreak",
    "\r\n# heading",
    "[link](https://evil.example)", "@everyone", "https://evil.example/x", "www.evil.example", "*bold*",
    "`\u{301}x",
    "=cmd()", "+1", "-1", "\tx", "\rx", "say \"hi\", now", "a;=b", "\u{202E}gnp", "", " ", "|---|---|",
  ]

  /// A cause of a class; everything that is not given follows from the seed.
  static func cause(
    _ changeClass: ChangeClass = .revoked, seed: UInt64 = 1, names: [String] = ["arn:aws:iam::1:role/app"],
    reason: CauseReason? = nil
  ) -> Cause {
    var random = SeededGenerator(seed: seed)
    func number() -> Int { Int.random(in: 1...20_000, using: &random) }
    func counted(_ names: [String]) -> [NamedCount] { names.map { NamedCount(name: $0, count: number()) } }
    let events = number()
    let start = Int64(1_790_000_000 + number())
    return Cause(
      changeClass: changeClass, reason: reason ?? self.reason(line: Int(seed)),
      count: ChangeCount(
        requests: Int.random(in: 1...events, using: &random), events: events,
        confirmed: changeClass == .revoked || changeClass == .granted
          ? Int.random(in: 0...events, using: &random) : 0),
      principals: names.map { PrincipalShare(name: $0, events: number(), replayed: 20_000 + number()) },
      actions: counted(names), resources: counted(names), unrecorded: 0,
      days: Int.random(in: 1...90, using: &random), seen: start...start + Int64(number()),
      sampleEventIDs: ["8f2230a1-755a-44ef-89d8-14a770f018ff"],
      dependsOn: changeClass == .revoked || changeClass == .granted ? [] : counted(names),
      comparisons: [
        ComparedCondition(
          key: names.first ?? "", conditionOperator: "StringEquals", values: names, actual: counted(names))
      ])
  }

  static func reason(file: String? = "scps/lock.json", line: Int = 3, statement: String = "Lock")
    -> CauseReason
  {
    CauseReason(
      layer: "service control policy", effect: "explicit deny", policy: "Lock", attachment: "r-1", file: file,
      position: SourcePosition(line: line, column: 5), statement: statement)
  }

  /// A report whose summary is the sum of its causes.
  ///
  /// - Parameter isWhole: whether the texts also stand in warnings and in targets that are not known.
  static func report(_ causes: [Cause], texts: [String] = [], isWhole: Bool = true) -> DiffReport {
    var summary = Dictionary(uniqueKeysWithValues: ChangeClass.allCases.map { ($0, ChangeCount()) })
    for cause in causes {
      summary[cause.changeClass]?.requests += cause.count.requests
      summary[cause.changeClass]?.events += cause.count.events
      summary[cause.changeClass]?.confirmed += cause.count.confirmed
    }
    var sums = EventSums()
    sums.replayed = causes.reduce(0) { $0 + $1.count.events }
    sums.excluded = [NamedCount(name: "network", count: 1_207)]
    summary[.notReplayable]?.events = 1_207
    sums.ingested = sums.replayed + 1_207
    sums.duplicates = 12
    sums.read = sums.ingested + 12
    var fidelity = Fidelity()
    fidelity.recorded = sums.replayed
    fidelity.determinate = sums.replayed
    fidelity.agreeing = sums.replayed
    fidelity.undecided = texts.map { NamedCount(name: $0, count: 2) }
    var report = DiffReport(
      changes: ["scp:Lock@*=lock.json"] + texts, filters: texts, snapshot: "policies",
      window: 1_790_000_000...1_790_090_000,
      events: sums, fidelity: fidelity, summary: summary, causes: causes,
      blindSpots: texts.map { BlindSpot(kind: "gap", text: $0) }, assumptions: texts)
    report.requests = causes.reduce(0) { $0 + $1.count.requests }
    guard isWhole else { return report }
    report.unknownTargets = texts.map { UnknownTarget(target: $0, file: $0, meant: $0) }
    report.warnings = texts.map { warning($0) }
    return report
  }

  /// A warning of a changed policy.
  static func warning(_ text: String) -> SnapshotFinding {
    SnapshotFinding(
      file: "scps/lock.json", policy: nil,
      finding: PolicyFinding(
        code: "W-ACTION", severity: .warning, position: SourcePosition(line: 4, column: 9), message: text))
  }

  /// Causes of every class, in the order of a report.
  static func mixed(seed: UInt64) -> DiffReport {
    var random = SeededGenerator(seed: seed)
    let causes = ChangeClass.allCases.filter { $0.isImpact || $0 == .modelMismatch }.flatMap { changeClass in
      (0..<Int.random(in: 0...4, using: &random)).map { _ in
        cause(changeClass, seed: UInt64.random(in: 1...9_999, using: &random))
      }.sorted { $0.count.events > $1.count.events }
    }
    return report(causes)
  }
}
