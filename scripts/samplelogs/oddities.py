"""Denials of every layer, errors, and the few events that disagree with the snapshot on purpose."""

from organization import *
from people import sign_in
from resources import DATA_ENDPOINT, INTAKE_SECRET, QUEUE, key_arn
from seeded import labelled_uuid, stable_id
from workloads import BOTO, CLI, GO, JAVA, glue_call, is_workday, look, outside, role, table_call
from world import DAY, DAYS, HOUR, Caller, stamp

IDENTITY, SCP, BOUNDARY = "identity-based policy", "service control policy", "permissions boundary"
RESOURCE, SESSION, ENDPOINT = "resource-based policy", "session policy", "VPC endpoint policy"
RCP, TRUST = "resource control policy", "role trust policy"


def run_instances(world, who, t, region, **more):
    image = "ami-0b8e5d1c7a3f42960"
    params = {"instancesSet": {"items": [{"imageId": image, "minCount": 1, "maxCount": 1}]}, "instanceType": "c7g.large",
              "blockDeviceMapping": {}, "monitoring": {"enabled": False}, "disableApiTermination": False, "disableApiStop": False,
              "clientToken": world.random.uuid()}
    world.call(who, t, "ec2", "RunInstances", params, region=region,
               checks=[("ec2:RunInstances", f"arn:aws:ec2:{region}:{who.account}:instance/*")], **more)


def denials(world):
    r = world.random
    for day in range(DAYS):
        t = day * DAY + 8 * HOUR + r.between(0, 4 * HOUR)
        legacy = backup_user()
        world.s3(legacy, day * DAY + 22 * HOUR + 400, "DeleteObject", "larkmoor-backups",
                 f"fileserver/2026-08-{day + 1:02d}/vol0.tar.zst", expect=IDENTITY)
        if not is_workday(day):
            continue
        if day % 2:
            who = sign_in(world, DATA, "DataAnalyst", "jonas.veld", "198.51.100.151", t, False)
            for n in range(r.between(1, 3)):
                world.s3(who, t + 30 + n, "GetObject", "larkmoor-landing", f"orders/2026-09-{day + 1:02d}/part-0000{n}.json.gz", expect=IDENTITY)
        if day % 3 == 0:
            developer_denials(world, day, t)
        if day % 4 == 1:
            payments_denials(world, day, t)
        if day % 5 == 2:
            data_denials(world, day, t)
        if day % 6 == 3:
            platform_denials(world, day, t)


def developer_denials(world, day, t):
    who = sign_in(world, WEB, "Developer", "oda.lindqvist", "198.51.100.140", t)
    world.call(who, t + 60, "sagemaker", "CreateNotebookInstance", None, expect=SCP,
               checks=[("sagemaker:CreateNotebookInstance", f"arn:aws:sagemaker:{HOME}:{WEB}:notebook-instance/price-model")])
    look(world, who, t + 90, "sagemaker", "ListNotebookInstances", GLOBAL, expect=SCP)
    world.call(who, t + 120, "iam", "CreateAccessKey", None, expect=SCP,
               checks=[("iam:CreateAccessKey", f"arn:aws:iam::{WEB}:user/local-test")])
    look(world, who, t + 150, "elasticloadbalancing", "DescribeLoadBalancers", expect=BOUNDARY)
    world.call(who, t + 170, "ec2", "CreateVpc", {"cidrBlock": "10.77.0.0/16", "instanceTenancy": "default", "amazonProvidedIpv6CidrBlock": False},
               checks=[("ec2:CreateVpc", f"arn:aws:ec2:{HOME}:{WEB}:vpc/*")], expect=BOUNDARY)
    world.call(who, t + 200, "ec2", "CreateInternetGateway", {}, expect=SCP,
               checks=[("ec2:CreateInternetGateway", f"arn:aws:ec2:{HOME}:{WEB}:internet-gateway/*")])
    # The console shows CloudFront's metrics from us-east-1.
    for n in range(3):
        look(world, who, t + 300 + n, "cloudwatch", "GetMetricData", GLOBAL)
    instance = world.session(role(WEB, "service/portal-web"), "i-0a5d3c9e71b2f4860", t, ip="203.0.113.91", agent=GO)
    world.s3(instance, t + 400, "GetObject", "larkmoor-published", "margins/2026-q3.json", expect=RESOURCE)


def payments_denials(world, day, t):
    who = sign_in(world, PAYMENTS, "PaymentsOperator", "samir.haddou", "203.0.113.24", t)
    world.s3(who, t + 40, "GetObject", "larkmoor-settlements", f"2026/09/{day:02d}/0000-preview.csv", expect=RESOURCE)
    world.call(who, t + 70, "ecs", "DeleteService", None, expect=IDENTITY,
               checks=[("ecs:DeleteService", f"arn:aws:ecs:{HOME}:{PAYMENTS}:service/main/settlement")])
    reader = sign_in(world, PAYMENTS, "ReadOnly", "lena.brock", "203.0.113.25", t + 600)
    world.call(reader, t + 640, "ec2", "StopInstances", {"instancesSet": {"items": [{"instanceId": "i-04c1d7e92ab35f680"}]}, "force": False},
               checks=[("ec2:StopInstances", f"arn:aws:ec2:{HOME}:{PAYMENTS}:instance/i-04c1d7e92ab35f680")], expect=IDENTITY)
    run_instances(world, reader, t + 670, "us-west-2", expect=IDENTITY)
    admin = sign_in(world, PAYMENTS, "OrgAdmin", "ruth.caldera", "203.0.113.30", t + 900)
    world.call(admin, t + 930, "secretsmanager", "GetSecretValue", None, checks=[("secretsmanager:GetSecretValue", INTAKE_SECRET)], expect=RESOURCE)
    world.by_role(admin, role(PAYMENTS, "vendor/cost-insights"), "ruth", t + 960, expect=TRUST)
    look(world, admin, t + 980, "ec2", "DescribeInstances", GLOBAL)


def data_denials(world, day, t):
    who = sign_in(world, DATA, "DataEngineer", "priya.nandar", "203.0.113.28", t)
    glue_call(world, who, t + 40, "DeleteTable", "clicks_old", expect=IDENTITY)
    world.kms(who, t + 60, "Decrypt", key_arn("restricted"), via=None, encryption={"dataset": "payments"}, expect=RESOURCE)
    pipeline = world.by_service(role(DATA, "pipeline/nightly-etl"), "ecs-tasks.amazonaws.com", world.random.hex(32), t + 100,
                                ip="10.30.12.61", agent=JAVA, endpoint=DATA_ENDPOINT)
    world.s3(pipeline, t + 130, "GetObject", "larkmoor-ml-scratch", "analytics/features.parquet", expect=ENDPOINT)
    ci = world.by_oidc(role(DATA, "ci/deploy"), "data/pipeline", "cleanup", 77000 + day, t + 200, "198.51.100.18", CLI, "ci.larkmoor.example")
    world.call(ci, t + 220, "iam", "CreateUser", None, checks=[("iam:CreateUser", f"arn:aws:iam::{DATA}:user/loader")], expect=SCP)


def platform_denials(world, day, t):
    who = sign_in(world, SECURITY, "SecurityAnalyst", "emil.stroem", "203.0.113.29", t)
    world.s3(who, t + 50, "DeleteObject", "larkmoor-log-archive", f"AWSLogs/{WEB}/CloudTrail/{HOME}/2026/09/{day:02d}/duplicate.json.gz", expect=RCP)
    world.call(who, t + 80, "cloudtrail", "StopLogging", None, expect=SCP,
               checks=[("cloudtrail:StopLogging", f"arn:aws:cloudtrail:{HOME}:{SECURITY}:trail/local-trail")])
    broker = world.by_service(role(SHARED, "backup/restore-broker"), "lambda.amazonaws.com", "restore-broker", t + 200, ip="10.60.1.5", agent=BOTO)
    scope = document(allow("OneVolume", "s3:GetObject", "arn:aws:s3:::larkmoor-backups/fileserver/2026-09-01/*"),
                     allow("List", "s3:ListBucket", "arn:aws:s3:::larkmoor-backups"))
    target = world.by_role(broker, role(SHARED, "backup/restore-target"), "restore-4471", t + 210, policy=scope)
    world.s3(target, t + 220, "ListObjects", "larkmoor-backups", "fileserver/2026-09-01/")
    world.s3(target, t + 225, "GetObject", "larkmoor-backups", "fileserver/2026-09-01/vol1.tar.zst")
    world.s3(target, t + 230, "GetObject", "larkmoor-backups", "fileserver/2026-08-31/vol1.tar.zst", expect=SESSION)
    for account, name in ((STRANGER, "sync"), (STRANGER, "sync-retry")):
        world.s3(outside(account, name, "192.0.2.201", "job"), t + 500, "GetObject", "larkmoor-published", "prices/latest.json", expect=RCP)
    anonymous(world, t + 700)


def anonymous(world, t):
    """An unsigned request: the owner sees it, and nobody's name."""
    who = Caller("session", "ANONYMOUS_PRINCIPAL", None, ip="192.0.2.14", agent="curl/8.14.1", foreign=True,
                 provider={"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"})
    record = world.s3(who, t, "GetObject", "larkmoor-web-dev-assets", ".env", expect=RCP)
    record["additionalEventData"].pop("SignatureVersion")
    record["additionalEventData"].pop("AuthenticationMethod")


def backup_user():
    arn = f"arn:aws:iam::{SHARED}:user/service/legacy-backup"
    return Caller("user", SHARED, arn, name="legacy-backup", principal_id=stable_id("AIDA", arn),
                  key=stable_id("AKIA", "legacy-backup", 16), ip="203.0.113.7",
                  agent="Boto3/1.26.90 Python/3.8.10 Linux/5.4.0-216-generic Botocore/1.29.90")


def errors(world):
    """Answers that are no decision: throttled, invalid, not found, expired, a dry run."""
    r = world.random
    for day in range(1, DAYS, 2):
        t = day * DAY + 11 * HOUR + r.between(0, HOUR)
        who = world.session(role(PAYMENTS, "vendor/cost-insights"), "cost-insights", t, ip="192.0.2.77", agent=GO)
        for n in range(3):
            look(world, who, t + n, "cloudwatch", "GetMetricData", error=("ThrottlingException", "Rate exceeded"))
        intake = world.session(role(PAYMENTS, "service/payment-intake"), "payment-intake", t, ip="10.20.4.77", agent=GO)
        table_call(world, intake, t + 9, "PutItem", error=("ConditionalCheckFailedException", "The conditional request failed"))
        pipeline = world.session(role(DATA, "pipeline/nightly-etl"), r.hex(32), t, ip="10.30.12.44", agent=JAVA, endpoint=DATA_ENDPOINT)
        world.s3(pipeline, t + 12, "GetObject", "larkmoor-landing", "orders/_SUCCESS", error=("NoSuchKey", "The specified key does not exist."))
        world.s3(pipeline, t + 14, "PutObject", "larkmoor-curated", "orders/_lock", error=("SlowDown", "Please reduce your request rate."))
        ci = world.session(role(WEB, "ci/deploy"), f"run-{90000 + day}", t, ip="198.51.100.20", agent=CLI,
                           provider=f"arn:aws:iam::{WEB}:oidc-provider/ci.larkmoor.example")
        stack = f"arn:aws:cloudformation:{HOME}:{WEB}:stack/web-portal/*"
        world.call(ci, t + 20, "cloudformation", "ExecuteChangeSet", None, checks=[("cloudformation:ExecuteChangeSet", stack)],
                   error=("ValidationError", "ChangeSet [release] cannot be executed in its current execution status of [EXECUTE_IN_PROGRESS]"))
        if day % 4 == 1:
            more_errors(world, ci, t)


def more_errors(world, ci, t):
    certificate = f"arn:aws:acm:{GLOBAL}:{WEB}:certificate/{labelled_uuid('certificate' + WEB)}"
    world.call(ci, t + 30, "acm", "DescribeCertificate", None, region=GLOBAL, checks=[("acm:DescribeCertificate", certificate)],
               error=("ThrottlingException", "Rate exceeded"))
    missing = f"arn:aws:iam::{WEB}:role/service/edge-router"
    world.call(ci, t + 33, "iam", "GetRole", {"roleName": "edge-router"}, checks=[("iam:GetRole", missing)],
               error=("NoSuchEntityException", "The role with name edge-router cannot be found."))
    run_instances(world, ci, t + 36, HOME, error=("Client.DryRunOperation", "Request would have succeeded, but DryRun flag is set."))
    world.call(ci, t + 38, "ec2", "DescribeInstances", {"instancesSet": {"items": [{"instanceId": "i-00000000000000bad"}]}, "filterSet": {}},
               error=("Client.InvalidInstanceID.NotFound", "The instance ID 'i-00000000000000bad' does not exist"))
    who = world.session(role(PAYMENTS, "service/settlement-worker"), world.random.hex(32), t, ip="10.20.7.19", agent=JAVA)
    world.call(who, t + 50, "sqs", "ReceiveMessage", None, checks=[("sqs:ReceiveMessage", QUEUE)], data=True,
               error=("ExpiredToken", "The security token included in the request is expired"))
    world.s3(who, t + 60, "GetObject", "larkmoor-settlements", "index.json", error=("InternalError", "We encountered an internal error. Please try again."))


def root_once(world):
    """Somebody locked a bucket and needed the root user, once."""
    t = 10 * DAY + 9 * HOUR + 120
    who = Caller("root", WEB, f"arn:aws:iam::{WEB}:root", principal_id=WEB, key="ASIA" + world.random.text(16), created=t, mfa=True,
                 ip="203.0.113.30", agent="Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", console=True)
    login = world.call(who, t, "signin", "ConsoleLogin", None, region=GLOBAL, free=True, api="AwsConsoleSignIn",
                       response={"ConsoleLogin": "Success"},
                       extra={"additionalEventData": {"LoginTo": "https://console.aws.amazon.com/console/home", "MobileVersion": "No", "MFAUsed": "Yes"}})
    login["userIdentity"] = {"type": "Root", "principalId": WEB, "arn": who.arn, "accountId": WEB, "accessKeyId": ""}
    look(world, who, t + 20, "s3", "ListBuckets")
    look(world, who, t + 25, "ec2", "DescribeAccountAttributes", GLOBAL)
    world.s3(who, t + 60, "DeleteBucketPolicy", "larkmoor-web-dev-assets", params={"policy": ""})
    failed = world.call(who, t - 90, "signin", "ConsoleLogin", None, region=GLOBAL, free=True, api="AwsConsoleSignIn",
                        response={"ConsoleLogin": "Failure"}, extra={"additionalEventData": {"MobileVersion": "No", "MFAUsed": "No"}})
    failed["errorMessage"] = "Failed authentication"
    failed["userIdentity"] = dict(login["userIdentity"])


def mismatches(world):
    """Decisions of policies that have changed since: the README names each by its event id."""
    t = 2 * DAY + 7 * HOUR
    portal = world.session(role(WEB, "service/portal-web"), "i-0a5d3c9e71b2f4860", t - HOUR, ip="203.0.113.91", agent=GO)
    for n in (1, 2):
        world.s3(portal, t + n, "GetObject", "larkmoor-published", f"prices/2026-09-{n:02d}.json", recorded=RESOURCE, label=f"portal-before-policy-{n}")
    engineer = sign_in(world, DATA, "DataEngineer", "priya.nandar", "203.0.113.28", DAY + 9 * HOUR)
    glue_call(world, engineer, DAY + 9 * HOUR + 70, "DeleteTable", "clicks_2024", expect=IDENTITY, recorded="", label="table-dropped")
    world.s3(backup_user(), 22 * HOUR + 500, "DeleteObject", "larkmoor-backups", "fileserver/2026-07-31/vol0.tar.zst",
             expect=IDENTITY, recorded="", label="backup-deleted")
    operator = sign_in(world, PAYMENTS, "PaymentsOperator", "samir.haddou", "203.0.113.24", 8 * HOUR)
    world.s3(operator, 8 * HOUR + 90, "GetObject", "larkmoor-settlements", "2026/08/31/2200-preview.csv",
             expect=RESOURCE, recorded="", label="settlement-read")


def other_kinds(world):
    """Records that are no requests: service events, insights, network activity."""
    r = world.random
    for account, label, day in ((PAYMENTS, "payments", 4), (DATA, "data", 12), (WEB, "web", 21)):
        service_event(world, account, day * DAY + 300, "kms", "RotateKey", {"keyId": key_arn(label)},
                      [{"accountId": account, "type": "AWS::KMS::Key", "ARN": key_arn(label)}])
    for day in (6, 20):
        for step in ("RotationStarted", "RotationSucceeded"):
            service_event(world, PAYMENTS, day * DAY + 3 * HOUR, "secretsmanager", step, {"SecretId": INTAKE_SECRET}, None)
    for n, state in enumerate(("Start", "End")):
        world.events.append((WEB, HOME, 13 * DAY + 15 * HOUR + 600 * n, {
            "eventVersion": "1.09", "eventTime": stamp(13 * DAY + 15 * HOUR + 600 * n), "awsRegion": HOME, "eventID": r.uuid(),
            "eventType": "AwsCloudTrailInsight", "recipientAccountId": WEB, "sharedEventID": r.uuid(),
            "insightDetails": {"state": state, "eventSource": "ec2.amazonaws.com", "eventName": "AuthorizeSecurityGroupIngress", "insightType": "ApiCallRateInsight",
                               "insightContext": {"statistics": {"baseline": {"average": 0.0031}, "insight": {"average": 1.4}, "insightDuration": 10, "baselineDuration": 10080}}},
            "eventCategory": "Insight"}))
    network(world, 16 * DAY + 4 * HOUR)
    # Outside the organization unit: us-east-1 and us-west-2 stay open to the management account.
    for day in (3, 9, 17, 24):
        who = sign_in(world, MANAGEMENT, "OrgAdmin", "ruth.caldera", "203.0.113.30", day * DAY + 13 * HOUR)
        look(world, who, day * DAY + 13 * HOUR + 50, "ec2", "DescribeInstances", GLOBAL)
        look(world, who, day * DAY + 13 * HOUR + 60, "ec2", "DescribeInstances", "us-west-2")


def service_event(world, account, t, service, name, details, resources):
    r = world.random
    record = {"eventVersion": "1.11", "userIdentity": {"accountId": account, "invokedBy": "AWS Internal"}, "eventTime": stamp(t),
              "eventSource": f"{service}.amazonaws.com", "eventName": name, "awsRegion": HOME, "sourceIPAddress": "AWS Internal",
              "userAgent": "AWS Internal", "requestParameters": None, "responseElements": None, "additionalEventData": details,
              "eventID": r.uuid(), "readOnly": False}
    if resources:
        record["resources"] = resources
    world.events.append((account, HOME, t, record | {
        "eventType": "AwsServiceEvent", "managementEvent": True, "recipientAccountId": account,
        "serviceEventDetails": details, "eventCategory": "Management"}))


def network(world, t):
    r = world.random
    for n in range(2):
        world.events.append((DATA, HOME, t + n, {
            "eventVersion": "1.09", "userIdentity": {"type": "AWSAccount", "principalId": stable_id("AROA", "x") + ":job", "accountId": DATA},
            "eventTime": stamp(t + n), "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": HOME, "sourceIPAddress": "10.30.12.61",
            "errorCode": "VpceAccessDenied", "errorMessage": "The request was denied due to a VPC endpoint policy", "requestParameters": None,
            "responseElements": None, "requestID": r.text(16), "eventID": r.uuid(), "eventType": "AwsVpceEvents", "recipientAccountId": DATA,
            "sharedEventID": r.uuid(), "vpcEndpointId": DATA_ENDPOINT, "vpcEndpointAccountId": DATA, "eventCategory": "NetworkActivity"}))


def run(world):
    for part in (denials, errors, root_once, mismatches, other_kinds):
        part(world)
