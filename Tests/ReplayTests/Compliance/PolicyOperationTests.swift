import AuditStore
import Testing

@testable import Replay

struct PolicyOperationTests {
  private static func isShown(_ operation: String) -> Bool {
    let parts = operation.split(separator: " ").map(String.init)
    return !PolicyOperations.among([(source: parts[0] + ".amazonaws.com", name: parts[1])]).isEmpty
  }

  @Test(arguments: [
    "backup PutBackupVaultAccessPolicy", "dynamodb PutResourcePolicy", "ec2 CreateVpcEndpoint",
    "ec2 ModifyImageAttribute", "ecr SetRepositoryPolicy", "eks CreateAccessEntry", "events PutPermission",
    "glacier SetVaultAccessPolicy", "glue PutResourcePolicy", "iam AttachRolePolicy", "iam ChangePassword",
    "iam CreateAccessKey", "iam CreateInstanceProfile", "iam CreateSAMLProvider",
    "iam CreateServiceSpecificCredential", "iam DeactivateMFADevice", "iam TagRole",
    "iam UpdateAccountPasswordPolicy", "iam UploadSSHPublicKey", "identitystore CreateGroupMembership",
    "kinesis PutResourcePolicy", "kms CreateGrant", "kms CreateKey", "kms PutKeyPolicy",
    "lambda AddLayerVersionPermission20181031", "lambda AddPermission20150331v2", "logs PutResourcePolicy",
    "organizations AttachPolicy", "organizations DeclineHandshake", "organizations MoveAccount",
    "ram CreateResourceShare", "s3 DeleteBucketPolicy", "s3 PutBucketAcl", "s3 PutBucketLifecycle",
    "s3 PutBucketPolicy", "secretsmanager PutResourcePolicy", "sns SetTopicAttributes", "sqs CreateQueue",
    "sqs SetQueueAttributes", "sso AttachManagedPolicyToPermissionSet", "sso CreateAccountAssignment",
    "sso CreatePermissionSet",
  ])
  func `what changes who may do what is shown`(operation: String) {
    #expect(Self.isShown(operation))
  }

  @Test(arguments: [
    "ec2 RunInstances", "glue GetQuery", "iam ListUsers", "kms Decrypt", "logs PutRetentionPolicy",
    "organizations DescribeAccount", "s3 GetBucketPolicy", "s3 PutObject", "sts AssumeRole",
    "secretsmanager ValidateResourcePolicy", "no-such-service PutResourcePolicy",
  ])
  func `what changes nothing of it is not`(operation: String) {
    #expect(!Self.isShown(operation))
  }

  @Test func `the section says which operations it shows, also where there was none`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let report = try ComplianceReporter(window: TimeWindow()).report(
      on: AuditDatabase(path: try await world.ingest(), access: .read))
    for id in ["policy-changes", "trail-changes"] {
      let section = try #require(report.sections.first { $0.id == id })
      #expect(section.tables.first?.rows == [])
      #expect(section.summary.contains { $0.hasPrefix("Shown are the operations") })
    }
  }
}
