/// Memory that the readers of one file after another use, so that it is not asked for with each of them.
///
/// At any time one reader at most may use it.
public final class ReadingSpace {
  /// How much of a window's memory is kept for the next file.
  private static let largestKept = 4 << 20

  private(set) var window = ByteBuffer(capacity: TextBuffer.chunkSize * 2)
  var codes = BlockCodes()
  var scanner = EventScanner()

  /// Makes room for one reader.
  public init() {}

  /// Empties the window for another file.
  func reset() {
    if window.capacity > Self.largestKept { window = ByteBuffer(capacity: TextBuffer.chunkSize * 2) }
    window.setCount(0)
  }
}
