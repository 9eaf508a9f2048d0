import JSON

extension RawEvent {
  /// Lends the event in a JSON text that holds one record; nil when the text is not one JSON object.
  public static func withEvent<Result, Failure: Error>(
    _ bytes: [UInt8], _ body: (RawEvent) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let buffer = ByteBuffer(bytes)
    var scanner = EventScanner()
    let start = unsafe JSONScanner.skipWhitespace(buffer.base, 0)
    guard case .complete = unsafe scanner.scan(buffer.base, from: start, end: bytes.count) else { return nil }
    let result = try unsafe body(scanner.event(buffer.base))
    buffer.keepAlive()
    return result
  }
}
