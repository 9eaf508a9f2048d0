/// What IAM decides; the raw values are the words of the decision cases.
public enum Outcome: String, Sendable, Hashable, CaseIterable, Comparable {
  case explicitlyDenied = "ExplicitlyDenied"
  case implicitlyDenied = "ImplicitlyDenied"
  case allowed = "Allowed"

  /// Orders outcomes by which prevails: explicit deny, implicit deny, allow.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .explicitlyDenied: 0
    case .implicitlyDenied: 1
    case .allowed: 2
    }
  }
}

/// The engine's answer: one outcome, or the outcomes that remain possible and what they hinge on.
public enum Decision: Sendable, Hashable {
  /// Every completion of the unknown facts gives this outcome.
  case determinate(Outcome)
  /// At least two outcomes are possible; `dependsOn` names the unknown facts, sorted.
  case indeterminate(possible: Set<Outcome>, dependsOn: [String])
}

/// The layers of a decision, by the words of the access-denied messages.
public enum PolicyLayer: String, Sendable, Hashable, CaseIterable {
  case identity = "identity-based policy"
  case boundary = "permissions boundary"
  case session = "session policy"
  case scp = "service control policy"
  case rcp = "resource control policy"
  case resource = "resource-based policy"
  case trust = "role trust policy"
  case vpcEndpoint = "VPC endpoint policy"
  case serviceGuardrail = "service guardrail"
  case s3BlockPublicAccess = "S3 Block Public Access"
}
