import CCrypto

/// The SHA-256 of bytes, by which others can tell that they hold the same file (FIPS 180-4).
public struct SHA256Digest: Sendable, Hashable {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// The digest of these bytes.
  public init(of content: [UInt8]) {
    bytes = unsafe content.withUnsafeBytes { content in
      unsafe [UInt8](unsafeUninitializedCapacity: Self.size) { target, count in
        // Without a place for the content nothing is read, as its length is 0 then.
        let start = unsafe content.baseAddress?.assumingMemoryBound(to: UInt8.self)
        _ = unsafe SHA256(start, content.count, target.baseAddress)
        count = Self.size
      }
    }
  }

  /// A digest that was kept; nil unless there are 32 bytes.
  public init?(kept bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    self.bytes = bytes
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public var text: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static let size = 32
}
