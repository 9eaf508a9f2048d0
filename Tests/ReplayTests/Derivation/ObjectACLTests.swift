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

  private func checks(_ name: String, _ parameters: String, more: String = "") -> [String] {
    EventText(name: name, parameters: #"{"bucketName":"b",\#(parameters)}"#, more: more).derived().requests
      .dropFirst()
      .map { "\($0.action) \($0.certainty)" }
  }

  @Test func `a bucket's ACL needs a permission where it is not the private one`() {
    #expect(checks("CreateBucket", #""x-amz-acl":"private""#) == [])
    #expect(checks("CreateBucket", #""x-amz-acl":["private"]"#) == [])
    let needed = ["s3:PutBucketAcl certain"]
    #expect(checks("CreateBucket", #""x-amz-acl":"public-read""#) == needed)
    #expect(checks("CreateBucket", #""x-amz-acl":"private","x-amz-grant-read":"id=1""#) == needed)
  }

  @Test(arguments: [#""HIDDEN_DUE_TO_SECURITY_REASONS""#, #"["HIDDEN_DUE_TO_SECURITY_REASONS"]"#])
  func `a hidden ACL may be one that needs no permission`(hidden: String) {
    let acl = #""x-amz-acl":\#(hidden)"#
    let grant = #""x-amz-grant-read":"id=1""#
    #expect(checks("CreateBucket", acl) == ["s3:PutBucketAcl possible"])
    #expect(checks("CreateBucket", "\(acl),\(grant)") == ["s3:PutBucketAcl certain"])
    #expect(checks("PutObject", #""key":"k",\#(acl)"#) == ["s3:PutObjectAcl possible"])
    #expect(checks("PutObject", #""key":"k",\#(acl),\#(grant)"#) == ["s3:PutObjectAcl certain"])
  }

  @Test(arguments: [
    ("X-Amz-Acl", "PutObjectAcl"), ("X-Amz-Grant-Read", "PutObjectAcl"),
    ("X-Amz-Tagging", "PutObjectTagging"),
    ("X-Amz-Object-Lock-Mode", "PutObjectRetention"), ("X-Amz-Object-Lock-Legal-Hold", "PutObjectLegalHold"),
  ])
  func `a header in the query of a signed URL may be taken up`(header: String, action: String) {
    let query = #""key":"k","\#(header)":"x""#
    #expect(checks("PutObject", query) == ["s3:\(action) possible"])
    let both = query + #","\#(header.lowercased())":"x""#
    #expect(checks("PutObject", both) == ["s3:\(action) certain"])
  }

  @Test(arguments: [
    (#","X-Amz-SignedHeaders":"host""#, "possible"), ("", "possible"),
    (#","X-Amz-SignedHeaders":"HIDDEN_DUE_TO_SECURITY_REASONS""#, "possible"),
    (#","X-Amz-SignedHeaders":"host;x-amz-acl-other""#, "possible"),
    (#","X-Amz-SignedHeaders":"host;x-amz-acl;x-amz-date""#, "certain"),
    (#","X-Amz-SignedHeaders":"host;x-amz-acl""#, "certain"),
  ])
  func `a header in small letters that was not signed was in the query`(signed: String, certainty: String) {
    func acl(_ method: String) -> [String] {
      checks(
        "PutObject", #""key":"k","x-amz-acl":"public-read"\#(signed)"#,
        more: #""additionalEventData":{"AuthenticationMethod":"\#(method)"},"#)
    }
    #expect(acl("QueryString") == ["s3:PutObjectAcl \(certainty)"])
    #expect(acl("AuthHeader") == ["s3:PutObjectAcl certain"])
  }

  @Test func `a header and the one in the query are judged apart`() {
    #expect(
      checks("CreateBucket", #""x-amz-acl":"private","X-Amz-Acl":"public-read""#)
        == ["s3:PutBucketAcl possible"])
    #expect(
      checks("CreateBucket", #""x-amz-acl":"public-read","X-Amz-Acl":"private""#)
        == ["s3:PutBucketAcl certain"])
    #expect(checks("CreateBucket", #""x-amz-acl":"private","X-Amz-Acl":"private""#) == [])
    let owners = #""key":"k","x-amz-acl":"bucket-owner-full-control","X-Amz-Acl":"public-read""#
    #expect(checks("PutObject", owners) == ["s3:PutObjectAcl possible"])
  }

  @Test func `a header in the query that says yes may be taken up`() {
    let lock = #""X-Amz-Bucket-Object-Lock-Enabled":"#
    let locks = ["s3:PutBucketObjectLockConfiguration possible", "s3:PutBucketVersioning possible"]
    #expect(checks("CreateBucket", lock + #""true""#) == locks)
    #expect(checks("CreateBucket", lock + #""false""#) == [])
    #expect(checks("CreateBucket", lock + #""true","x-amz-bucket-object-lock-enabled":"false""#) == locks)
    #expect(
      checks("CreateBucket", lock + #""true","x-amz-bucket-object-lock-enabled":"true""#)
        == locks.map { $0.replacing("possible", with: "certain") })
  }

  @Test(arguments: ["X-Amz-Tagging-Directive", "x-amz-tagging-directive"])
  func `a directive of a copy in the query of a signed URL is not certain`(directive: String) {
    let copy = #""key":"k","x-amz-copy-source":"c/x?versionId=7","x-amz-tagging":"a=b","#
    let replacing = copy + #""\#(directive)":"REPLACE""#
    let tagging = checks("CopyObject", replacing).filter { $0.contains("Tagging") }
    let expected =
      directive == directive.lowercased()
      ? ["s3:PutObjectTagging certain"]
      : ["s3:PutObjectTagging possible", "s3:GetObjectVersionTagging possible"]
    #expect(tagging.sorted() == expected.sorted())
  }

  @Test func `a form may give an object what the record does not show`() {
    let fields = ["Acl", "Tagging", "Retention", "LegalHold"]
    #expect(checks("PostObject", #""key":"k""#) == fields.map { "s3:PutObject\($0) possible" })
    let shown = checks("PostObject", #""key":"k","x-amz-acl":"public-read""#)
    #expect(shown.first == "s3:PutObjectAcl certain")
    #expect(shown.count == fields.count)
  }

  @Test func `a header that says no needs no permission`() {
    let lock = "x-amz-bucket-object-lock-enabled"
    #expect(checks("CreateBucket", "\"\(lock)\":\"false\"") == [])
    let locks = ["s3:PutBucketObjectLockConfiguration certain", "s3:PutBucketVersioning certain"]
    #expect(checks("CreateBucket", "\"\(lock)\":\"true\"") == locks)
    for name in ["DeleteObject", "PutObjectRetention"] {
      let bypass = #""key":"k","x-amz-bypass-governance-retention":"#
      #expect(checks(name, bypass + #""false""#) == [])
      #expect(checks(name, bypass + #""true""#) == ["s3:BypassGovernanceRetention possible"])
      #expect(checks(name, bypass + "true") == ["s3:BypassGovernanceRetention possible"])
    }
  }

  @Test func `the attributes of an object's version have a permission of their own`() {
    #expect(checks("GetObjectAttributes", #""key":"k""#) == ["s3:GetObjectAttributes certain"])
    #expect(
      checks("GetObjectAttributes", #""key":"k","versionId":"7""#)
        == ["s3:GetObjectVersionAttributes certain"])
  }
}
