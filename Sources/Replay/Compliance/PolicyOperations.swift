/// The operations that change who may do what, by service.
enum PolicyOperations {
  /// AWS API references of the services; as of 2026-10.
  static let all: [(source: String, names: [String])] = [
    ("iam.amazonaws.com", identities + credentials + providers),
    ("organizations.amazonaws.com", organization), ("s3.amazonaws.com", buckets),
    ("kms.amazonaws.com", ["CreateGrant", "PutKeyPolicy", "RetireGrant", "RevokeGrant"]),
    ("sqs.amazonaws.com", ["AddPermission", "RemovePermission", "SetQueueAttributes"]),
    ("sns.amazonaws.com", ["AddPermission", "RemovePermission", "SetTopicAttributes"]),
    (
      "lambda.amazonaws.com",
      [
        "AddLayerVersionPermission20181031", "AddPermission20150331v2",
        "RemoveLayerVersionPermission20181031", "RemovePermission20150331v2",
      ]
    ),
    ("secretsmanager.amazonaws.com", ["DeleteResourcePolicy", "PutResourcePolicy"]),
    ("dynamodb.amazonaws.com", ["DeleteResourcePolicy", "PutResourcePolicy"]),
    (
      "ecr.amazonaws.com",
      ["DeleteRegistryPolicy", "DeleteRepositoryPolicy", "PutRegistryPolicy", "SetRepositoryPolicy"]
    ),
    ("ec2.amazonaws.com", ["CreateVpcEndpoint", "DeleteVpcEndpoints", "ModifyVpcEndpoint"]),
    ("events.amazonaws.com", ["PutPermission", "RemovePermission"]),
    ("glacier.amazonaws.com", ["DeleteVaultAccessPolicy", "SetVaultAccessPolicy"]),
    ("backup.amazonaws.com", ["DeleteBackupVaultAccessPolicy", "PutBackupVaultAccessPolicy"]),
    ("sso.amazonaws.com", permissionSets),
  ]

  private static let identities = [
    "AddRoleToInstanceProfile", "AddUserToGroup", "AttachGroupPolicy", "AttachRolePolicy",
    "AttachUserPolicy", "CreateGroup", "CreatePolicy", "CreatePolicyVersion", "CreateRole",
    "CreateServiceLinkedRole", "CreateUser", "DeleteGroup", "DeleteGroupPolicy", "DeletePolicy",
    "DeletePolicyVersion", "DeleteRole", "DeleteRolePermissionsBoundary", "DeleteRolePolicy",
    "DeleteServiceLinkedRole", "DeleteUser", "DeleteUserPermissionsBoundary", "DeleteUserPolicy",
    "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy", "PutGroupPolicy",
    "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPermissionsBoundary", "PutUserPolicy",
    "RemoveRoleFromInstanceProfile", "RemoveUserFromGroup", "SetDefaultPolicyVersion",
    "UpdateAssumeRolePolicy",
  ]

  private static let credentials = [
    "CreateAccessKey", "CreateLoginProfile", "CreateVirtualMFADevice", "DeactivateMFADevice",
    "DeleteAccessKey", "DeleteLoginProfile", "DeleteVirtualMFADevice", "EnableMFADevice", "UpdateAccessKey",
    "UpdateLoginProfile",
  ]

  private static let providers = [
    "AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider", "CreateSAMLProvider",
    "DeleteOpenIDConnectProvider", "DeleteSAMLProvider", "RemoveClientIDFromOpenIDConnectProvider",
    "UpdateOpenIDConnectProviderThumbprint", "UpdateSAMLProvider",
  ]

  private static let organization = [
    "AcceptHandshake", "AttachPolicy", "CloseAccount", "CreateAccount", "CreateOrganization",
    "CreateOrganizationalUnit", "CreatePolicy", "DeleteOrganization", "DeleteOrganizationalUnit",
    "DeletePolicy", "DeleteResourcePolicy", "DeregisterDelegatedAdministrator", "DetachPolicy",
    "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization",
    "MoveAccount", "PutResourcePolicy", "RegisterDelegatedAdministrator", "RemoveAccountFromOrganization",
    "UpdateOrganizationalUnit", "UpdatePolicy",
  ]

  /// CloudTrail names what sets a lifecycle without the `Configuration` of the API's name.
  private static let buckets = [
    "DeleteAccessPointPolicy", "DeleteAccountPublicAccessBlock", "DeleteBucketCors",
    "DeleteBucketLifecycle", "DeleteBucketPolicy", "DeleteBucketPublicAccessBlock",
    "DeleteBucketReplication", "PutAccessPointPolicy", "PutAccountPublicAccessBlock", "PutBucketAcl",
    "PutBucketCors", "PutBucketLifecycle", "PutBucketLifecycleConfiguration", "PutBucketPolicy",
    "PutBucketPublicAccessBlock", "PutBucketReplication",
  ]

  private static let permissionSets = [
    "AttachCustomerManagedPolicyReferenceToPermissionSet", "AttachManagedPolicyToPermissionSet",
    "CreateAccountAssignment", "DeleteAccountAssignment", "DeleteInlinePolicyFromPermissionSet",
    "DeletePermissionsBoundaryFromPermissionSet", "DetachCustomerManagedPolicyReferenceFromPermissionSet",
    "DetachManagedPolicyFromPermissionSet", "PutInlinePolicyToPermissionSet",
    "PutPermissionsBoundaryToPermissionSet",
  ]
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
}
