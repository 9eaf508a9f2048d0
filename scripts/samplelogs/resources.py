"""What the organization owns: buckets, keys, queues, secrets, and the policies attached to them."""

from organization import (
    CLEARING,
    DATA,
    GLOBAL,
    HOME,
    MANAGEMENT,
    NAMES,
    ORG_ADMIN_ROLES,
    ORGANIZATION,
    PAYMENTS,
    SECURITY,
    SHARED,
    WEB,
    document,
)
from seeded import labelled_uuid


def key_id(label):
    return labelled_uuid("kms-key-" + label)


def key_arn(label):
    account, region = KEYS[label]
    return f"arn:aws:kms:{region}:{account}:key/{key_id(label)}"


KEYS = {
    "payments": (PAYMENTS, HOME),
    "data": (DATA, HOME),
    "trail": (SECURITY, HOME),
    "artifacts": (SHARED, HOME),
    "web": (WEB, HOME),
    "restricted": (DATA, HOME),
}

BUCKETS = {
    "larkmoor-settlements": PAYMENTS,
    "larkmoor-payments-exports": PAYMENTS,
    "larkmoor-landing": DATA,
    "larkmoor-curated": DATA,
    "larkmoor-published": DATA,
    "larkmoor-athena-results": DATA,
    "larkmoor-ml-scratch": DATA,
    "larkmoor-web-dev-assets": WEB,
    "larkmoor-web-dev-uploads": WEB,
    "larkmoor-log-archive": SECURITY,
    "larkmoor-artifacts": SHARED,
    "larkmoor-backups": SHARED,
    "clearing-settlement-files": CLEARING,
}
BUCKET_REGIONS = {"clearing-settlement-files": GLOBAL}

QUEUE = f"arn:aws:sqs:{HOME}:{PAYMENTS}:settlement-requests"
ETL_QUEUE = f"arn:aws:sqs:{HOME}:{DATA}:etl-events"
ETL_TOPIC = f"arn:aws:sns:{HOME}:{DATA}:etl-finished"
TABLE = f"arn:aws:dynamodb:{HOME}:{PAYMENTS}:table/payments"
INTAKE_SECRET = f"arn:aws:secretsmanager:{HOME}:{PAYMENTS}:secret:payments/intake/gateway-Qm4xTz"
PORTAL_SECRET = f"arn:aws:secretsmanager:{HOME}:{WEB}:secret:portal/session-key-b7WcRd"
DATA_ENDPOINT = "vpce-0b7c1d92e4f6a8035"
PAYMENTS_ENDPOINT = "vpce-04e8d3a17c5b9f216"


def bucket_arns(bucket):
    return [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]


def insecure_transport(bucket):
    return {
        "Sid": "TLSOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": bucket_arns(bucket),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def service_statement(sid, service, action, resource, condition=None):
    made = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": resource,
    }
    if condition:
        made["Condition"] = condition
    return made


def granted(sid, principals, action, resource, condition=None):
    made = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": principals},
        "Action": action,
        "Resource": resource,
    }
    if condition:
        made["Condition"] = condition
    return made


def bucket_policies():
    trail = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail"
    in_organization = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}
    return {
        "larkmoor-settlements": document(
            insecure_transport("larkmoor-settlements"),
            {
                "Sid": "SettlementsStayWithFinance",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::larkmoor-settlements/*",
                "Condition": {
                    "ArnNotLike": {
                        "aws:PrincipalArn": [
                            f"arn:aws:iam::{PAYMENTS}:role/service/*",
                            f"arn:aws:iam::{PAYMENTS}:role/finance/*",
                            ORG_ADMIN_ROLES,
                        ]
                    }
                },
            },
        ),
        "larkmoor-curated": document(insecure_transport("larkmoor-curated")),
        "larkmoor-landing": document(
            insecure_transport("larkmoor-landing"),
            granted(
                "PaymentsExports",
                f"arn:aws:iam::{PAYMENTS}:role/service/settlement-worker",
                "s3:PutObject",
                "arn:aws:s3:::larkmoor-landing/payments/*",
            ),
        ),
        "larkmoor-published": document(
            insecure_transport("larkmoor-published"),
            granted(
                "PortalReads",
                f"arn:aws:iam::{WEB}:role/service/portal-web",
                ["s3:GetObject"],
                "arn:aws:s3:::larkmoor-published/prices/*",
            ),
            granted(
                "PortalLists",
                f"arn:aws:iam::{WEB}:role/service/portal-web",
                "s3:ListBucket",
                "arn:aws:s3:::larkmoor-published",
                {"StringLike": {"s3:prefix": "prices/*"}},
            ),
        ),
        "larkmoor-log-archive": document(
            insecure_transport("larkmoor-log-archive"),
            service_statement(
                "TrailChecksAcl",
                "cloudtrail.amazonaws.com",
                "s3:GetBucketAcl",
                "arn:aws:s3:::larkmoor-log-archive",
            ),
            service_statement(
                "TrailWrites",
                "cloudtrail.amazonaws.com",
                "s3:PutObject",
                "arn:aws:s3:::larkmoor-log-archive/AWSLogs/*",
                {"StringEquals": {"aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
            ),
            service_statement(
                "ConfigChecks",
                "config.amazonaws.com",
                ["s3:GetBucketAcl", "s3:ListBucket"],
                "arn:aws:s3:::larkmoor-log-archive",
            ),
            service_statement(
                "ConfigWrites",
                "config.amazonaws.com",
                "s3:PutObject",
                "arn:aws:s3:::larkmoor-log-archive/config/*",
            ),
        ),
        "larkmoor-artifacts": document(
            insecure_transport("larkmoor-artifacts"),
            {
                "Sid": "DeployRolesRead",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": bucket_arns("larkmoor-artifacts"),
                "Condition": {
                    **in_organization,
                    "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci/deploy"},
                },
            },
        ),
    }


def key_policies():
    def base(account):
        return {
            "Sid": "AccountAdministers",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }

    policies = {label: document(base(account)) for label, (account, _) in KEYS.items()}
    policies["trail"]["Statement"].append(
        service_statement(
            "TrailEncrypts", "cloudtrail.amazonaws.com", ["kms:GenerateDataKey*", "kms:DescribeKey"], "*"
        )
    )
    policies["artifacts"]["Statement"].append(
        {
            "Sid": "DeployRolesDecrypt",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION},
                "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci/deploy"},
            },
        }
    )
    # A key whose policy does not hand the decision to the account's identity policies.
    policies["restricted"] = document(
        granted(
            "PipelineUses",
            f"arn:aws:iam::{DATA}:role/pipeline/nightly-etl",
            ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
            "*",
        ),
        granted(
            "PlatformAdministers",
            f"arn:aws:iam::{DATA}:role/ci/deploy",
            ["kms:Describe*", "kms:Get*", "kms:List*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
            "*",
        ),
    )
    return policies


def resource_policies():
    """Account to file name to the `{"resource", "policy"}` object or list that the file holds."""
    files = {account: {} for account in NAMES}
    for bucket, policy in bucket_policies().items():
        files[BUCKETS[bucket]][f"s3-{bucket}.json"] = {"resource": f"arn:aws:s3:::{bucket}", "policy": policy}
    keys = {}
    for label, policy in key_policies().items():
        keys.setdefault(KEYS[label][0], []).append({"resource": key_arn(label), "policy": policy})
    for account, entries in keys.items():
        files[account]["kms-keys.json"] = entries
    files[PAYMENTS]["sqs-settlement-requests.json"] = {
        "resource": QUEUE,
        "policy": document(
            service_statement(
                "ScheduleSends",
                "events.amazonaws.com",
                "sqs:SendMessage",
                QUEUE,
                {"ArnEquals": {"aws:SourceArn": f"arn:aws:events:{HOME}:{PAYMENTS}:rule/settlement-hourly"}},
            )
        ),
    }
    files[PAYMENTS]["secretsmanager-intake.json"] = {
        "resource": INTAKE_SECRET,
        "policy": document(
            {
                "Sid": "IntakeAndRotationOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
                "Condition": {
                    "ArnNotEquals": {
                        "aws:PrincipalArn": [
                            f"arn:aws:iam::{PAYMENTS}:role/service/payment-intake",
                            f"arn:aws:iam::{PAYMENTS}:role/service/settlement-worker",
                        ]
                    }
                },
            }
        ),
    }
    files[DATA]["sns-etl-finished.json"] = {
        "resource": ETL_TOPIC,
        "policy": document(
            granted(
                "AccountPublishes",
                f"arn:aws:iam::{DATA}:root",
                ["sns:Subscribe", "sns:GetTopicAttributes"],
                ETL_TOPIC,
            )
        ),
    }
    return files


def endpoint_policies():
    """Account to endpoint id to policy document."""
    data = document(
        {
            "Sid": "PipelineBuckets",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [
                arn
                for b in (
                    "larkmoor-landing",
                    "larkmoor-curated",
                    "larkmoor-published",
                    "larkmoor-athena-results",
                )
                for arn in bucket_arns(b)
            ],
        }
    )
    payments = document(
        {
            "Sid": "OurPrincipalsOnly",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
        }
    )
    return {DATA: {DATA_ENDPOINT: data}, PAYMENTS: {PAYMENTS_ENDPOINT: payments}}
