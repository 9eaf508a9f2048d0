import CCrypto

/// The SHA-256 of bytes that come piece by piece.
@safe public final class SHA256Stream {
  // INVARIANT: a context that `EVP_DigestInit_ex` has set up, or nil where libcrypto refused; freed by `deinit`.
  private let context: OpaquePointer?

  /// Begins with no byte.
  public init() {
    let context = unsafe EVP_MD_CTX_new()
    let isReady = unsafe context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    if !isReady { unsafe EVP_MD_CTX_free(context) }
    unsafe self.context = unsafe isReady ? context : nil
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Takes more bytes.
  func update(_ start: UnsafePointer<UInt8>, count: Int) {
    guard count > 0, unsafe context != nil else { return }
    _ = unsafe EVP_DigestUpdate(context, start, count)
  }

  /// Takes more bytes.
  public func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe update(start, count: buffer.count)
    }
  }

  /// The digest of all bytes; nil where libcrypto refused.
  ///
  /// Nothing may be added behind it.
  public func finish() -> SHA256Digest? {
    guard unsafe context != nil else { return nil }
    var bytes = [UInt8](repeating: 0, count: 32)
    let isDone = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil) == 1
    }
    return isDone ? SHA256Digest(kept: bytes) : nil
  }
}
