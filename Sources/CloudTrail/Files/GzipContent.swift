/// Gzip data as a whole, for content whose size is known beforehand.
public enum GzipContent {
  /// The data with these bytes as one member.
  public static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    GzipWriter(level: 6).write(bytes, isLast: true)
  }

  /// The bytes of gzip data; nil when it is damaged or does not hold exactly so many.
  public static func inflated(_ data: [UInt8], size: Int) -> [UInt8]? {
    let inflater = Inflater()
    var input = data
    func next() -> [UInt8] {
      defer { input = [] }
      return input
    }
    // One byte more, so that content that is longer shows.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size + 1) { target, count in
      guard let base = target.baseAddress else { return }
      count = unsafe (try? inflater.inflate(into: base, capacity: size + 1, next: next)) ?? 0
    }
    return inflater.state == .ended && bytes.count == size ? bytes : nil
  }
}
