"""The users, groups and roles of each account."""

from identities import (
    SSO_PATH,
    Account,
    created,
    deploy_role,
    everywhere,
    read_only,
    service_trust,
    sso_role,
    sso_trust,
    trust,
)
from organization import MANAGEMENT, SECURITY, SHARED, allow, document
from resources import bucket_arns, key_arn
from seeded import stable_id
from workload_accounts import data, payments, web


def security():
    account = Account(SECURITY)
    everywhere(account)
    account.role(
        "posture-scanner",
        service_trust("lambda.amazonaws.com"),
        {
            "Scan": document(
                allow("Enter", "sts:AssumeRole", "arn:aws:iam::*:role/audit/posture-reader"),
                allow("Findings", ["securityhub:BatchImportFindings"]),
            )
        },
        path="/service/",
    )
    account.role(
        sso_role(SECURITY, "SecurityAnalyst").rsplit("/", 1)[1],
        sso_trust(SECURITY),
        {
            "AwsSSOInlinePolicy": document(
                read_only(),
                allow(
                    "Investigate", ["guardduty:*", "securityhub:*", "athena:*", "glue:Get*", "cloudtrail:*"]
                ),
                allow(
                    "Archive",
                    ["s3:GetObject*", "s3:ListBucket", "s3:DeleteObject"],
                    bucket_arns("larkmoor-log-archive"),
                ),
                allow("Key", "kms:Decrypt", key_arn("trail")),
            )
        },
        path=SSO_PATH,
    )
    return account


def shared():
    account = Account(SHARED)
    everywhere(account)
    deploy_role(
        account,
        "platform/*",
        [
            allow("Publish", ["s3:PutObject"], bucket_arns("larkmoor-artifacts")),
            allow("PublicImages", ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]),
            allow("Encrypt", "kms:GenerateDataKey", key_arn("artifacts")),
        ],
    )
    target = account.role(
        "restore-target",
        trust({"AWS": f"arn:aws:iam::{SHARED}:role/backup/restore-broker"}),
        {
            "Restore": document(
                allow("Backups", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-backups"))
            )
        },
        path="/backup/",
    )
    account.role(
        "restore-broker",
        service_trust("lambda.amazonaws.com"),
        {"Broker": document(allow("Enter", "sts:AssumeRole", target))},
        path="/backup/",
    )
    operators = document(
        allow("Write", ["s3:PutObject", "s3:ListBucket"], bucket_arns("larkmoor-backups")),
        allow(
            "Own",
            ["iam:GetUser", "iam:ListAccessKeys"],
            f"arn:aws:iam::{SHARED}:user/service/${{aws:username}}",
        ),
        allow("Look", ["s3:ListAllMyBuckets", "s3:GetBucketLocation"]),
    )
    group = f"arn:aws:iam::{SHARED}:group/backup-operators"
    account.groups.append(
        {
            "Path": "/",
            "GroupName": "backup-operators",
            "GroupId": stable_id("AGPA", group),
            "Arn": group,
            "CreateDate": created(900, group),
            "AttachedManagedPolicies": [],
            "GroupPolicyList": [{"PolicyName": "BackupWrite", "PolicyDocument": operators}],
        }
    )
    user = f"arn:aws:iam::{SHARED}:user/service/legacy-backup"
    account.users.append(
        {
            "Path": "/service/",
            "UserName": "legacy-backup",
            "UserId": stable_id("AIDA", user),
            "Arn": user,
            "CreateDate": created(900, user),
            "UserPolicyList": [],
            "GroupList": ["backup-operators"],
            "AttachedManagedPolicies": [],
            "Tags": [{"Key": "owner", "Value": "cloud-platform"}],
        }
    )
    return account


def management():
    account = Account(MANAGEMENT)
    everywhere(account)
    return account


def accounts():
    return {made.number: made for made in (management(), payments(), data(), web(), security(), shared())}
