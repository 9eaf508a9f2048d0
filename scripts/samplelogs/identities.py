"""Users, groups and roles of every account, in the shape IAM exports them."""

from organization import HOME, SECURITY, VENDOR, allow, document
from resources import bucket_arns, key_arn
from seeded import Seeded, stable_id

SSO_PATH = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
SSO_PROVIDER = "AWSSSO_5d1f0a7c93be2468_DO_NOT_DELETE"
OIDC = "ci.larkmoor.example"
EXTERNAL_ID = "lk-cost-insights-7741"


def sso_role(account, permission_set):
    suffix = Seeded(f"sso-{account}-{permission_set}").hex(16)
    return f"arn:aws:iam::{account}:role{SSO_PATH}AWSReservedSSO_{permission_set}_{suffix}"


def trust(principal, action="sts:AssumeRole", condition=None):
    made = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        made["Condition"] = condition
    return document(made)


def service_trust(service):
    return trust({"Service": service})


def sso_trust(account):
    return trust(
        {"Federated": f"arn:aws:iam::{account}:saml-provider/{SSO_PROVIDER}"},
        ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    )


def ci_trust(account, project):
    return trust(
        {"Federated": f"arn:aws:iam::{account}:oidc-provider/{OIDC}"},
        "sts:AssumeRoleWithWebIdentity",
        {
            "StringEquals": {f"{OIDC}:aud": "sts.amazonaws.com"},
            "StringLike": {f"{OIDC}:sub": f"project:{project}:ref:*"},
        },
    )


class Account:
    """The entities of one account, before they are written as `authorization-details.json`."""

    def __init__(self, number):
        self.number, self.roles, self.users, self.groups, self.policies = number, [], [], [], []

    def role(
        self,
        name,
        trusted,
        inline=None,
        managed=(),
        path="/",
        boundary=None,
        tags=None,
        profile=False,
        age=400,
    ):
        arn = f"arn:aws:iam::{self.number}:role{path}{name}"
        made = {
            "Path": path,
            "RoleName": name,
            "RoleId": stable_id("AROA", arn),
            "Arn": arn,
            "CreateDate": created(age, arn),
            "AssumeRolePolicyDocument": trusted,
            "InstanceProfileList": [],
            "RolePolicyList": [{"PolicyName": n, "PolicyDocument": d} for n, d in (inline or {}).items()],
            "AttachedManagedPolicies": [attached(p) for p in managed],
        }
        if profile:
            made["InstanceProfileList"].append(
                {
                    "Path": path,
                    "InstanceProfileName": name,
                    "InstanceProfileId": stable_id("AIPA", arn),
                    "Arn": arn.replace(":role/", ":instance-profile/"),
                    "CreateDate": created(age, arn),
                    "Roles": [
                        {
                            k: made[k]
                            for k in (
                                "Path",
                                "RoleName",
                                "RoleId",
                                "Arn",
                                "CreateDate",
                                "AssumeRolePolicyDocument",
                            )
                        }
                    ],
                }
            )
        if boundary:
            made["PermissionsBoundary"] = {
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": boundary,
            }
        made["Tags"] = [{"Key": k, "Value": v} for k, v in (tags or {}).items()]
        made["RoleLastUsed"] = {"LastUsedDate": "2026-09-30T21:14:07+00:00", "Region": HOME}
        self.roles.append(made)
        return arn

    def policy(self, name, versions, path="/", boundary_uses=0, owner=None):
        """`versions` is oldest first; the last one is the default."""
        arn = f"arn:aws:iam::{owner or self.number}:policy{path}{name}"
        count = len(versions)
        self.policies.append(
            {
                "PolicyName": name,
                "PolicyId": stable_id("ANPA", arn),
                "Arn": arn,
                "Path": path,
                "DefaultVersionId": f"v{count}",
                "AttachmentCount": 1,
                "PermissionsBoundaryUsageCount": boundary_uses,
                "IsAttachable": True,
                "CreateDate": created(390, arn),
                "UpdateDate": created(40, arn),
                "PolicyVersionList": [
                    {
                        "Document": text,
                        "VersionId": f"v{n}",
                        "IsDefaultVersion": n == count,
                        "CreateDate": created(390 - 50 * n, arn),
                    }
                    for n, text in reversed(list(enumerate(versions, 1)))
                ],
            }
        )
        return arn

    def details(self):
        return {
            "UserDetailList": self.users,
            "GroupDetailList": self.groups,
            "RoleDetailList": self.roles,
            "Policies": self.policies,
        }


def attached(arn):
    return {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn}


def created(days_before, label):
    source = Seeded("created" + label)
    month = (8 - days_before // 30) % 12 + 1
    year = 2026 + (8 - days_before // 30) // 12
    return (
        f"{year}-{month:02d}-{source.between(1, 28):02d}T{source.between(7, 17):02d}:"
        f"{source.between(0, 59):02d}:{source.between(0, 59):02d}+00:00"
    )


def read_only(sid="LookAround"):
    return allow(
        sid,
        [
            "acm:Describe*",
            "acm:List*",
            "autoscaling:Describe*",
            "cloudformation:Describe*",
            "cloudformation:List*",
            "cloudfront:Get*",
            "cloudfront:List*",
            "cloudtrail:LookupEvents",
            "cloudwatch:Describe*",
            "cloudwatch:Get*",
            "cloudwatch:List*",
            "dynamodb:Describe*",
            "dynamodb:List*",
            "ec2:Describe*",
            "ecs:Describe*",
            "ecs:List*",
            "elasticloadbalancing:Describe*",
            "iam:Get*",
            "iam:List*",
            "kms:DescribeKey",
            "kms:List*",
            "lambda:Get*",
            "lambda:List*",
            "logs:Describe*",
            "logs:FilterLogEvents",
            "logs:Get*",
            "logs:StartQuery",
            "s3:GetBucket*",
            "s3:GetAccountPublicAccessBlock",
            "s3:GetEncryptionConfiguration",
            "s3:ListAllMyBuckets",
            "s3:ListBucket",
            "sns:Get*",
            "sns:List*",
            "sqs:Get*",
            "sqs:List*",
            "tag:Get*",
        ],
    )


def everywhere(account):
    """What the platform team rolls out to each account."""
    account.role(
        "posture-reader",
        trust({"AWS": f"arn:aws:iam::{SECURITY}:role/service/posture-scanner"}),
        managed=[
            account.policy(
                "PostureRead",
                [
                    document(
                        allow(
                            "ReadConfiguration",
                            [
                                "access-analyzer:List*",
                                "cloudtrail:Describe*",
                                "cloudtrail:Get*",
                                "config:Describe*",
                                "ec2:Describe*",
                                "guardduty:Get*",
                                "guardduty:List*",
                                "iam:Generate*",
                                "iam:Get*",
                                "iam:List*",
                                "kms:GetKeyRotationStatus",
                                "kms:List*",
                                "lambda:List*",
                                "rds:Describe*",
                                "s3:GetAccountPublicAccessBlock",
                                "s3:GetBucket*",
                                "s3:GetEncryptionConfiguration",
                                "s3:ListAllMyBuckets",
                                "sqs:List*",
                                "secretsmanager:ListSecrets",
                            ],
                        )
                    )
                ],
            )
        ],
        path="/audit/",
    )
    account.role(
        sso_role(account.number, "ReadOnly").rsplit("/", 1)[1],
        sso_trust(account.number),
        {"AwsSSOInlinePolicy": document(read_only())},
        path=SSO_PATH,
    )
    administrator = account.policy(
        "AdministratorAccess", [document({"Effect": "Allow", "Action": "*", "Resource": "*"})], owner="aws"
    )
    account.role(
        sso_role(account.number, "OrgAdmin").rsplit("/", 1)[1],
        sso_trust(account.number),
        managed=[administrator],
        path=SSO_PATH,
    )
    for service, name, actions in (
        (
            "config.amazonaws.com",
            "AWSServiceRoleForConfig",
            ["config:Put*", "ec2:Describe*", "iam:Get*", "iam:List*", "s3:GetBucket*", "lambda:List*"],
        ),
        (
            "autoscaling.amazonaws.com",
            "AWSServiceRoleForAutoScaling",
            ["ec2:Describe*", "ec2:RunInstances", "cloudwatch:DescribeAlarms"],
        ),
        (
            "ecs.amazonaws.com",
            "AWSServiceRoleForECS",
            ["ec2:Describe*", "ec2:AttachNetworkInterface", "elasticloadbalancing:*", "servicediscovery:*"],
        ),
    ):
        account.role(
            name,
            service_trust(service),
            {"ServiceRolePolicy": document(allow("Managed", actions))},
            path=f"/aws-service-role/{service}/",
        )


def deploy_role(account, project, extra=()):
    number = account.number
    account.role(
        "deploy",
        ci_trust(number, project),
        {
            "Deploy": document(
                allow(
                    "Stacks",
                    [
                        "cloudformation:*",
                        "lambda:*",
                        "logs:*",
                        "ecs:*",
                        "ecr:*",
                        "events:*",
                        "dynamodb:*",
                        "sqs:*",
                        "sns:*",
                        "ec2:*",
                        "elasticloadbalancing:*",
                        "cloudwatch:*",
                        "apigateway:*",
                        "ssm:*",
                    ],
                ),
                allow(
                    "Roles",
                    [
                        "iam:GetRole",
                        "iam:CreateRole",
                        "iam:PutRolePolicy",
                        "iam:DeleteRolePolicy",
                        "iam:TagRole",
                        "iam:PassRole",
                        "iam:GetRolePolicy",
                    ],
                    f"arn:aws:iam::{number}:role/service/*",
                ),
                allow("Artifacts", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-artifacts")),
                allow("ArtifactKey", ["kms:Decrypt", "kms:DescribeKey"], key_arn("artifacts")),
                *extra,
            )
        },
        path="/ci/",
        tags={"project": project},
        age=310,
    )


def vendor_role(account):
    account.role(
        "cost-insights",
        trust(
            {"AWS": f"arn:aws:iam::{VENDOR}:root"},
            condition={"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
        ),
        {
            "UsageRead": document(
                allow(
                    "Usage",
                    [
                        "ce:Get*",
                        "cloudwatch:GetMetricData",
                        "cloudwatch:ListMetrics",
                        "ec2:Describe*",
                        "rds:Describe*",
                        "s3:GetBucketLocation",
                        "s3:ListAllMyBuckets",
                        "tag:GetResources",
                    ],
                )
            )
        },
        path="/vendor/",
        tags={"vendor": "cost-insights"},
    )
