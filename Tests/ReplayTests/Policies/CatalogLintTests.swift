import IAMPolicy
import JSON
import Replay
import Testing

struct CatalogLintTests {
  private func findings(_ action: String, key: String = "aws:SourceIp") throws -> [PolicyFinding] {
    let text = """
      {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Resource": "*",
        "Action": ["s3:GetObject", "\(action)"],
        "Condition": {"StringEquals": {"\(key)": "a"}}}}
      """
    let document = try #require(PolicyDocument.parse(Array(text.utf8), type: .scp).document)
    var lint = CatalogLint()
    return lint.findings(in: document)
  }

  @Test(arguments: [
    ("s3:GetObjet", "W-ACTION", "did you mean `GetObject`?"), ("ec3:*", "W-SERVICE", "the service `ec3`"),
    ("s3:Gat*", "W-ACTION", "an action that matches `s3:Gat*`"),
    ("EC2:runinstence?", "W-ACTION", "an action that matches"),
  ])
  func `an action that AWS does not have is named with its place`(
    action: String, code: String, message: String
  ) throws {
    let findings = try findings(action)
    #expect(findings.map { $0.code } == [code])
    #expect(findings.first?.message.contains(message) == true, "\(findings)")
    #expect(findings.first?.position == SourcePosition(line: 2, column: 30))
    #expect(findings.first?.severity == .warning)
  }

  @Test(arguments: [
    "*", "s3:*", "S3:getobject", "s3:Get?bject", "*:Get*", "iam:PassRole", "sts:AssumeRole", "s3:", "a b:c",
  ])
  func `an action that AWS has, or that may stand for one, is not mentioned`(action: String) throws {
    #expect(try findings(action).isEmpty)
  }

  @Test(arguments: [
    "aws:RequestedRegon", "aws:PrincipalTags/team", "ec3:Region", "s3:prefx", "ec2:ResourceTags/a",
    "cloudshell:Nothing", "catalog:Changed",
  ])
  func `a condition key that AWS does not have is mentioned`(key: String) throws {
    let findings = try findings("s3:PutObject", key: key)
    #expect(findings.map { $0.code } == ["W-CONDKEY"])
    #expect(findings.first?.position == SourcePosition(line: 3, column: 34))
  }

  @Test func `a key that was probably meant is named`() throws {
    #expect(try findings("s3:PutObject", key: "s3:prefx")[0].message.hasSuffix("did you mean `s3:prefix`?"))
  }

  @Test(arguments: [
    "AWS:requestedregion", "aws:PrincipalTag/Any", "s3:prefix", "saml:aud", "saml:other", "kms:ViaService",
    "kms:EncryptionContext:app", "s3:ExistingObjectTag/a", "catalog:ChangeType", "ec2:SourceInstanceARN",
    "token.actions.githubusercontent.com:sub",
  ])
  func `a condition key that may exist is not mentioned`(key: String) throws {
    #expect(try findings("s3:PutObject", key: key).isEmpty)
  }
}
