import AWSCatalog
import IAMPolicy
import Replay

/// What `--assume` says: values of context keys, and what the targets of changes meet.
struct AssumeArguments {
  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  /// Options with what is assumed.
  func adding(to options: Differ.Options) throws(UsageError) -> Differ.Options {
    var options = options
    for text in arguments.values("assume") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw error(text, "it must have the form KEY=VALUE")
      }
      if text.hasPrefix(Self.policy) {
        try add(text, to: &options)
      } else {
        let value = String(text[text.index(after: equals)...])
        let key = try key(text[..<equals], value, in: text)
        if let other = options.assumed.updateValue(value, forKey: key), other != value {
          throw error(text, "another one says that \(key) is \(other)")
        }
      }
    }
    if let target = options.newTargets.intersection(options.replacedTargets).min() {
      throw error("\(Self.policy)\(target)=none", "another one says that it is replaced")
    }
    return options
  }

  /// Refuses what is said of a target that no change has; a folder may change nothing today.
  func check(_ settings: ReplaySettings, _ changes: [PolicyChange]) throws(UsageError) {
    guard !changes.isEmpty || settings.changeFolder == nil else { return }
    let known = Set(changes.map { $0.targetText })
    for text in arguments.values("assume") where text.hasPrefix(Self.policy) {
      let target = Self.target(of: text)
      guard !known.contains(target) else { continue }
      throw error(text, "no change has the target \(target)" + hint(target, known.sorted()))
    }
  }

  private static let policy = "policy:"

  private static func target(of text: String) -> String {
    String(text[..<(text.lastIndex(of: "=") ?? text.endIndex)].dropFirst(policy.count))
  }

  private func add(_ text: String, to options: inout Differ.Options) throws(UsageError) {
    if text.hasSuffix("=none") {
      options.newTargets.insert(Self.target(of: text))
    } else if text.hasSuffix("=replaced") {
      options.replacedTargets.insert(Self.target(of: text))
    } else {
      throw error(text, "of a policy it says none or replaced")
    }
  }

  /// The key in lower case, when the value can be one of its type; reports name unknown facts as `key:...`.
  private func key(
    _ name: Substring, _ value: String, in text: String
  ) throws(UsageError) -> String {
    var key = name.lowercased()
    if key.hasPrefix("key:") { key.removeFirst("key:".count) }
    if let type = ConditionKeys.type(of: key)?.value, !type.admits(value) {
      throw error(text, "a value of \(key) is \(type.phrase)")
    }
    return key
  }

  private func hint(_ target: String, _ known: [String]) -> String {
    if known.isEmpty { return ", as there is none" }
    return Suggestion.closest(to: target, among: known).map { "; the closest is \($0)" } ?? ""
  }

  private func error(_ text: String, _ reason: String) -> UsageError {
    arguments.usageError("The value '\(text)' is invalid for '--assume': \(reason).")
  }
}
