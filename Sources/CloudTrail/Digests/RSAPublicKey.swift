import CCrypto

/// An RSA key by which CloudTrail signs digest files.
public struct RSAPublicKey: Sendable, Hashable {
  /// The key in the DER form of PKCS #1 (RFC 8017, appendix A.1.1).
  private let der: [UInt8]

  /// Takes a key; nil when the bytes are none.
  public init?(der: [UInt8]) {
    self.der = der
    guard unsafe withKey({ _ in true }) == true else { return nil }
  }

  /// Whether a signature of RSASSA-PKCS1-v1_5 with SHA-256 is one of a message by this key.
  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    unsafe withKey { key in
      guard let context = unsafe EVP_MD_CTX_new() else { return false }
      defer { unsafe EVP_MD_CTX_free(context) }
      // RSA keys are used with the padding of PKCS #1 v1.5 unless another is asked for.
      guard unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else { return false }
      return unsafe signature.withUnsafeBufferPointer { signature in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe EVP_DigestVerify(
            context, signature.baseAddress, signature.count, message.baseAddress, message.count) == 1
        }
      }
    } ?? false
  }

  /// Lends the key as libcrypto holds it; nil when the bytes are none.
  private func withKey(_ body: (OpaquePointer) -> Bool) -> Bool? {
    let key = unsafe der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return unsafe d2i_PublicKey(EVP_PKEY_RSA, nil, &start, bytes.count)
    }
    guard let key = unsafe key else { return nil }
    defer { unsafe EVP_PKEY_free(key) }
    return unsafe body(key)
  }
}
