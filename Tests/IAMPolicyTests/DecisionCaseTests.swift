import IAMPolicy
import TestSupport
import Testing

struct DecisionCaseTests {
  static let folder = "Tests/IAMPolicyTests/Cases/"

  @Test func `every decision case comes out as stated`() throws {
    let lines = try Repository.lines(Self.folder + "decisions.jsonl")
    #expect(lines.count >= 145)
    for line in lines {
      let decisionCase = try DecisionCase(line: line)
      let result = decisionCase.run()
      #expect(result.isPassed, "\(decisionCase.id): \(result.decision)")
    }
  }

  @Test func `the compiled evaluator decides every case like the plain one, also the second time`() throws {
    for line in try Repository.lines(Self.folder + "decisions.jsonl") {
      let decisionCase = try DecisionCase(line: line)
      let plain = Evaluator.decide(decisionCase.request, decisionCase.policies)
      var compiled = CompiledEvaluator(decisionCase.policies)
      #expect(compiled.decide(decisionCase.request) == plain, "\(decisionCase.id)")
      #expect(compiled.decide(decisionCase.request) == plain, "\(decisionCase.id)")
    }
  }

  @Test func `a case whose expectation is wrong fails`() throws {
    let line =
      #"{"id":"x","request":{"principal":"arn:aws:iam::111111111111:user/a","action":"s3:GetObject","#
      + #""resource":"arn:aws:s3:::b/k"},"policies":{"identity":[]},"expected":"Allowed"}"#
    #expect(try !DecisionCase(line: Array(line.utf8)).run().isPassed)
  }

  @Test(arguments: ["", "[]", "{}", #"{"request":{}}"#, #"{"request":{"action":"a:b","principal":"?"}}"#])
  func `a line that is no case is refused`(text: String) {
    #expect(throws: DecisionCaseError.self) { try DecisionCase(line: Array(text.utf8)) }
  }
}
