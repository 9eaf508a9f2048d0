import Foundation
import IAMPolicy

/// Measures on one thread: `evaluation FILE` the engine, `derivation FOLDER` the derivation, `catalog` its first use.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("evaluation", 3): try EvaluationBenchmark(path: arguments[2]).run()
    case ("derivation", 3): try DerivationBenchmark(folder: arguments[2]).run()
    case ("catalog", 2): CatalogBenchmark.run()
    default: usage()
    }
  }

  private static func usage() {
    let forms = ["evaluation CASES.jsonl", "derivation FOLDER", "catalog"]
    let text = "usage: " + forms.map { "Benchmarks \($0)\n" }.joined(separator: "       ")
    FileHandle.standardError.write(Data(text.utf8))
    exit(64)
  }
}
