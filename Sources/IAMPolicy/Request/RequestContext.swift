/// The context keys of a request; names compare without case and are held in lower case.
public struct RequestContext: Sendable, Hashable {
  private struct Entry: Sendable, Hashable {
    var name: String
    var value: ContextValue
  }

  /// Whether a key that is not listed is unknown (a log) or absent (a simulation).
  public var isOpenWorld: Bool
  // INVARIANT: sorted and of the same length as `entries`; equal hashes lie next to each other.
  private var hashes: [UInt64] = []
  private var entries: [Entry] = []

  /// Makes a context; keys may be in any case.
  ///
  /// Two keys that differ only by case and not in value are one; with different values the key is ambiguous and
  /// so unknown: IAM User Guide, "Condition", on tags whose keys differ by case.
  public init(isOpenWorld: Bool, values: [String: ContextValue] = [:]) {
    self.isOpenWorld = isOpenWorld
    for (key, value) in values {
      let isAmbiguous = find(ContextKey(key)).map { entries[$0].value != value } ?? false
      self[key] = isAmbiguous ? .unknown : value
    }
  }

  /// What is known of a key, by its name in any case; an unlisted key answers by the world's openness.
  public subscript(key: String) -> ContextValue {
    get { stated(ContextKey(key)) ?? (isOpenWorld ? .unknown : .absent) }
    set { set(ContextKey(key), newValue) }
  }

  /// What is listed, by lower-case key name.
  public var values: [String: ContextValue] {
    var values: [String: ContextValue] = [:]
    for entry in entries { values[entry.name] = entry.value }
    return values
  }

  /// What is listed of a key; nil when it is not listed.
  func stated(_ key: ContextKey) -> ContextValue? { find(key).map { entries[$0].value } }

  private mutating func set(_ key: ContextKey, _ value: ContextValue) {
    if let place = find(key) {
      entries[place].value = value
      return
    }
    let place = firstIndex(notBelow: key.hash)
    hashes.insert(key.hash, at: place)
    entries.insert(Entry(name: key.name, value: value), at: place)
  }

  private func find(_ key: ContextKey) -> Int? {
    var place = firstIndex(notBelow: key.hash)
    while place < hashes.count, hashes[place] == key.hash {
      if sameText(entries[place].name, key.name) { return place }
      place += 1
    }
    return nil
  }

  private func firstIndex(notBelow hash: UInt64) -> Int {
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low &+ high) / 2
      if hashes[middle] < hash { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
