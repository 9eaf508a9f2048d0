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

  @Test func `two sides of which only a part is evaluated twice come out as each of them alone`() throws {
    let cases = try Repository.lines(Self.folder + "decisions.jsonl").map { try DecisionCase(line: $0) }
    for (index, own) in cases.enumerated() {
      for step in [1, 7, 31] {
        let other = cases[(index + step) % cases.count].policies
        for (after, parts) in Self.variants(of: own.policies, other) {
          let sides = DecisionBasis.sides(own.request, own.policies, after, differing: parts)
          #expect(sides.before == DecisionBasis(own.request, own.policies), "\(own.id)")
          #expect(sides.after == DecisionBasis(own.request, after), "\(own.id) \(parts)")
        }
      }
    }
  }

  /// Policies with a part of others, and the part.
  static func variants(
    of own: AppliedPolicies, _ other: AppliedPolicies
  ) -> [(AppliedPolicies, PolicyParts)] {
    var caller = own
    (caller.identity, caller.session) = (other.identity, other.session)
    var organization = own
    (organization.scps, organization.rcps) = (other.scps, other.rcps)
    var resource = own
    resource.resource = other.resource
    var endpoint = own
    endpoint.vpcEndpoint = other.vpcEndpoint
    return [
      (caller, .caller), (organization, .organization), (resource, .resource), (endpoint, .endpoint),
      (other, .all),
    ]
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

  @Test(arguments: [
    (#"{"request":{"action":"a:b","principal":"x.y","resource":"*"}}"#, "a case needs `expected`"),
    (
      #"{"request":{"action":"a:b","principal":"x.y"},"expected":"Alowed"}"#,
      "`expected` must be one of ExplicitlyDenied, ImplicitlyDenied, Allowed, Indeterminate"
    ),
    (
      #"{"request":{"action":"a:b","principal":"x.y"},"expcted":"Allowed"}"#,
      "a case has no member `expcted`; did you mean `expected`?"
    ),
    (
      #"{"request":{"action":"a:b","principal":"x.y","ressource":"*"},"expected":"Allowed"}"#,
      "`request` has no member `ressource`; did you mean `resource`?"
    ),
    (
      #"{"request":{"action":"a:b","principal":"x.y","context":{"k":{"unknwon":true}}},"expected":"Allowed"}"#,
      "the context key `k` has no member `unknwon`; did you mean `unknown`?"
    ),
    (
      #"{"request":{"action":"a:b","principal":"x.y"},"policies":{"scp":[]},"expected":"Allowed"}"#,
      "`policies` has no member `scp`; did you mean `scps`?"
    ),
    (
      #"{"request":{"action":"a:b","principal":"x.y"},"expected":"Allowed","dependsOn":[1]}"#,
      "`dependsOn` must be a list of texts"
    ),
  ])
  func `what a case would silently not ask is refused`(text: String, message: String) {
    let error = #expect(throws: DecisionCaseError.self) { try DecisionCase(line: Array(text.utf8)) }
    #expect(error?.description == message)
  }

  @Test(arguments: ["true", "false"], [ContextValue.absent, .value(""), .value("x"), .unknown, .present])
  func `Null under a set operator has one answer, whatever the key`(wanted: String, value: ContextValue)
    throws
  {
    for (prefix, outcome) in [("ForAllValues", Outcome.allowed), ("ForAnyValue", .implicitlyDenied)] {
      let statement =
        #"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"\#(prefix):Null":{"aws:TagKeys":"\#(wanted)"}}}"#
      let explanation = try Engine.explain(identity: [statement], context: ["aws:TagKeys": value])
      #expect(explanation.decision == .determinate(outcome))
    }
  }
}
