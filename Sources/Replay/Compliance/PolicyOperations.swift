/// The operations that change who may do what, by service.
enum PolicyOperations {
  /// AWS API references of the services; as of 2026-10.
  static let all: [(source: String, names: [String])] = [
    (
      "iam.amazonaws.com",
      [
        "AddRoleToInstanceProfile", "AddUserToGroup", "AttachGroupPolicy", "AttachRolePolicy",
        "AttachUserPolicy",
        "CreateAccessKey", "CreateGroup", "CreateLoginProfile", "CreateOpenIDConnectProvider", "CreatePolicy",
        "CreatePolicyVersion", "CreateRole", "CreateSAMLProvider", "CreateServiceLinkedRole", "CreateUser",
        "DeleteGroupPolicy", "DeletePolicy", "DeletePolicyVersion", "DeleteRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy", "DeleteUser", "DeleteUserPermissionsBoundary", "DeleteUserPolicy",
        "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy", "PutGroupPolicy",
        "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPermissionsBoundary", "PutUserPolicy",
        "RemoveUserFromGroup", "SetDefaultPolicyVersion", "UpdateAssumeRolePolicy",
      ]
    ),
    (
      "organizations.amazonaws.com",
      [
        "AttachPolicy", "CreatePolicy", "DeletePolicy", "DeleteResourcePolicy", "DetachPolicy",
        "DisablePolicyType", "EnablePolicyType", "LeaveOrganization", "MoveAccount", "PutResourcePolicy",
        "RemoveAccountFromOrganization", "UpdatePolicy",
      ]
    ),
    (
      "s3.amazonaws.com",
      [
        "DeleteAccountPublicAccessBlock", "DeleteBucketPolicy", "DeleteBucketPublicAccessBlock",
        "PutAccountPublicAccessBlock", "PutBucketAcl", "PutBucketPolicy", "PutBucketPublicAccessBlock",
      ]
    ),
    ("kms.amazonaws.com", ["CreateGrant", "PutKeyPolicy", "RetireGrant", "RevokeGrant"]),
    ("sqs.amazonaws.com", ["AddPermission", "RemovePermission", "SetQueueAttributes"]),
    ("sns.amazonaws.com", ["AddPermission", "RemovePermission", "SetTopicAttributes"]),
    (
      "lambda.amazonaws.com",
      [
        "AddLayerVersionPermission20181031", "AddPermission20150331v2",
        "RemoveLayerVersionPermission20181031",
        "RemovePermission20150331v2",
      ]
    ),
    ("secretsmanager.amazonaws.com", ["DeleteResourcePolicy", "PutResourcePolicy"]),
    ("dynamodb.amazonaws.com", ["DeleteResourcePolicy", "PutResourcePolicy"]),
    ("ecr.amazonaws.com", ["DeleteRepositoryPolicy", "SetRepositoryPolicy"]),
    ("ec2.amazonaws.com", ["CreateVpcEndpoint", "ModifyVpcEndpoint"]),
    ("events.amazonaws.com", ["PutPermission", "RemovePermission"]),
    ("glacier.amazonaws.com", ["SetVaultAccessPolicy"]),
    ("backup.amazonaws.com", ["DeleteBackupVaultAccessPolicy", "PutBackupVaultAccessPolicy"]),
    (
      "sso.amazonaws.com",
      [
        "AttachManagedPolicyToPermissionSet", "CreateAccountAssignment", "DeleteAccountAssignment",
        "DeleteInlinePolicyFromPermissionSet", "DetachManagedPolicyFromPermissionSet",
        "PutInlinePolicyToPermissionSet", "PutPermissionsBoundaryToPermissionSet",
      ]
    ),
  ]
}
