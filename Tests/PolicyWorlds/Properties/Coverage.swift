import IAMPolicy

/// Which parts of the policy language some worlds reached, and how often the decision rested on each.
public struct Coverage: Sendable {
  /// How often a part stood in a world.
  public private(set) var reached: [String: Int] = [:]
  /// How often it was tried whether the decision rests on the part, and how often it did.
  public private(set) var tried: [String: Int] = [:]
  /// How often the decision was another one with the part turned round or left out.
  public private(set) var decided: [String: Int] = [:]

  /// Nothing counted yet.
  public init() {}

  /// Adds the counts of other worlds.
  public mutating func merge(_ other: Coverage) {
    reached.merge(other.reached) { $0 + $1 }
    tried.merge(other.tried) { $0 + $1 }
    decided.merge(other.decided) { $0 + $1 }
  }

  /// The parts that no world reached.
  public var missing: [String] { Self.cells.filter { reached[$0] == nil } }

  /// Every part with its counts, as lines of a table.
  public var table: String {
    let names = Set(Self.cells).union(reached.keys).sorted()
    let lines = names.map { name in
      let share = tried[name].map { "\(decided[name] ?? 0) of \($0)" } ?? "-"
      return name.padded(to: 58) + String(reached[name] ?? 0).padded(to: 10) + share
    }
    return (["cell".padded(to: 58) + "reached".padded(to: 10) + "decided by it"] + lines).joined(
      separator: "\n")
  }

  mutating func reach(_ name: String) { reached[name, default: 0] += 1 }

  /// Counts a decision that rests on a part.
  mutating func decide(_ name: String) { attempt(name, true) }

  mutating func attempt(_ name: String, _ isDeciding: Bool) {
    tried[name, default: 0] += 1
    if isDeciding { decided[name, default: 0] += 1 }
  }

  /// Every part that a long enough run has to reach.
  public static let cells: [String] =
    OperatorText.all.map { "operator " + $0.name }
    + ["Action", "NotAction", "Resource", "NotResource", "no Resource", "Principal", "NotPrincipal"].flatMap {
      [$0 + " Allow", $0 + " Deny"]
    }.map { "element " + $0 }
    + ["identity", "boundary", "session", "scps", "resource", "vpcEndpoint"].flatMap {
      ["layer \($0) Allow", "layer \($0) Deny"]
    } + ["layer rcps Deny"]
    + [
      "bare star", "AWS star", "account id", "account ARN", "user ARN", "role ARN", "assumed-role ARN",
      "federated-user ARN", "user id", "role id", "wildcard", "Service", "Federated", "CanonicalUser",
    ].map { "entry " + $0 }
    + [
      "user", "session", "service-linked session", "feduser", "feduser of root", "root", "assumed root",
      "service",
      "federated", "anonymous",
    ].map { "caller " + $0 }
    + [
      "same account", "other account", "other partition", "no account", "principal in management account",
      "resource in management account",
    ].map { "place " + $0 }
    + ["key", "default", "star", "question mark", "dollar", "multivalued", "version 2008"].map {
      "variable " + $0
    }
    + ["2012-10-17", "2008-10-17", "none"].map { "version " + $0 }
    + unknowns.map { "unknown " + $0 }

  private static let unknowns =
    ["key unknown", "key present", "key one of", "closedWorld", "resource unknown", "resource prefix"]
    + [
      "resource pattern", "resource star", "resourceAccount", "sessionName", "uniqueID", "issuer", "rolePath",
      "callerARN",
    ]
    + ["canonicalID", "principalInManagementAccount", "resourceInManagementAccount", "kmsGrants", "sharing"]
    + Layer.allCases.map { "policy:" + $0.caseName }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - unicodeScalars.count))
  }
}
