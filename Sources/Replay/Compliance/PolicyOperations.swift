import AWSCatalog

/// The operations that change who may do what.
enum PolicyOperations {
  /// Services that exist for access alone: whatever changes something in them counts.
  private static let accessServices: Set<String> = [
    "iam", "identitystore", "organizations", "ram", "rolesanywhere", "sso", "sso-directory",
  ]

  /// The first words of actions that change something, among those that AWS classes as permissions management.
  private static let verbs = [
    "Abort", "Add", "Allow", "Associate", "Attach", "Authorize", "BatchGrant", "BatchRevoke", "Cancel",
    "Complete", "Create", "Deauthorize", "Delete", "Detach", "Disable", "Disassociate", "Dissociate",
    "Enable",
    "Grant", "Initiate", "Modify", "Put", "Reject", "Remove", "Reset", "Retire", "Revoke", "Set", "Update",
  ]

  /// The last words of actions on policies, some of which AWS classes as writing alone.
  private static let policyEndings = ["AccessPolicy", "PermissionsPolicy", "ResourcePolicy"]

  /// What AWS classes as writing though it grants access or may set a policy, by event source without its domain.
  ///
  /// AWS API references of the services; as of 2026-10. CloudTrail names what sets a lifecycle without the
  /// `Configuration` of the API's name.
  private static let others: [String: Set<String>] = [
    "aoss": ["CreateSecurityPolicy", "DeleteSecurityPolicy", "UpdateSecurityPolicy"],
    "apigateway": ["CreateRestApi", "ImportRestApi", "PutRestApi", "UpdateRestApi"],
    "cognito-identity": [
      "CreateIdentityPool", "SetIdentityPoolRoles", "SetPrincipalTagAttributeMap", "UpdateIdentityPool",
    ],
    "ec2": [
      "AssociateIamInstanceProfile", "CreateVpcEndpoint", "DeleteVpcEndpoints",
      "DisassociateIamInstanceProfile",
      "ModifyFpgaImageAttribute", "ModifyImageAttribute", "ModifyVerifiedAccessEndpointPolicy",
      "ModifyVerifiedAccessGroupPolicy", "ModifyVpcEndpoint", "ReplaceIamInstanceProfileAssociation",
      "ResetFpgaImageAttribute", "ResetImageAttribute",
    ],
    "ecr-public": ["DeleteRepositoryPolicy"],
    "eks": [
      "AssociateIdentityProviderConfig", "CreateAccessEntry", "CreatePodIdentityAssociation",
      "DeleteAccessEntry", "DeletePodIdentityAssociation", "DisassociateIdentityProviderConfig",
      "UpdateAccessEntry", "UpdatePodIdentityAssociation",
    ],
    "es": [
      "AuthorizeVpcEndpointAccess", "CreateDomain", "CreateElasticsearchDomain", "RevokeVpcEndpointAccess",
      "UpdateDomainConfig", "UpdateElasticsearchDomainConfig",
    ],
    "kafka": ["DeleteClusterPolicy", "PutClusterPolicy"],
    "kms": ["CreateKey", "ReplicateKey"],
    "lambda": ["AddLayerVersionPermission20181031", "RemoveLayerVersionPermission20181031"],
    "logs": ["DeleteDeliveryDestinationPolicy", "PutDeliveryDestinationPolicy", "PutDestinationPolicy"],
    "oam": ["PutSinkPolicy"],
    "rds": ["ModifyDBClusterSnapshotAttribute", "ModifyDBSnapshotAttribute"],
    "s3": [
      "DeleteAccountPublicAccessBlock", "DeleteBucketCors", "DeleteBucketLifecycle",
      "DeleteBucketPublicAccessBlock", "DeleteBucketReplication", "PutBucketCors", "PutBucketLifecycle",
      "PutBucketLifecycleConfiguration", "PutBucketReplication",
    ],
    "sns": ["CreateTopic"],
    "sqs": ["CreateQueue"],
  ]

  /// Which operations are shown, in sentences.
  static let scope =
    "Shown are the operations that AWS classes as permissions management, all that change something in IAM, "
    + "Organizations, IAM Identity Center, Resource Access Manager and Roles Anywhere, and a list of others that grant "
    + "access; whoever changes access by another operation is not shown. One that can set a policy besides other things, "
    + "such as creating a queue, is shown whether it did so or not."

  /// The kinds of operations, of those that a log holds, that change who may do what.
  static func among(_ kinds: [(source: String, name: String)]) -> [(source: String, names: [String])] {
    var resolver = ActionResolver(tables: DerivationTables())
    var found: [String: Set<String>] = [:]
    for kind in kinds where changesAccess(kind, &resolver) {
      found[kind.source, default: []].insert(kind.name)
    }
    return found.map { ($0.key, $0.value.sorted()) }.sorted { $0.source < $1.source }
  }

  private static func changesAccess(
    _ kind: (source: String, name: String), _ resolver: inout ActionResolver
  ) -> Bool {
    if others[ActionResolver.label(kind.source)]?.contains(kind.name) == true { return true }
    let checks = resolver.checks(source: kind.source, name: kind.name)
    for check in checks where check.when.isEmpty {
      if changesAccess(check.action, &resolver.catalog) { return true }
    }
    return false
  }

  private static func changesAccess(_ name: String, _ catalog: inout ServiceCatalog) -> Bool {
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let action = catalog.service(parts[0])?.actions[parts[1].lowercased()] else {
      return false
    }
    switch action.accessLevel {
    case .list, .read: return false
    case _ where accessServices.contains(parts[0]): return true
    case .permissionsManagement: return verbs.contains { action.name.hasPrefix($0) }
    case .write: return policyEndings.contains { action.name.hasSuffix($0) }
    case .tagging: return false
    }
  }
}

/// The operations that change what CloudTrail records.
enum TrailOperations {
  /// AWS CloudTrail API reference; as of 2026-10.
  static let all: [(source: String, names: [String])] = [
    (
      "cloudtrail.amazonaws.com",
      [
        "CreateEventDataStore", "CreateTrail", "DeleteEventDataStore", "DeleteTrail", "PutEventConfiguration",
        "PutEventSelectors", "PutInsightSelectors", "RestoreEventDataStore", "StartEventDataStoreIngestion",
        "StartLogging", "StopEventDataStoreIngestion", "StopLogging", "UpdateEventDataStore", "UpdateTrail",
      ]
    )
  ]

  /// Which operations are shown, in a sentence.
  static let scope =
    "Shown are the operations of CloudTrail that make, change, start, stop or delete trails and event data stores, and "
    + "no others."
}
