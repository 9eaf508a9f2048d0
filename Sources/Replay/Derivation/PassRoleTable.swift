import JSON

/// Which operations hand a role to a service, and to which.
struct PassRoleTable {
  private let operations: Set<String>
  private let services: [String: [String]]

  /// The parameters, normalized, that name a thing which may hold roles that the call passes on.
  private static let holders = [
    "autoscaling:CreateAutoScalingGroup": ["launchtemplate", "launchconfigurationname"],
    "autoscaling:UpdateAutoScalingGroup": ["launchtemplate", "launchconfigurationname"],
    "ec2:CreateFleet": ["launchtemplateconfigs"], "ec2:RequestSpotFleet": ["launchtemplateconfigs"],
    "ec2:RunInstances": ["launchtemplate"],
    "ecs:CreateService": ["taskdefinition"], "ecs:RunTask": ["taskdefinition"],
    "ecs:StartTask": ["taskdefinition"],
  ]

  init(_ table: JSONValue) {
    operations = Set((table["params"]?.object ?? []).map { $0.name.lowercased() })
    var services: [String: [String]] = [:]
    for member in table["passed_to"]?.object ?? [] {
      services[member.name] = (member.value.array ?? []).compactMap { $0.string }
    }
    self.services = services
  }

  /// The plan of an operation; nil when it hands on no role.
  ///
  /// - Parameters:
  ///   - dependsOnRole: whether the catalog says that the action depends on `iam:PassRole`.
  ///   - source: the event source, which is the service that gets the role unless the table says else.
  func plan(
    action: String, dependsOnRole: Bool, source: String, name: String, _ names: inout ParameterNames
  ) -> PassRolePlan? {
    let label = source.prefix { $0 != "." }
    guard dependsOnRole || operations.contains("\(label).\(name)".lowercased()) else { return nil }
    let prefix = action.prefix { $0 != ":" }
    let holders = Self.holders[action] ?? []
    return PassRolePlan(
      services: services[action] ?? services["\(prefix):*"] ?? [source],
      holders: holders.map { names.normalizedNumber($0) },
      heldFor: prefix == "ecs" ? "ecs-tasks.amazonaws.com" : "ec2.amazonaws.com",
      profile: names.normalizedNumber("iaminstanceprofile"))
  }
}
