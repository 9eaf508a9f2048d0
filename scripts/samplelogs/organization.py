"""The invented organization: accounts, units, and the policies attached to them."""

MANAGEMENT = "111122223333"
PAYMENTS = "222233334444"
DATA = "333344445555"
WEB = "444455556666"
SECURITY = "555566667777"
SHARED = "666677778888"
VENDOR = "999988887777"
CLEARING = "888877776666"
STRANGER = "777766665555"

HOME, SECOND, GLOBAL = "eu-west-1", "eu-central-1", "us-east-1"
ORGANIZATION = "o-lk4m8r2t7w"
ROOT = "r-7tq2"
WORKLOADS = "ou-7tq2-4wkl8d3n"
PLATFORM = "ou-7tq2-9pfm2c6x"

NAMES = {
    MANAGEMENT: "larkmoor-management",
    PAYMENTS: "payments-prod",
    DATA: "data-prod",
    WEB: "web-dev",
    SECURITY: "security",
    SHARED: "shared-services",
}
TAGS = {
    MANAGEMENT: {"owner": "cloud-platform"},
    PAYMENTS: {"owner": "payments", "environment": "production"},
    DATA: {"owner": "data", "environment": "production"},
    WEB: {"owner": "web", "environment": "development"},
    SECURITY: {"owner": "security"},
    SHARED: {"owner": "cloud-platform"},
}
ORG_ADMIN_ROLES = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_OrgAdmin_*"


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(sid, action, resource="*", condition=None):
    return statement(sid, "Allow", action, resource, condition)


def deny(sid, action, resource="*", condition=None):
    return statement(sid, "Deny", action, resource, condition)


def statement(sid, effect, action, resource, condition):
    made = {"Sid": sid, "Effect": effect, "Action": action, "Resource": resource}
    if condition:
        made["Condition"] = condition
    return made


def organization():
    """The text of `organization.json`."""
    full = ["FullAWSAccess"]
    return {
        "id": ORGANIZATION,
        "managementAccount": MANAGEMENT,
        "root": {
            "id": ROOT,
            "scps": full + ["ProtectAuditTrail"],
            "rcps": ["RCPFullAWSAccess", "DataPerimeter"],
            "accounts": [MANAGEMENT],
            "children": [
                {
                    "id": WORKLOADS,
                    "name": "Workloads",
                    "scps": full + ["ProtectNetwork"],
                    "rcps": ["RCPFullAWSAccess"],
                    "accounts": [PAYMENTS, DATA, WEB],
                    "children": [],
                },
                {
                    "id": PLATFORM,
                    "name": "Platform",
                    "scps": full,
                    "rcps": ["RCPFullAWSAccess"],
                    "accounts": [SECURITY, SHARED],
                    "children": [],
                },
            ],
        },
        "accounts": {
            account: {
                "name": NAMES[account],
                "scps": ["DevelopmentServices"] if account == WEB else full,
                "rcps": ["RCPFullAWSAccess"] + (["LogArchiveRetention"] if account == SECURITY else []),
                "tags": TAGS[account],
            }
            for account in NAMES
        },
        "complete": {
            "resourcePolicies": ["s3", "kms", "sqs", "sns", "secretsmanager", "dynamodb", "lambda", "ecr"]
        },
    }


SCPS = {
    "FullAWSAccess": document({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    "ProtectAuditTrail": document(
        deny(
            "KeepTrailRunning",
            [
                "cloudtrail:StopLogging",
                "cloudtrail:DeleteTrail",
                "cloudtrail:UpdateTrail",
                "cloudtrail:PutEventSelectors",
                "config:StopConfigurationRecorder",
                "config:DeleteConfigurationRecorder",
                "guardduty:DeleteDetector",
            ],
            condition={"ArnNotLike": {"aws:PrincipalArn": ORG_ADMIN_ROLES}},
        ),
        deny("StayInOrganization", "organizations:LeaveOrganization"),
    ),
    "ProtectNetwork": document(
        deny(
            "KeepNetworkAsBuilt",
            [
                "ec2:CreateInternetGateway",
                "ec2:AttachInternetGateway",
                "ec2:DeleteFlowLogs",
                "ec2:CreateVpcPeeringConnection",
                "ec2:AcceptVpcPeeringConnection",
            ],
            condition={
                "ArnNotLike": {"aws:PrincipalArn": [ORG_ADMIN_ROLES, "arn:aws:iam::*:role/ci/deploy"]}
            },
        ),
        deny(
            "NoLongLivedKeys",
            ["iam:CreateAccessKey", "iam:CreateUser"],
            condition={"ArnNotLike": {"aws:PrincipalArn": ORG_ADMIN_ROLES}},
        ),
    ),
    "DevelopmentServices": document(
        allow(
            "ServicesForDevelopment",
            [
                "acm:*",
                "apigateway:*",
                "autoscaling:*",
                "cloudformation:*",
                "cloudfront:*",
                "cloudtrail:LookupEvents",
                "cloudtrail:DescribeTrails",
                "cloudwatch:*",
                "config:*",
                "dynamodb:*",
                "ec2:*",
                "ecr:*",
                "ecs:*",
                "elasticloadbalancing:*",
                "events:*",
                "guardduty:Get*",
                "guardduty:List*",
                "iam:*",
                "kms:*",
                "lambda:*",
                "logs:*",
                "route53:*",
                "s3:*",
                "secretsmanager:*",
                "sns:*",
                "sqs:*",
                "ssm:*",
                "sts:*",
                "tag:*",
                "wafv2:*",
                "access-analyzer:*",
                "health:*",
                "support:*",
            ],
        )
    ),
}

RCPS = {
    "RCPFullAWSAccess": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
    },
    "DataPerimeter": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyOurOrganization",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["s3:*", "sqs:*", "kms:*", "secretsmanager:*"],
                "Resource": "*",
                "Condition": {
                    "StringNotEqualsIfExists": {
                        "aws:PrincipalOrgID": ORGANIZATION,
                        "aws:PrincipalAccount": VENDOR,
                    },
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            }
        ],
    },
    "LogArchiveRetention": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "NobodyDeletesLogs",
                "Effect": "Deny",
                "Principal": "*",
                "Action": [
                    "s3:DeleteObject",
                    "s3:DeleteObjectVersion",
                    "s3:PutLifecycleConfiguration",
                    "s3:DeleteBucketPolicy",
                ],
                "Resource": ["arn:aws:s3:::larkmoor-log-archive", "arn:aws:s3:::larkmoor-log-archive/*"],
                "Condition": {
                    "ArnNotLikeIfExists": {"aws:PrincipalArn": ORG_ADMIN_ROLES},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            }
        ],
    },
}
