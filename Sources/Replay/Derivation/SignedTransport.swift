import CloudTrail

/// How a request to S3 was signed and sent, as its record tells beside the parameters.
///
/// Amazon S3 User Guide, "Amazon S3 CloudTrail events" and "Amazon S3 Signature Version 4 authentication-specific policy
/// keys".
struct SignedTransport: ~Copyable {
  /// The members for the keys, each behind a comma; none where the record does not tell, or tells of something else.
  private(set) var members = ByteSink()
  /// Whether the record tells that the call was signed in its query.
  private(set) var isSignedInQuery = false

  /// Reads what stands in `additionalEventData`; with `showsTLS` the record tells of the transport elsewhere.
  mutating func read(_ data: RawJSON?, showsTLS: Bool) {
    members.removeAll()
    isSignedInQuery = false
    guard let data, data.isObject else { return }
    var cursor = RawCursor(data)
    var member = cursor.firstMember()
    while let name = member {
      let value = cursor.next()
      switch name.first {
      case UInt8(ascii: "S"): if name == "SignatureVersion" { readVersion(value) }
      case UInt8(ascii: "A"): if name == "AuthenticationMethod" { readMethod(value) }
      case UInt8(ascii: "C"): if !showsTLS, name == "CipherSuite" { readCipher(value) }
      default: break
      }
      member = cursor.nextMember()
    }
  }

  private mutating func readVersion(_ value: RawJSON) {
    if value.isString("SigV4") {
      members.append(#","s3:signatureversion":"AWS4-HMAC-SHA256""#)
    } else if value.isString("SigV2") {
      members.append(#","s3:signatureversion":"AWS""#)
    }
  }

  private mutating func readMethod(_ value: RawJSON) {
    if value.isString("AuthHeader") {
      members.append(#","s3:authtype":"REST-HEADER""#)
    } else if value.isString("QueryString") {
      isSignedInQuery = true
      members.append(#","s3:authtype":"REST-QUERY-STRING""#)
    }
  }

  /// A request without encryption has no cipher.
  private mutating func readCipher(_ value: RawJSON) {
    guard let text = value.plainText, !text.isEmpty, !(text == "-"), !text.isHidden else { return }
    members.append(#","aws:securetransport":"true""#)
  }
}
