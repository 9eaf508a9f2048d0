"""The users and roles of the accounts that carry the workloads."""

from identities import (
    SSO_PATH,
    Account,
    deploy_role,
    everywhere,
    read_only,
    service_trust,
    sso_role,
    sso_trust,
    vendor_role,
)
from organization import DATA, HOME, PAYMENTS, WEB, allow, deny, document
from resources import ETL_QUEUE, ETL_TOPIC, INTAKE_SECRET, PORTAL_SECRET, QUEUE, TABLE, bucket_arns, key_arn


def payments():
    account = Account(PAYMENTS)
    everywhere(account)
    account.role(
        "payment-intake",
        service_trust("lambda.amazonaws.com"),
        {
            "Intake": document(
                allow(
                    "Table",
                    ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"],
                    [TABLE, TABLE + "/index/*"],
                ),
                allow("Settle", "sqs:SendMessage", QUEUE),
                allow("GatewaySecret", "secretsmanager:GetSecretValue", INTAKE_SECRET),
                allow(
                    "ThroughServices",
                    "kms:Decrypt",
                    key_arn("payments"),
                    {
                        "StringEquals": {
                            "kms:ViaService": [
                                f"secretsmanager.{HOME}.amazonaws.com",
                                f"dynamodb.{HOME}.amazonaws.com",
                            ]
                        }
                    },
                ),
                allow(
                    "Logs",
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    f"arn:aws:logs:{HOME}:{PAYMENTS}:log-group:/aws/lambda/payment-intake*",
                ),
            )
        },
        path="/service/",
        tags={"team": "payments"},
    )
    account.role(
        "settlement-worker",
        service_trust("ecs-tasks.amazonaws.com"),
        {
            "Settle": document(
                allow(
                    "Queue",
                    ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
                    QUEUE,
                ),
                allow(
                    "Files",
                    ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                    bucket_arns("larkmoor-settlements"),
                ),
                allow("Export", "s3:PutObject", "arn:aws:s3:::larkmoor-landing/payments/*"),
                allow("Table", ["dynamodb:Query", "dynamodb:UpdateItem"], [TABLE, TABLE + "/index/*"]),
                allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn("payments"), key_arn("data")]),
            )
        },
        path="/service/",
        tags={"team": "payments"},
    )
    account.role(
        "card-reconciliation",
        service_trust("ecs-tasks.amazonaws.com"),
        {
            "Reconcile": document(
                allow(
                    "ClearingFiles",
                    ["s3:GetObject", "s3:ListBucket"],
                    bucket_arns("clearing-settlement-files"),
                ),
                allow(
                    "OurFiles",
                    ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                    bucket_arns("larkmoor-settlements"),
                ),
                allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], key_arn("payments")),
            )
        },
        path="/finance/",
        tags={"team": "finance-systems"},
        age=700,
    )
    deploy_role(
        account,
        "payments/*",
        [
            allow(
                "Edge",
                [
                    "acm:DescribeCertificate",
                    "acm:ListCertificates",
                    "cloudfront:*",
                    "wafv2:Get*",
                    "wafv2:List*",
                ],
            )
        ],
    )
    vendor_role(account)
    account.role(
        sso_role(PAYMENTS, "PaymentsOperator").rsplit("/", 1)[1],
        sso_trust(PAYMENTS),
        {
            "AwsSSOInlinePolicy": document(
                read_only(),
                allow(
                    "Operate",
                    [
                        "sqs:SendMessage",
                        "sqs:ReceiveMessage",
                        "ecs:UpdateService",
                        "ecs:ExecuteCommand",
                        "lambda:InvokeFunction",
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "s3:GetObject",
                    ],
                ),
            )
        },
        path=SSO_PATH,
    )
    return account


def data():
    account = Account(DATA)
    everywhere(account)
    boundary = account.policy(
        "PipelineBoundary",
        [
            document(allow("Everything", "*")),
            document(
                allow(
                    "Objects",
                    [
                        "s3:GetObject",
                        "s3:PutObject",
                        "s3:DeleteObject",
                        "s3:ListBucket",
                        "s3:GetBucketLocation",
                        "s3:AbortMultipartUpload",
                    ],
                ),
                allow(
                    "Catalog",
                    ["glue:Get*", "glue:BatchCreatePartition", "glue:UpdateTable", "glue:UpdatePartition"],
                ),
                allow("Queries", ["athena:StartQueryExecution", "athena:GetQuery*", "athena:GetWorkGroup"]),
                allow("Encryption", ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
                allow("Messages", ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]),
                allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"]),
            ),
        ],
        path="/boundary/",
        boundary_uses=1,
    )
    lakes = [
        arn
        for b in (
            "larkmoor-landing",
            "larkmoor-curated",
            "larkmoor-published",
            "larkmoor-athena-results",
            "larkmoor-ml-scratch",
        )
        for arn in bucket_arns(b)
    ]
    account.role(
        "nightly-etl",
        service_trust("ecs-tasks.amazonaws.com"),
        {
            "Pipeline": document(
                allow("Lakes", ["s3:Get*", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"], lakes),
                allow(
                    "Catalog",
                    ["glue:Get*", "glue:BatchCreatePartition", "glue:UpdateTable", "glue:UpdatePartition"],
                ),
                allow("Queries", ["athena:StartQueryExecution", "athena:GetQuery*"]),
                allow(
                    "Key", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn("data"), key_arn("restricted")]
                ),
                allow("Announce", ["sqs:SendMessage", "sns:Publish"], [ETL_QUEUE, ETL_TOPIC]),
            )
        },
        path="/pipeline/",
        boundary=boundary,
        tags={"team": "data"},
    )
    account.role(
        "glue-crawler",
        service_trust("glue.amazonaws.com"),
        {
            "Crawl": document(
                allow(
                    "Lakes",
                    ["s3:GetObject", "s3:ListBucket"],
                    bucket_arns("larkmoor-curated") + bucket_arns("larkmoor-landing"),
                ),
                allow("Catalog", ["glue:*"]),
                allow("Key", "kms:Decrypt", key_arn("data")),
            )
        },
        path="/pipeline/",
    )
    deploy_role(account, "data/*", [allow("Catalog", "glue:*"), allow("Keys", ["kms:Get*", "kms:List*"])])
    vendor_role(account)
    account.role(
        sso_role(DATA, "DataAnalyst").rsplit("/", 1)[1],
        sso_trust(DATA),
        {
            "AwsSSOInlinePolicy": document(
                allow(
                    "Ask",
                    [
                        "athena:*",
                        "glue:Get*",
                        "s3:ListAllMyBuckets",
                        "s3:GetBucketLocation",
                        "kms:ListAliases",
                        "cloudwatch:Get*",
                        "cloudwatch:List*",
                        "cloudwatch:Describe*",
                    ],
                ),
                allow(
                    "Read",
                    ["s3:GetObject", "s3:ListBucket"],
                    bucket_arns("larkmoor-curated") + bucket_arns("larkmoor-published"),
                ),
                allow(
                    "OwnFolder",
                    ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    "arn:aws:s3:::larkmoor-ml-scratch/${aws:PrincipalTag/team}/*",
                ),
                allow(
                    "Results",
                    ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                    bucket_arns("larkmoor-athena-results"),
                ),
                allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], key_arn("data")),
            )
        },
        path=SSO_PATH,
        tags={"team": "analytics"},
    )
    account.role(
        sso_role(DATA, "DataEngineer").rsplit("/", 1)[1],
        sso_trust(DATA),
        {
            "AwsSSOInlinePolicy": document(
                read_only(),
                allow(
                    "Lake",
                    [
                        "glue:*",
                        "athena:*",
                        "sqs:*",
                        "ecs:*",
                        "s3:GetObject*",
                        "s3:PutObject",
                        "kms:Decrypt",
                        "kms:GenerateDataKey",
                    ],
                ),
                deny("NoTableDrops", ["glue:DeleteTable", "glue:DeleteDatabase"]),
            )
        },
        path=SSO_PATH,
    )
    return account


def web():
    account = Account(WEB)
    everywhere(account)
    boundary = account.policy(
        "DevelopmentBoundary",
        [
            document(
                allow(
                    "Build",
                    [
                        "acm:*",
                        "apigateway:*",
                        "cloudformation:*",
                        "cloudfront:*",
                        "cloudwatch:*",
                        "dynamodb:*",
                        "ec2:*",
                        "ecr:*",
                        "ecs:*",
                        "lambda:*",
                        "logs:*",
                        "s3:*",
                        "secretsmanager:*",
                        "sns:*",
                        "sqs:*",
                        "ssm:*",
                        "tag:*",
                        "wafv2:*",
                        "route53:Get*",
                        "route53:List*",
                        "kms:*",
                        "iam:Get*",
                        "iam:List*",
                        "iam:PassRole",
                        "health:*",
                    ],
                ),
                deny("NetworkIsShared", ["ec2:CreateVpc", "ec2:DeleteVpc", "ec2:*TransitGateway*"]),
            )
        ],
        path="/boundary/",
        boundary_uses=2,
    )
    account.role(
        sso_role(WEB, "Developer").rsplit("/", 1)[1],
        sso_trust(WEB),
        {
            "AwsSSOInlinePolicy": document(
                allow(
                    "Develop",
                    [
                        "acm:*",
                        "apigateway:*",
                        "cloudformation:*",
                        "cloudfront:*",
                        "cloudwatch:*",
                        "dynamodb:*",
                        "ec2:*",
                        "ecr:*",
                        "ecs:*",
                        "elasticloadbalancing:*",
                        "iam:Get*",
                        "iam:List*",
                        "iam:PassRole",
                        "kms:Decrypt",
                        "kms:DescribeKey",
                        "kms:GenerateDataKey",
                        "kms:List*",
                        "lambda:*",
                        "logs:*",
                        "route53:Get*",
                        "route53:List*",
                        "s3:*",
                        "sagemaker:*",
                        "secretsmanager:*",
                        "sns:*",
                        "sqs:*",
                        "ssm:*",
                        "tag:*",
                        "wafv2:*",
                    ],
                )
            )
        },
        path=SSO_PATH,
        boundary=boundary,
        tags={"team": "web"},
    )
    account.role(
        "portal-web",
        service_trust("ec2.amazonaws.com"),
        {
            "Portal": document(
                allow("Prices", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-published")),
                allow("Uploads", ["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::larkmoor-web-dev-uploads/*"),
                allow("SessionKey", "secretsmanager:GetSecretValue", PORTAL_SECRET),
                allow("Key", "kms:Decrypt", key_arn("web")),
                allow("Agent", ["ssm:UpdateInstanceInformation", "ssm:ListInstanceAssociations"]),
            )
        },
        path="/service/",
        boundary=boundary,
        tags={"team": "web"},
        profile=True,
    )
    account.role(
        "thumbnailer",
        service_trust("lambda.amazonaws.com"),
        {
            "Thumbnails": document(
                allow("Read", "s3:GetObject", "arn:aws:s3:::larkmoor-web-dev-uploads/*"),
                allow("Write", "s3:PutObject", "arn:aws:s3:::larkmoor-web-dev-assets/thumbnails/*"),
            )
        },
        path="/service/",
    )
    deploy_role(
        account,
        "web/*",
        [
            allow(
                "Site",
                ["s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetObject"],
                bucket_arns("larkmoor-web-dev-assets"),
            ),
            allow(
                "Edge",
                [
                    "acm:DescribeCertificate",
                    "acm:ListCertificates",
                    "cloudfront:*",
                    "wafv2:Get*",
                    "wafv2:List*",
                ],
            ),
        ],
    )
    return account
