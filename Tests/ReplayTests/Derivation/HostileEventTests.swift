import AuditStore
import CloudTrail
import Replay
import Testing
import TestSupport

struct HostileEventTests {
  /// Values of every kind, wrong for nearly every field.
  static let values = [
    "null", "true", "-1.5e3", "\"\"", "\"\\ud83d\\ude00 \\u0000\"", "\"arn:\"", "\"arn:aws:s3:::\"",
    "\"arn:::::\"",
    "[]", "{}", "[null,[1,{\"a\":[\"b\"]}]]", #"{"a":null,"":{"":""},"arn":{"arn":7}}"#,
    "\"" + String(repeating: "%", count: 40) + "\"",
    #"[{"ARN":7,"accountId":[]},{"ARN":"arn:aws:kms:a:b:key/c"},9]"#,
    #"{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role","sessionContext":{"sessionIssuer":"x"}}"#,
    #"{"tags":[{"key":7},{"Key":"a"}],"encryptionContext":[1],"roleArn":"arn:aws:iam::","x-amz-copy-source":"%","keyId":"alias/"}"#,
  ]
  static let operations = [
    ("s3.amazonaws.com", "CopyObject"), ("kms.amazonaws.com", "Decrypt"), ("kms.amazonaws.com", "ReEncrypt"),
    ("ec2.amazonaws.com", "RunInstances"), ("ec2.amazonaws.com", "CreateTags"),
    ("sts.amazonaws.com", "AssumeRole"),
    ("apigateway.amazonaws.com", "TagResource"), ("dynamodb.amazonaws.com", "TransactWriteItems"),
    ("iam.amazonaws.com", "GetUser"), ("ssm.amazonaws.com", "AddTagsToResource"), ("a.b", "c"),
  ]

  @Test(arguments: operations)
  func `no value of any field stops the derivation`(source: String, name: String) {
    for value in Self.values {
      for field in [
        "userIdentity", "requestParameters", "resources", "responseElements", "errorCode", "errorMessage",
        "awsRegion", "recipientAccountId",
      ] {
        var event = EventText(source: source, name: name)
        switch field {
        case "userIdentity": event.identity = value
        case "requestParameters": event.parameters = value
        case "resources": event.resources = value
        case "responseElements": event.response = value
        default: event.more = #""\#(field)":\#(value),"#
        }
        let eventClass = event.derived().eventClass
        // What is no identity of any known type does not tell who called.
        #expect(eventClass != .unreadable || field == "userIdentity", "\(field) \(value)")
      }
    }
  }

  @Test func `a field of the largest size is read`() {
    let long = String(repeating: "a", count: 262_144)
    let event = EventText(parameters: #"{"bucketName":"b","key":"\#(long)"}"#)
    #expect(event.requests() == ["s3:GetObject arn:aws:s3:::b/\(long) exact"])
    let many = (0..<5_000).map { #""n\#($0)":{"i-\#($0)":["i-\#($0)"]}"# }.joined(separator: ",")
    let crowded = EventText(source: "ec2.amazonaws.com", name: "StopInstances", parameters: "{\(many)}")
      .derived()
    #expect(crowded.requests.map(\.state) == [.unknown])
  }

  @Test func `random cuts and changes of a record never stop the derivation`() {
    var generator = SeededGenerator(seed: 11)
    let text = Array(
      EventText(
        source: "ec2.amazonaws.com", name: "RunInstances", identity: session(),
        parameters:
          #"{"instancesSet":{"items":[{"imageId":"ami-1"}]},"tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"a","value":"b"}]}]}}"#,
        errorCode: "Client.UnauthorizedOperation",
        errorMessage:
          "is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:::x because no "
      ).json.utf8)
    var deriver = EventDeriver()
    var read = 0
    for _ in 0..<3_000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = "\"{}[],:0nt\\a ".utf8.randomElement(using: &generator) ?? 0x20
      }
      if RawEvent.withEvent(bytes, { deriver.derive($0) }) != nil { read += 1 }
    }
    #expect(read > 300)
  }

  @Test func `names without end are let go of and change nothing`() {
    var deriver = EventDeriver()
    let plain = EventText(parameters: #"{"bucketName":"b","key":"k"}"#)
    let before = plain.derived()
    for number in 0..<600 {
      let names = (0..<100).map { #""x\#(number)y\#($0)":"v""# }.joined(separator: ",")
      _ = RawEvent.withEvent(Array(EventText(parameters: "{\(names)}").json.utf8)) { deriver.derive($0) }
    }
    #expect(RawEvent.withEvent(Array(plain.json.utf8)) { deriver.derive($0) } == before)
  }
}
