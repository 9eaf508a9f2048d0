import AWSCatalog
import Foundation

/// Processor time of what the catalog costs when it is first used.
enum CatalogBenchmark {
  /// Prints what each first use takes.
  static func run() {
    var catalog = ServiceCatalog()
    report("a small service (sqs)") { catalog.service("sqs")?.actions.count ?? 0 }
    report("the largest service (ec2)") { catalog.service("ec2")?.actions.count ?? 0 }
    report("no such service") { catalog.service("nothing")?.actions.count ?? 0 }
    report("the types of all condition keys") { ConditionKeys.isMultivalued("aws:tagkeys") ? 1 : 0 }
    report("the type of a key") { ConditionKeys.type(of: "kms:viaservice") == nil ? 0 : 1 }
    report("every service") {
      ServiceCatalog.prefixes.reduce(0) { $0 + (catalog.service($1)?.actions.count ?? 0) }
    }
  }

  private static func report(_ name: String, _ use: () -> Int) {
    let start = clock()
    let count = use()
    let milliseconds = Double(clock() - start) * 1_000 / Double(CLOCKS_PER_SEC)
    print("\(name): \(String(format: "%.3f", milliseconds)) ms (\(count))")
  }
}
