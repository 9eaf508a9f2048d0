import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// The keys of S3 that tell the owner, the access point and the tags of an object.
struct BucketContextTests {
  private func context(_ name: String, _ parameters: String, of action: String) -> [String: ContextValue] {
    let event = EventText(name: name, parameters: #"{"bucketName":"b","key":"k"\#(parameters)}"#)
    let request = event.derived().requests.first { $0.action == action }
    let facts = request?.context.filter { $0.key.hasPrefix("s3:requestobjecttag") } ?? []
    return Dictionary(facts.map { ($0.key, $0.value) }) { $1 }
  }

  @Test func `the tags in the header of an upload are known`() {
    for action in ["s3:PutObject", "s3:PutObjectTagging"] {
      #expect(
        context("PutObject", #","x-amz-tagging":"Team=x&env=prod""#, of: action) == [
          "s3:requestobjecttag/*": .absent, "s3:requestobjecttag/team": .known(["x"]),
          "s3:requestobjecttag/env": .known(["prod"]), "s3:requestobjecttagkeys": .known(["Team", "env"]),
        ])
    }
    #expect(
      context("PutObject", "", of: "s3:PutObject") == [
        "s3:requestobjecttag/*": .absent, "s3:requestobjecttagkeys": .absent,
      ])
  }

  @Test(arguments: [
    ("PutObject", #","x-amz-tagging":"team=a%20b""#), ("PutObject", #","x-amz-tagging":"team=a+b""#),
    ("PutObject", #","x-amz-tagging":"team=a&Team=b""#),
    ("PutObject", #","x-amz-tagging":"HIDDEN_DUE_TO_SECURITY_REASONS""#),
    ("PutObject", #","x-amz-tagging":["team=a","team=b"]"#),
    ("PutObject", #","x-amz-tagging":"team=a","X-Amz-Tagging":"team=b""#),
    ("PutObject", #","X-Amz-Tagging":"team=b""#),
    ("UploadPart", ""), ("CopyObject", #","x-amz-copy-source":"b/x""#),
    ("CopyObject", #","x-amz-copy-source":"b/x","x-amz-tagging":"team=a""#),
    ("CopyObject", #","x-amz-copy-source":"b/x","x-amz-tagging":"team=a","x-amz-tagging-directive":"COPY""#),
    (
      "CopyObject",
      #","x-amz-copy-source":"b/x","x-amz-tagging":"team=a","X-Amz-Tagging-Directive":"REPLACE""#
    ),
  ])
  func `tags that are written otherwise, or given elsewhere, stay unknown`(name: String, more: String) {
    #expect(context(name, more, of: "s3:PutObject") == [:])
  }

  @Test func `the tags in the header of a copy are known where they replace those of its source`() {
    let more =
      #","x-amz-copy-source":"b/x","x-amz-tagging":["team=a","team=a"],"x-amz-tagging-directive":"REPLACE""#
    for action in ["s3:PutObject", "s3:PutObjectTagging"] {
      #expect(context("CopyObject", more, of: action)["s3:requestobjecttag/team"] == .known(["a"]))
    }
  }

  @Test func `what a call to tag an object says is in its body`() {
    #expect(context("PutObjectTagging", "", of: "s3:PutObjectTagging") == [:])
  }

  private func classes(_ condition: String, through accessPoint: String? = nil) async throws
    -> [ChangeClass: Int]
  {
    var world = try DiffWorld()
    if let accessPoint {
      world.add(
        "s3", "GetObject", parameters: #"{"bucketName":"\#(accessPoint)","key":"k"}"#,
        more: [
          "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},"#
            + #"{"accountId":"111111111111","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#
        ])
    } else {
      world.add(
        "s3", "GetObject",
        parameters: #"{"bucketName":"b","key":"k","Host":"b.s3.us-east-1.amazonaws.com"}"#,
        more: [
          "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},"#
            + #"{"accountId":"111111111111","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#
        ])
    }
    let deny = #"{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/*","Condition":\#(condition)}"#
    return try await world.report(try world.change("scp:X@*", deny)).classes
  }

  @Test func `the owner of a bucket is known to S3 as well`() async throws {
    func condition(_ account: String) -> String {
      #"{"StringNotEquals":{"s3:ResourceAccount":"\#(account)"}}"#
    }
    #expect(try await classes(condition("111111111111")) == [.unchanged: 1])
    #expect(try await classes(condition("222222222222")) == [.revoked: 1])
  }

  @Test(arguments: ["s3:DataAccessPointAccount", "s3:DataAccessPointArn", "s3:AccessPointNetworkOrigin"])
  func `a call without an access point has no keys of one`(key: String) async throws {
    let direct = #"{"Null":{"\#(key)":"true"}}"#
    #expect(try await classes(direct) == [.revoked: 1])
    for point in ["arn:aws:s3:us-east-1:111111111111:accesspoint/p", "p-1234567890abcdef-s3alias"] {
      #expect(try await classes(direct, through: point) == [.unchanged: 1], "\(point)")
    }
    let other = #"{"StringNotEquals":{"\#(key)":"x"}}"#
    let point = "arn:aws:s3:us-east-1:111111111111:accesspoint/p"
    let isTold = key != "s3:AccessPointNetworkOrigin"
    #expect(try await classes(other, through: point) == [isTold ? .revoked : .maybeRevoked: 1])
    let alias = "p-1234567890abcdef-s3alias"
    #expect(try await classes(other, through: alias) == [.maybeRevoked: 1])
  }

  @Test(arguments: [
    ("arn:aws:s3:eu-west-1:444455556666:accesspoint/p", ContextValue.value("444455556666"), true),
    ("arn:aws:s3::444455556666:accesspoint/m.mrap", .present, false),
    ("p-0123456789-s3alias", .present, false),
  ])
  func `an access point by its ARN is known with its account`(
    point: String, account: ContextValue, isKnown: Bool
  ) {
    let event = EventText(name: "GetObject", parameters: #"{"bucketName":"\#(point)","key":"k"}"#)
    for request in event.derived().requests {
      let known = Dictionary(request.context.map { ($0.key, $0.value) }) { $1 }
      #expect(known["s3:dataaccesspointaccount"] == account)
      #expect(known["s3:dataaccesspointarn"] == (isKnown ? .value(point) : .present))
      #expect(known["s3:accesspointnetworkorigin"] == .present)
    }
  }

  @Test(arguments: [
    ("p-111122223333.s3-accesspoint.eu-west-1.amazonaws.com", 3),
    ("alias.mrap.accesspoint.s3-global.amazonaws.com", 3), ("b.s3.eu-west-1.amazonaws.com", 0),
  ])
  func `the host tells of an access point where nothing else does`(host: String, count: Int) {
    let event = EventText(name: "GetObject", parameters: #"{"bucketName":"b","key":"k","Host":"\#(host)"}"#)
    #expect(told(event).count { $0 == .present } == count)
  }

  @Test(arguments: [
    "p-s3alias.s3.eu-west-1.amazonaws.com", "accesspoint.vpce-0a.s3.eu-west-1.vpce.amazonaws.com",
    "b.s3-object-lambda.eu-west-1.amazonaws.com", "HIDDEN_DUE_TO_SECURITY_REASONS", "",
  ])
  func `a host that may be one of access points leaves it open`(host: String) {
    let event = EventText(name: "GetObject", parameters: #"{"bucketName":"b","key":"k","Host":"\#(host)"}"#)
    #expect(told(event).count { $0 == .unknown } == 3)
    let hostless = EventText(name: "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#)
    #expect(told(hostless).count { $0 == .unknown } == 3)
  }

  @Test(arguments: [
    "s3.amazonaws.com", "b.s3.amazonaws.com", "s3-eu-west-1.amazonaws.com",
    "b.s3.dualstack.eu-west-1.amazonaws.com",
  ])
  func `a host of buckets is none of access points`(host: String) {
    let event = EventText(name: "GetObject", parameters: #"{"bucketName":"b","key":"k","Host":"\#(host)"}"#)
    #expect(told(event) == [])
  }

  /// What an event's own context says of the keys of access points.
  private func told(_ event: EventText) -> [ContextValue] {
    let keys = DerivedRequest.accessPointKeys.map { $0.description }
    return event.derived().requests.first?.context.filter { keys.contains($0.key) }.map { $0.value } ?? []
  }
}
