public import JSON

/// The public keys of CloudTrail by their fingerprints, as `aws cloudtrail list-public-keys` prints them.
public struct DigestKeys: Sendable {
  private var keys: [String: RSAPublicKey] = [:]

  /// Keys of nobody: no signature can be checked.
  public init() {}

  /// Whether an answer was taken, though it may have listed no key.
  public private(set) var isGiven = false

  /// Whether there is no key.
  public var isEmpty: Bool { keys.isEmpty }

  /// Takes the keys of an answer: `{"PublicKeyList": [{"Fingerprint", "Value"}]}`.
  ///
  /// CloudTrail API reference, `ListPublicKeys`: the value is a DER-encoded key of PKCS #1 in Base64.
  /// - Returns: what is wrong with it and where; nil when all of its keys were taken.
  public mutating func add(_ answer: JSONValue) -> (position: JSONPosition, message: String)? {
    guard let list = answer["PublicKeyList"]?.array else {
      return (
        answer.position, "`PublicKeyList` must be an array, as `aws cloudtrail list-public-keys` prints it"
      )
    }
    isGiven = true
    for entry in list {
      guard let fingerprint = entry["Fingerprint"]?.string, let text = entry["Value"]?.string,
        let der = Base64.bytes(text), let key = RSAPublicKey(der: der)
      else { return (entry.position, "a key must have a `Fingerprint` and an RSA key in Base64 as `Value`") }
      keys[fingerprint.lowercased()] = key
    }
    return nil
  }

  subscript(fingerprint: String) -> RSAPublicKey? { keys[fingerprint.lowercased()] }
}
