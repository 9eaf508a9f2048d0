/// A list whose memory is used again and never shared, for what is found in one event and then let go.
///
/// Emptying and filling an array asks each time whether somebody else holds its memory.
@safe public struct ScratchList<Element>: ~Copyable {
  // INVARIANT: `base` points at room for `capacity` elements of its own, of which the first `count` are
  // initialized.
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var capacity: Int
  @usableFromInline var length: Int

  /// Makes an empty list.
  @inlinable
  public init() {
    capacity = 16
    length = 0
    unsafe base = .allocate(capacity: 16)
  }

  deinit {
    unsafe base.deinitialize(count: length)
    unsafe base.deallocate()
  }

  @inlinable @inline(never)
  mutating func grow() {
    let fresh = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    unsafe fresh.moveInitialize(from: base, count: length)
    unsafe base.deallocate()
    unsafe base = unsafe fresh
    capacity *= 2
  }
}

extension ScratchList {
  /// How many elements there are.
  @inlinable public var count: Int { length }

  /// Whether there are none.
  @inlinable public var isEmpty: Bool { length == 0 }

  /// The indices of the elements.
  @inlinable public var indices: Range<Int> { 0..<length }

  /// The last element; nil when there is none.
  @inlinable public var last: Element? { length == 0 ? nil : unsafe base[length &- 1] }

  /// The element at an index from 0.
  @inlinable
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < length)
      return unsafe base[index]
    }
    _modify {
      precondition(index >= 0 && index < length)
      yield unsafe &base[index]
    }
  }

  /// Appends an element.
  @inlinable
  public mutating func append(_ element: Element) {
    if length == capacity { grow() }
    unsafe (base + length).initialize(to: element)
    length &+= 1
  }

  /// Forgets all elements from an index on; their memory stays.
  @inlinable
  public mutating func removeAll(from index: Int = 0) {
    let kept = min(max(index, 0), length)
    unsafe (base + kept).deinitialize(count: length &- kept)
    length = kept
  }

  /// The first element of which something holds; nil when there is none.
  @inlinable @inline(__always)
  public func first(where holds: (Element) -> Bool) -> Element? {
    for index in 0..<length where unsafe holds(base[index]) { return unsafe base[index] }
    return nil
  }

  /// Whether something holds of any element.
  @inlinable @inline(__always)
  public func contains(where holds: (Element) -> Bool) -> Bool { first(where: holds) != nil }
}
