import AuditStore
import Testing

@testable import Replay

/// Which requests a filter of resources takes.
struct RequestFilterTests {
  private func takes(_ pattern: String, _ resource: String, _ state: ResourceState = .partial) -> Bool {
    var filter = RequestFilter()
    filter.resources = [pattern]
    return filter.mayMean(Array(resource.utf8)[...], state) ?? filter.mayMeanAny(of: "ec2:DeleteSubnet")
  }

  static let subnet = "arn:aws:ec2:eu-west-1:*:subnet/subnet-1"

  @Test(arguments: [
    subnet, "*", "*subnet-1", "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1",
    "arn:aws:ec2:*:1*:subnet/*",
    "arn:aws:ec2:eu-west-?:111122223333:*",
  ])
  func `a resource of which a part is not told may be one that is looked for`(pattern: String) {
    #expect(takes(pattern, Self.subnet))
  }

  @Test(arguments: [
    "*subnet-2", "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-12", "arn:aws:ec2:us-*", "*:instance/*",
    "",
  ])
  func `a resource of which a part is told otherwise is not`(pattern: String) {
    #expect(!takes(pattern, Self.subnet))
  }

  @Test func `what is not told before the last field is neither colon nor slash`() {
    #expect(takes("arn:aws:ec2:eu-west-1:1:*", "arn:aws:ec2:eu-west-?:?:subnet/*"))
    #expect(!takes("arn:aws:ec2:eu-west-::1:*", "arn:aws:ec2:eu-west-?:1:subnet/subnet-1"))
    #expect(!takes("arn:aws:ec2:eu-west-1:/:*", "arn:aws:ec2:eu-west-1:?:subnet/subnet-1"))
    #expect(takes("arn:aws:ec2:eu-west-1:1:a/b", "arn:aws:ec2:eu-west-1:1:a?b"))
  }

  @Test func `nothing that is longer than an ARN may be a resource of which a part is not told`() {
    let start = "arn:aws:ec2:eu-west-1:1:subnet/"
    #expect(takes(start + String(repeating: "a", count: 2_048 - start.count), "arn:aws:ec2:*:*:subnet/*"))
    #expect(!takes(start + String(repeating: "a", count: 2_049 - start.count), "arn:aws:ec2:*:*:subnet/*"))
    #expect(takes(start + String(repeating: "*", count: 2_049), "arn:aws:ec2:*:*:subnet/*"))
  }

  @Test func `a resource that is not told may be any of the service`() {
    #expect(takes("arn:aws:ec2:*:*:instance/i-1", "", .unknown))
    #expect(!takes("arn:aws:s3:::b", "", .unknown))
    #expect(!takes("*subnet-2", "arn:aws:ec2:eu-west-1:1:subnet/subnet-1", .exact))
  }
}
