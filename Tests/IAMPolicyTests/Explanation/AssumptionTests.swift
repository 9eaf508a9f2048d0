import IAMPolicy
import JSON
import TestSupport
import Testing

/// The readings that a decision rests on, against cases that pin one each.
struct AssumptionTests {
  /// The cases of a file that pin a reading, with its number.
  static func pinned(_ file: String) throws -> [(DecisionCase, String)] {
    try Repository.lines(DecisionCaseTests.folder + file).compactMap { line in
      guard let number = try JSONReader.parse(line)["assumption"]?.string else { return nil }
      return (try DecisionCase(line: line), number)
    }
  }

  @Test(arguments: ["assumptions.jsonl", "decisions.jsonl"])
  func `a case that pins a reading rests on it, and on it alone`(file: String) throws {
    let cases = try Self.pinned(file)
    #expect(cases.count >= 13)
    for (decisionCase, number) in cases {
      let explanation = Evaluator.explain(decisionCase.request, decisionCase.policies)
      #expect(explanation.decision.word == decisionCase.expected, "\(decisionCase.id)")
      #expect(explanation.assumptions.map { $0.rawValue } == [number], "\(decisionCase.id)")
    }
  }

  @Test func `every reading of the register is pinned by a case`() throws {
    let numbers = Set(try Self.pinned("assumptions.jsonl").map { $0.1 })
    #expect(numbers == Set(Assumption.allCases.map { $0.rawValue }))
    #expect(Assumption.allCases.map { $0.rawValue } == Assumption.allCases.map { $0.rawValue }.sorted())
  }

  @Test func `a decision that rests on documented rules alone names no reading`() throws {
    let plain =
      #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*","#
      + #""Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#
    for region in ["eu-west-1", "us-east-1"] {
      let explanation = try Engine.explain(
        identity: [plain], context: ["aws:RequestedRegion": .value(region)])
      #expect(explanation.assumptions.isEmpty)
    }
  }

  @Test func `a statement that fails for another reason as well rests on no reading`() throws {
    let other = #"{"Effect":"Allow","Action":"s3:GetObject ","Resource":"arn:aws:s3:::other/*"}"#
    #expect(try Engine.explain(identity: [other]).assumptions.isEmpty)
  }
}
