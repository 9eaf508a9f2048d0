import JSON

enum JSONTarget {
  static func fault(_ bytes: [UInt8]) -> String? {
    guard let value = try? JSONReader.parse(bytes) else { return nil }
    let written = Array(value.text().utf8)
    guard let again = try? JSONReader.parse(written) else { return "what was written cannot be read" }
    if again.text() != value.text() { return "what was written reads as something else" }
    return scannedLength(written) == written.count ? nil : "the scanner does not take what the reader takes"
  }

  /// How far the scanner of the logs goes over one value.
  private static func scannedLength(_ text: [UInt8]) -> Int {
    let padded = text + [UInt8](repeating: 0, count: JSONScanner.padding)
    var scanner = JSONScanner()
    return unsafe padded.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe scanner.skipValue($0, 0) } ?? -1
    }
  }
}
