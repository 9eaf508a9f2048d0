import Foundation
import IAMPolicy

/// Evaluations per second over a file of decision cases: each case is read once and decided again and again.
struct EvaluationBenchmark {
  private static let rounds = 7
  private static let secondsPerRound = 0.4

  private let cases: [DecisionCase]

  init(path: String) throws {
    let lines = try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A)
    cases = try lines.map { try DecisionCase(line: Array($0)) }
  }

  /// Prints the median rate of each way to evaluate; fails when a decision is not the one expected.
  func run() throws {
    for decisionCase in cases where !decisionCase.run().isPassed { throw WrongDecision(id: decisionCase.id) }
    report("plain decisions") { Evaluator.decide($1.request, $1.policies) == .determinate(.allowed) }
    var compiled = cases.map { CompiledEvaluator($0.policies) }
    report("compiled decisions") { index, decisionCase in
      compiled[index].decide(decisionCase.request) == .determinate(.allowed)
    }
    report("explanations") { Evaluator.explain($1.request, $1.policies).layers.isEmpty }
    report("explanations with near misses") {
      Evaluator.explain($1.request, $1.policies).layers.allSatisfy { $0.nearMisses.isEmpty }
    }
  }

  private func report(_ name: String, _ evaluate: (Int, DecisionCase) -> Bool) {
    let rates = (0..<Self.rounds).map { _ in rate(evaluate) }.sorted()
    let middle = rates[Self.rounds / 2]
    let range = "\(Int(rates[0])) to \(Int(rates[Self.rounds - 1]))"
    print("\(name): \(Int(middle)) per CPU second (median of \(Self.rounds) rounds, \(range))")
  }

  /// Evaluations per second of processor time.
  private func rate(_ evaluate: (Int, DecisionCase) -> Bool) -> Double {
    let start = clock()
    var count = 0
    var hits = 0
    repeat {
      for _ in 0..<100 {
        for (index, decisionCase) in cases.enumerated() where evaluate(index, decisionCase) { hits += 1 }
      }
      count += 100 * cases.count
    } while Double(clock() - start) < Self.secondsPerRound * Double(CLOCKS_PER_SEC)
    precondition(hits <= count)
    return Double(count) / (Double(clock() - start) / Double(CLOCKS_PER_SEC))
  }
}

/// A case whose decision is not the one it expects: its rate would mean nothing.
struct WrongDecision: Error, CustomStringConvertible {
  let id: String
  var description: String { "the case \(id) is not decided as expected" }
}
