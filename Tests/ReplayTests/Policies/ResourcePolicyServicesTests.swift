import AWSCatalog
import Testing

@testable import Replay

/// The services with resource-based policies, against the catalog.
struct ResourcePolicyServicesTests {
  /// Services whose actions are named like those that set the policy of a resource and do not set one.
  private static let others: [String: String] = [
    "application-autoscaling": "scaling policies", "appmesh": shared, "appmesh-preview": shared,
    "appsync": shared, "arc-region-switch": shared, "autoscaling": "scaling policies",
    "aws-marketplace": shared, "billing": shared,
    "cloudformation": "stack policies, which guard resources of a stack from its updates",
    "cloudfront": shared,
    "datazone": shared, "ec2": shared, "elasticmapreduce": "scaling and termination policies", "fsx": shared,
    "gamelift": "scaling policies", "iotsitewise": "access to portals, by identities of a portal",
    "mpa": shared,
    "odb": shared, "opsworks": "what a user may do in a stack, by levels",
    "quicksight": "access of QuickSight's own users", "resource-explorer-2": shared,
    "route53profiles": shared,
    "servicecatalog": shared, "ssm-sap": shared, "sso": "the policies of a permission set", "waf": rules,
    "waf-regional": rules, "wafv2": rules, "workdocs": "access of WorkDocs's own users",
  ]
  /// Across accounts nothing is claimed of any service.
  private static let shared = "shares of AWS RAM or of the service, with other accounts"
  private static let rules = "the policy of a rule group, with which other accounts use it"

  /// Whether an action sets a policy, by its name.
  private static func setsPolicy(_ action: String) -> Bool {
    let verbs = ["Put", "Set", "Add", "Create", "Update"]
    guard let verb = verbs.first(where: { action.hasPrefix($0) }) else { return false }
    let ends = ["Policy", "Policies", "Permission", "Permissions", "PolicyStatement"]
    guard ends.contains(where: { action.hasSuffix($0) }) else { return false }
    return ["Put", "Set", "Add"].contains(verb) || action.contains("ResourcePolic")
      || action.contains("AccessPolic")
  }

  @Test func `a service that can set the policy of a resource has resource-based policies`() throws {
    var catalog = ServiceCatalog()
    for prefix in ServiceCatalog.prefixes {
      let actions = catalog.service(prefix)?.actions.values.map { $0.name } ?? []
      let setting = actions.filter { Self.setsPolicy($0) }
      let isKnown = ResourcePolicyServices.names.contains(prefix)
      #expect(
        setting.isEmpty || isKnown != (Self.others[prefix] != nil), "\(prefix): \(setting.sorted())")
    }
    #expect(Set(Self.others.keys).isSubset(of: ServiceCatalog.prefixes))
  }
}
