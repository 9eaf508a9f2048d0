import AuditStore
import CloudTrail
import Replay
import Synchronization

/// A record as JSON text, from which a test changes what it is about.
struct EventText {
  var source = "s3.amazonaws.com"
  var name = "GetObject"
  var identity =
    #"{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/ops/ann","accountId":"111122223333","accessKeyId":"AKIAEXAMPLE","userName":"ann"}"#
  var parameters = "null"
  var resources: String?
  var response = "null"
  var errorCode: String?
  var errorMessage: String?
  var region = "eu-west-1"
  var more = ""

  var json: String {
    var text = #"{"eventVersion":"1.11","userIdentity":\#(identity),"eventTime":"2026-09-14T10:15:30Z","#
    text += #""eventSource":"\#(source)","eventName":"\#(name)","awsRegion":"\#(region)","#
    text += #""sourceIPAddress":"192.0.2.7","userAgent":"[aws-cli/2.0]","requestParameters":\#(parameters),"#
    text += #""responseElements":\#(response),"#
    if let errorCode { text += #""errorCode":"\#(errorCode)","# }
    if let errorMessage { text += #""errorMessage":"\#(errorMessage)","# }
    if let resources { text += #""resources":\#(resources),"# }
    text += more
    return text
      + #""eventID":"0b1f8a0e-0000-4000-8000-000000000001","eventType":"AwsApiCall","recipientAccountId":"111122223333"}"#
  }

  /// What is derived from the record.
  func derived() -> DerivedEvent {
    let bytes = Array(json.utf8)
    let event = Self.deriver.withLock { deriver in RawEvent.withEvent(bytes) { deriver.derive($0) } }
    return event ?? DerivedEvent(eventClass: .unreadable, recorded: .unknown)
  }

  /// One for all tests: its tables take long to read.
  private static let deriver = Mutex(EventDeriver())

  /// The certain requests as `action resource state`.
  func requests() -> [String] {
    derived().requests.filter { $0.certainty == .certain }.map { "\($0.action) \($0.resource) \($0.state)" }
  }
}

/// A session of a role, with what stands in its context.
func session(_ role: String = "path/app", more: String = "", attributes: String = "") -> String {
  #"{"type":"AssumedRole","principalId":"AROAEXAMPLE:s1","arn":"arn:aws:sts::111122223333:assumed-role/app/s1","#
    + #""accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","#
    + #""principalId":"AROAEXAMPLE","arn":"arn:aws:iam::111122223333:role/\#(role)","accountId":"111122223333","#
    + #""userName":"app"},"attributes":{"creationDate":"2026-09-14T10:00:00Z","mfaAuthenticated":"false"\#(attributes)}},"#
    + #""x":0\#(more)}"#
}
