import CloudTrail
import Testing

struct SHA256Tests {
  /// FIPS 180-4's examples, as NIST publishes them.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `the digest is that of the standard`(text: String, digest: String) {
    #expect(SHA256Digest(of: Array(text.utf8)).text == digest)
  }

  @Test(arguments: [0, 1, 300_000])
  func `content is the same after it was deflated`(size: Int) {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let data = GzipContent.deflated(bytes)
    #expect(GzipContent.inflated(data, size: size) == bytes)
    #expect(GzipContent.inflated(data, size: size + 1) == nil)
    if size > 0 { #expect(GzipContent.inflated(data, size: size - 1) == nil) }
    #expect(GzipContent.inflated(Array(data.dropLast()), size: size) == nil)
  }
}
