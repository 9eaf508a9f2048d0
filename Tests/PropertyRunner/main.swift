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

/// The numbers of the command line, by option; an option that is not known ends the run.
func readOptions() -> [String: UInt64] {
  var options: [String: UInt64] = [
    "--worlds": 200_000, "--seed": 1, "--jobs": 2, "--show": 20, "--first": 0, "--pairs": 0,
    "--completions": 8,
  ]
  var rest = CommandLine.arguments.dropFirst()
  while let name = rest.popFirst() {
    guard options[name] != nil, let value = rest.popFirst().flatMap({ UInt64($0) }) else {
      print(
        "usage: scripts/properties [--worlds N] [--seed S] [--jobs J] [--show V] [--first 1] [--pairs N] [--completions C]"
      )
      exit(64)
    }
    options[name] = value
  }
  return options
}

let options = readOptions()
let seed = options["--seed", default: 1]
if let pairs = options["--pairs"], pairs > 0 {
  // Diffs of whole organizations instead of single decisions.
  print("seed \(seed)")
  let found = await runPairs(
    pairs, from: seed, jobs: Int(options["--jobs", default: 1]),
    completions: Int(options["--completions", default: 8]), stopsEarly: options["--first"] == 1)
  exit(printPairs(found, show: Int(options["--show", default: 0])) ? 0 : 1)
}
if options["--first"] == 1 {
  // What a planted fault is looked for with: little effort for each world, and an end at the first violation.
  for first in stride(from: seed, to: seed + options["--worlds", default: 0], by: 50) {
    let report = PropertyRun(.quick).report(first..<(first + 50), shrinking: 0)
    guard let found = report.violations.first else { continue }
    print("seed \(found.seed), \(found.violation.property): \(found.violation.detail)")
    exit(1)
  }
  exit(0)
}
let report = await run(options["--worlds", default: 0], from: seed, jobs: Int(options["--jobs", default: 1]))
print(report.coverage.table)
print("\nseed \(seed), \(report.worlds) worlds")
for (word, count) in report.decisions.sorted(by: { $0.key < $1.key }) { print("  \(word): \(count)") }
print("keys in dependsOn that were shown to matter: \(report.relevantKeys) of \(report.namedKeys)")
let missing = report.worlds < 2000 ? [] : report.coverage.missing
print("cells not reached: \(missing)")
for found in report.violations.prefix(Int(options["--show", default: 0])) { print("\n\(found)") }
let kinds = Dictionary(grouping: report.violations) { $0.violation.property }
for (kind, found) in kinds.sorted(by: { $0.key < $1.key }) { print("  \(kind): \(found.count)") }
print("\n\(report.violations.count) violations")
if !report.violations.isEmpty || !missing.isEmpty { exit(1) }
