import CloudTrail
import Testing

struct ContentDigestTests {
  static let vectors: [(count: Int, digest: String)] = [
    (0, "cae66941d9efbd404e4d88758ea67670"),
    (1, "7025e075d5e2f6cde3cc051a31f07660"), (128, "a74787004ef589e31149183900d0294a"),
    (129, "aaf1b0371f6d4ee49ee4fb5ddd9c49ef"), (100_000, "7bafffc74b44b4a80f347888022ba2ae"),
  ]

  @Test(arguments: vectors, [1, 127, 128, 129, 1 << 20])
  func `the digest is BLAKE2b of 16 bytes, however the bytes arrive`(
    vector: (count: Int, digest: String), chunk: Int
  ) {
    let bytes = (0..<vector.count).map { UInt8($0 % 251) }
    var digest = ContentDigest()
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      digest.update(Array(bytes[start..<min(start + chunk, bytes.count)]))
    }
    let text = digest.finish().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    #expect(text == vector.digest)
  }
}
