"""Denials of every layer, in the words AWS uses for them."""

from callers import DAY, DAYS, HOUR, Caller
from calls import BOTO, CLI, GO, JAVA, glue_call, is_workday, look, outside, role
from organization import DATA, GLOBAL, HOME, PAYMENTS, SECURITY, SHARED, STRANGER, WEB, allow, document
from people import sign_in
from resources import DATA_ENDPOINT, INTAKE_SECRET, key_arn
from seeded import stable_id

IDENTITY, SCP, BOUNDARY = "identity-based policy", "service control policy", "permissions boundary"
RESOURCE, SESSION, ENDPOINT = "resource-based policy", "session policy", "VPC endpoint policy"
RCP, TRUST = "resource control policy", "role trust policy"


def run_instances(world, who, t, region, **more):
    image = "ami-0b8e5d1c7a3f42960"
    params = {
        "instancesSet": {"items": [{"imageId": image, "minCount": 1, "maxCount": 1}]},
        "instanceType": "c7g.large",
        "blockDeviceMapping": {},
        "monitoring": {"enabled": False},
        "disableApiTermination": False,
        "disableApiStop": False,
        "clientToken": world.random.uuid(),
    }
    world.call(
        who,
        t,
        "ec2",
        "RunInstances",
        params,
        region=region,
        checks=[("ec2:RunInstances", f"arn:aws:ec2:{region}:{who.account}:instance/*")],
        **more,
    )


def denials(world):
    r = world.random
    for day in range(DAYS):
        t = day * DAY + 8 * HOUR + r.between(0, 4 * HOUR)
        legacy = backup_user()
        if day > 0:
            world.s3(
                legacy,
                day * DAY + 22 * HOUR + 400,
                "DeleteObject",
                "larkmoor-backups",
                f"fileserver/2026-08-{day + 1:02d}/vol0.tar.zst",
                expect=IDENTITY,
            )
        if not is_workday(day):
            continue
        if day % 2:
            who = sign_in(world, DATA, "DataAnalyst", "jonas.veld", "198.51.100.151", t, False)
            for n in range(r.between(1, 3)):
                world.s3(
                    who,
                    t + 30 + n,
                    "GetObject",
                    "larkmoor-landing",
                    f"orders/2026-09-{day + 1:02d}/part-0000{n}.json.gz",
                    expect=IDENTITY,
                )
        if day % 3 == 0:
            developer_denials(world, day, t)
        if day % 4 == 1:
            payments_denials(world, day, t)
        if day % 5 == 2:
            data_denials(world, day, t)
        if day % 6 == 3:
            platform_denials(world, day, t)


def developer_denials(world, day, t):
    who = sign_in(world, WEB, "Developer", "oda.lindqvist", "2001:db8:4f00:17::1c", t)
    world.call(
        who,
        t + 60,
        "sagemaker",
        "CreateNotebookInstance",
        None,
        expect=SCP,
        checks=[
            (
                "sagemaker:CreateNotebookInstance",
                f"arn:aws:sagemaker:{HOME}:{WEB}:notebook-instance/price-model",
            )
        ],
    )
    look(world, who, t + 90, "sagemaker", "ListNotebookInstances", GLOBAL, expect=SCP)
    world.call(
        who,
        t + 120,
        "iam",
        "CreateAccessKey",
        None,
        expect=SCP,
        checks=[("iam:CreateAccessKey", f"arn:aws:iam::{WEB}:user/local-test")],
    )
    look(world, who, t + 150, "elasticloadbalancing", "DescribeLoadBalancers", expect=BOUNDARY)
    world.call(
        who,
        t + 170,
        "ec2",
        "CreateVpc",
        {"cidrBlock": "10.77.0.0/16", "instanceTenancy": "default", "amazonProvidedIpv6CidrBlock": False},
        checks=[("ec2:CreateVpc", f"arn:aws:ec2:{HOME}:{WEB}:vpc/*")],
        expect=BOUNDARY,
    )
    world.call(
        who,
        t + 200,
        "ec2",
        "CreateInternetGateway",
        {},
        expect=SCP,
        checks=[("ec2:CreateInternetGateway", f"arn:aws:ec2:{HOME}:{WEB}:internet-gateway/*")],
    )
    # The console shows CloudFront's metrics from us-east-1.
    for n in range(3):
        look(world, who, t + 300 + n, "cloudwatch", "GetMetricData", GLOBAL)
    instance = world.session(
        role(WEB, "service/portal-web"), "i-0a5d3c9e71b2f4860", t, ip="203.0.113.91", agent=GO
    )
    world.s3(instance, t + 400, "GetObject", "larkmoor-published", "margins/2026-q3.json", expect=RESOURCE)


def payments_denials(world, day, t):
    who = sign_in(world, PAYMENTS, "PaymentsOperator", "samir.haddou", "203.0.113.24", t)
    world.s3(
        who,
        t + 40,
        "GetObject",
        "larkmoor-settlements",
        f"2026/09/{day:02d}/0000-preview.csv",
        expect=RESOURCE,
    )
    world.call(
        who,
        t + 70,
        "ecs",
        "DeleteService",
        None,
        expect=IDENTITY,
        checks=[("ecs:DeleteService", f"arn:aws:ecs:{HOME}:{PAYMENTS}:service/main/settlement")],
    )
    reader = sign_in(world, PAYMENTS, "ReadOnly", "lena.brock", "203.0.113.25", t + 600)
    world.call(
        reader,
        t + 640,
        "ec2",
        "StopInstances",
        {"instancesSet": {"items": [{"instanceId": "i-04c1d7e92ab35f680"}]}, "force": False},
        checks=[("ec2:StopInstances", f"arn:aws:ec2:{HOME}:{PAYMENTS}:instance/i-04c1d7e92ab35f680")],
        expect=IDENTITY,
    )
    run_instances(world, reader, t + 670, "us-west-2", expect=IDENTITY)
    admin = sign_in(world, PAYMENTS, "OrgAdmin", "ruth.caldera", "203.0.113.30", t + 900)
    world.call(
        admin,
        t + 930,
        "secretsmanager",
        "GetSecretValue",
        None,
        checks=[("secretsmanager:GetSecretValue", INTAKE_SECRET)],
        expect=RESOURCE,
    )
    world.by_role(admin, role(PAYMENTS, "vendor/cost-insights"), "ruth", t + 960, expect=TRUST)
    look(world, admin, t + 980, "ec2", "DescribeInstances", GLOBAL)


def data_denials(world, day, t):
    who = sign_in(world, DATA, "DataEngineer", "priya.nandar", "203.0.113.28", t)
    glue_call(world, who, t + 40, "DeleteTable", "clicks_old", expect=IDENTITY)
    world.kms(
        who,
        t + 60,
        "Decrypt",
        key_arn("restricted"),
        via=None,
        encryption={"dataset": "payments"},
        expect=RESOURCE,
    )
    pipeline = world.by_service(
        role(DATA, "pipeline/nightly-etl"),
        "ecs-tasks.amazonaws.com",
        world.random.hex(32),
        t + 100,
        ip="10.30.12.61",
        agent=JAVA,
        endpoint=DATA_ENDPOINT,
    )
    world.s3(
        pipeline, t + 130, "GetObject", "larkmoor-ml-scratch", "analytics/features.parquet", expect=ENDPOINT
    )
    ci = world.by_oidc(
        role(DATA, "ci/deploy"),
        "data/pipeline",
        "cleanup",
        77000 + day,
        t + 200,
        "198.51.100.18",
        CLI,
        "ci.larkmoor.example",
    )
    world.call(
        ci,
        t + 220,
        "iam",
        "CreateUser",
        None,
        checks=[("iam:CreateUser", f"arn:aws:iam::{DATA}:user/loader")],
        expect=SCP,
    )


def platform_denials(world, day, t):
    who = sign_in(world, SECURITY, "SecurityAnalyst", "emil.stroem", "203.0.113.29", t)
    world.s3(
        who,
        t + 50,
        "DeleteObject",
        "larkmoor-log-archive",
        f"AWSLogs/{WEB}/CloudTrail/{HOME}/2026/09/{day:02d}/duplicate.json.gz",
        expect=RCP,
    )
    world.call(
        who,
        t + 80,
        "cloudtrail",
        "StopLogging",
        None,
        expect=SCP,
        checks=[("cloudtrail:StopLogging", f"arn:aws:cloudtrail:{HOME}:{SECURITY}:trail/local-trail")],
    )
    broker = world.by_service(
        role(SHARED, "backup/restore-broker"),
        "lambda.amazonaws.com",
        "restore-broker",
        t + 200,
        ip="10.60.1.5",
        agent=BOTO,
    )
    scope = document(
        allow("OneVolume", "s3:GetObject", "arn:aws:s3:::larkmoor-backups/fileserver/2026-09-01/*"),
        allow("List", "s3:ListBucket", "arn:aws:s3:::larkmoor-backups"),
    )
    target = world.by_role(
        broker, role(SHARED, "backup/restore-target"), "restore-4471", t + 210, policy=scope
    )
    world.s3(target, t + 220, "ListObjects", "larkmoor-backups", "fileserver/2026-09-01/")
    world.s3(target, t + 225, "GetObject", "larkmoor-backups", "fileserver/2026-09-01/vol1.tar.zst")
    world.s3(
        target, t + 230, "GetObject", "larkmoor-backups", "fileserver/2026-08-31/vol1.tar.zst", expect=SESSION
    )
    for account, name in ((STRANGER, "sync"), (STRANGER, "sync-retry")):
        world.s3(
            outside(account, name, "192.0.2.201", "job"),
            t + 500,
            "GetObject",
            "larkmoor-published",
            "prices/latest.json",
            expect=RCP,
        )
    anonymous(world, t + 700)


def anonymous(world, t):
    """An unsigned request: the owner sees it, and nobody's name."""
    who = Caller(
        "session",
        "ANONYMOUS_PRINCIPAL",
        None,
        ip="192.0.2.14",
        agent="curl/8.14.1",
        foreign=True,
        provider={"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"},
    )
    record = world.s3(who, t, "GetObject", "larkmoor-web-dev-assets", ".env", expect=RCP)
    record["additionalEventData"].pop("SignatureVersion")
    record["additionalEventData"].pop("AuthenticationMethod")


def backup_user():
    arn = f"arn:aws:iam::{SHARED}:user/service/legacy-backup"
    return Caller(
        "user",
        SHARED,
        arn,
        name="legacy-backup",
        principal_id=stable_id("AIDA", arn),
        key=stable_id("AKIA", "legacy-backup", 16),
        ip="203.0.113.7",
        agent="Boto3/1.26.90 Python/3.8.10 Linux/5.4.0-216-generic Botocore/1.29.90",
    )
