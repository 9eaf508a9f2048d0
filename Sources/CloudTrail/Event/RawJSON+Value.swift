public import JSON

extension RawJSON {
  /// The value as a tree without positions; nil when a string in it holds half a surrogate pair.
  public func value() -> JSONValue? {
    try? JSONReader.parse(
      bytes(), options: JSONReader.Options(maximumDepth: JSONScanner.maximumDepth, tracksPositions: false))
  }
}
