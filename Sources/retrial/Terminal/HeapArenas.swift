import Glibc

/// How many heaps the allocator keeps.
///
/// Memory that one thread takes and another gives back stays in the heap of the first: with a heap for each thread an
/// ingest of ten million events holds a tenth more than with one, and spends more time on getting it.
enum HeapArenas {
  /// `M_ARENA_MAX` of `malloc.h`, which Swift does not import.
  private static let maximum: CInt = -8

  /// Keeps all in one heap, where the C library can do so.
  ///
  /// mallopt(3): to be called before other threads are begun.
  static func useOne() {
    guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
    typealias Option = @convention(c) (CInt, CInt) -> CInt
    // INVARIANT: the C library declares `int mallopt(int param, int value)`.
    let option = unsafe unsafeBitCast(symbol, to: Option.self)
    _ = option(maximum, 1)
  }
}
