/// Every policy that takes part in one decision, layer by layer.
///
/// IAM User Guide, "Policy evaluation logic". A layer that nobody exported is unknown, never empty.
public struct AppliedPolicies: Sendable, Equatable {
  /// The identity-based policies of the caller (user and groups, or role), as one union.
  public var identity: PolicySet
  /// The permissions boundary; nil when there is none.
  public var boundary: PolicySet?
  /// The session policies; nil when the session has none.
  public var session: PolicySet?
  /// The SCPs from root to account, one set a level; empty when the account is in no organization.
  public var scps: [PolicyLevel]
  /// The RCPs of the resource's account from root to account, one set a level.
  public var rcps: [PolicyLevel]
  /// The resource-based policy (for a role: its trust policy; for a key: its key policy); nil when the resource has none.
  public var resource: PolicySet?
  /// The policy of the VPC endpoint that the call used; nil when it used none.
  public var vpcEndpoint: PolicySet?

  /// Makes the layers of a decision; the defaults are a caller without any policy.
  public init(
    identity: PolicySet = PolicySet(), boundary: PolicySet? = nil, session: PolicySet? = nil,
    scps: [PolicyLevel] = [], rcps: [PolicyLevel] = [], resource: PolicySet? = nil,
    vpcEndpoint: PolicySet? = nil
  ) {
    self.identity = identity
    self.boundary = boundary
    self.session = session
    self.scps = scps
    self.rcps = rcps
    self.resource = resource
    self.vpcEndpoint = vpcEndpoint
  }
}

/// The policies attached at one node of the organization.
public struct PolicyLevel: Sendable, Equatable {
  /// The id of the root, OU or account, for example `ou-ab12-workloads`.
  public var node: String
  /// What is attached there.
  public var policies: PolicySet

  /// Makes a level.
  public init(node: String, policies: PolicySet) {
    self.node = node
    self.policies = policies
  }
}

/// The documents of one layer or level; they are evaluated as a union.
public struct PolicySet: Sendable, Equatable {
  /// The policies in a fixed order.
  public var policies: [AttachedPolicy]

  /// Makes a set.
  public init(_ policies: [AttachedPolicy] = []) {
    self.policies = policies
  }

  /// A layer of which nothing is known.
  public static func unknown(_ atom: String) -> PolicySet {
    PolicySet([AttachedPolicy(name: "", content: .unknown(atom))])
  }
}

/// One policy where it is attached: a compiled document, or one whose text is not known.
public struct AttachedPolicy: Sendable, Equatable {
  /// What is known of the policy's text.
  public enum Content: Sendable, Equatable {
    /// The compiled document.
    case document(CompiledPolicy)
    /// No text: the dependency name, for example `policy:identity` or `policy:scp:Name`.
    ///
    /// Equal names are the same unknown text: on both sides of a diff it gives the same answer.
    case unknown(String)
  }

  /// The policy's name or ARN; empty when it has none.
  public var name: String
  /// The file it was read from, relative to the snapshot, for messages; nil when it has none.
  public var file: String?
  /// How the caller comes to have it, for example `group admins` or `ou-ab12`.
  public var attachment: String?
  /// The version id of a managed policy, for example `v3`; nil for other policies.
  public var version: String?
  /// The target of the proposed change that brings it, for example `scp:NAME@NODE`; nil for one that stands.
  public var change: String?
  /// The compiled document; nil when the text is not known.
  private(set) var document: CompiledPolicy?
  /// The name of the dependency on a text that is not known; empty for one that is.
  private(set) var unknownName: String

  /// Its text.
  public var content: Content {
    get { document.map { .document($0) } ?? .unknown(unknownName) }
    set {
      self = AttachedPolicy(
        name: name, file: file, attachment: attachment, version: version, change: change,
        content: newValue)
    }
  }

  /// Makes an attached policy.
  public init(
    name: String, file: String? = nil, attachment: String? = nil, version: String? = nil,
    change: String? = nil, content: Content
  ) {
    self.name = name
    self.file = file
    self.attachment = attachment
    self.version = version
    self.change = change
    switch content {
    case .document(let document):
      self.document = document
      unknownName = ""
    case .unknown(let name):
      document = nil
      unknownName = name
    }
  }
}
