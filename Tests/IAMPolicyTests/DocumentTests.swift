import IAMPolicy
import JSON
import TestSupport
import Testing

struct DocumentTests {
  @Test func `every policy text is accepted or refused as stated, with its code`() throws {
    let lines = try Repository.lines("Tests/IAMPolicyTests/Cases/documents/invalid.jsonl")
    #expect(lines.count >= 24)
    for line in lines {
      let value = try JSONReader.parse(line)
      let id = value["id"]?.string ?? ""
      let name = value["policyType"]?.string ?? ""
      let type = try #require(PolicyType(rawValue: name == "vpcEndpoint" ? "vpce" : name))
      let parsed = PolicyDocument.parse(Array((value["text"]?.string ?? "").utf8), type: type)
      let isRejected = parsed.findings.contains { $0.severity == .error }
      #expect(isRejected == (value["verdict"]?.string == "reject"), "\(id)")
      #expect(parsed.findings.contains { $0.code == value["code"]?.string }, "\(id): \(parsed.findings)")
    }
  }

  @Test func `a typo in an operator is named with what was probably meant`() {
    let text = """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
         "Condition": {"StringLikes": {"aws:RequestedRegion": "eu-*"}}}}
      """
    let finding = PolicyDocument.parse(Array(text.utf8), type: .scp).findings.first
    #expect(finding?.code == "E-OPERATOR")
    #expect(finding?.position == SourcePosition(line: 3, column: 18))
    #expect(finding?.message == "unknown condition operator `StringLikes`; did you mean `StringLike`?")
  }

  @Test func `a percent-encoded document is decoded`() {
    let text =
      "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A"
      + "%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D"
    let parsed = PolicyDocument.parse(JSONValue.string(text), type: .identity)
    #expect(parsed.document?.statements.first?.action.values.first?.value == "s3:*")
  }

  @Test func `statements know where they stand`() {
    let text =
      "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"Sid\": \"A\", \"Effect\": \"Allow\", "
      + "\"Action\": \"a:b\", \"Resource\": \"*\"},\n  {\"Effect\": \"Deny\", \"Action\": \"a:c\", \"Resource\": \"*\"}]}"
    let document = PolicyDocument.parse(Array(text.utf8), type: .identity).document
    #expect(document?.statements.map { $0.position.line } == [4, 5])
    #expect(document?.statements.map { $0.sid } == ["A", nil])
  }
}
