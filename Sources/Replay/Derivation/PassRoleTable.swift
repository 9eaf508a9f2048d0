import JSON

/// Which operations hand a role to a service, and to which.
struct PassRoleTable {
  /// What the table says of parameters by action: those that the names do not show to hold a role.
  private typealias Parameters = [String: [String]]

  private let actions: Set<String>
  private let services: Parameters
  /// Services that hand roles to themselves alone, but for the actions in `services`.
  private let own: Set<String>
  /// Parameters that hold the ARN of a role under another name.
  private let renamed: Parameters
  /// Parameters that hold the name of a role, or its ARN.
  private let byName: Parameters
  /// Parameters, and objects around them, whose roles the passed role assumes.
  ///
  /// AWS CodePipeline User Guide, "Create a pipeline that uses resources from another account"; Amazon EKS API
  /// Reference, `CreatePodIdentityAssociation`.
  private let assumed: Parameters
  /// Parameters, and objects around them, of whose roles it is not known whether they are handed on: changes of what
  /// stands at a path.
  private let perhaps: Parameters

  /// The parameters, normalized, that name a thing which may hold roles that the call passes on.
  private static let holders = [
    "autoscaling:CreateAutoScalingGroup": ["launchtemplate", "launchconfigurationname"],
    "autoscaling:UpdateAutoScalingGroup": ["launchtemplate", "launchconfigurationname"],
    "ec2:CreateFleet": ["launchtemplateconfigs"], "ec2:RequestSpotFleet": ["launchtemplateconfigs"],
    "ec2:RunInstances": ["launchtemplate"],
    "ecs:CreateService": ["taskdefinition"], "ecs:RunTask": ["taskdefinition"],
    "ecs:StartTask": ["taskdefinition"],
  ]
  /// The parameters, normalized, that name an instance profile.
  private static let profiles = ["iaminstanceprofile", "jobflowrole", "instancerole"]
  /// Services whose calls name roles to use, change or report them, not to hand them on.
  private static let others: Set<Substring> = ["iam", "sts", "securityhub"]

  init(_ table: JSONValue) {
    var actions: Set<String> = []
    for service in table["actions"]?.object ?? [] {
      for name in service.value.array ?? [] { actions.insert("\(service.name):\(name.string ?? "")") }
    }
    self.actions = actions
    services = Self.lists(table["passed_to"])
    own = Set((table["own"]?.array ?? []).compactMap { $0.string })
    renamed = Self.lists(table["renamed"])
    byName = Self.lists(table["by_name"])
    assumed = Self.lists(table["assumed"])
    perhaps = Self.lists(table["perhaps"])
  }

  private static func lists(_ table: JSONValue?) -> Parameters {
    var lists: Parameters = [:]
    for member in table?.object ?? [] {
      lists[member.name] = (member.value.array ?? []).compactMap { $0.string }
    }
    return lists
  }

  /// The plan of an action; nil when it hands on no role.
  ///
  /// The lists of actions that depend on the check are not whole: of any other that writes and names a role's ARN it
  /// is possible.
  ///
  /// - Parameters:
  ///   - dependsOnRole: whether the catalog says that the action depends on `iam:PassRole`.
  ///   - isReading: whether the action changes nothing.
  ///   - source: the event source, which is the service that gets the role where the table says so; of others it is not
  ///     known which does.
  func plan(
    action: String, dependsOnRole: Bool, isReading: Bool, source: String, _ names: inout ParameterNames
  ) -> PassRolePlan? {
    let prefix = action.prefix { $0 != ":" }
    guard dependsOnRole || actions.contains(action) else {
      guard !isReading, !Self.others.contains(prefix) else { return nil }
      return PassRolePlan(renamed: numbers(renamed[action], &names))
    }
    return PassRolePlan(
      services: services[action] ?? services["\(prefix):*"] ?? (own.contains(String(prefix)) ? [source] : []),
      renamed: numbers(renamed[action], &names) + numbers(perhaps[action], &names),
      byName: numbers(byName[action], &names),
      assumed: numbers(assumed[action], &names) + numbers(perhaps[action], &names),
      holders: numbers(Self.holders[action], &names),
      heldFor: prefix == "ecs" ? "ecs-tasks.amazonaws.com" : "ec2.amazonaws.com",
      profiles: numbers(Self.profiles, &names))
  }

  private func numbers(_ listed: [String]?, _ names: inout ParameterNames) -> [Int32] {
    (listed ?? []).map { names.normalizedNumber($0) }
  }
}
