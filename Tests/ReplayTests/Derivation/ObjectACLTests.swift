import AuditStore
import Testing

/// The check of an ACL that a call gives to what it writes.
struct ObjectACLTests {
  @Test func `an ACL that gives the bucket's owner full control may need no permission`() {
    func acl(_ text: String, _ more: String = "") -> [Certainty] {
      EventText(
        name: "PutObject", parameters: #"{"bucketName":"b","key":"k","x-amz-acl":"\#(text)"\#(more)}"#
      )
      .derived().requests.filter { $0.action == "s3:PutObjectAcl" }.map(\.certainty)
    }
    #expect(acl("bucket-owner-full-control") == [.possible])
    #expect(acl("public-read") == [.certain])
    #expect(acl("bucket-owner-full-control", #","x-amz-grant-read":"id=1""#) == [.certain])
  }
}
