/// Numbers distinct byte strings in order of first appearance and keeps a copy of each.
///
/// A cache keyed by a raw span: intern the span, and keep what was parsed from it in an array by its number.
public struct SpanInterner: Sendable {
  private var arena: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  // INVARIANT: open addressing over a power of two; a slot holds the hash's upper half and below it a number
  // plus one, 0 is free. So most slots are judged without a look at anything else.
  private var slots = [UInt64](repeating: 0, count: 64)

  /// Makes an interner that knows nothing.
  public init() {}

  /// How many distinct byte strings it knows.
  public var count: Int { ends.count }

  /// How many bytes it holds in its arena.
  public var byteCount: Int { arena.count }

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ raw: RawJSON) -> (id: Int, isNew: Bool) {
    unsafe intern(raw.base, raw.count)
  }

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ bytes: [UInt8]) -> (id: Int, isNew: Bool) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var none: UInt8 = 0
      guard let base = buffer.baseAddress else { return unsafe intern(&none, 0) }
      return unsafe intern(base, buffer.count)
    }
  }

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ bytes: ArraySlice<UInt8>) -> (id: Int, isNew: Bool) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var none: UInt8 = 0
      guard let base = buffer.baseAddress else { return unsafe intern(&none, 0) }
      return unsafe intern(base, buffer.count)
    }
  }

  /// Whether the bytes with this number are the text's.
  public func holds(_ id: Int, _ text: TextSlice) -> Bool {
    unsafe id >= 0 && id < ends.count && text.withBase { unsafe holds(id, $0, $1) }
  }

  /// Whether the bytes with this number are the value's behind some others.
  public func holds(_ id: Int, _ raw: RawJSON, behind head: Int) -> Bool {
    guard id >= 0, id < ends.count else { return false }
    let start = (id == 0 ? 0 : ends[id &- 1]) &+ head
    guard ends[id] &- start == raw.count else { return false }
    return unsafe arena.withUnsafeBufferPointer { own in
      guard let first = own.baseAddress else { return false }
      return unsafe equalBytes(first + start, raw.base, raw.count)
    }
  }

  /// A copy of the bytes with this number.
  public func bytes(_ id: Int) -> ArraySlice<UInt8> { arena[(id == 0 ? 0 : ends[id - 1])..<ends[id]] }

  /// Forgets everything; with `keepingCapacity` its memory stays for as many values again.
  public mutating func removeAll(keepingCapacity: Bool = false) {
    guard keepingCapacity else { return self = SpanInterner() }
    arena.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  mutating func intern(_ base: UnsafePointer<UInt8>, _ count: Int) -> (id: Int, isNew: Bool) {
    let hash = unsafe ByteHash.of(base, count)
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while case let entry = slots[slot], entry != 0 {
      let id = Int(entry & 0xFFFF_FFFF) &- 1
      if (entry ^ hash) >> 32 == 0, unsafe holds(id, base, count) { return (id, false) }
      slot = (slot &+ 1) & mask
    }
    let id = ends.count
    unsafe arena.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
    ends.append(arena.count)
    hashes.append(hash)
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(id &+ 1)
    if (id &+ 1) &* 2 > slots.count { grow() }
    return (id, true)
  }

  private func holds(_ id: Int, _ base: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let start = id == 0 ? 0 : ends[id &- 1]
    guard ends[id] &- start == count else { return false }
    guard count > 0 else { return true }
    return unsafe arena.withUnsafeBufferPointer { own in
      guard let first = own.baseAddress else { return false }
      return unsafe equalBytes(first + start, base, count)
    }
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for (id, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while larger[slot] != 0 { slot = (slot &+ 1) & mask }
      larger[slot] = hash & ~0xFFFF_FFFF | UInt64(id &+ 1)
    }
    slots = larger
  }
}
