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

  @Test func `findings in an encoded policy have the place of the outer text`() throws {
    let outer = try JSONReader.parse(
      Array("[\n  \"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": 7}\"]".utf8))
    let inner = try #require(outer.array?.first)
    let finding = PolicyDocument.parse(inner, type: .identity).findings.first
    #expect(finding?.code == "E-TYPE")
    #expect(finding?.position == SourcePosition(line: 2, column: 49))
  }

  @Test func `an encoded policy is decoded once`() {
    let twice = "%2522a%2522"
    let finding = PolicyDocument.parse(JSONValue.string(twice), type: .identity).findings.first
    #expect(finding?.code == "E-JSON")
  }

  @Test func `a text that earns thousands of findings keeps its verdict and ends its list`() {
    let operators = (0..<3000).map { "\"Op\($0)\":{\"a:b\":\"c\"}" }.joined(separator: ",")
    let text =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\","
      + "\"Condition\":{\(operators)}}}"
    let findings = PolicyDocument.parse(Array(text.utf8), type: .scp).findings
    #expect(findings.filter { $0.code == "E-OPERATOR" }.count == 1000)
    #expect(findings.last?.code == "E-MORE")
  }

  @Test func `an unknown operator leaves the statements beside it their meaning`() {
    let text = """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Later": {"a:b": "c"}}}]}
      """
    let parsed = PolicyDocument.parse(Array(text.utf8), type: .identity)
    #expect(parsed.findings.map { $0.code } == ["E-OPERATOR"])
    #expect(parsed.document?.statements.count == 2)
  }

  @Test(arguments: [
    (#""Resource": "arn:aws:s3:::b/${aws:username""#, false), (#""Resource": "*", "Extra": 1"#, false),
    (#""Resource": "*", "Condition": {"NullIfExists": {"a:b": "true"}}"#, true),
    (#""Resource": "*", "Condition": {"Bool": {"a:b": "true", "A:b": "true"}}"#, true),
    (#""Resource": "*", "Condition": {"Bool": {"b": "true"}}"#, true),
    (#""Resource": "bucket""#, false), (#""Resource": "arn:foo:s3:::b""#, false),
    (#""Resource": "arn:awsx:s3:::b""#, true), (#""Resource": "foo:aws:s3:::b""#, true),
    (#""Resource": "arn:aws:s?:::b""#, true), (#""Resource": "arn:aws:iam:eu-west-1::role/a""#, true),
    (#""Resource": "arn:aws:iam::111111111111:foo""#, true),
  ])
  func `an error leaves a document only when its meaning is clear or confined`(rest: String, isKept: Bool) {
    let text =
      #"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "# + rest + "}}"
    let parsed = PolicyDocument.parse(Array(text.utf8), type: .identity)
    #expect(parsed.findings.contains { $0.severity == .error })
    #expect((parsed.document != nil) == isKept)
  }

  @Test(arguments: [
    ("s3GetObject", PolicyType.identity), ("s3:Get:Object", .scp), ("GetObject", .resource),
    ("sts:GetCallerIdentity", .trust),
  ])
  func `an action that AWS refuses leaves the statements beside it their meaning`(
    action: String, type: PolicyType
  ) {
    let principal = type == .trust || type == .resource ? #""Principal": {"AWS": "111111111111"}, "# : ""
    let resource = type == .trust ? "" : #", "Resource": "*""#
    let text = """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", \(principal)"Action": "sts:AssumeRole"\(resource)},
        {"Effect": "Deny", \(principal)"Action": "\(action)"\(resource)}]}
      """
    let parsed = PolicyDocument.parse(Array(text.utf8), type: type)
    #expect(parsed.findings.map { $0.severity } == [.error])
    #expect(parsed.document?.statements.map { $0.matchesNoAction } == [false, type != .trust])
  }

  @Test(arguments: [("\u{455}3:GetObject", "U+0455"), ("s3:GetObject\u{200B}", "U+200B")])
  func `a character that only looks like one of an action is named`(action: String, code: String) {
    let text = #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"\#(action)","Resource":"*"}}"#
    let findings = PolicyDocument.parse(Array(text.utf8), type: .scp).findings
    #expect(findings.map { $0.code } == ["W-ACTION"])
    #expect(findings.first?.message.contains(code) == true)
  }

  @Test func `white space of an SCP counts as it is given, and both sizes are said`() {
    let gap = String(repeating: " ", count: 5200)
    let text =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*",\#(gap)"Resource":"*"}}"#
    let bytes = Array(text.utf8)
    let message = PolicyDocument.parse(bytes, type: .scp).findings.first?.message
    #expect(
      message == "\(bytes.count) characters are more than the 5120 that a service control policy may have by "
        + "default; only the console takes white space between the elements out, which leaves "
        + "\(bytes.count - 5200)")
    #expect(PolicyDocument.parse(bytes, type: .identity).findings.isEmpty)
  }

  @Test func `white space within a text of an SCP counts for the console as well`() {
    let text = #"{"Resource": "a \"b\" \#(String(repeating: "c ", count: 3000))", "a": "b c"}"#
    let size = PolicySize(Array(text.utf8))
    #expect(size.compactCharacters == size.characters - 3)
    let message = size.finding(for: .scp, at: SourcePosition())?.message
    #expect(message?.hasPrefix("\(size.characters) characters") == true)
    #expect(message?.hasSuffix("which leaves \(size.compactCharacters)") == true)
  }

  @Test(arguments: files)
  func `a damaged text never traps and is never accepted without a document`(file: String) throws {
    var generator = SeededGenerator(seed: 20_260_901)
    for line in try Repository.lines("Tests/IAMPolicyTests/Cases/documents/" + file) {
      let text = Array((try JSONReader.parse(line)["text"]?.string ?? "").utf8.prefix(600))
      for type in PolicyType.allCases {
        let parsed = PolicyDocument.parse(damaged(text, &generator), type: type)
        let isAccepted = !parsed.findings.contains { $0.severity == .error }
        #expect(!isAccepted || parsed.document != nil, "seed \(generator.seed): \(line)")
      }
    }
  }

  /// The text with a few bytes replaced, taken out or doubled.
  private func damaged(_ text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = text
    for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      default: bytes.insert(bytes[place], at: place)
      }
    }
    return bytes
  }
}
