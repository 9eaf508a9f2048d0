import DiffWorlds

/// Checks worlds of diffs in chunks on every core and merges the reports in order.
///
/// - Parameter stopsEarly: whether to begin with no further chunk once one has a violation.
func runPairs(
  _ worlds: UInt64, from seed: UInt64, jobs: Int, completions: Int, stopsEarly: Bool
) async -> DiffRunReport {
  let size: UInt64 = stopsEarly ? 10 : 100
  let starts = stride(from: seed, to: seed + worlds, by: Int(size)).map { $0 }
  var total = DiffRunReport()
  await withTaskGroup(of: (Int, DiffRunReport).self) { group in
    var next = 0
    var finished: [Int: DiffRunReport] = [:]
    func start() {
      guard next < starts.count else { return }
      let (index, first) = (next, starts[next])
      next += 1
      group.addTask {
        (index, DiffRun(completions: completions).report(first..<min(first + size, seed + worlds)))
      }
    }
    for _ in 0..<jobs { start() }
    while let (index, report) = await group.next() {
      finished[index] = report
      if !stopsEarly || report.violations.isEmpty { start() } else { next = starts.count }
    }
    for index in starts.indices { if let report = finished[index] { total.merge(report) } }
  }
  return total
}

/// Prints what a run of diffs reached and found; true when all holds.
func printPairs(_ report: DiffRunReport, show: Int) -> Bool {
  print(report.coverage.table)
  print(
    "\n\(report.worlds) worlds, of which \(report.idle) come to nothing and \(report.refused) are refused")
  for violation in report.violations.prefix(show) { print("\n\(violation)") }
  let missing = report.worlds < 2000 ? [] : report.coverage.missing
  print("cells not reached: \(missing)")
  print("\n\(report.violations.count) violations")
  return report.violations.isEmpty && missing.isEmpty
}
