/// Gzip data as a whole, for content whose size is known beforehand.
public enum GzipContent {
  /// The data with these bytes as one member.
  public static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    GzipWriter(level: 6).write(bytes, isLast: true)
  }

  /// The bytes of gzip data; nil when it is damaged or does not hold exactly so many.
  public static func inflated(_ data: [UInt8], size: Int) -> [UInt8]? {
    var input = data
    let inflater = Inflater {
      defer { input = [] }
      return input
    }
    // One byte more, so that content that is longer shows.
    let capacity = size + 1 + Inflater.leastCapacity
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
      guard let base = target.baseAddress else { return }
      while count <= size, inflater.state == .running {
        let added = unsafe try? inflater.inflate(
          into: base + count, capacity: capacity - count, history: count)
        count += added ?? 0
      }
    }
    return inflater.state == .ended && bytes.count == size ? bytes : nil
  }
}
