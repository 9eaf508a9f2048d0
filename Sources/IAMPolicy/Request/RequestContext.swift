/// The context keys of a request; names compare without case and are held in lower case.
public struct RequestContext: Sendable, Hashable {
  private struct Entry: Sendable, Hashable {
    /// The hash of the name.
    var hash: UInt64
    /// Where the name ends in `names`; it starts where the one before ends.
    var end: Int
    var value: ContextValue
  }

  /// Whether a key that is not listed is unknown (a log) or absent (a simulation).
  public var isOpenWorld: Bool
  /// The keys, in lower case, that are not known here and may have other values than where the request is compared with
  /// another one.
  public var restated: Set<String> = []
  // INVARIANT: sorted by hash, so that equal hashes lie next to each other.
  private var entries: [Entry] = []
  /// The names in UTF-8, one behind the other in the order of the entries.
  private var names: [UInt8] = []

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
    for place in entries.indices {
      values[String(decoding: names[start(of: place)..<entries[place].end], as: UTF8.self)] =
        entries[place].value
    }
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
    let start = start(of: place)
    names.insert(contentsOf: key.name.utf8, at: start)
    let length = key.name.utf8.count
    for index in place..<entries.count { entries[index].end += length }
    entries.insert(Entry(hash: key.hash, end: start + length, value: value), at: place)
  }

  private func start(of place: Int) -> Int { place == 0 ? 0 : entries[place - 1].end }

  private func find(_ key: ContextKey) -> Int? {
    let entries = entries.span
    var place = firstIndex(notBelow: key.hash)
    while place < entries.count, entries[place].hash == key.hash {
      let start = place == 0 ? 0 : entries[place &- 1].end
      if names.span.extracting(start..<entries[place].end).isEqual(to: key.name.utf8.span) { return place }
      place &+= 1
    }
    return nil
  }

  private func firstIndex(notBelow hash: UInt64) -> Int {
    let entries = entries.span
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low &+ high) / 2
      if entries[middle].hash < hash { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
