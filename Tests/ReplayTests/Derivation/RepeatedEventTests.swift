import AuditStore
import IAMPolicy
import Replay
import TestSupport
import Testing

struct RepeatedEventTests {
  private static let outsider =
    #"{"type":"AssumedRole","principalId":"AROAX:s","arn":"arn:aws:sts::444455556666:assumed-role/app/s","#
    + #""accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","#
    + #""arn":"arn:aws:iam::444455556666:role/app"}}}"#
  private static let shared = #""sharedEventID":"0b1f8a0e-0000-4000-8000-0000000000aa","#

  @Test func `the resource owner's copy is one also where it names the caller in full`() {
    var event = EventText(identity: Self.outsider, parameters: #"{"bucketName":"b","key":"k"}"#)
    #expect(event.derived().eventClass == .principal)
    event.more = Self.shared
    #expect(event.derived().eventClass == .ownerCopy)
    #expect(event.requests() == ["s3:GetObject arn:aws:s3:::b/k exact"])
  }

  private static func copy(_ id: String, account: String? = "444455556666", arn: String? = nil) -> EventText {
    let members = [
      account.map { #","accountId":"\#($0)""# }, arn.map { #","arn":"\#($0)""# },
    ]
    return EventText(
      identity: #"{"type":"AWSAccount","principalId":"\#(id)"\#(members.compactMap { $0 }.joined())}"#,
      parameters: #"{"bucketName":"b","key":"k"}"#, more: Self.shared)
  }

  @Test(arguments: ["AROAX:s", "AIDAX"])
  func `a copy that tells account and unique ID of a user or a role session has requests`(id: String) {
    let event = Self.copy(id)
    #expect(event.derived().eventClass == .ownerCopy)
    #expect(event.requests() == ["s3:GetObject arn:aws:s3:::b/k exact"])
  }

  @Test
  func `a copy that does not tell who called has no request, nor one that may stand beside the caller's`() {
    var unshared = Self.copy("AIDAX")
    unshared.more = ""
    let own = Self.copy("AIDAX", account: "111122223333")
    for event in [
      unshared, own, Self.copy("AROAX"), Self.copy("444455556666:carol"), Self.copy(""),
      Self.copy("AIDAX", account: nil), Self.copy("AIDAX", account: "HIDDEN_DUE_TO_SECURITY_REASONS"),
      Self.copy("AIDAX", arn: "arn:aws:iam::444455556666:user/x"),
    ] {
      #expect(event.derived() == DerivedEvent(eventClass: .ownerCopy, recorded: .allowed))
    }
  }

  @Test func `what the owner's copy does not hold may have been sent, and a bare name may be the caller's`() {
    var event = EventText(
      source: "sns.amazonaws.com", name: "CreateTopic", identity: Self.outsider,
      parameters: #"{"name":"t"}"#)
    #expect(event.requests() == ["sns:CreateTopic arn:aws:sns:eu-west-1:111122223333:t exact"])
    #expect(
      event.derived().requests.flatMap { $0.context }
        .contains(ContextFact(key: "aws:tagkeys", value: .absent)))
    event.more = Self.shared
    #expect(event.requests() == ["sns:CreateTopic  unknown"])
    #expect(event.derived().requests.flatMap { $0.context }.allSatisfy { $0.value != .absent })
    event.name = "Publish"
    event.parameters = #"{"topicArn":"arn:aws:sns:eu-west-1:111122223333:t"}"#
    #expect(event.requests() == ["sns:Publish arn:aws:sns:eu-west-1:111122223333:t exact"])
  }

  @Test(arguments: [#""sharedEventID":null,"#, #""sharedEventID":7,"#])
  func `a record without a shared id is nobody's copy`(more: String) {
    let event = EventText(identity: Self.outsider, parameters: #"{"bucketName":"b","key":"k"}"#, more: more)
    #expect(event.derived().eventClass == .principal)
  }

  @Test func `the caller's own record of a shared call is replayed`() {
    let event = EventText(parameters: #"{"bucketName":"b","key":"k"}"#, more: Self.shared)
    #expect(event.derived().eventClass == .principal)
    #expect(event.requests() == ["s3:GetObject arn:aws:s3:::b/k exact"])
  }

  static let addenda: [(String, EventClass)] = [
    (#"{"reason":"UPDATED_DATA","updatedFields":"responseElements","originalEventID":"e-1"}"#, .amendment),
    (#"{"reason":"DELIVERY_DELAY"}"#, .principal), (#"{"reason":"SERVICE_OUTAGE"}"#, .principal),
    (#"{"reason":"UPDATED_DATA"}"#, .principal), (#"{"originalEventID":"e-1"}"#, .principal),
    (#""UPDATED_DATA""#, .principal), ("null", .principal),
  ]

  @Test(arguments: addenda)
  func `a record that corrects another is not replayed beside it`(addendum: String, expected: EventClass) {
    let event = EventText(parameters: #"{"bucketName":"b","key":"k"}"#, more: "\"addendum\":\(addendum),")
    #expect(event.derived().eventClass == expected)
    #expect(event.derived().requests.isEmpty == (expected == .amendment))
  }

  @Test func `what a record corrects is kept, by an ingest and by deriving again`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", more: ["addendum": #"{"reason":"UPDATED_DATA","originalEventID":"e-1"}"#])
    let path = try await world.ingest()
    try Self.expectAmendment(path)
    try SQL.run("DELETE FROM amendment", path)
    _ = try Rederiver.run(path)
    try Self.expectAmendment(path)
  }

  private static func expectAmendment(_ path: String) throws {
    let database = try AuditDatabase(path: path, access: .read)
    #expect(try database.classes(in: TimeWindow()) == [.amendment: 1])
    #expect(try database.originalEventID(ofAmendment: 1) == "e-1")
    #expect(try database.amendments().map { $0.row } == [1])
    #expect(try database.amendments().map { $0.account } == ["111111111111"])
  }

  @Test func `the record of a VPC endpoint that does not name the caller is no request`() {
    let event = EventText(
      identity: #"{"type":"AWSAccount","principalId":"AROAX:s","accountId":"111122223333"}"#,
      errorCode: "VpceAccessDenied", errorMessage: "The request was denied due to a VPC endpoint policy",
      more:
        #""eventCategory":"NetworkActivity","vpcEndpointId":"vpce-1","vpcEndpointAccountId":"111122223333","#)
    #expect(event.derived() == DerivedEvent(eventClass: .network, recorded: .denied, layer: .endpoint))
  }
}
