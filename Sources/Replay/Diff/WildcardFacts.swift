import AuditStore
import IAMPolicy

extension ContextFact {
  /// The keys that a fact is about: for one on `prefix/*` those of the given keys that begin so, else its own.
  ///
  /// A fact on a single key stands behind that on its prefix, and so overrides it.
  func resolved(_ keys: [String]) -> [ContextFact] {
    guard key.hasSuffix("*") else { return [self] }
    let prefix = key.dropLast()
    return keys.filter { $0.hasPrefix(prefix) }.map { ContextFact(key: $0, value: value) }
  }
}
