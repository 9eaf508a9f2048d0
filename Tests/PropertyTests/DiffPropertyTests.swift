import DiffWorlds
import Testing

/// What diffs claim of recorded calls, held against organizations and calls that fit snapshot and log.
struct DiffPropertyTests {
  @Test func `no claim of a diff is contradicted by what may really have been`() {
    let report = DiffRun(completions: 3).report(1..<41)
    #expect(report.worlds == 40)
    #expect(report.idle + report.refused < 20)
    for violation in report.violations { Issue.record("\(violation)") }
  }
}
