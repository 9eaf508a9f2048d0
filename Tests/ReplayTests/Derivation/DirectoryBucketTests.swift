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
}
