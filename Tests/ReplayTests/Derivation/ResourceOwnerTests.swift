import AuditStore
import Testing

/// Whose the resources of a call are.
struct ResourceOwnerTests {
  private func owners(_ event: EventText) -> [String] {
    event.derived().requests.map { $0.resourceAccount ?? "-" }
  }

  private func object(_ bucket: String?) -> EventText {
    let account = bucket.map { #","accountId":"\#($0)""# } ?? ""
    return EventText(
      parameters: #"{"bucketName":"b","key":"k"}"#,
      resources: #"[{"ARN":"arn:aws:s3:::b/k"},{"ARN":"arn:aws:s3:::b"\#(account)}]"#)
  }

  @Test func `a listed bucket without an account may be any account's`() {
    #expect(owners(object(nil)) == ["-"])
    #expect(owners(object("444455556666")) == ["444455556666"])
  }

  @Test func `a bucket that a denial quotes may be any account's`() {
    var event = EventText(
      parameters: #"{"bucketName":"b","key":"k"}"#, errorCode: "AccessDenied",
      errorMessage:
        "User: x is not authorized to perform: s3:GetObject on resource: \\\"arn:aws:s3:::b/k\\\" "
        + "because no identity-based policy allows the s3:GetObject action")
    #expect(owners(event) == ["-"])
    event.resources = #"[{"ARN":"arn:aws:s3:::b","accountId":"444455556666"}]"#
    #expect(owners(event) == ["444455556666"])
  }

  @Test(arguments: ["null", #""""#, #""HIDDEN_DUE_TO_SECURITY_REASONS""#])
  func `a bucket may be any account's whether its key is shown or not`(key: String) {
    let event = EventText(parameters: #"{"bucketName":"b","key":\#(key)}"#)
    #expect(event.requests() == ["s3:GetObject arn:aws:s3:::b/* partial"])
    #expect(owners(event) == ["-"])
  }

  @Test(arguments: [
    #"{"bucketName":"HIDDEN_DUE_TO_SECURITY_REASONS","key":"k"}"#, #"{"bucketName":null,"key":"k"}"#,
    #"{"bucketName":"","key":"k"}"#, #"{"key":"k"}"#,
  ])
  func `a key alone tells neither the object nor that an access point was used`(parameters: String) {
    let event = EventText(parameters: parameters)
    #expect(event.derived().requests.map { $0.state } == [.unknown])
    #expect(owners(event) == ["-"])
  }

  @Test func `a bucket that the call makes is the caller's account's`() {
    let made = #"[{"ARN":"arn:aws:s3:::b"}]"#
    let event = EventText(name: "CreateBucket", parameters: #"{"bucketName":"b"}"#, resources: made)
    #expect(owners(event) == ["111122223333"])
  }

  @Test func `what names no account in other services is the receiving account's`() {
    let event = EventText(
      source: "apigateway.amazonaws.com", name: "GetStages", parameters: #"{"apiId":"abc"}"#)
    #expect(owners(event) == ["111122223333"])
  }
}
