import Foundation
import IAMPolicy

/// Measures on one thread: `evaluation FILE` the engine, `derivation FOLDER` the derivation, `catalog` its first use.
///
/// `ingest FOLDER DATABASE` and `diff DATABASE POLICIES CHANGE` do the work of the commands, to be counted from outside.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("evaluation", 3): try EvaluationBenchmark(path: arguments[2]).run()
    case ("derivation", 3): try DerivationBenchmark(folder: arguments[2]).run()
    case ("catalog", 2): CatalogBenchmark.run()
    case ("ingest", 4): try PipelineBenchmark.ingest(folder: arguments[2], database: arguments[3])
    case ("diff", 5):
      try PipelineBenchmark.diff(database: arguments[2], policies: arguments[3], change: arguments[4])
    default: usage()
    }
  }

  private static func usage() {
    let forms = [
      "evaluation CASES.jsonl", "derivation FOLDER", "catalog", "ingest FOLDER DATABASE",
      "diff DATABASE POLICIES CHANGE",
    ]
    let text = "usage: " + forms.map { "Benchmarks \($0)\n" }.joined(separator: "       ")
    FileHandle.standardError.write(Data(text.utf8))
    exit(64)
  }
}
