public import CloudTrail

/// A text of a request as calls hold it, encoded once for many requests.
public struct RequestPart: Sendable, Equatable {
  /// The text behind its length.
  let bytes: [UInt8]

  /// Makes a part of a text.
  public init(_ text: [UInt8]) {
    var bytes: [UInt8] = []
    bytes.appendPart(text)
    self.bytes = bytes
  }

  /// The text.
  public var text: ArraySlice<UInt8> { bytes.dropFirst(5) }

  /// Whether the text is this one, its ASCII letters in any case.
  public func isName(_ name: TextSlice) -> Bool {
    TextSlice.with(bytes) { name.equalsIgnoringCase($0.dropFirst(5)) }
  }

  /// The JSON of no context keys.
  public static let noContext = RequestPart(ContextCoding.none)
}

extension ByteSink {
  /// Appends a part that is not there.
  mutating func appendNullPart() { append(0) }

  /// Appends a part of a text; nothing is there when it is nil.
  mutating func appendPart(_ text: TextSlice?) {
    guard let text else { return appendNullPart() }
    append(low: 1 | UInt64(UInt32(truncatingIfNeeded: text.count)) << 8, count: 5)
    append(text)
  }

  /// Appends a part of a text; nothing is there when it is nil.
  mutating func appendPart(bytes: [UInt8]?) {
    guard let bytes else { return appendNullPart() }
    TextSlice.with(bytes) { appendPart($0) }
  }

  /// Appends the beginning of a part; its text follows.
  mutating func beginPart() { append(low: 1, count: 5) }

  /// Notes the length of the part that began at an index.
  mutating func endPart(from start: Int) {
    overwrite(UInt32(truncatingIfNeeded: count &- start &- 5), at: start &+ 1)
  }
}
