import CloudTrail
import JSON

/// The fields of an event that derivation looks at; the large ones are parsed only when they are needed.
struct EventFacts {
  let source: String
  let name: String
  let type: String
  let category: String
  let region: String
  let recipientAccount: String
  let errorCode: String?
  let errorMessage: String?
  /// The partition, by the region until the caller's ARN says it.
  var partition: String
  var parameters: JSONValue?
  var resources: JSONValue?

  /// Takes the small fields out of a record.
  init(_ event: RawEvent) {
    source = event.string(.eventSource) ?? ""
    name = event.string(.eventName) ?? ""
    type = event.string(.eventType) ?? ""
    category = event.string(.eventCategory) ?? ""
    region = event.string(.awsRegion) ?? ""
    recipientAccount = event.string(.recipientAccountId) ?? ""
    errorCode = event.string(.errorCode)
    errorMessage = event.string(.errorMessage)
    partition = region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }

  /// Whether CloudTrail put a placeholder where a value was.
  static func isHidden(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "H"): text.hasPrefix("HIDDEN_")
    case UInt8(ascii: "*"): text.hasPrefix("***")
    case UInt8(ascii: "<"): text.hasSuffix("ataRemoved>")
    case UInt8(ascii: "V"): text == "Value hidden due to security reasons."
    case UInt8(ascii: "R"): text == "REDACTED"
    case UInt8(ascii: "["): text == "[REDACTED]"
    default: false
    }
  }
}
