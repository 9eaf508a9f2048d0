import AuditStore
import Testing

/// Calls on the objects of directory buckets, which are checked on the bucket alone.
struct DirectoryBucketTests {
  private static let buckets = "arn:aws:s3express:eu-west-1:111122223333:bucket"

  /// The event's list, in which the object stands beside its bucket.
  private static let listed =
    #"[{"type":"AWS::S3Express::Object","ARN":"\#(buckets)/b--euw1-az1--x-s3/a/k"},"#
    + #"{"accountId":"111122223333","type":"AWS::S3Express::DirectoryBucket","ARN":"\#(buckets)/b--euw1-az1--x-s3"}]"#

  @Test(arguments: ["GetObject", "PutObject", "DeleteObject", "UploadPart"])
  func `a call on an object is checked on its bucket alone`(name: String) {
    let event = EventText(
      source: "s3express.amazonaws.com", name: name,
      parameters: #"{"bucketName":"b--euw1-az1--x-s3","key":"a/k"}"#, resources: Self.listed)
    #expect(event.requests() == ["s3express:CreateSession \(Self.buckets)/b--euw1-az1--x-s3 exact"])
    #expect(event.derived().requests.count == 1)
  }

  @Test func `so it is where the event lists the object without its bucket`() {
    let event = EventText(
      source: "s3express.amazonaws.com", parameters: #"{"bucketName":"b--euw1-az1--x-s3","key":"k"}"#,
      resources: #"[{"ARN":"\#(Self.buckets)/b--euw1-az1--x-s3/k"}]"#)
    #expect(event.requests() == ["s3express:CreateSession \(Self.buckets)/b--euw1-az1--x-s3 exact"])
  }

  @Test func `an object on Outposts is not its bucket either`() {
    let outpost = "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-1/bucket/b"
    let event = EventText(
      source: "s3-outposts.amazonaws.com", name: "ListBucketVersions",
      resources: #"[{"ARN":"\#(outpost)/object/k"},{"ARN":"\#(outpost)"}]"#)
    #expect(event.requests() == ["s3-outposts:ListBucketVersions \(outpost) exact"])
  }

  @Test func `a copy through an access point reads from where its source stands`() {
    let point = "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap"
    let event = EventText(
      source: "s3.amazonaws.com", name: "CopyObject",
      parameters: #"{"bucketName":"\#(point)","key":"k","x-amz-copy-source":"src/a/b"}"#)
    let requests = event.requests()
    #expect(requests.contains("s3:GetObject arn:aws:s3:::src/a/b exact"))
    #expect(requests.contains { $0.hasPrefix("s3:PutObject \(point)/object/k") })
  }

  /// A copy into the directory bucket, or into a general purpose bucket.
  private func copy(
    _ name: String = "CopyObject", of source: String, isToDirectory: Bool = true, resources: String? = nil
  ) -> EventText {
    EventText(
      source: isToDirectory ? "s3express.amazonaws.com" : "s3.amazonaws.com", name: name,
      parameters: #"{"bucketName":"\#(isToDirectory ? "b--euw1-az1--x-s3" : "b")","key":"k","#
        + #""x-amz-copy-source":"\#(source)"}"#,
      resources: resources)
  }

  private static let target = "s3express:CreateSession \(buckets)/b--euw1-az1--x-s3 exact"
  private static let other = "s3express:CreateSession arn:aws:s3express:*:*:bucket/o--euw1-az1--x-s3 partial"

  @Test(arguments: ["CopyObject", "UploadPartCopy"])
  func `a copy into a directory bucket reads its source as one from elsewhere does`(name: String) {
    #expect(
      copy(name, of: "src/a%20k").requests() == [Self.target, "s3:GetObject arn:aws:s3:::src/a k exact"])
    #expect(
      copy(name, of: "/src/k?versionId=v").requests()
        == [Self.target, "s3:GetObjectVersion arn:aws:s3:::src/k exact"])
  }

  @Test(arguments: ["CopyObject", "UploadPartCopy"])
  func `a source in a directory bucket is read through a session on that bucket`(name: String) {
    let inside = copy(name, of: "o--euw1-az1--x-s3/k")
    #expect(inside.requests() == [Self.target, Self.other])
    let outside = copy(name, of: "o--euw1-az1--x-s3%2Fk", isToDirectory: false)
    #expect(outside.requests() == [Self.other, "s3:PutObject arn:aws:s3:::b/k exact"])
    #expect(
      !(inside.derived().requests + outside.derived().requests).contains { $0.action.hasPrefix("s3:Get") })
  }

  @Test func `the event's list tells whose directory bucket the source is`() {
    let source = "arn:aws:s3express:eu-west-1:444455556666:bucket/o--euw1-az1--x-s3"
    let event = copy(
      of: "o--euw1-az1--x-s3/k",
      resources:
        #"[{"ARN":"\#(Self.buckets)/b--euw1-az1--x-s3/k"},{"ARN":"\#(Self.buckets)/b--euw1-az1--x-s3"},"#
        + #"{"ARN":"\#(source)/k"},{"accountId":"444455556666","ARN":"\#(source)"}]"#)
    #expect(event.requests() == [Self.target, "s3express:CreateSession \(source) exact"])
    #expect(event.derived().requests.map(\.resourceAccount) == ["111122223333", "444455556666"])
  }

  @Test func `a source may be an access point of a directory bucket`() {
    let point = "arn:aws:s3express:eu-west-1:111122223333:accesspoint/p--euw1-az1--xa-s3"
    #expect(
      copy(of: "\(point)/object/k").requests() == [Self.target, "s3express:CreateSession \(point) exact"])
    #expect(
      copy(of: "p--euw1-az1--xa-s3/k").requests()
        == [
          Self.target, "s3express:CreateSession arn:aws:s3express:*:*:accesspoint/p--euw1-az1--xa-s3 partial",
        ])
  }

  @Test func `what a hidden source is of stays open`() {
    let event = copy(of: "HIDDEN_DUE_TO_SECURITY_REASONS", isToDirectory: false)
    let possible = event.derived().requests.filter { $0.certainty == .possible }.map(\.action)
    #expect(Set(possible).isSuperset(of: ["s3:GetObject", "s3:GetObjectVersion", "s3express:CreateSession"]))
    #expect(event.requests() == ["s3:PutObject arn:aws:s3:::b/k exact"])
  }
}
