import IAMPolicy
import JSON

/// Renders explanations in the shape of the policy simulator's answer, which many tools read.
///
/// IAM API Reference, `SimulatePrincipalPolicy`, `EvaluationResults`. The simulator knows no open decision:
/// here `EvalDecision` is then `indeterminate`, and `MissingContextValues` names the keys. `EvalEffect`, which the
/// simulator does not have, says whether a request is allowed or denied also where the kind of denial is open.
public enum SimulatorRenderer {
  /// `{"EvaluationResults": [...]}` with one result a request, indented, with a line feed at its end.
  public static func render(_ explanations: [EventExplanation]) -> String {
    let results = explanations.flatMap { $0.requests }.map { result($0.explanation) }
    return JSONValue.object([("EvaluationResults", .array(results))]).text(isIndented: true) + "\n"
  }

  private static func result(_ explanation: Explanation) -> JSONValue {
    let keys = explanation.decision.dependsOn.filter { $0.hasPrefix("key:") }.map { String($0.dropFirst(4)) }
    var members: [(String, JSONValue)] = [
      ("EvalActionName", .string(explanation.request.action)),
      ("EvalResourceName", .string(resource(explanation))),
      ("EvalDecision", .string(word(explanation.decision))),
      ("EvalEffect", .string(explanation.decision.effectWord.lowercased())),
      ("MatchedStatements", .array(matched(explanation).map { statement($0) })),
      ("MissingContextValues", .array(keys.map { .string($0) })),
    ]
    let scps = explanation.layers.filter { $0.layer == .scp && $0.exemption == nil }
    if !scps.isEmpty {
      let isAllowed = scps.allSatisfy { $0.allows == true && $0.denies == false }
      members.append(
        ("OrganizationsDecisionDetail", .object([("AllowedByOrganizations", .bool(isAllowed))])))
    }
    if let boundary = explanation.layers.first(where: { $0.layer == .boundary && $0.exemption == nil }) {
      let isAllowed = boundary.allows == true && boundary.denies == false
      members.append(
        (
          "PermissionsBoundaryDecisionDetail", .object([("AllowedByPermissionsBoundary", .bool(isAllowed))])
        ))
    }
    return .object(members)
  }

  private static func resource(_ explanation: Explanation) -> String {
    switch explanation.request.resource {
    case .arn(let text), .pattern(let text): text
    case .prefix(let text): text + "*"
    case .unknownPath(let text, let name): text + "*" + name
    case .star, .unknown: "*"
    }
  }

  private static func word(_ decision: Decision) -> String {
    switch decision {
    case .determinate(.allowed): "allowed"
    case .determinate(.explicitlyDenied): "explicitDeny"
    case .determinate(.implicitlyDenied): "implicitDeny"
    case .indeterminate: "indeterminate"
    }
  }

  /// An explicit deny hides the allows.
  private static func matched(_ explanation: Explanation) -> [StatementReport] {
    let all = explanation.layers.filter { $0.exemption == nil }.flatMap { $0.statements }
      .filter { $0.matches == true }
    let denies = all.filter { $0.statement.effect == .deny }
    return denies.isEmpty ? all : denies
  }

  private static func statement(_ report: StatementReport) -> JSONValue {
    let position = report.statement.position
    return .object([
      ("SourcePolicyId", .string(report.policy.name)), ("SourcePolicyType", .string(type(report))),
      (
        "StartPosition", .object([("Line", .number(position.line)), ("Column", .number(position.column))])
      ),
    ])
  }

  private static func type(_ report: StatementReport) -> String {
    switch report.layer {
    case .resource, .trust, .vpcEndpoint: return "resource"
    case .scp, .rcp, .session, .serviceGuardrail, .s3BlockPublicAccess: return "none"
    case .boundary, .identity: break
    }
    let name = report.policy.name
    if name.hasPrefix("arn:") { return ARNFields(name).account == "aws" ? "aws-managed" : "user-managed" }
    if report.policy.attachment?.hasPrefix("group ") == true { return "group" }
    return report.isOfUser ? "user" : "role"
  }
}

extension StatementReport {
  /// Whether the caller is an IAM user.
  fileprivate var isOfUser: Bool {
    switch request.caller {
    case .user: true
    case .unnamed(let caller): !caller.isSession
    case .session, .federatedUser, .root, .service, .federated, .anonymous: false
    }
  }
}
