"""Users, groups and roles of every account, in the shape IAM exports them."""

from organization import *
from resources import (BUCKETS, ETL_QUEUE, ETL_TOPIC, INTAKE_SECRET, PORTAL_SECRET, QUEUE, TABLE, bucket_arns, key_arn)
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
    return trust({"Federated": f"arn:aws:iam::{account}:saml-provider/{SSO_PROVIDER}"},
                 ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                 {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}})


def ci_trust(account, project):
    return trust({"Federated": f"arn:aws:iam::{account}:oidc-provider/{OIDC}"}, "sts:AssumeRoleWithWebIdentity",
                 {"StringEquals": {f"{OIDC}:aud": "sts.amazonaws.com"},
                  "StringLike": {f"{OIDC}:sub": f"project:{project}:ref:*"}})


class Account:
    """The entities of one account, before they are written as `authorization-details.json`."""

    def __init__(self, number):
        self.number, self.roles, self.users, self.groups, self.policies = number, [], [], [], []

    def role(self, name, trusted, inline=None, managed=(), path="/", boundary=None, tags=None, profile=False, age=400):
        arn = f"arn:aws:iam::{self.number}:role{path}{name}"
        made = {"Path": path, "RoleName": name, "RoleId": stable_id("AROA", arn), "Arn": arn,
                "CreateDate": created(age, arn), "AssumeRolePolicyDocument": trusted, "InstanceProfileList": [],
                "RolePolicyList": [{"PolicyName": n, "PolicyDocument": d} for n, d in (inline or {}).items()],
                "AttachedManagedPolicies": [attached(p) for p in managed]}
        if profile:
            made["InstanceProfileList"].append({
                "Path": path, "InstanceProfileName": name, "InstanceProfileId": stable_id("AIPA", arn),
                "Arn": arn.replace(":role/", ":instance-profile/"), "CreateDate": created(age, arn),
                "Roles": [{k: made[k] for k in ("Path", "RoleName", "RoleId", "Arn", "CreateDate",
                                                "AssumeRolePolicyDocument")}]})
        if boundary:
            made["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
        made["Tags"] = [{"Key": k, "Value": v} for k, v in (tags or {}).items()]
        made["RoleLastUsed"] = {"LastUsedDate": "2026-09-30T21:14:07+00:00", "Region": HOME}
        self.roles.append(made)
        return arn

    def policy(self, name, versions, path="/", boundary_uses=0, owner=None):
        """`versions` is oldest first; the last one is the default."""
        arn = f"arn:aws:iam::{owner or self.number}:policy{path}{name}"
        count = len(versions)
        self.policies.append({
            "PolicyName": name, "PolicyId": stable_id("ANPA", arn), "Arn": arn, "Path": path,
            "DefaultVersionId": f"v{count}", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": boundary_uses,
            "IsAttachable": True, "CreateDate": created(390, arn), "UpdateDate": created(40, arn),
            "PolicyVersionList": [
                {"Document": text, "VersionId": f"v{n}", "IsDefaultVersion": n == count,
                 "CreateDate": created(390 - 50 * n, arn)}
                for n, text in reversed(list(enumerate(versions, 1)))]})
        return arn

    def details(self):
        return {"UserDetailList": self.users, "GroupDetailList": self.groups, "RoleDetailList": self.roles,
                "Policies": self.policies}


def attached(arn):
    return {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn}


def created(days_before, label):
    source = Seeded("created" + label)
    month = (8 - days_before // 30) % 12 + 1
    year = 2026 + (8 - days_before // 30) // 12
    return (f"{year}-{month:02d}-{source.between(1, 28):02d}T{source.between(7, 17):02d}:"
            f"{source.between(0, 59):02d}:{source.between(0, 59):02d}+00:00")


def read_only(sid="LookAround"):
    return allow(sid, ["acm:Describe*", "acm:List*", "autoscaling:Describe*", "cloudformation:Describe*",
                       "cloudformation:List*", "cloudfront:Get*", "cloudfront:List*", "cloudtrail:LookupEvents",
                       "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "dynamodb:Describe*",
                       "dynamodb:List*", "ec2:Describe*", "ecs:Describe*", "ecs:List*", "elasticloadbalancing:Describe*",
                       "iam:Get*", "iam:List*", "kms:DescribeKey", "kms:List*", "lambda:Get*", "lambda:List*",
                       "logs:Describe*", "logs:FilterLogEvents", "logs:Get*", "logs:StartQuery", "s3:GetBucket*",
                       "s3:GetAccountPublicAccessBlock", "s3:GetEncryptionConfiguration", "s3:ListAllMyBuckets",
                       "s3:ListBucket", "sns:Get*", "sns:List*", "sqs:Get*", "sqs:List*", "tag:Get*"])


def everywhere(account):
    """What the platform team rolls out to each account."""
    account.role("posture-reader", trust({"AWS": f"arn:aws:iam::{SECURITY}:role/service/posture-scanner"}),
                 managed=[account.policy("PostureRead", [document(
                     allow("ReadConfiguration", ["access-analyzer:List*", "cloudtrail:Describe*", "cloudtrail:Get*",
                                                 "config:Describe*", "ec2:Describe*", "guardduty:Get*",
                                                 "guardduty:List*", "iam:Generate*", "iam:Get*", "iam:List*",
                                                 "kms:GetKeyRotationStatus", "kms:List*", "lambda:List*", "rds:Describe*",
                                                 "s3:GetAccountPublicAccessBlock", "s3:GetBucket*",
                                                 "s3:GetEncryptionConfiguration", "s3:ListAllMyBuckets",
                                                 "sqs:List*", "secretsmanager:ListSecrets"]))])], path="/audit/")
    account.role(sso_role(account.number, "ReadOnly").rsplit("/", 1)[1], sso_trust(account.number),
                 {"AwsSSOInlinePolicy": document(read_only())}, path=SSO_PATH)
    administrator = account.policy("AdministratorAccess", [document({"Effect": "Allow", "Action": "*", "Resource": "*"})],
                                   owner="aws")
    account.role(sso_role(account.number, "OrgAdmin").rsplit("/", 1)[1], sso_trust(account.number),
                 managed=[administrator], path=SSO_PATH)
    for service, name, actions in (
            ("config.amazonaws.com", "AWSServiceRoleForConfig", ["config:Put*", "ec2:Describe*", "iam:Get*", "iam:List*",
                                                                 "s3:GetBucket*", "lambda:List*"]),
            ("autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", ["ec2:Describe*", "ec2:RunInstances",
                                                                           "cloudwatch:DescribeAlarms"]),
            ("ecs.amazonaws.com", "AWSServiceRoleForECS", ["ec2:Describe*", "ec2:AttachNetworkInterface",
                                                           "elasticloadbalancing:*", "servicediscovery:*"])):
        account.role(name, service_trust(service), {"ServiceRolePolicy": document(allow("Managed", actions))},
                     path=f"/aws-service-role/{service}/")


def deploy_role(account, project, extra=()):
    number = account.number
    account.role("deploy", ci_trust(number, project), {"Deploy": document(
        allow("Stacks", ["cloudformation:*", "lambda:*", "logs:*", "ecs:*", "ecr:*", "events:*", "dynamodb:*",
                         "sqs:*", "sns:*", "ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "apigateway:*", "ssm:*"]),
        allow("Roles", ["iam:GetRole", "iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:TagRole",
                        "iam:PassRole", "iam:GetRolePolicy"], f"arn:aws:iam::{number}:role/service/*"),
        allow("Artifacts", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-artifacts")),
        allow("ArtifactKey", ["kms:Decrypt", "kms:DescribeKey"], key_arn("artifacts")), *extra)},
        path="/ci/", tags={"project": project}, age=310)


def vendor_role(account):
    account.role("cost-insights", trust({"AWS": f"arn:aws:iam::{VENDOR}:root"},
                                        condition={"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}),
                 {"UsageRead": document(allow("Usage", ["ce:Get*", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics",
                                                        "ec2:Describe*", "rds:Describe*", "s3:GetBucketLocation",
                                                        "s3:ListAllMyBuckets", "tag:GetResources"]))},
                 path="/vendor/", tags={"vendor": "cost-insights"})


def payments():
    account = Account(PAYMENTS)
    everywhere(account)
    account.role("payment-intake", service_trust("lambda.amazonaws.com"), {"Intake": document(
        allow("Table", ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"], [TABLE, TABLE + "/index/*"]),
        allow("Settle", "sqs:SendMessage", QUEUE),
        allow("GatewaySecret", "secretsmanager:GetSecretValue", INTAKE_SECRET),
        allow("ThroughServices", "kms:Decrypt", key_arn("payments"), {"StringEquals": {"kms:ViaService": [
            f"secretsmanager.{HOME}.amazonaws.com", f"dynamodb.{HOME}.amazonaws.com"]}}),
        allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], f"arn:aws:logs:{HOME}:{PAYMENTS}:log-group:/aws/lambda/payment-intake:*"))},
        path="/service/", tags={"team": "payments"})
    account.role("settlement-worker", service_trust("ecs-tasks.amazonaws.com"), {"Settle": document(
        allow("Queue", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"], QUEUE),
        allow("Files", ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], bucket_arns("larkmoor-settlements")),
        allow("Export", "s3:PutObject", "arn:aws:s3:::larkmoor-landing/payments/*"),
        allow("Table", ["dynamodb:Query", "dynamodb:UpdateItem"], [TABLE, TABLE + "/index/*"]),
        allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn("payments"), key_arn("data")]))},
        path="/service/", tags={"team": "payments"})
    account.role("card-reconciliation", service_trust("ecs-tasks.amazonaws.com"), {"Reconcile": document(
        allow("ClearingFiles", ["s3:GetObject", "s3:ListBucket"], bucket_arns("clearing-settlement-files")),
        allow("OurFiles", ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], bucket_arns("larkmoor-settlements")),
        allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], key_arn("payments")))},
        path="/finance/", tags={"team": "finance-systems"}, age=700)
    deploy_role(account, "payments/*", [
        allow("Edge", ["acm:DescribeCertificate", "acm:ListCertificates", "cloudfront:*", "wafv2:Get*", "wafv2:List*"])])
    vendor_role(account)
    account.role(sso_role(PAYMENTS, "PaymentsOperator").rsplit("/", 1)[1], sso_trust(PAYMENTS), {
        "AwsSSOInlinePolicy": document(
            read_only(),
            allow("Operate", ["sqs:SendMessage", "sqs:ReceiveMessage", "ecs:UpdateService", "ecs:ExecuteCommand",
                              "lambda:InvokeFunction", "dynamodb:GetItem", "dynamodb:Query", "s3:GetObject"]))}, path=SSO_PATH)
    return account


def data():
    account = Account(DATA)
    everywhere(account)
    boundary = account.policy("PipelineBoundary", [
        document(allow("Everything", "*")),
        document(
            allow("Objects", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketLocation",
                              "s3:AbortMultipartUpload"]),
            allow("Catalog", ["glue:Get*", "glue:BatchCreatePartition", "glue:UpdateTable", "glue:UpdatePartition"]),
            allow("Queries", ["athena:StartQueryExecution", "athena:GetQuery*", "athena:GetWorkGroup"]),
            allow("Encryption", ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
            allow("Messages", ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]),
            allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"]))],
        path="/boundary/", boundary_uses=1)
    lakes = [arn for b in ("larkmoor-landing", "larkmoor-curated", "larkmoor-published", "larkmoor-athena-results",
                           "larkmoor-ml-scratch") for arn in bucket_arns(b)]
    account.role("nightly-etl", service_trust("ecs-tasks.amazonaws.com"), {"Pipeline": document(
        allow("Lakes", ["s3:Get*", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"], lakes),
        allow("Catalog", ["glue:Get*", "glue:BatchCreatePartition", "glue:UpdateTable", "glue:UpdatePartition"]),
        allow("Queries", ["athena:StartQueryExecution", "athena:GetQuery*"]),
        allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn("data"), key_arn("restricted")]),
        allow("Announce", ["sqs:SendMessage", "sns:Publish"], [ETL_QUEUE, ETL_TOPIC]))},
        path="/pipeline/", boundary=boundary, tags={"team": "data"})
    account.role("glue-crawler", service_trust("glue.amazonaws.com"), {"Crawl": document(
        allow("Lakes", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-curated") + bucket_arns("larkmoor-landing")),
        allow("Catalog", ["glue:*"]), allow("Key", "kms:Decrypt", key_arn("data")))}, path="/pipeline/")
    deploy_role(account, "data/*", [allow("Catalog", "glue:*"), allow("Keys", ["kms:Get*", "kms:List*"])])
    vendor_role(account)
    account.role(sso_role(DATA, "DataAnalyst").rsplit("/", 1)[1], sso_trust(DATA), {"AwsSSOInlinePolicy": document(
        allow("Ask", ["athena:*", "glue:Get*", "s3:ListAllMyBuckets", "s3:GetBucketLocation", "kms:ListAliases", "cloudwatch:Get*",
                      "cloudwatch:List*", "cloudwatch:Describe*"]),
        allow("Read", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-curated") + bucket_arns("larkmoor-published")),
        allow("OwnFolder", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
              "arn:aws:s3:::larkmoor-ml-scratch/${aws:PrincipalTag/team}/*"),
        allow("Results", ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], bucket_arns("larkmoor-athena-results")),
        allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], key_arn("data")))}, path=SSO_PATH, tags={"team": "analytics"})
    account.role(sso_role(DATA, "DataEngineer").rsplit("/", 1)[1], sso_trust(DATA), {"AwsSSOInlinePolicy": document(
        read_only(), allow("Lake", ["glue:*", "athena:*", "sqs:*", "ecs:*", "s3:GetObject*", "s3:PutObject", "kms:Decrypt",
                                    "kms:GenerateDataKey"]),
        deny("NoTableDrops", ["glue:DeleteTable", "glue:DeleteDatabase"]))}, path=SSO_PATH)
    return account


def web():
    account = Account(WEB)
    everywhere(account)
    boundary = account.policy("DevelopmentBoundary", [document(
        allow("Build", ["acm:*", "apigateway:*", "cloudformation:*", "cloudfront:*", "cloudwatch:*", "dynamodb:*",
                        "ec2:*", "ecr:*", "ecs:*", "lambda:*", "logs:*", "s3:*", "secretsmanager:*", "sns:*", "sqs:*",
                        "ssm:*", "tag:*", "wafv2:*", "route53:Get*", "route53:List*", "kms:*", "iam:Get*", "iam:List*",
                        "iam:PassRole", "health:*"]),
        deny("NetworkIsShared", ["ec2:CreateVpc", "ec2:DeleteVpc", "ec2:*TransitGateway*"]))],
        path="/boundary/", boundary_uses=2)
    account.role(sso_role(WEB, "Developer").rsplit("/", 1)[1], sso_trust(WEB), {"AwsSSOInlinePolicy": document(
        allow("Develop", ["acm:*", "apigateway:*", "cloudformation:*", "cloudfront:*", "cloudwatch:*", "dynamodb:*", "ec2:*",
                          "ecr:*", "ecs:*", "elasticloadbalancing:*", "iam:Get*", "iam:List*", "iam:PassRole",
                          "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:List*", "lambda:*", "logs:*",
                          "route53:Get*", "route53:List*", "s3:*", "sagemaker:*", "secretsmanager:*", "sns:*", "sqs:*",
                          "ssm:*", "tag:*", "wafv2:*"]))},
        path=SSO_PATH, boundary=boundary, tags={"team": "web"})
    account.role("portal-web", service_trust("ec2.amazonaws.com"), {"Portal": document(
        allow("Prices", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-published")),
        allow("Uploads", ["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::larkmoor-web-dev-uploads/*"),
        allow("SessionKey", "secretsmanager:GetSecretValue", PORTAL_SECRET),
        allow("Key", "kms:Decrypt", key_arn("web")),
        allow("Agent", ["ssm:UpdateInstanceInformation", "ssm:ListInstanceAssociations"]))},
        path="/service/", boundary=boundary, tags={"team": "web"}, profile=True)
    account.role("thumbnailer", service_trust("lambda.amazonaws.com"), {"Thumbnails": document(
        allow("Read", "s3:GetObject", "arn:aws:s3:::larkmoor-web-dev-uploads/*"),
        allow("Write", "s3:PutObject", "arn:aws:s3:::larkmoor-web-dev-assets/thumbnails/*"))}, path="/service/")
    deploy_role(account, "web/*", [
        allow("Site", ["s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetObject"], bucket_arns("larkmoor-web-dev-assets")),
        allow("Edge", ["acm:DescribeCertificate", "acm:ListCertificates", "cloudfront:*", "wafv2:Get*", "wafv2:List*"])])
    return account


def security():
    account = Account(SECURITY)
    everywhere(account)
    account.role("posture-scanner", service_trust("lambda.amazonaws.com"), {"Scan": document(
        allow("Enter", "sts:AssumeRole", "arn:aws:iam::*:role/audit/posture-reader"),
        allow("Findings", ["securityhub:BatchImportFindings"]))}, path="/service/")
    account.role(sso_role(SECURITY, "SecurityAnalyst").rsplit("/", 1)[1], sso_trust(SECURITY), {
        "AwsSSOInlinePolicy": document(
            read_only(), allow("Investigate", ["guardduty:*", "securityhub:*", "athena:*", "glue:Get*", "cloudtrail:*"]),
            allow("Archive", ["s3:GetObject*", "s3:ListBucket", "s3:DeleteObject"], bucket_arns("larkmoor-log-archive")),
            allow("Key", "kms:Decrypt", key_arn("trail")))}, path=SSO_PATH)
    return account


def shared():
    account = Account(SHARED)
    everywhere(account)
    deploy_role(account, "platform/*", [
        allow("Publish", ["s3:PutObject"], bucket_arns("larkmoor-artifacts")),
        allow("PublicImages", ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]),
        allow("Encrypt", "kms:GenerateDataKey", key_arn("artifacts"))])
    target = account.role("restore-target", trust({"AWS": f"arn:aws:iam::{SHARED}:role/backup/restore-broker"}), {
        "Restore": document(allow("Backups", ["s3:GetObject", "s3:ListBucket"], bucket_arns("larkmoor-backups")))}, path="/backup/")
    account.role("restore-broker", service_trust("lambda.amazonaws.com"), {"Broker": document(
        allow("Enter", "sts:AssumeRole", target))}, path="/backup/")
    operators = document(allow("Write", ["s3:PutObject", "s3:ListBucket"], bucket_arns("larkmoor-backups")),
                         allow("Own", ["iam:GetUser", "iam:ListAccessKeys"], f"arn:aws:iam::{SHARED}:user/service/${{aws:username}}"),
                         allow("Look", ["s3:ListAllMyBuckets", "s3:GetBucketLocation"]))
    group = f"arn:aws:iam::{SHARED}:group/backup-operators"
    account.groups.append({"Path": "/", "GroupName": "backup-operators", "GroupId": stable_id("AGPA", group), "Arn": group,
                           "CreateDate": created(900, group), "AttachedManagedPolicies": [],
                           "GroupPolicyList": [{"PolicyName": "BackupWrite", "PolicyDocument": operators}]})
    user = f"arn:aws:iam::{SHARED}:user/service/legacy-backup"
    account.users.append({"Path": "/service/", "UserName": "legacy-backup", "UserId": stable_id("AIDA", user), "Arn": user,
                          "CreateDate": created(900, user), "UserPolicyList": [], "GroupList": ["backup-operators"],
                          "AttachedManagedPolicies": [], "Tags": [{"Key": "owner", "Value": "cloud-platform"}]})
    return account


def management():
    account = Account(MANAGEMENT)
    everywhere(account)
    return account


def accounts():
    return {made.number: made for made in (management(), payments(), data(), web(), security(), shared())}
