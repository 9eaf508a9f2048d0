import AuditStore
import IAMPolicy

/// What a snapshot, and a log where one is read, know by name: among it is found what a mistyped name means.
struct KnownNames {
  let snapshot: PolicySnapshot
  /// The log; nil where it is not asked.
  var events: RecordedEvents?
  /// Resources that are known besides.
  var resources: [String] = []

  /// The accounts of the snapshot and those that received an event.
  var accounts: [String] {
    let own = [snapshot.organization?.managementAccount].compactMap { $0 } + Array(snapshot.accounts.keys)
    return Set(own + (snapshot.organization?.root.allAccounts ?? []) + (events?.accounts ?? [])).sorted()
  }

  /// The account that is probably meant by another one.
  func closest(toAccount id: String) -> String? { Spelling.closest(to: id, among: accounts) }

  /// The user, role or group that is probably meant by the ARN of another one.
  func closest(toIdentity arn: String) -> String? { Spelling.closestName(to: arn, among: identities) }

  /// What probably has the policy that is looked for at another ARN.
  func closest(toResource arn: String) -> String? {
    Spelling.closestName(to: arn, among: resources(like: arn))
  }

  /// What may have a policy, of the log alone what has an ARN of about the length of one.
  func resources(like arn: String) -> [String] {
    snapshot.resourcesWithPolicies.sorted() + identities + resources + (events?.resources(like: arn) ?? [])
  }

  /// The VPC endpoint that is probably meant by the id of another one.
  func closest(toEndpoint id: String) -> String? {
    Spelling.closest(to: id, among: snapshot.vpcEndpoints.keys.sorted() + (events?.vpcEndpoints ?? []))
  }

  /// The managed policy that is probably meant by the ARN of another one.
  func closest(toManaged arn: String) -> String? {
    Spelling.closest(to: arn, among: snapshot.accounts.values.flatMap { $0.managedPolicies.keys }.sorted())
  }

  /// Whether a name is so short that another one is no sign of a mistake, as all are within a few letters of one another.
  static func isTooShort(_ name: String, for meant: String) -> Bool {
    name.count < 5 && meant.lowercased() != name.lowercased()
  }

  private var identities: [String] {
    snapshot.accounts.values.flatMap { $0.identities }.map { $0.arn }.sorted() + (events?.principals ?? [])
  }
}

extension PolicySnapshot {
  /// The resources that some statement names whole, by the ARNs under which their policies are stored.
  var resourcesInStatements: Set<String> {
    var found: Set<String> = []
    for document in documents {
      for statement in document.document.statements {
        for value in statement.resource?.values ?? [] {
          let owner = ResourcePolicyServices.owner(of: value.value)
          if owner.hasPrefix("arn:"), !owner.contains(where: { "*?$".contains($0) }) { found.insert(owner) }
        }
      }
    }
    return found
  }
}
