/// A list of objects that never changes, read without counting references.
///
/// A decision visits dozens of prepared objects for a microsecond each; counting every visit would take longer
/// than the comparisons.
struct SteadyList<Object: AnyObject & Sendable>: Sendable, RandomAccessCollection {
  // INVARIANT: `references` are those of `objects`, in its order. Both are set once, so whoever holds the list
  // holds every object that a reference leads to.
  private let objects: [Object]
  private let references: [Reference]

  /// Takes over the objects in their order.
  init(_ objects: [Object]) {
    self.objects = objects
    references = objects.map { Reference($0) }
  }

  var startIndex: Int { 0 }

  var endIndex: Int { references.count }

  /// An object, counted as usual.
  subscript(position: Int) -> Object { objects[position] }

  /// Hands out one object for as long as the closure runs.
  @inline(__always)
  func with<Result>(_ index: Int, _ body: (Object) -> Result) -> Result {
    references.span[index].with(body)
  }

  @safe private struct Reference: Sendable {
    private let object: Unmanaged<Object>

    init(_ object: Object) { unsafe self.object = .passUnretained(object) }

    @inline(__always)
    func with<Result>(_ body: (Object) -> Result) -> Result {
      unsafe object._withUnsafeGuaranteedRef(body)
    }
  }
}
