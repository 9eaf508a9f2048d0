/// Numbers distinct byte strings in order of first appearance and keeps a copy of each.
///
/// A cache keyed by a raw span: intern the span, and keep what was parsed from it in an array by its number.
public struct SpanInterner: Sendable {
  // INVARIANT: the first `used` bytes hold a record for each value at a multiple of 8: its number and its length, four
  // bytes each, and its bytes. So what a slot leads to lies in one place. Memory ends long before the 32 GiB do that
  // four bytes reach over.
  private var arena: [UInt8] = []
  private var used = 0
  // INVARIANT: for each value its hash in the upper half, and below it one more than where its record starts, in units of
  // 8 bytes.
  private var entries: [UInt64] = []
  // INVARIANT: open addressing over a power of two, from the slot on that the leading bits of a hash tell; a slot holds
  // an entry, or 0 when it is free. So most slots are judged without a look at anything else, and larger tables are filled
  // from smaller ones alone.
  private var slots = [UInt64](repeating: 0, count: 1 << Self.leastBits)
  private var ignoredBits = UInt32(32 - Self.leastBits)
  private static let leastBits = 6
  private static let headerBytes = 8

  /// For how many bytes of records room is made at once, as soon as there are many; not one of them is used before.
  private let expectedBytes: Int

  /// Makes an interner that knows nothing; one of which much is expected keeps its bytes where they are as it grows.
  public init(expectedBytes: Int = 0) { self.expectedBytes = expectedBytes }

  /// How many distinct byte strings it knows.
  public var count: Int { entries.count }

  /// How many bytes the distinct byte strings have.
  public private(set) var byteCount = 0

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ raw: RawJSON) -> (id: Int, isNew: Bool) { intern(raw.asText) }

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ bytes: [UInt8]) -> (id: Int, isNew: Bool) { intern(bytes[...]) }

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ bytes: ArraySlice<UInt8>) -> (id: Int, isNew: Bool) {
    TextSlice.with(bytes) { intern($0) }
  }

  /// The number of these bytes, and whether they are new.
  public mutating func intern(_ text: TextSlice) -> (id: Int, isNew: Bool) {
    intern(text, hash: Self.hash(text))
  }

  /// The number of these bytes, and whether they are new.
  ///
  /// - Parameter hash: what `hash(_:)` makes of the bytes, or anything else that is always the same for the same bytes,
  ///   and spread as well.
  public mutating func intern(_ text: TextSlice, hash: UInt32) -> (id: Int, isNew: Bool) {
    unsafe text.withBase { unsafe intern($0, $1, hash) }
  }

  /// The number of these bytes; nil when they are not known.
  public func number(of bytes: ArraySlice<UInt8>) -> Int? { TextSlice.with(bytes) { number(of: $0) } }

  private func number(of text: TextSlice) -> Int? {
    let hash = Self.hash(text)
    let mask = slots.count &- 1
    var slot = first(hash)
    while case let entry = slots[slot], entry != 0 {
      if entry >> 32 == hash, let id = unsafe text.withBase({ unsafe number(of: entry, $0, $1) }) {
        return id
      }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// The hash of bytes, by which they are found.
  public static func hash(_ text: TextSlice) -> UInt32 {
    unsafe text.withBase { unsafe UInt32(truncatingIfNeeded: ByteHash.of($0, $1) >> 32) }
  }

  /// The hash of the bytes with this number, as they were interned.
  public func hash(_ id: Int) -> UInt32 { UInt32(truncatingIfNeeded: entries[id] >> 32) }

  /// Whether the bytes with this number are the text's.
  public func holds(_ id: Int, _ text: TextSlice) -> Bool {
    guard id >= 0, id < entries.count else { return false }
    return unsafe text.withBase { unsafe number(of: entries[id], $0, $1) } != nil
  }

  /// A copy of the bytes with this number.
  public func bytes(_ id: Int) -> ArraySlice<UInt8> {
    let start = Self.start(entries[id])
    let first = start + Self.headerBytes
    let count = unsafe arena.withUnsafeBytes { unsafe Self.header($0, start).count }
    return arena[first..<(first + count)]
  }

  /// Lends the bytes with this number for the length of a call.
  @inline(__always)
  public func withText<Result>(_ id: Int, _ body: (TextSlice) -> Result) -> Result {
    let start = Self.start(entries[id])
    return unsafe arena.withUnsafeBytes { own in
      let count = unsafe Self.header(own, start).count
      let first = start &+ Self.headerBytes
      precondition(count <= own.count &- first)
      guard let base = own.baseAddress else { return body(TextSlice("")) }
      return unsafe body(TextSlice(base: (base + first).assumingMemoryBound(to: UInt8.self), count: count))
    }
  }

  /// Forgets everything; with `keepingCapacity` its memory stays for as many values again.
  public mutating func removeAll(keepingCapacity: Bool = false) {
    guard keepingCapacity else { return self = SpanInterner(expectedBytes: expectedBytes) }
    used = 0
    byteCount = 0
    entries.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  private mutating func intern(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ hash: UInt32
  ) -> (id: Int, isNew: Bool) {
    let mask = slots.count &- 1
    var slot = first(hash)
    while case let entry = slots[slot], entry != 0 {
      if entry >> 32 == hash, let id = unsafe number(of: entry, base, count) { return (id, false) }
      slot = (slot &+ 1) & mask
    }
    let entry = UInt64(hash) << 32 | UInt64(used / 8 &+ 1)
    slots[slot] = entry
    unsafe append(base, count, entry)
    if entries.count &* 2 > slots.count { grow() }
    return (entries.count &- 1, true)
  }

  /// The slot from which on a hash is looked for.
  @inline(__always)
  private func first(_ hash: UInt32) -> Int { Int(truncatingIfNeeded: hash &>> ignoredBits) }

  /// Where the record of an entry starts, in bytes.
  @inline(__always)
  private static func start(_ entry: UInt64) -> Int { Int((entry & 0xFFFF_FFFF) &- 1) &* 8 }

  /// The number of an entry's value; nil when it is another one.
  @inline(__always)
  private func number(of entry: UInt64, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let start = Self.start(entry)
    return unsafe arena.withUnsafeBytes { own in
      let header = unsafe Self.header(own, start)
      guard header.count == count, let first = own.baseAddress else { return nil }
      let bytes = unsafe (first + (start &+ Self.headerBytes)).assumingMemoryBound(to: UInt8.self)
      return unsafe equalBytes(bytes, base, count) ? header.id : nil
    }
  }

  @inline(__always)
  private static func header(_ arena: UnsafeRawBufferPointer, _ start: Int) -> (id: Int, count: Int) {
    precondition(start >= 0 && start &+ headerBytes <= arena.count)
    let word = unsafe arena.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    return (Int(word & 0xFFFF_FFFF), Int(word >> 32))
  }

  private mutating func append(_ base: UnsafePointer<UInt8>, _ count: Int, _ entry: UInt64) {
    let end = used &+ Self.headerBytes &+ count
    if end > arena.count { reserve(end) }
    let header = UInt64(UInt32(truncatingIfNeeded: entries.count)) | UInt64(count) << 32
    unsafe arena.withUnsafeMutableBytes { own in
      unsafe own.storeBytes(of: header, toByteOffset: used, as: UInt64.self)
      guard let first = own.baseAddress else { return }
      let target = unsafe (first + (used &+ Self.headerBytes)).assumingMemoryBound(to: UInt8.self)
      unsafe copyBytes(from: base, to: target, count)
    }
    entries.append(entry)
    byteCount &+= count
    used = (end &+ 7) & ~7
  }

  /// Makes the arena at least so long; not much longer, as memory that is filled with zeros is in use.
  private mutating func reserve(_ wanted: Int) {
    if wanted > Self.zeros.count, arena.capacity < expectedBytes { arena.reserveCapacity(expectedBytes) }
    let spare = min(max(arena.count, 256), Self.zeros.count)
    while arena.count < wanted + spare {
      arena.append(contentsOf: Self.zeros[..<min(wanted + spare - arena.count, Self.zeros.count)])
    }
  }

  private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    ignoredBits -= 1
    let mask = larger.count - 1
    for entry in slots where entry != 0 {
      var slot = first(UInt32(truncatingIfNeeded: entry >> 32))
      while larger[slot] != 0 { slot = (slot &+ 1) & mask }
      larger[slot] = entry
    }
    slots = larger
  }
}

// MARK: - Reading ahead

extension SpanInterner {
  /// Reads what it has of values that are looked for soon: their memory is far, and waited for once for all of them.
  ///
  /// - Returns: What is to be kept, so that it is read at all.
  public func fetch(_ hashes: [UInt32]) -> UInt64 {
    var read: UInt64 = 0
    for hash in hashes { read ^= slots[first(hash)] }
    // The slots are near now: none of these waits for its own.
    for hash in hashes {
      let entry = slots[first(hash)]
      if entry >> 32 == hash, entry & 0xFFFF_FFFF != 0 { read ^= UInt64(arena[Self.start(entry)]) }
    }
    return read
  }
}
