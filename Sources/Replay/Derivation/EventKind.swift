import AuditStore
import CloudTrail

/// What event source, name, type and category say together; the same for many events, so made once for each.
struct EventKind {
  /// The class of all events of this kind, whoever called; nil when it depends on the caller.
  let eventClass: EventClass?
  /// The number of the plan; nil when no service knows the operation.
  let plan: Int?

  /// The fields that make a kind.
  struct Key {
    let source: String
    let name: String
    let type: String
    let category: String

    /// The class by these fields alone.
    func eventClass(permissionless: Set<String>) -> EventClass? {
      if category == "Insight" || type.hasPrefix("AwsCloudTrailInsight") { return .insight }
      if isAggregated { return .aggregated }
      if name.isEmpty || source.isEmpty { return .unreadable }
      if isNetworkActivity { return .network }
      if type == "AwsServiceEvent" { return .serviceEvent }
      if type == "AwsConsoleSignIn" || source == "signin.amazonaws.com" { return .signIn }
      if type == "AwsConsoleAction" { return .consoleAction }
      if isPermissionless(permissionless) { return .permissionless }
      return isBatch ? .batch : nil
    }

    /// Whether it is a VPC endpoint's record of an action that the endpoint's policy has a say in.
    func isAskedOfEndpoint(permissionless: Set<String>) -> Bool {
      eventClass(permissionless: permissionless) == .network && !isPermissionless(permissionless) && !isBatch
    }

    /// The guide's text has the type in the plural, its examples in the singular.
    private var isNetworkActivity: Bool { category == "NetworkActivity" || type.hasPrefix("AwsVpceEvent") }

    /// A record that sums up calls says so, as one that only lacks its name does not.
    private var isAggregated: Bool {
      (name.isEmpty || source.isEmpty) && [category, type].contains { $0.contains("Aggregated") }
    }

    private var isBatch: Bool { source == "s3.amazonaws.com" && name == "DeleteObjects" }

    private func isPermissionless(_ names: Set<String>) -> Bool {
      name == "DescribeEndpoints" || names.contains("\(source.prefix { $0 != "." }):\(name)")
    }
  }
}
