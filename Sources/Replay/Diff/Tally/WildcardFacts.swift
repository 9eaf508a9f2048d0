import AuditStore
import IAMPolicy

extension ContextFact {
  /// Whether it is about every key with a prefix.
  var isOfPrefix: Bool { key.utf8.last == UInt8(ascii: "*") }

  /// The keys that a fact is about: for one on `prefix/*` those of the given keys that begin so, else its own.
  ///
  /// A fact on a single key stands behind that on its prefix, and so overrides it.
  func resolved(_ keys: [String]) -> [ContextFact] {
    guard isOfPrefix else { return [self] }
    let prefix = key.dropLast()
    return keys.filter { $0.hasPrefix(prefix) }.map { ContextFact(key: $0, value: value) }
  }
}
