/// Numbers distinct byte strings in order of first appearance and keeps a copy of each.
///
/// A cache keyed by a raw span: intern the span, and keep what was parsed from it in an array by its number.
public struct SpanInterner: Sendable {
  // INVARIANT: the first `used` bytes hold a record for each value at a multiple of 8: its number and its length, four
  // bytes each, and its bytes. So what a slot leads to lies in one place. Memory ends long before the 32 GiB do that
  // four bytes reach over.
  private var arena: [UInt8] = []
  private var used = 0
  /// Where the record of each value starts, in units of 8 bytes.
  private var starts: [UInt32] = []
  // INVARIANT: open addressing over a power of two; a slot holds the hash's upper half and below it one more than where
  // the record starts, in units of 8 bytes, 0 is free. So most slots are judged without a look at anything else.
  private var slots = [UInt64](repeating: 0, count: 64)
  private static let headerBytes = 8

  /// Makes an interner that knows nothing.
  public init() {}

  /// How many distinct byte strings it knows.
  public var count: Int { starts.count }

  /// How many bytes the distinct byte strings have.
  public private(set) var byteCount = 0

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
    guard id >= 0, id < starts.count else { return false }
    return unsafe text.withBase { unsafe number(at: starts[id], $0, $1) } != nil
  }

  /// A copy of the bytes with this number.
  public func bytes(_ id: Int) -> ArraySlice<UInt8> {
    let start = Int(starts[id]) * 8
    let first = start + Self.headerBytes
    let count = unsafe arena.withUnsafeBytes { unsafe Self.header($0, start).count }
    return arena[first..<(first + count)]
  }

  /// Forgets everything; with `keepingCapacity` its memory stays for as many values again.
  public mutating func removeAll(keepingCapacity: Bool = false) {
    guard keepingCapacity else { return self = SpanInterner() }
    used = 0
    byteCount = 0
    starts.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  mutating func intern(_ base: UnsafePointer<UInt8>, _ count: Int) -> (id: Int, isNew: Bool) {
    let hash = unsafe ByteHash.of(base, count)
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while case let entry = slots[slot], entry != 0 {
      if (entry ^ hash) >> 32 == 0,
        let id = unsafe number(at: UInt32(truncatingIfNeeded: entry) &- 1, base, count)
      {
        return (id, false)
      }
      slot = (slot &+ 1) & mask
    }
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(used / 8 &+ 1)
    unsafe append(base, count)
    if starts.count &* 2 > slots.count { grow() }
    return (starts.count &- 1, true)
  }

  /// The number of the value whose record starts there; nil when it is another one.
  @inline(__always)
  private func number(at start: UInt32, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let start = Int(start) &* 8
    return unsafe arena.withUnsafeBytes { own in
      let header = unsafe Self.header(own, start)
      guard header.count == count, let first = own.baseAddress else { return nil }
      let bytes = unsafe (first + (start &+ Self.headerBytes)).assumingMemoryBound(to: UInt8.self)
      return unsafe equalBytes(bytes, base, count) ? header.id : nil
    }
  }

  @inline(__always)
  private static func header(_ arena: UnsafeRawBufferPointer, _ start: Int) -> (id: Int, count: Int) {
    precondition(start &+ headerBytes <= arena.count)
    let word = unsafe arena.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    return (Int(word & 0xFFFF_FFFF), Int(word >> 32))
  }

  private mutating func append(_ base: UnsafePointer<UInt8>, _ count: Int) {
    let end = used &+ Self.headerBytes &+ count
    if end > arena.count { reserve(end) }
    let header = UInt64(UInt32(truncatingIfNeeded: starts.count)) | UInt64(count) << 32
    unsafe arena.withUnsafeMutableBytes { own in
      unsafe own.storeBytes(of: header, toByteOffset: used, as: UInt64.self)
      guard let first = own.baseAddress else { return }
      let target = unsafe (first + (used &+ Self.headerBytes)).assumingMemoryBound(to: UInt8.self)
      unsafe copyBytes(from: base, to: target, count)
    }
    starts.append(UInt32(truncatingIfNeeded: used / 8))
    byteCount &+= count
    used = (end &+ 7) & ~7
  }

  /// Makes the arena at least so long; not much longer, as memory that is filled with zeros is in use.
  private mutating func reserve(_ wanted: Int) {
    let spare = min(max(arena.count, 256), 1 << 16)
    arena.append(contentsOf: repeatElement(0, count: wanted - arena.count + spare))
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for id in starts.indices {
      let hash = unsafe bytes(id).withUnsafeBufferPointer { own in
        var none: UInt8 = 0
        guard let base = own.baseAddress else { return unsafe ByteHash.of(&none, 0) }
        return unsafe ByteHash.of(base, own.count)
      }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while larger[slot] != 0 { slot = (slot &+ 1) & mask }
      larger[slot] = hash & ~0xFFFF_FFFF | (UInt64(starts[id]) + 1)
    }
    slots = larger
  }
}
