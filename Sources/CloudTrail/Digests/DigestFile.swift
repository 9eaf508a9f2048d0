import JSON

/// A digest file: which log files CloudTrail delivered in an hour, and which digest came before.
///
/// CloudTrail User Guide, "CloudTrail digest file structure".
public struct DigestFile: Sendable, Hashable {
  /// A log file with the SHA-256 of its text.
  struct Entry: Sendable, Hashable {
    var object: String
    var hash: [UInt8]?
    /// The times of its oldest and newest event, seconds since 1970.
    var events: ClosedRange<Int64>?
  }

  /// The digest that came before.
  struct Predecessor: Sendable, Hashable {
    var object: String
    var hash: [UInt8]?
    /// Its signature in hexadecimal digits.
    var signature: String?
  }

  /// A digest is a list of an hour's files; one that is larger than this many bytes is none.
  public static let sizeLimit = 32 << 20

  /// CloudTrail writes a digest each hour; one of more seconds than this is none.
  private static let longest: Int64 = 7 * 86_400

  /// Where it lay when it was read.
  let path: String
  /// The SHA-256 of its text.
  let digest: SHA256Digest
  let name: LogName
  let bucket: String
  let object: String
  /// The time of delivery that it covers, seconds since 1970: from the first one on, before the second one.
  let start: Int64
  let end: Int64
  let fingerprint: String
  /// Nil for the first digest of a trail, and for the first one after logging or validation began anew.
  let predecessor: Predecessor?
  let entries: [Entry]
  private let endText: String

  /// Reads a digest; nil when the text is not one.
  ///
  /// - Parameter path: where it lies, for messages.
  public init?(path: String, text: [UInt8]) {
    guard let root = try? JSONReader.parse(text, options: .init(tracksPositions: false)),
      let bucket = root["digestS3Bucket"]?.string, let object = root["digestS3Object"]?.string,
      let name = LogName(path: object), name.isDigest,
      let start = root["digestStartTime"]?.time, let end = root["digestEndTime"]?.time,
      (0...Self.longest).contains(end - start),
      let fingerprint = root["digestPublicKeyFingerprint"]?.string, let files = root["logFiles"]?.array
    else { return nil }
    self.path = path
    digest = SHA256Digest(of: text)
    self.name = name
    self.bucket = bucket
    self.object = object
    self.start = start
    self.end = end
    self.fingerprint = fingerprint
    endText = root["digestEndTime"]?.string ?? ""
    predecessor = root["previousDigestS3Object"]?.string.map {
      Predecessor(
        object: $0, hash: root.hash("previousDigest"), signature: root["previousDigestSignature"]?.string)
    }
    entries = files.compactMap { Entry($0) }
    guard entries.count == files.count else { return nil }
  }

  /// What CloudTrail signs of a digest.
  ///
  /// CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity validation".
  var signedText: String {
    [endText, "\(bucket)/\(object)", digest.text, predecessor?.signature ?? "null"].joined(separator: "\n")
  }
}

extension DigestFile.Entry {
  /// Reads an entry of `logFiles`; nil when it names no file.
  init?(_ value: JSONValue) {
    guard let object = value["s3Object"]?.string else { return nil }
    self.object = object
    hash = value.hash("")
    if let oldest = value["oldestEventTime"]?.time, let newest = value["newestEventTime"]?.time,
      oldest <= newest
    {
      events = oldest...newest
    }
  }
}

extension JSONValue {
  fileprivate var time: Int64? { string.flatMap { EventTime.seconds($0.utf8) } }

  /// The SHA-256 in the member `...HashValue` or `hashValue`; nil for one of another algorithm.
  fileprivate func hash(_ prefix: String) -> [UInt8]? {
    let (value, algorithm) =
      prefix.isEmpty ? ("hashValue", "hashAlgorithm") : ("\(prefix)HashValue", "\(prefix)HashAlgorithm")
    guard self[algorithm]?.string == "SHA-256",
      let hash = self[value]?.string.flatMap({ Hexadecimal.bytes($0) }),
      hash.count == 32
    else { return nil }
    return hash
  }
}
