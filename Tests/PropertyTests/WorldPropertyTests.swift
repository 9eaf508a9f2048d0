import IAMPolicy
import PolicyWorlds
import Testing

/// The properties of decisions about what is only partly known, held against random worlds.
struct WorldPropertyTests {
  /// Two thousand worlds, in ranges that run beside each other.
  static let ranges: [Range<UInt64>] = (0..<8).map { ($0 * 250 + 1)..<($0 * 250 + 251) }

  @Test(arguments: ranges)
  func `every property holds in random worlds`(seeds: Range<UInt64>) {
    let report = PropertyRun(.quick).report(seeds, shrinking: 1)
    #expect(report.worlds == seeds.count)
    for found in report.violations { Issue.record("\(found)") }
  }

  @Test func `two thousand worlds reach every part of the policy language`() {
    var coverage = Coverage()
    for seed in UInt64(1)..<2001 {
      let generator = WorldGenerator(seed: seed)
      coverage.count(generator.truth)
      coverage.count(generator.hidden(seed: ~seed))
    }
    #expect(coverage.missing.isEmpty)
  }
}
