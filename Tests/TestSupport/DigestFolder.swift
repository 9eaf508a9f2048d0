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
  /// What `aws cloudtrail list-public-keys` would print of the key.
  public static let keys =
    #"{"PublicKeyList":[{"Value":"\#(publicKey)","ValidityStartTime":1756684800.0,"#
    + #""ValidityEndTime":1819756800.0,"Fingerprint":"\#(fingerprint)"}]}"#

  /// The fingerprint that digests name.
  public static let fingerprint = "318c8f8f8bf6a263df89dd2ab03be18a"

  private static func signature(of message: [UInt8]) throws -> [UInt8] {
    let der = decoded(privateKey)
    let key = unsafe der.withUnsafeBufferPointer { bytes in
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

  private static func decoded(_ text: String) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: text.utf8.count)
    let count = unsafe EVP_DecodeBlock(&bytes, Array(text.utf8), Int32(text.utf8.count))
    return Array(bytes.prefix(Int(count)))
  }

  private static let publicKey = """
    MIIBCgKCAQEAvaVy5nXW/9L2/sWUJpH4k1zhZwUNU9V4YP76W4GXwIjoIP1sdgsrcOmGub3r4GvGCzrnxMQHmZk1q7juYZavqsbp\
    VlX9srV94g5ph2nE1lrG3cZ+cx+OrO07uof8GckJJMGzjrnnfU2NtUYzjYGL81yFg80O1c48WFsgIKUBxTRotvOwtDXIB0SN1Z/s\
    mHrBy7Nez2Acp/s9qm5Sd8LbiClw4Ps+VqMz4iUcknjcjYuBeKQD4WBgfSqDJDAnl6zebTFJJBEyQJ/HiTdlZUaznXPuSONi6fjP\
    yxGPSijQlEs/foGfKYofpPnHLkvb99SP1+OgOWI9Ou9p9ktUfZ8gOwIDAQAB
    """

  private static let privateKey = """
    MIIEogIBAAKCAQEAvaVy5nXW/9L2/sWUJpH4k1zhZwUNU9V4YP76W4GXwIjoIP1sdgsrcOmGub3r4GvGCzrnxMQHmZk1q7juYZav\
    qsbpVlX9srV94g5ph2nE1lrG3cZ+cx+OrO07uof8GckJJMGzjrnnfU2NtUYzjYGL81yFg80O1c48WFsgIKUBxTRotvOwtDXIB0SN\
    1Z/smHrBy7Nez2Acp/s9qm5Sd8LbiClw4Ps+VqMz4iUcknjcjYuBeKQD4WBgfSqDJDAnl6zebTFJJBEyQJ/HiTdlZUaznXPuSONi\
    6fjPyxGPSijQlEs/foGfKYofpPnHLkvb99SP1+OgOWI9Ou9p9ktUfZ8gOwIDAQABAoIBAAmJSctT7qFDmv75sXb1DSJf38e95csq\
    51g9ShqS3C4m1EFgbPVMn30YiRlK9xL8aGOFLUVkNBuhrCS78mS+3ouAYBhiz5SOcsuMvPq9s1OyEeDyC8a/Nf31GfVJxEAJr2eF\
    RAGv0HepEDCm3I3Hj2GH7ADSLWZL7hXlUyrBEWM4pr0O7XoFVyU8y/DeuiFTBOpJvpDCV5N+yYuzLHJDmb/mnsiGxEoCTgBqZWUi\
    3oc+jBd/unnbJ3NqlTTnGrW7SxStZoLJJZHPHscd34hsRc8+l9hpnKu1pGeqCAZh3HjjaOWQCZ43tcc2VlFvc9ws4bwMVpLBAM8U\
    TRJp19zEVPUCgYEA6sNtc4eaaE2enzSaW6s28W87jAhwvuDNhe226CiE8Gx0j8DtfMeO9QxsadjcKC4uAiPe38CzlqNSGo3KZMXA\
    2o0jM4kolYb2VxMVGkpTL4k3C/f6Mi5DJgTsVG2ejpIxBKVk9eBg69bfJ28Qo+mVb98Whm0JkSmfjcj9sOx7yo8CgYEAzs024mg9\
    6PGfULpfLAOqGiKLQVFe+AcVFuXyyqPBgpZgRQ0iZRilZJIvaRSOjcGCmmZNH/cQ+VkL5uYnBji7wCOZx8Dr7MeXSzvIhUQPWMUq\
    WZiJZwH8u6fks1o85e+fllIHUthXdk6Au/aO+cip8bfGpM1tkEo+fIi9wEMDlZUCgYB6X5iEKmFwkVVoA9Gaiys+uw69NgEfXquD\
    bqBzb/usH7y62oRxEM0SK4Gvwx0vzLKq5uvckuSKV2QK93JTCUo4Im4BBTQkjY+HYCkV5TxrgQkysfa3han2/YX7lJCcHNR0aYqx\
    KF8dUIpOUfTInJALGqzxMZFVG+9Rxz2Gph75PQKBgEXkGyl3e3zvtB0vb5zLfECq7g9cNdFza1A61MxhfbPpqI2Nu9MY+kS8FyPX\
    W7pS7RXLf0NPV8A9tQULQaMbp3BvV7in3dQ/PEWj5cgMUXd54y82mzFh/Y1aV7O5yp0XWAMQpAL+tMh6DY347SdEBxN3Pb5S4zWB\
    sg6alC6XN23lAoGAdelR5yerKXjDWujE+dmpEiArjKEMMa3VP8yf0bv+tPct3gXyIGSUC5QK4/smYPlilOZ5aA6pAxNF3IwH+LE3\
    mGdqau9IB+5sgQcJEhqjZU03kqzxrDdPQQz48aw4VbTFnYDpNYhfIjEv4HGhoGR4S5NJk9FK9OO1+h9RGGL1iaI=
    """
}
