import IAMPolicy
import JSON

/// Reads a folder of plain files into a policy snapshot.
///
/// The layout is documented in the README. Any part may be missing; a policy that AWS would not have
/// stored becomes an unknown policy with a finding, so that only requests that need it are affected.
public struct SnapshotReader {
  let folder: String
  var snapshot = PolicySnapshot()

  /// Reads the snapshot in a folder.
  ///
  /// - Throws: `SnapshotError` when the folder or a JSON file in it cannot be read.
  public static func read(folder: String) throws(SnapshotError) -> PolicySnapshot {
    guard SnapshotFiles.isFolder(folder) else {
      throw SnapshotError(file: folder, message: "no such folder")
    }
    var reader = SnapshotReader(folder: folder)
    try reader.readOrganization()
    reader.snapshot.scps = try reader.readNamedPolicies("scps", type: .scp)
    reader.snapshot.rcps = try reader.readNamedPolicies("rcps", type: .rcp)
    for account in try SnapshotFiles.names(in: folder + "/accounts") {
      try reader.readAccount(account)
    }
    guard reader.holdsAnything else {
      throw SnapshotError(
        file: folder, message: "no policies found: expected organization.json, scps, rcps or accounts")
    }
    return reader.snapshot
  }

  private var holdsAnything: Bool {
    snapshot.organization != nil || !snapshot.scps.isEmpty || !snapshot.rcps.isEmpty
      || !snapshot.accounts.isEmpty || !snapshot.resourcePolicies.isEmpty || !snapshot.vpcEndpoints.isEmpty
  }

  /// The path of a file within the snapshot, as the user would type it.
  func path(_ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Compiles one policy; an invalid one becomes an unknown policy and leaves its findings behind.
  mutating func policy(
    _ value: JSONValue, type: PolicyType, name: String, file: String, dependency: String
  ) -> AttachedPolicy {
    let parsed = PolicyDocument.parse(value, type: type)
    for finding in parsed.findings {
      snapshot.findings.append(SnapshotFinding(file: path(file), policy: name, finding: finding))
    }
    let content: AttachedPolicy.Content =
      parsed.document.map { .document(CompiledPolicy($0, type: type)) } ?? .unknown(dependency)
    return AttachedPolicy(name: name, file: path(file), content: content)
  }

  private mutating func readNamedPolicies(
    _ kind: String, type: PolicyType
  ) throws(SnapshotError) -> [String: AttachedPolicy] {
    var policies: [String: AttachedPolicy] = [:]
    for fileName in try SnapshotFiles.jsonNames(in: path(kind)) {
      let name = String(fileName.dropLast(".json".count))
      let file = kind + "/" + fileName
      let value = try SnapshotFiles.readJSON(path(file), as: path(file))
      policies[name] = policy(
        value, type: type, name: name, file: file, dependency: "policy:\(type.rawValue):\(name)")
    }
    return policies
  }

  private mutating func readAccount(_ account: String) throws(SnapshotError) {
    let base = "accounts/" + account
    guard SnapshotFiles.isFolder(path(base)) else { return }
    let details = base + "/authorization-details.json"
    if SnapshotFiles.exists(path(details)) {
      let value = try SnapshotFiles.readJSON(path(details), as: path(details))
      snapshot.accounts[account] = authorizationDetails(value, file: details)
    }
    try readResourcePolicies(base)
    try readEndpoints(base)
  }

  private mutating func readResourcePolicies(_ base: String) throws(SnapshotError) {
    for name in try SnapshotFiles.jsonNames(in: path(base + "/resource-policies")) {
      let file = base + "/resource-policies/" + name
      let value = try SnapshotFiles.readJSON(path(file), as: path(file))
      for entry in value.array ?? [value] {
        guard let resource = entry["resource"]?.string, let text = entry["policy"] else {
          throw SnapshotError(
            file: path(file), position: entry.position,
            message: "a resource policy needs `resource` and `policy`")
        }
        snapshot.resourcePolicies[resource] = policy(
          text, type: Self.resourcePolicyType(of: resource), name: resource, file: file,
          dependency: "policy:resource:\(resource)")
      }
    }
  }

  private mutating func readEndpoints(_ base: String) throws(SnapshotError) {
    for name in try SnapshotFiles.jsonNames(in: path(base + "/vpc-endpoints")) {
      let file = base + "/vpc-endpoints/" + name
      let value = try SnapshotFiles.readJSON(path(file), as: path(file))
      for entry in value.array ?? [value] {
        guard let endpoint = entry["vpcEndpoint"]?.string, let text = entry["policy"] else {
          throw SnapshotError(
            file: path(file), position: entry.position,
            message: "an endpoint policy needs `vpcEndpoint` and `policy`")
        }
        snapshot.vpcEndpoints[endpoint] = policy(
          text, type: .vpce, name: endpoint, file: file, dependency: "policy:vpcEndpoint:\(endpoint)")
      }
    }
  }

  /// The policy type that a resource's policy is read as: key policies and trust policies have rules of their own.
  static func resourcePolicyType(of arn: String) -> PolicyType {
    let fields = ARNFields(arn)
    if fields.service == "kms" { return .kms }
    if fields.service == "iam", fields.resource.hasPrefix("role/") { return .trust }
    return .resource
  }
}
