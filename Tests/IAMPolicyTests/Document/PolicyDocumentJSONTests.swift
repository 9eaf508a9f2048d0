import IAMPolicy
import JSON
import Testing

/// Writing policy documents, and narrowing their statements.
struct PolicyDocumentJSONTests {
  static let statements = [
    #"{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
    #"{"Effect":"Deny","NotAction":["iam:*","s3:Get*"],"NotResource":["arn:aws:s3:::a/*","arn:aws:s3:::b"]}"#,
    #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"#
      + #""NumericLessThan":{"s3:max-keys":10,"s3:TlsVersion":1.2},"#
      + #""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]},"StringEquals":{"aws:TagKeys":[]}}}"#,
  ]
  static let withPrincipals = [
    #"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:userid}\"\n"}"#,
    #"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"*"}"#,
    #"{"Effect":"Deny","NotPrincipal":{"AWS":["111111111111","arn:aws:iam::111111111111:root"],"#
      + #""Service":"logs.amazonaws.com","Federated":"accounts.google.com","CanonicalUser":"ab"},"#
      + #""Action":["s3:*"],"Resource":["*"]}"#,
  ]

  private func parse(_ text: String, _ type: PolicyType) throws -> PolicyDocument {
    try #require(PolicyDocument.parse(Array(text.utf8), type: type).document)
  }

  @Test(arguments: [
    ("2012-10-17", PolicyType.identity, statements), ("2008-10-17", .resource, withPrincipals),
  ])
  func `a document that is written and read again is the same`(
    version: String, type: PolicyType, statements: [String]
  ) throws {
    let text =
      #"{"Version":"\#(version)","Id":"x","Statement":[\#(statements.joined(separator: ","))]}"#
    let document = try parse(text, type)
    let again = try parse(document.json.text(), type)
    #expect(again.version == document.version)
    #expect(again.id == "x")
    #expect(again.statements.map { $0.sid } == document.statements.map { $0.sid })
    #expect(again.statements.count == 3)
    #expect(zip(again.statements, document.statements).allSatisfy { $0.hasSameMeaning(as: $1) })
    #expect(again.json == document.json)
  }

  @Test(arguments: [
    (#""Action":["s3:Get","S3:PUT"]"#, "s3:Put", #""Action":"s3:Get""#),
    (#""NotAction":"iam:*""#, "s3:Put", #""NotAction":["iam:*","s3:Put"]"#),
    (#""Action":["s3:*","s3:Put"]"#, "s3:Put", #""Action":"s3:*""#),
    (#""Action":"s3:*""#, "s3:Put", nil), (#""Action":"s3:Put""#, "s3:Put", nil),
  ])
  func `an action is taken out of a list, not out of a wildcard`(
    element: String, action: String, expected: String?
  ) throws {
    let text = #"{"Statement":[{"Effect":"Deny",\#(element),"Resource":"*"}]}"#
    let statement = try #require(try parse(text, .identity).statements.first)
    #expect(
      statement.sparing(action: action)?.json.text()
        == expected.map { #"{"Effect":"Deny",\#($0),"Resource":"*"}"# })
  }

  @Test func `a caller is spared by its ARN, once, and never by a pattern`() throws {
    let text = #"{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#
    let statement = try #require(try parse(text, .identity).statements.first)
    let spared = try #require(statement.sparing(caller: "arn:aws:iam::111111111111:role/a"))
    #expect(
      spared.json.text()
        == #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotEquals":"#
        + #"{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/a"}}}"#)
    #expect(spared.sparing(caller: "arn:aws:iam::111111111111:role/a") == spared)
    #expect(
      spared.sparing(caller: "b")?.conditions.map { $0.values.map { $0.value } }
        == [["arn:aws:iam::111111111111:role/a", "b"]])
    for pattern in ["", "arn:aws:iam::1:role/*", "a?", "${x}"] {
      #expect(statement.sparing(caller: pattern) == nil)
    }
  }
}
