import AuditStore
import CloudTrail

/// What event source, name, type and category say together; the same for many events, so made once for each.
struct EventKind {
  /// The class of all events of this kind, whoever called; nil when it depends on the caller.
  let eventClass: EventClass?
  /// The number of the plan; nil when no service knows the operation.
  let plan: Int?
  /// Whether the class is that of the caller where the call came through a VPC endpoint.
  var isDecidedThroughEndpoint = false

  /// The fields that make a kind.
  struct Key {
    let source: String
    let name: String
    let type: String
    let category: String

    /// The class by these fields alone.
    func eventClass(permissionless: Permissionless) -> EventClass? {
      if category == "Insight" || type.hasPrefix("AwsCloudTrailInsight") { return .insight }
      if isAggregated { return .aggregated }
      if name.isEmpty || source.isEmpty { return .unreadable }
      if isNetworkActivity { return .network }
      if type == "AwsServiceEvent" { return .serviceEvent }
      if type == "AwsConsoleSignIn" || source == "signin.amazonaws.com" { return .signIn }
      if type == "AwsConsoleAction" { return .consoleAction }
      if permissionless.anywhere.contains(operation) || permissionless.onPublicEndpoint.contains(operation) {
        return .permissionless
      }
      return isBatch ? .batch : nil
    }

    /// Whether it is a VPC endpoint's record of an action that the endpoint's policy has a say in.
    func isAskedOfEndpoint(permissionless: Permissionless) -> Bool {
      eventClass(permissionless: permissionless) == .network && !permissionless.anywhere.contains(operation)
        && !isBatch
    }

    /// Whether policies decide it only where it came through a VPC endpoint.
    func isDecidedThroughEndpoint(permissionless: Permissionless) -> Bool {
      eventClass(permissionless: permissionless) == .permissionless
        && permissionless.onPublicEndpoint.contains(operation)
    }

    /// The guide's text has the type in the plural, its examples in the singular.
    private var isNetworkActivity: Bool { category == "NetworkActivity" || type.hasPrefix("AwsVpceEvent") }

    /// A record that sums up calls says so, as one that only lacks its name does not.
    private var isAggregated: Bool {
      (name.isEmpty || source.isEmpty) && [category, type].contains { $0.contains("Aggregated") }
    }

    private var isBatch: Bool { source == "s3.amazonaws.com" && name == "DeleteObjects" }

    private var operation: String { "\(source.prefix { $0 != "." }):\(name)" }
  }
}
