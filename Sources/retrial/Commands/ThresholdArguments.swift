import Replay

/// The options that say when a diff fails.
struct ThresholdArguments {
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  /// The threshold; without options every impact is asked about.
  func threshold() throws(UsageError) -> DiffThreshold {
    var threshold = DiffThreshold()
    threshold.minimumFidelity = try percent("min-fidelity")
    threshold.minimumDecided = try percent("min-decided")
    if !arguments.values("fail-on").isEmpty { threshold.classes = try classes() }
    return threshold
  }

  private func classes() throws(UsageError) -> Set<ChangeClass> {
    let names = DiffThreshold.allowedClasses.map { $0.rawValue }
    var classes: Set<ChangeClass> = []
    for text in arguments.values("fail-on") {
      for name in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let found = DiffThreshold.allowedClasses.first(where: { $0.rawValue == name }) else {
          throw arguments.listError("fail-on", String(name), among: names)
        }
        classes.insert(found)
      }
    }
    return classes
  }

  private func percent(_ name: String) throws(UsageError) -> Double? {
    guard let text = arguments.value(name) else { return nil }
    let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    guard isDecimal, let percent = Double(text), (0...100).contains(percent) else {
      throw arguments.usageError(
        "The value '\(text)' is invalid for '--\(name)'; it must be a percentage from 0 to 100.")
    }
    return percent
  }
}
