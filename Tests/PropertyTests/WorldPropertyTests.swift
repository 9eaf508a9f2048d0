import PolicyWorlds
import Testing

/// The properties of decisions about what is only partly known, held against random worlds.
struct WorldPropertyTests {
  /// Five hundred worlds, in ranges that run beside each other; the runner holds many more, which reach all of the
  /// policy language.
  static let ranges: [Range<UInt64>] = (0..<4).map { ($0 * 125 + 1)..<($0 * 125 + 126) }

  @Test func `every property holds in five hundred worlds`() async {
    var total = PropertyReport()
    await withTaskGroup(of: PropertyReport.self) { group in
      for seeds in Self.ranges { group.addTask { PropertyRun(.quick).report(seeds, shrinking: 1) } }
      for await report in group { total.merge(report) }
    }
    #expect(total.worlds == 500)
    for found in total.violations { Issue.record("\(found)") }
  }
  @Test func `that a caller without an ARN has a key grant settles what hinges on grants alone`() {
    let report = PropertyRun(.quick).report(779_700..<779_701, shrinking: 0)
    #expect(report.decisions == ["Indeterminate": 1])
    for found in report.violations { Issue.record("\(found)") }
  }
}
