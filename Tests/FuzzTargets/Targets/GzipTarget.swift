/// Gzip data through the product's inflater and through zlib, which must come to the same bytes and faults.
public enum GzipTarget {
  /// How much is inflated at most, as a few bytes can stand for many.
  static let limit = 1 << 20

  /// Feeds in a stream, or blocks without a member's header where the first byte is not that of gzip.
  static func fault(_ bytes: [UInt8]) -> String? {
    let isGzip = bytes.first == 0x1F
    let stream = isGzip ? bytes : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + bytes
    let chunk = 1 + Int(bytes.last ?? 0) % 64
    return fault(stream, chunk: stream.count, room: 1 << 16) ?? fault(stream, chunk: chunk, room: 512)
  }

  /// What is wrong with what becomes of a stream in chunks of some size, inflated into so much room; or nil.
  public static func fault(_ stream: [UInt8], chunk: Int, room: Int) -> String? {
    let expected = Inflated.byZlib(stream, limit: limit)
    let inflated = Inflated.byProduct(stream, chunk: max(chunk, 1), room: room, limit: limit)
    let count = min(expected.bytes.count, inflated.bytes.count)
    guard expected.bytes[..<count] == inflated.bytes[..<count] else {
      return "other bytes than those of zlib"
    }
    if inflated.isCut || expected.isCut { return nil }
    guard expected.fault == inflated.fault else {
      return "\(inflated.fault ?? "no fault") where zlib finds \(expected.fault ?? "none")"
    }
    return expected.bytes.count == inflated.bytes.count ? nil : "other bytes than those of zlib"
  }
}
