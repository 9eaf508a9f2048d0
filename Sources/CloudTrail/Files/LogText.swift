/// The text of a delivered file as a whole, inflated where it is gzip.
public enum LogText {
  /// The text; nil for gzip data that is damaged, and for more than `limit` bytes.
  ///
  /// - Parameter next: the delivered bytes in pieces; empty at their end.
  public static func bytes(
    limit: Int, next: @escaping () throws(LogFileError) -> [UInt8]
  ) throws(LogFileError) -> [UInt8]? {
    var bytes: [UInt8] = []
    let isWhole = unsafe try read(next) { start, count in
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
      return bytes.count <= limit
    }
    return isWhole ? bytes : nil
  }

  /// The SHA-256 of the text, by which digest files name it; nil for gzip data that is damaged.
  ///
  /// - Parameter next: the delivered bytes in pieces; empty at their end.
  public static func digest(
    next: @escaping () throws(LogFileError) -> [UInt8]
  ) throws(LogFileError) -> SHA256Digest? {
    let hash = SHA256Stream()
    let isWhole = unsafe try read(next) { start, count in
      unsafe hash.update(start, count: count)
      return true
    }
    return isWhole ? hash.finish() : nil
  }

  /// Lends the text piece by piece as long as `body` wants more; whether it was whole.
  private static func read(
    _ next: @escaping () throws(LogFileError) -> [UInt8],
    _ body: (UnsafePointer<UInt8>, Int) -> Bool
  ) throws(LogFileError) -> Bool {
    let text = TextBuffer(next: next)
    try text.open()
    while !text.isAtEnd {
      try text.refill(dropping: text.count)
      guard unsafe body(text.base, text.count) else { return false }
    }
    return text.damage == nil
  }
}
