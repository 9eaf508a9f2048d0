public import Glibc

/// Bytes that are written one after another, into memory that is used again and never shared.
///
/// An array asks at each step whether somebody else holds its memory; of a sink there is only ever one.
@safe public struct ByteSink: ~Copyable {
  // INVARIANT: `base` points at `capacity` bytes of its own, of which the first `length` were written, and
  // `length` is at most `capacity - spare`: a whole word may be stored behind the end.
  @usableFromInline private(set) var base: UnsafeMutablePointer<UInt8>
  @usableFromInline private(set) var capacity = 512
  @usableFromInline var length = 0

  @usableFromInline static let spare = 8

  /// Makes an empty sink.
  public init() { unsafe base = .allocate(capacity: capacity) }

  deinit { unsafe base.deallocate() }

  @usableFromInline @inline(never)
  mutating func grow(_ more: Int) {
    let larger = max(capacity &* 2, length + more + Self.spare)
    let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe fresh.update(from: base, count: length)
    unsafe base.deallocate()
    unsafe base = unsafe fresh
    capacity = larger
  }

  @inlinable @inline(__always)
  mutating func reserve(_ more: Int) { if more > capacity &- Self.spare &- length { grow(more) } }

  @inlinable @inline(__always)
  mutating func append(_ source: UnsafePointer<UInt8>, _ count: Int) {
    reserve(count)
    unsafe copyBytes(from: source, to: base + length, count)
    length &+= count
  }
}

// MARK: - Writing

extension ByteSink {
  /// Forgets all bytes from an index on; their memory stays.
  @inlinable
  public mutating func removeAll(from index: Int = 0) { length = min(max(index, 0), length) }

  /// Appends a byte.
  @inlinable
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base[length] = byte
    length &+= 1
  }

  /// Appends the low bytes of a number, at most eight, the lowest first.
  @inlinable
  public mutating func append(low number: UInt64, count: Int) {
    precondition(count >= 0 && count <= Self.spare)
    reserve(count)
    unsafe UnsafeMutableRawPointer(base + length).storeBytes(of: number.littleEndian, as: UInt64.self)
    length &+= count
  }

  /// Appends text, which must not lie in this sink.
  @inlinable
  public mutating func append(_ text: TextSlice) { unsafe append(text.base, text.count) }

  /// Appends a value as it stands.
  @inlinable
  public mutating func append(_ raw: RawJSON) { unsafe append(raw.base, raw.count) }

  /// Appends ASCII text in lower case, which must not lie in this sink; other bytes stay.
  public mutating func append(lowercased text: TextSlice) {
    reserve(text.count)
    for index in 0..<text.count {
      let byte = unsafe text.base[index]
      unsafe base[length &+ index] = byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
    length &+= text.count
  }

  /// Appends a literal.
  @inlinable
  public mutating func append(_ literal: StaticString) { append(TextSlice(literal)) }

  /// Appends the bytes of an array.
  @inlinable
  public mutating func append(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { unsafe append(start, buffer.count) }
    }
  }

  /// Appends the bytes of a slice of an array.
  @inlinable
  public mutating func append(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { unsafe append(start, buffer.count) }
    }
  }

  /// Puts a byte before the one at an index.
  public mutating func insert(_ byte: UInt8, at index: Int) {
    precondition(index >= 0 && index <= length)
    reserve(1)
    unsafe memmove(base + index + 1, base + index, length - index)
    unsafe base[index] = byte
    length += 1
  }

  /// Writes the four bytes of a number over those at an index, the lowest first.
  @inlinable
  public mutating func overwrite(_ number: UInt32, at index: Int) {
    precondition(index >= 0 && index <= length &- 4)
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: number.littleEndian, as: UInt32.self)
  }
}

// MARK: - Reading

extension ByteSink {
  /// How many bytes were written.
  @inlinable public var count: Int { length }

  /// The byte at an index from 0.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    get {
      precondition(index >= 0 && index < length)
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < length)
      unsafe base[index] = newValue
    }
  }

  /// Lends the bytes from an index on to code outside Swift; they stay where they are until something is written.
  public borrowing func withBytes(from index: Int, _ body: (UnsafeRawPointer) -> Void) {
    precondition(index >= 0 && index <= length)
    unsafe body(UnsafeRawPointer(base + index))
  }

  /// The bytes, valid until something is written.
  @inlinable
  public var text: TextSlice { unsafe TextSlice(base: UnsafePointer(base), count: length) }
}

/// Copies bytes between places that do not overlap; most runs are short, for which a call is dear.
@inlinable @inline(__always)
func copyBytes(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ count: Int) {
  guard count <= 16 else {
    unsafe memcpy(target, source, count)
    return
  }
  let from = unsafe UnsafeRawPointer(source)
  let into = UnsafeMutableRawPointer(target)
  if count >= 8 {
    // The last word overlaps the first where there are fewer bytes than two words.
    let (head, tail) = unsafe (
      from.loadUnaligned(as: UInt64.self), from.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    )
    unsafe into.storeBytes(of: head, as: UInt64.self)
    unsafe into.storeBytes(of: tail, toByteOffset: count &- 8, as: UInt64.self)
  } else if count >= 4 {
    let (head, tail) = unsafe (
      from.loadUnaligned(as: UInt32.self), from.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    )
    unsafe into.storeBytes(of: head, as: UInt32.self)
    unsafe into.storeBytes(of: tail, toByteOffset: count &- 4, as: UInt32.self)
  } else {
    for index in 0..<max(0, count) { unsafe target[index] = source[index] }
  }
}
