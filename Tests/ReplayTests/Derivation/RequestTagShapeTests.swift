import AuditStore
import IAMPolicy
import Testing

/// The shapes in which calls hold tags, and names of tags that look like parts of a shape.
struct RequestTagShapeTests {
  private func facts(_ parameters: String, _ source: String = "sqs", _ name: String = "TagQueue")
    -> [String: ContextValue]
  {
    let event = EventText(source: "\(source).amazonaws.com", name: name, parameters: parameters)
    let context = event.derived().requests.first?.context ?? []
    return Dictionary(context.map { ($0.key, $0.value) }) { first, _ in first }
  }

  private func tags(_ value: String) -> [String: ContextValue] {
    facts(#"{"queueUrl":"q","tags":\#(value)}"#).filter { $0.key.contains("tag") && !$0.key.hasSuffix("*") }
  }

  static let plain: [(tags: String, keys: [String])] = [
    (#"{"Key":"x","Owner":"me"}"#, ["Key", "Owner"]), (#"{"key":"v","owner":"me"}"#, ["key", "owner"]),
    (#"{"Value":"v"}"#, ["Value"]), (#"{"Tag":"prod"}"#, ["Tag"]),
    (#"{"item":"v","items":"w"}"#, ["item", "items"]),
    (#"{"tags":"v","member":"w"}"#, ["member", "tags"]),
    (#"{"ResourceType":"queue","Owner":"me"}"#, ["Owner", "ResourceType"]),
    (#"{"tagKey":"v","Owner":"me"}"#, ["Owner", "tagKey"]),
  ]

  @Test(arguments: plain)
  func `an object of texts is the tags, whatever their names`(object: (tags: String, keys: [String])) {
    let tags = tags(object.tags)
    #expect(tags["aws:tagkeys"] == .known(object.keys))
    for key in object.keys { #expect(tags["aws:requesttag/\(key.lowercased())"] != nil, "\(key)") }
  }

  @Test(arguments: [
    #"{"Key":"x"}"#, #"{"key":"x","value":"y"}"#, #"{"Key":"x","Value":"y","Owner":"me"}"#,
    #"{"tagKey":"x","tagValue":"y"}"#, #"{"resourceType":"queue"}"#, #"[{"Name":"x","Value":"y"}]"#,
    #"{"tags":[{"key":"a","value":"b"}],"Owner":"me"}"#, #""a=b""#, #"{"Tag":{"a":"b"}}"#,
  ])
  func `what may be a pair as well as tags, or is of no known shape, stays open`(object: String) {
    let facts = facts(#"{"queueUrl":"q","tags":\#(object)}"#)
    #expect(facts.keys.allSatisfy { !$0.contains("tag") }, "\(facts.keys.sorted())")
  }

  @Test(arguments: [
    #"[{"key":"Key","value":"v"}]"#, #"{"items":[{"key":"Key","value":"v"}]}"#,
    #"{"TagSet":{"Tag":{"Key":"Key","Value":"v"}}}"#,
    #"{"TagSet":{"Tag":[{"Key":"Key","Value":"v"}]}}"#, #"{"member":{"tagKey":"Key","tagValue":"v"}}"#,
    #"[{"Key":"Key","Value":"v","PropagateAtLaunch":true,"ResourceType":"auto-scaling-group"}]"#,
  ])
  func `pairs are read in lists and where one stands for a list`(list: String) {
    let tags = tags(list)
    #expect(tags["aws:tagkeys"] == .value("Key"))
    #expect(tags["aws:requesttag/key"] == .value("v"))
  }

  @Test func `tags that differ in capitals alone may each be the one that a key means`() {
    let tags = tags(#"[{"key":"env","value":"dev"},{"key":"Env","value":"prod"},{"key":"a","value":"b"}]"#)
    #expect(tags["aws:requesttag/env"] == .oneOf([.value("dev"), .value("prod")]))
    #expect(tags["aws:requesttag/a"] == .value("b"))
    #expect(tags["aws:tagkeys"] == .known(["Env", "a", "env"]))
    #expect(self.tags(#"{"env":"dev","Env":"dev"}"#)["aws:requesttag/env"] == .value("dev"))
  }

  @Test func `the word that asks S3 for tags is none`() {
    let put = facts(
      #"{"bucketName":"b","tagging":"","Tagging":{"TagSet":{"Tag":{"Key":"a","Value":"b"}}}}"#, "s3",
      "PutBucketTagging")
    #expect(put["aws:tagkeys"] == .value("a"))
    #expect(put["aws:requesttag/*"] == .absent)
    let bare = facts(#"{"bucketName":"b","tagging":""}"#, "s3", "PutBucketTagging")
    #expect(bare["aws:tagkeys"] == nil)
    #expect(bare["aws:requesttag/*"] == nil)
    #expect(facts(#"{"bucketName":"b","tagging":""}"#, "s3", "GetBucketTagging")["aws:tagkeys"] == .absent)
  }
}
