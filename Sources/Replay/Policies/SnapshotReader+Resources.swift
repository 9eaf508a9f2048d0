import IAMPolicy
import JSON

/// Reading the policies of resources and VPC endpoints.
extension SnapshotReader {
  /// The resource-based policies of an account's folder.
  mutating func readResourcePolicies(_ base: String, of account: String) throws(SnapshotError) {
    for (entry, file) in try entries(in: base + "/resource-policies") {
      guard let (resource, text) = member("resource", of: entry, in: file) else { continue }
      if ARNFields(resource).account.isEmpty { snapshot.ownersOfResources[resource] = account }
      if case .null = text.kind {
        noteAbsence(of: resource, entry, file: file)
        continue
      }
      let type = Self.resourcePolicyType(of: resource)
      let parsed = PolicyDocument.parse(text, type: type)
      let policy = policy(
        parsed, type: type, name: resource, file: file, dependency: "policy:resource:\(resource)")
      if !resource.hasPrefix("arn:") {
        fault(file, entry["resource"]?.position, "`\(resource)` is not the ARN of a resource")
      } else if snapshot.resourcesWithoutPolicy.contains(resource)
        || snapshot.resourcePolicies.updateValue(policy, forKey: resource) != nil
      {
        fault(file, entry.position, "the policy of `\(resource)` is given twice")
      }
    }
  }

  /// A resource whose policy is `null` is known to have none.
  private mutating func noteAbsence(of resource: String, _ entry: JSONValue, file: String) {
    let fields = ARNFields(resource)
    if fields.service.isEmpty {
      fault(file, entry["resource"]?.position, "`\(resource)` is not the ARN of a resource")
    } else if fields.service == "iam" || fields.service == "kms" {
      fault(
        file, entry["policy"]?.position, "`\(resource)` always has a policy; leave it out if it is not known")
    } else if snapshot.resourcePolicies[resource] != nil
      || !snapshot.resourcesWithoutPolicy.insert(resource).inserted
    {
      fault(file, entry.position, "the policy of `\(resource)` is given twice")
    }
  }

  /// The policies of the VPC endpoints of an account's folder.
  mutating func readEndpoints(_ base: String) throws(SnapshotError) {
    for (entry, file) in try entries(in: base + "/vpc-endpoints") {
      guard let (endpoint, text) = member("vpcEndpoint", of: entry, in: file) else { continue }
      let parsed = PolicyDocument.parse(text, type: .vpce)
      noteSize(of: text, as: .vpce, name: endpoint, file: file)
      let policy = policy(
        parsed, type: .vpce, name: endpoint, file: file, dependency: "policy:vpcEndpoint:\(endpoint)")
      if let fault = EndpointID.fault(of: endpoint) {
        self.fault(file, entry["vpcEndpoint"]?.position, fault)
      } else if snapshot.vpcEndpoints.updateValue(policy, forKey: endpoint) != nil {
        fault(file, entry.position, "the policy of `\(endpoint)` is given twice")
      }
    }
  }

  /// The entries of every file in a folder; a file holds one or an array of them.
  private mutating func entries(in folder: String) throws(SnapshotError) -> [(JSONValue, String)] {
    var entries: [(JSONValue, String)] = []
    for name in try jsonNames(in: folder) {
      let file = folder + "/" + name
      guard let value = try tree(file) else { continue }
      entries += (value.array ?? [value]).map { ($0, file) }
    }
    return entries
  }

  /// What an entry is about and the policy it gives.
  private mutating func member(
    _ name: String, of entry: JSONValue, in file: String
  ) -> (String, JSONValue)? {
    guard let members = object(entry, "an entry", in: file) else { return nil }
    checkNames(members, known: [name, "policy"], in: file)
    guard let subject = requiredString(name, of: entry, in: file) else { return nil }
    guard let policy = entry["policy"] else {
      fault(file, entry.position, "`\(subject)` has no `policy`")
      return nil
    }
    return (subject, policy)
  }

  /// The policy type that a resource's policy is read as: key policies and trust policies have rules of their own.
  static func resourcePolicyType(of arn: String) -> PolicyType {
    let fields = ARNFields(arn)
    if fields.service == "kms" { return .kms }
    if fields.service == "iam", fields.resource.hasPrefix("role/") { return .trust }
    return .resource
  }
}
