import Testing

@testable import IAMPolicy

/// The ARN of an IAM entity of which the name is known and the path is not.
struct UnknownPathTests {
  private static let start = "arn:aws:iam::111111111111:role/"

  /// The answer of a pattern: whether the role `app` of whatever path matches, and nil where that hangs on the path.
  private func matches(_ pattern: String, context: [String: ContextValue] = [:]) throws -> Bool? {
    let explanation = try Engine.explain(
      action: "iam:GetRole", resource: .unknownPath(Self.start, name: "app"),
      identity: [#"{"Effect":"Allow","Action":"iam:GetRole","Resource":"\#(pattern)"}"#], context: context)
    switch explanation.decision {
    case .determinate(let outcome): return outcome == .allowed
    case .indeterminate(_, let facts):
      #expect(facts == ["resource"])
      return nil
    }
  }

  @Test(arguments: [
    ("role/other", false), ("role/team/other", false), ("role/Protected*", nil), ("role/*", true),
    ("role/app", nil), ("role/team/app", nil), ("role/team/*", nil), ("role/ap", false), ("role/xapp", false),
    ("role/team/xapp", false), ("role/*app", true), ("role/*xapp", false), ("role/*/app", nil),
    ("user/*", false), ("role/*-admin", false), ("role/a??", nil),
  ])
  func `a name decides where no path can change the answer`(resource: String, expected: Bool?) throws {
    #expect(try matches("arn:aws:iam::*:" + resource) == expected)
  }

  @Test func `what a variable leaves open stays so`() throws {
    let explanation = try Engine.explain(
      action: "iam:GetRole", resource: .unknownPath(Self.start, name: "app"),
      identity: [
        #"{"Effect":"Allow","Action":"iam:GetRole","Resource":"\#(Self.start)*${aws:PrincipalTag/x}"}"#
      ],
      isOpenWorld: true)
    guard case .indeterminate = explanation.decision else {
      Issue.record("the tag is not known")
      return
    }
  }
}
