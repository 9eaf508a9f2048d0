import Foundation
import IAMPolicy

/// Measures on one thread: `Benchmarks evaluation FILE` the engine, `Benchmarks derivation FOLDER` the derivation.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { return usage() }
    switch arguments[1] {
    case "evaluation": try EvaluationBenchmark(path: arguments[2]).run()
    case "derivation": try DerivationBenchmark(folder: arguments[2]).run()
    default: usage()
    }
  }

  private static func usage() {
    let text = "usage: Benchmarks evaluation CASES.jsonl\n       Benchmarks derivation FOLDER\n"
    FileHandle.standardError.write(Data(text.utf8))
    exit(64)
  }
}
