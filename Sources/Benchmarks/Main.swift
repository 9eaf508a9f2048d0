import Foundation
import IAMPolicy

/// Measures the engine on one thread: `Benchmarks evaluation FILE`.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, arguments[1] == "evaluation" else {
      FileHandle.standardError.write(Data("usage: Benchmarks evaluation CASES.jsonl\n".utf8))
      exit(64)
    }
    try EvaluationBenchmark(path: arguments[2]).run()
  }
}
