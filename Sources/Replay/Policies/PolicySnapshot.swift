public import IAMPolicy

/// The policies of an organization at one moment, as far as somebody exported them.
///
/// Whatever is missing is unknown, never empty.
public struct PolicySnapshot: Sendable, Equatable {
  /// The organization tree; nil when it was not exported.
  public var organization: Organization?
  /// The texts of the SCPs by name.
  public var scps: [String: AttachedPolicy] = [:]
  /// The texts of the RCPs by name.
  public var rcps: [String: AttachedPolicy] = [:]
  /// The identities of the accounts whose authorization details were exported.
  public var accounts: [String: AccountIdentities] = [:]
  /// AWS managed policies by ARN, which are the same in every account, from whichever account listed them.
  var awsManagedPolicies: [String: AttachedPolicy] = [:]
  /// The resource-based policies by resource ARN.
  public var resourcePolicies: [String: AttachedPolicy] = [:]
  /// The services all of whose resource-based policies were exported, in every account that the snapshot speaks of.
  public var completeResourceServices: Set<String> = []
  /// The same for single accounts, by their id.
  public var completeResourceServicesOfAccounts: [String: Set<String>] = [:]
  /// The policies of VPC endpoints by endpoint id.
  public var vpcEndpoints: [String: AttachedPolicy] = [:]
  /// Resources that are known to have no resource-based policy: the export says so, or a change removes it.
  var resourcesWithoutPolicy: Set<String> = []
  /// The account in whose folder a resource stands, where its ARN names none.
  var ownersOfResources: [String: String] = [:]
  /// Managed policies that a change replaces, in every account.
  var managedOverrides: [String: AttachedPolicy] = [:]
  /// What a change says of identities whose account was not exported: the rest of them stays unknown.
  var partialIdentities: [String: Identity] = [:]
  /// SCPs and RCPs that a change attaches where no organization tree was exported.
  var looseAttachments: [LooseAttachment] = []
  /// The texts of SCPs and RCPs that a change gives at one node, or that may be attached there.
  var nodePolicies: [NodePlace: NodePolicy] = [:]
  /// What the reader had to say: policies that could not be read, parts that are missing.
  public var findings: [SnapshotFinding] = []

  /// A snapshot in which everything is unknown: the baseline when only logs are given.
  public init() {}
}

extension PolicySnapshot {
  /// The account in whose folder the resource stands that an ARN names, or is a part of.
  func owner(ofResource arn: String) -> String? { ownersOfResources[ResourcePolicyServices.owner(of: arn)] }

  /// The account of a resource with a policy of its own: by its ARN, else by the folder in which it stands.
  func account(ofResource arn: String) -> String? {
    let account = ARNFields(arn).account
    return account.isEmpty ? owner(ofResource: arn) : account
  }

  /// A managed policy as an account has it; nil when its text is not known.
  func managedPolicy(_ arn: String, in account: AccountIdentities) -> AttachedPolicy? {
    managedOverrides[arn] ?? account.managedPolicies[arn] ?? awsManagedPolicies[arn]
  }
}

/// An SCP or RCP attached to accounts whose place in an organization is not known.
struct LooseAttachment: Sendable, Equatable {
  /// The policy.
  var policy: AttachedPolicy
  /// True for an SCP, false for an RCP.
  var isSCP: Bool
  /// The account it is attached to; nil for every account in the log.
  var account: String?
}

/// Where an SCP or RCP is attached, by its name.
struct NodePlace: Sendable, Hashable {
  var isSCP: Bool
  var node: String
  var name: String
}

/// The text of an SCP or RCP at one node.
struct NodePolicy: Sendable, Equatable {
  var policy: AttachedPolicy
  /// Whether it is attached for certain.
  var isAttached: Bool
}

/// Something the snapshot's reader noticed, with the file.
public struct SnapshotFinding: Sendable, Equatable {
  /// The file within the snapshot.
  public var file: String
  /// Which policy in the file, when the file holds several.
  public var policy: String?
  /// The finding itself.
  public var finding: PolicyFinding

  /// Makes a finding of a file.
  public init(file: String, policy: String?, finding: PolicyFinding) {
    self.file = file
    self.policy = policy
    self.finding = finding
  }

  /// The form `file:line:column: severity: message [CODE]`, safe to show on a terminal.
  public var line: String {
    TextFormat.safe("\(file):\(finding.position): \(finding.severity.rawValue): \(text)")
  }

  /// The same without the severity, where that is said beside it.
  var sentence: String { "\(file):\(finding.position): \(text)" }

  /// What was noticed, in which policy, with its code.
  private var text: String { (policy.map { "\($0): " } ?? "") + "\(finding.message) [\(finding.code)]" }
}

/// The users, groups, roles and managed policies of one account.
public struct AccountIdentities: Sendable, Equatable {
  /// Users by ARN.
  public var users: [String: Identity] = [:]
  /// Groups by name.
  public var groups: [String: Identity] = [:]
  /// Roles by ARN.
  public var roles: [String: Identity] = [:]
  /// The ARN of each role by its name, which is unique in an account.
  public var roleARNs: [String: String] = [:]
  /// Managed policies of the account by ARN.
  public var managedPolicies: [String: AttachedPolicy] = [:]
}

/// A user, group or role with its policies by name, in the order in which they are evaluated and shown.
public struct Identity: Sendable, Equatable {
  /// The ARN with its path.
  public var arn: String
  /// The unique id (`AIDA…`, `AROA…`).
  public var uniqueID: String?
  /// Inline policies: name and text.
  public var inline: [AttachedPolicy] = []
  /// The ARNs of the attached managed policies.
  public var attached: [String] = []
  /// The ARN of the permissions boundary; nil when there is none.
  public var boundary: String?
  /// A boundary given by a change in place of the managed policy.
  var boundaryOverride: AttachedPolicy?
  /// Whether a change says that there is no boundary, where the rest of the identity is unknown.
  var hasNoBoundary = false
  /// The names of a user's groups.
  public var groups: [String] = []
  /// Whether the export has a list of groups, be it empty.
  var hasGroupList = false
  /// The trust policy of a role.
  public var trust: AttachedPolicy?
  /// Tags by key.
  public var tags: [String: String] = [:]
  /// Whether the export has a list of tags, be it empty.
  var hasTagList = false
  /// Whether the export tells the tags, so that there are no others: older ones have none of them.
  var hasAllTags = false
}
