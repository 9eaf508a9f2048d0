import Glibc
import PolicyWorlds

/// Checks worlds in chunks on every core and merges the reports in order.
func run(_ worlds: UInt64, from seed: UInt64, jobs: Int) async -> PropertyReport {
  let size: UInt64 = 500
  let starts = stride(from: seed, to: seed + worlds, by: Int(size)).map { $0 }
  var total = PropertyReport()
  await withTaskGroup(of: (Int, PropertyReport).self) { group in
    var next = 0
    var finished: [Int: PropertyReport] = [:]
    func start() {
      guard next < starts.count else { return }
      let (index, first) = (next, starts[next])
      next += 1
      group.addTask {
        (index, PropertyRun(.long).report(first..<min(first + size, seed + worlds), shrinking: 1))
      }
    }
    for _ in 0..<jobs { start() }
    while let (index, report) = await group.next() {
      finished[index] = report
      start()
    }
    for index in starts.indices { if let report = finished[index] { total.merge(report) } }
  }
  return total
}

func number(_ name: String, else standIn: UInt64) -> UInt64 {
  guard let place = CommandLine.arguments.firstIndex(of: name) else { return standIn }
  return CommandLine.arguments.dropFirst(place + 1).first.flatMap { UInt64($0) } ?? standIn
}

let seed = number("--seed", else: 1)
let report = await run(number("--worlds", else: 200_000), from: seed, jobs: Int(number("--jobs", else: 2)))
print(report.coverage.table)
print("\nseed \(seed), \(report.worlds) worlds")
for (word, count) in report.decisions.sorted(by: { $0.key < $1.key }) { print("  \(word): \(count)") }
print("keys in dependsOn that were shown to matter: \(report.relevantKeys) of \(report.namedKeys)")
let missing = report.worlds < 2000 ? [] : report.coverage.missing
print("cells not reached: \(missing)")
for found in report.violations.prefix(Int(number("--show", else: 20))) { print("\n\(found)") }
let kinds = Dictionary(grouping: report.violations) { $0.violation.property }
for (kind, found) in kinds.sorted(by: { $0.key < $1.key }) { print("  \(kind): \(found.count)") }
print("\n\(report.violations.count) violations")
if !report.violations.isEmpty || !missing.isEmpty { exit(1) }
