public import CloudTrail
import JSON

/// The fields of an event that derivation looks at, unescaped and parsed.
public struct EventFacts: Sendable {
  var source = ""
  var name = ""
  var type = ""
  var category = ""
  var region = ""
  var recipientAccount = ""
  var errorCode: String?
  var errorMessage: String?
  var identity: JSONValue?
  var parameters: JSONValue?
  var response: JSONValue?
  var resources: JSONValue?

  /// Takes the fields out of a record.
  public init(_ event: RawEvent) {
    source = event.string(.eventSource) ?? ""
    name = event.string(.eventName) ?? ""
    type = event.string(.eventType) ?? ""
    category = event.string(.eventCategory) ?? ""
    region = event.string(.awsRegion) ?? ""
    recipientAccount = event.string(.recipientAccountId) ?? ""
    errorCode = event.string(.errorCode)
    errorMessage = event.string(.errorMessage)
    identity = event.raw(.userIdentity)?.value()
    parameters = event.raw(.requestParameters)?.value()
    resources = event.raw(.resources)?.value()
  }

  /// The parameter's text, when it is text and not hidden.
  func parameter(_ name: String) -> String? {
    guard let text = parameters?[name]?.string, !Self.isHidden(text) else { return nil }
    return text
  }

  /// Whether CloudTrail put a placeholder where a value was.
  static func isHidden(_ text: String) -> Bool {
    text.hasPrefix("HIDDEN_") || text == "***" || text.hasPrefix("****") || text.contains("ataRemoved>")
      || text == "Value hidden due to security reasons." || text == "REDACTED" || text == "[REDACTED]"
      || text == "***OMITTED***"
  }

  /// The partition, by the caller's ARN, else by the region.
  var partition: String {
    if let arn = identity?["arn"]?.string {
      let partition = ARNFields(arn).partition
      if !partition.isEmpty { return partition }
    }
    if region.hasPrefix("cn-") { return "aws-cn" }
    if region.hasPrefix("us-gov-") { return "aws-us-gov" }
    return "aws"
  }
}
