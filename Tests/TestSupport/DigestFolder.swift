import CCrypto

/// A folder of log files with CloudTrail's digests of them, hour by hour, signed by a key made for tests alone.
public struct DigestFolder {
  /// The folder.
  public let folder: TemporaryDirectory
  /// The account and region that the files belong to.
  public let place: (account: String, region: String)
  private let base: String
  private var listed: [String] = []
  private var last: (object: String, hash: String, signature: String)?
  /// How the text of a file is delivered.
  public var delivery: (String) -> [UInt8] = { Array($0.utf8) }

  /// Makes an empty folder of one account and region.
  public init(account: String = "111111111111", region: String = "us-east-1") throws {
    folder = try TemporaryDirectory()
    place = (account, region)
    base = "AWSLogs/\(account)"
  }

  /// Where an object of the bucket lies in the folder.
  public func path(_ object: String) -> String { "\(folder.path)/\(object)" }

  /// Delivers a log file at a minute of an hour of 2026-09-01; gives its object.
  ///
  /// - Parameter events: the times of its oldest and newest event, `HH:MM`.
  @discardableResult
  public mutating func log(
    _ hour: Int, _ minute: Int = 10, _ text: String, events: (String, String)? = nil, isListed: Bool = true
  ) throws -> String {
    let object =
      "\(base)/CloudTrail/\(place.region)/2026/09/01/\(place.account)_CloudTrail_\(place.region)_20260901T"
      + "\(Self.two(hour))\(Self.two(minute))Z_\(hour)a\(minute).json.gz"
    _ = try folder.write(object, delivery(text))
    let span = events ?? ("\(Self.two(hour)):00", "\(Self.two(hour)):05")
    if isListed {
      listed.append(
        #"{"s3Bucket":"logs","s3Object":"\#(object)","hashValue":"\#(Self.hash(text))","hashAlgorithm":"SHA-256","#
          + #""oldestEventTime":"2026-09-01T\#(span.0):00Z","newestEventTime":"2026-09-01T\#(span.1):00Z"}"#)
    }
    return object
  }

  /// Delivers the digest of an hour of 2026-09-01, which lists the log files since the one before; gives its object.
  ///
  /// - Parameter isWritten: whether it gets into the folder.
  @discardableResult
  public mutating func digest(_ hour: Int, startsAnew: Bool = false, isWritten: Bool = true) throws -> String
  {
    if startsAnew { last = nil }
    let object =
      "\(base)/CloudTrail-Digest/\(place.region)/2026/09/01/\(place.account)_CloudTrail-Digest_\(place.region)_my_trail_"
      + "us-east-1_20260901T\(Self.two(hour + 1))0000Z.json.gz"
    let end = "2026-09-01T\(Self.two(hour + 1)):00:00Z"
    func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
    let text =
      #"{"awsAccountId":"\#(place.account)","digestStartTime":"2026-09-01T\#(Self.two(hour)):00:00Z","#
      + #""digestEndTime":"\#(end)","digestS3Bucket":"logs","digestS3Object":"\#(object)","#
      + #""digestPublicKeyFingerprint":"\#(Self.fingerprint)","digestSignatureAlgorithm":"SHA256withRSA","#
      + #""previousDigestS3Bucket":\#(quoted(last.map { _ in "logs" })),"#
      + #""previousDigestS3Object":\#(quoted(last?.object)),"previousDigestHashValue":\#(quoted(last?.hash)),"#
      + #""previousDigestHashAlgorithm":\#(quoted(last.map { _ in "SHA-256" })),"#
      + #""previousDigestSignature":\#(quoted(last?.signature)),"logFiles":[\#(listed.joined(separator: ","))]}"#
    let signed = [end, "logs/\(object)", Self.hash(text), last?.signature ?? "null"].joined(separator: "\n")
    last = (object, Self.hash(text), try Self.hex(Self.signature(of: Array(signed.utf8))))
    listed = []
    if isWritten { _ = try folder.write(object, delivery(text)) }
    return object
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func hash(_ text: String) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    _ = unsafe SHA256(Array(text.utf8), text.utf8.count, &bytes)
    return hex(bytes)
  }
}

// MARK: - The key

extension DigestFolder {
  /// A key that is made when the first test asks for it.
  private struct SigningKey {
    /// The key in DER, with its private part.
    let der: [UInt8]
    /// The public part in DER.
    let publicDER: [UInt8]

    /// RSA with the 2,048 bits that libcrypto takes unless another size is asked for.
    init() {
      let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil)
      defer { unsafe EVP_PKEY_CTX_free(context) }
      var key: OpaquePointer?
      guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe EVP_PKEY_keygen(context, &key) == 1 else {
        preconditionFailure("libcrypto makes no key")
      }
      defer { unsafe EVP_PKEY_free(key) }
      der = unsafe Self.bytes { unsafe i2d_PrivateKey(key, $0) }
      publicDER = unsafe Self.bytes { unsafe i2d_PublicKey(key, $0) }
    }

    /// What libcrypto writes behind a pointer; without one it gives the length.
    private static func bytes(
      _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: Int(write(nil)))
      unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        var end = buffer.baseAddress
        _ = unsafe write(&end)
      }
      return bytes
    }
  }

  private static let key = SigningKey()

  /// What `aws cloudtrail list-public-keys` would print of the key.
  public static let keys =
    #"{"PublicKeyList":[{"Value":"\#(base64(key.publicDER))","ValidityStartTime":1756684800.0,"#
    + #""ValidityEndTime":1819756800.0,"Fingerprint":"\#(fingerprint)"}]}"#

  /// The fingerprint that digests name: the MD5 of the public key.
  public static let fingerprint: String = {
    var bytes = [UInt8](repeating: 0, count: 16)
    _ = unsafe EVP_Digest(key.publicDER, key.publicDER.count, &bytes, nil, EVP_md5(), nil)
    return hex(bytes)
  }()

  private static func base64(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = unsafe EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
  }

  private static func signature(of message: [UInt8]) throws -> [UInt8] {
    let key = unsafe Self.key.der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return unsafe d2i_AutoPrivateKey(nil, &start, bytes.count)
    }
    defer { unsafe EVP_PKEY_free(key) }
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 512)
    var count = signature.count
    guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1
    else { throw TemporaryDirectory.Failure(message: "libcrypto does not sign") }
    return Array(signature.prefix(count))
  }
}
