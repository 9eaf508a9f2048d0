/// The types of an action of which a call names one in the place of another, though the Service Authorization
/// Reference marks each of them as required.
enum AlternativeTypes {
  /// Groups of alternatives by service: what a parameter, or one of two, may name.
  private static let listed: [String: [[String]]] = [
    "chime": [["app-instance-bot", "app-instance-user"]],
    "comprehend": [["document-classifier-endpoint", "entity-recognizer-endpoint"]],
    "connect": [
      [
        "aws-managed-view", "customer-managed-view", "qualified-aws-managed-view",
        "qualified-customer-managed-view",
      ], ["metric", "qualified-metric"],
    ],
    "elasticloadbalancing": [
      ["loadbalancer", "loadbalancer/app/", "loadbalancer/gwy/", "loadbalancer/net/"]
    ],
    "iot": [["thing", "thinggroup"]],
    "lex": [["bot", "bot alias", "bot version", "intent version", "slottype version"]],
    "network-firewall": [["FirewallPolicy", "FirewallPolicyV2"]],
    "payment-cryptography": [["alias", "key"]],
    "ram": [["customer-managed-permission", "permission"]],
    "rds": [["cluster", "db"]],
    "redshift": [["securitygroupingress-cidr", "securitygroupingress-ec2securitygroup"]],
    "redshift-data": [["cluster", "workgroup"]],
    "redshift-serverless": [["recoveryPoint", "snapshot"]],
    "states": [["execution", "express"]],
    "sagemaker": [["experiment-trial-component", "processing-job", "training-job"]],
  ]

  /// Whether a call of an action names one resource of any of its types: for tags, for resource policies, for
  /// models of Bedrock.
  static func namesOne(_ action: String) -> Bool {
    action.hasPrefix("bedrock:") || ["Tag", "Untag", "ResourcePolicy"].contains { action.contains($0) }
  }

  /// The types in whose place a type may be named: those listed, other forms of its ARN, and those whose ARNs
  /// hold parts of the same names.
  static func indices(of type: Int, _ action: String, _ types: [TypePlan]) -> [Int] {
    let groups = listed[String(action.prefix { $0 != ":" })] ?? []
    return types.indices.filter { other in
      other != type
        && (types[other].name == types[type].name
          || types[other].template.placeholders == types[type].template.placeholders
          || groups.contains { $0.contains(types[other].name) && $0.contains(types[type].name) })
    }
  }
}
