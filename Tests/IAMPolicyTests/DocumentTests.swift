import IAMPolicy
import JSON
import TestSupport
import Testing

struct DocumentTests {
  /// The texts with their verdicts: `code` is one of the findings, absent when there is none.
  static let files = ["invalid.jsonl", "documents.jsonl"]

  @Test(arguments: files)
  func `every policy text is accepted or refused as stated, with its code and its place`(file: String) throws
  {
    let lines = try Repository.lines("Tests/IAMPolicyTests/Cases/documents/" + file)
    #expect(lines.count >= 24)
    for line in lines {
      let value = try JSONReader.parse(line)
      let id = value["id"]?.string ?? ""
      let name = value["policyType"]?.string ?? ""
      let type = try #require(PolicyType(rawValue: name == "vpcEndpoint" ? "vpce" : name))
      let parsed = PolicyDocument.parse(Array((value["text"]?.string ?? "").utf8), type: type)
      let isRejected = parsed.findings.contains { $0.severity == .error }
      #expect(isRejected == (value["verdict"]?.string == "reject"), "\(id): \(parsed.findings)")
      guard let code = value["code"]?.string else {
        #expect(parsed.findings.isEmpty, "\(id): \(parsed.findings)")
        continue
      }
      let place = Self.place(value)
      #expect(
        parsed.findings.contains { $0.code == code && (place == nil || $0.position == place) },
        "\(id) expects \(code) at \(String(describing: place)): \(parsed.findings)")
    }
  }

  private static func place(_ value: JSONValue) -> SourcePosition? {
    guard case .number(let line)? = value["line"]?.kind, case .number(let column)? = value["column"]?.kind,
      let line = Int(line), let column = Int(column)
    else { return nil }
    return SourcePosition(line: line, column: column)
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
