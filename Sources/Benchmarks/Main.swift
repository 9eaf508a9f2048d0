import Foundation
import IAMPolicy

/// Measures on one thread: `Benchmarks evaluation FILE`, `Benchmarks catalog`.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("evaluation", 3): try EvaluationBenchmark(path: arguments[2]).run()
    case ("catalog", 2): CatalogBenchmark.run()
    default:
      FileHandle.standardError.write(Data("usage: Benchmarks evaluation CASES.jsonl | catalog\n".utf8))
      exit(64)
    }
  }
}
