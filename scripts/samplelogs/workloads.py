"""The machines: pipeline, applications, scanner, the vendor and AWS services."""

from callers import DAY, DAYS, HOUR, Caller
from calls import BOTO, GO, JAVA, glue_call, look, outside, query, queue_call, role, secret_read, table_call
from deployments import deployments
from identities import EXTERNAL_ID
from organization import (
    DATA,
    GLOBAL,
    HOME,
    MANAGEMENT,
    NAMES,
    PAYMENTS,
    SECOND,
    SECURITY,
    SHARED,
    VENDOR,
    WEB,
)
from resources import (
    DATA_ENDPOINT,
    ETL_QUEUE,
    ETL_TOPIC,
    INTAKE_SECRET,
    PAYMENTS_ENDPOINT,
    PORTAL_SECRET,
    QUEUE,
    key_arn,
)
from seeded import stable_id


def nightly_pipeline(world, day):
    r, t = world.random, day * DAY + HOUR + world.random.between(0, 240)
    who = world.by_service(
        role(DATA, "pipeline/nightly-etl"),
        "ecs-tasks.amazonaws.com",
        r.hex(32),
        t,
        ip="10.30.12.44",
        agent=JAVA,
        endpoint=DATA_ENDPOINT,
    )
    key, date = key_arn("data"), f"2026-09-{day + 1:02d}"
    for source in ("orders", "payments", "clicks"):
        t += r.between(2, 9)
        world.s3(who, t, "ListObjects", "larkmoor-landing", f"{source}/{date}/")
        for part in range(r.between(5, 7)):
            t += r.between(1, 5)
            name = f"{source}/{date}/part-{part:05d}.json.gz"
            world.s3(who, t, "GetObject", "larkmoor-landing", name)
            if part % 2 == 0:
                world.kms(who, t, "Decrypt", key, encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-landing"})
        glue_call(world, who, t + 1, "GetTable", source)
        for part in range(r.between(3, 5)):
            t += r.between(2, 8)
            world.s3(
                who,
                t,
                "PutObject",
                "larkmoor-curated",
                f"{source}/dt={date}/part-{part:05d}.parquet",
                response={
                    "x-amz-server-side-encryption": "aws:kms",
                    "x-amz-server-side-encryption-aws-kms-key-id": key,
                },
            )
            if part == 0:
                world.kms(
                    who, t, "GenerateDataKey", key, encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-curated"}
                )
        glue_call(world, who, t + 2, "BatchCreatePartition", source)
        glue_call(world, who, t + 3, "UpdateTable", source)
        for part in range(2):
            world.s3(
                who, t + 4 + part, "DeleteObject", "larkmoor-landing", f"{source}/_tmp/{date}/chunk-{part}"
            )
    for attempt in range(2):
        t += r.between(5, 20)
        world.s3(who, t, "GetObject", "larkmoor-curated", f"dimensions/currency/{attempt}.parquet")
    world.s3(who, t + 3, "PutObject", "larkmoor-published", f"prices/{date}.json")
    world.kms(
        who,
        t + 4,
        "GenerateDataKey",
        key_arn("restricted"),
        via=None,
        encryption={"dataset": "payments", "date": date},
    )
    query(world, who, t + 6, "SELECT count(*) FROM curated.orders", reads=False)
    queue_call(world, who, t + 9, "SendMessage", ETL_QUEUE)
    world.call(
        who,
        t + 10,
        "sns",
        "Publish",
        None,
        checks=[("sns:Publish", ETL_TOPIC)],
        data=True,
        expect="permissions boundary",
    )
    return who


def intake(world, day):
    """Lambda behind the payment form: many short sessions."""
    r, arn = world.random, role(PAYMENTS, "service/payment-intake")
    for slot in range(7):
        t = day * DAY + slot * 12000 + r.between(0, 3000)
        who = world.by_service(
            arn, "lambda.amazonaws.com", "payment-intake", t, ip=f"10.20.4.{r.between(10, 240)}", agent=GO
        )
        secret_read(world, who, t + 1, INTAKE_SECRET, "payments", "payments/intake/gateway")
        world.call(
            who,
            t + 2,
            "logs",
            "CreateLogStream",
            {
                "logGroupName": "/aws/lambda/payment-intake",
                "logStreamName": f"2026/09/{day + 1:02d}/[$LATEST]{r.hex(32)}",
            },
            checks=[
                (
                    "logs:CreateLogStream",
                    f"arn:aws:logs:{HOME}:{PAYMENTS}:log-group:/aws/lambda/payment-intake:log-stream:x",
                )
            ],
        )
        for _ in range(r.between(5, 8)):
            t += r.between(20, 400)
            table_call(world, who, t, "PutItem")
            if r.chance(50):
                table_call(world, who, t + 1, r.pick(["GetItem", "UpdateItem"]))
            if r.chance(60):
                queue_call(world, who, t + 2, "SendMessage", QUEUE)


def settlement(world, day):
    r, arn = world.random, role(PAYMENTS, "service/settlement-worker")
    for hour in range(0, 24, 2):
        t = day * DAY + hour * HOUR + r.between(60, 600)
        who = world.by_service(
            arn,
            "ecs-tasks.amazonaws.com",
            r.hex(32),
            t,
            ip="10.20.7.19",
            agent=JAVA,
            endpoint=PAYMENTS_ENDPOINT,
        )
        queue_call(world, who, t + 5, "ReceiveMessage", QUEUE)
        table_call(world, who, t + 6, "Query")
        name = f"2026/09/{day + 1:02d}/{hour:02d}00-{r.hex(6)}.csv"
        world.s3(who, t + 9, "PutObject", "larkmoor-settlements", name)
        world.kms(
            who,
            t + 9,
            "GenerateDataKey",
            key_arn("payments"),
            encryption={"aws:s3:arn": f"arn:aws:s3:::larkmoor-settlements/{name}"},
        )
        for step in range(r.between(1, 3)):
            table_call(world, who, t + 10 + step, "UpdateItem")
        queue_call(world, who, t + 14, "DeleteMessage", QUEUE)
        if hour % 6 == 0:
            world.s3(
                who,
                t + 20,
                "PutObject",
                "larkmoor-landing",
                f"payments/2026-09-{day + 1:02d}/{hour:02d}.json.gz",
            )


def reconciliation(world, day):
    """Once a month: reads the card processor's files, in the processor's account and region."""
    if day != 1:
        return
    t = day * DAY + 6 * HOUR + 610
    who = world.by_service(
        role(PAYMENTS, "finance/card-reconciliation"),
        "ecs-tasks.amazonaws.com",
        world.random.hex(32),
        t,
        ip="203.0.113.40",
        agent=BOTO,
    )
    world.s3(who, t + 4, "ListObjects", "clearing-settlement-files", "larkmoor/2026-08/")
    for n, part in enumerate(("debit", "credit", "chargebacks")):
        world.s3(who, t + 6 + n, "GetObject", "clearing-settlement-files", f"larkmoor/2026-08/{part}.csv")
        world.s3(who, t + 30 + n, "PutObject", "larkmoor-settlements", f"reconciled/2026-08/{part}.csv")
    world.kms(
        who,
        t + 33,
        "GenerateDataKey",
        key_arn("payments"),
        encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-settlements/reconciled/2026-08/credit.csv"},
    )


def scanner(world, day):
    """The security team's scan enters each account and looks around; on Sundays also in two more regions."""
    r = world.random
    for turn in (5, 17):
        t = day * DAY + turn * HOUR + r.between(0, 900)
        home = world.by_service(
            role(SECURITY, "service/posture-scanner"),
            "lambda.amazonaws.com",
            "posture-scanner",
            t,
            ip="10.50.2.8",
            agent=BOTO,
        )
        for n, account in enumerate((PAYMENTS, DATA, WEB, SECURITY, SHARED)):
            when = t + 20 + 40 * n
            who = world.by_role(home, role(account, "audit/posture-reader"), "scan", when)
            for k, (service, name) in enumerate(
                (
                    ("iam", "ListUsers"),
                    ("iam", "ListRoles"),
                    ("iam", "GetAccountSummary"),
                    ("ec2", "DescribeSecurityGroups"),
                    ("ec2", "DescribeInstances"),
                    ("kms", "ListKeys"),
                    ("s3", "ListBuckets"),
                    ("lambda", "ListFunctions20150331"),
                    ("cloudtrail", "DescribeTrails"),
                    ("guardduty", "ListDetectors"),
                )
            ):
                if k < 4 or (turn == 5) or k % 2:
                    look(world, who, when + k, service, name)
            if turn == 5 and day % 7 == 5:
                for region in (SECOND, GLOBAL):
                    look(world, who, when + 14, "ec2", "DescribeInstances", region)
                    look(world, who, when + 15, "ec2", "DescribeSnapshots", region)


def vendor(world, day):
    """The cost tool's own account assumes a role in two of ours, with the agreed external id."""
    r = world.random
    for turn in (3, 15):
        for account in (PAYMENTS, DATA):
            t = day * DAY + turn * HOUR + r.between(0, 1800)
            origin = outside(VENDOR, "collector", "192.0.2.77", f"collect-{day}")
            who = world.by_role(
                origin,
                role(account, "vendor/cost-insights"),
                "cost-insights",
                t,
                external=EXTERNAL_ID,
                agent=GO,
            )
            look(world, who, t + 2, "ce", "GetCostAndUsage")
            for k, region in enumerate((HOME, SECOND)):
                look(world, who, t + 4 + k, "ec2", "DescribeInstances", region)
                look(world, who, t + 8 + k, "cloudwatch", "GetMetricData", region)
            look(world, who, t + 12, "ec2", "DescribeVolumes")
            if turn == 3 and day % 10 == 4:
                look(world, who, t + 14, "ec2", "DescribeReservedInstances", GLOBAL)


def portal(world, day):
    """The development portal on EC2 reads the price list from the data account."""
    r, t = world.random, day * DAY + 6 * HOUR + world.random.between(0, 900)
    instance = "i-0a5d3c9e71b2f4860"
    who = world.by_service(
        role(WEB, "service/portal-web"), "ec2.amazonaws.com", instance, t, ip="203.0.113.91", agent=GO
    )
    secret_read(world, who, t + 3, PORTAL_SECRET, "web", "portal/session-key")
    for n in range(9):
        t += r.between(2000, 5000)
        world.call(
            who,
            t,
            "ssm",
            "UpdateInstanceInformation",
            {
                "instanceId": instance,
                "agentVersion": "3.3.2746.0",
                "agentStatus": "Active",
                "platformType": "Linux",
            },
            checks=[("ssm:UpdateInstanceInformation", f"arn:aws:ec2:{HOME}:{WEB}:instance/{instance}")],
        )
        if n % 3 == 0:
            world.s3(who, t + 2, "ListObjects", "larkmoor-published", "prices/")
        if day:
            world.s3(who, t + 3, "GetObject", "larkmoor-published", f"prices/2026-09-{day:02d}.json")
        world.s3(who, t + 20, "PutObject", "larkmoor-web-dev-uploads", f"avatars/{r.hex(8)}.png")


def legacy_backup(world, day):
    """The one user with access keys that nobody has replaced yet."""
    r, t = world.random, day * DAY + 22 * HOUR + world.random.between(0, 300)
    arn = f"arn:aws:iam::{SHARED}:user/service/legacy-backup"
    user = Caller(
        "user",
        SHARED,
        arn,
        name="legacy-backup",
        principal_id=stable_id("AIDA", arn),
        key=stable_id("AKIA", "legacy-backup", 16),
        ip="203.0.113.7",
        agent="Boto3/1.26.90 Python/3.8.10 Linux/5.4.0-216-generic Botocore/1.29.90",
    )
    who = user
    if day % 7 == 0:
        who = Caller(
            "user",
            SHARED,
            arn,
            name=user.name,
            principal_id=user.principal_id,
            ip=user.ip,
            agent=user.agent,
            key="ASIA" + r.text(16),
            created=t,
        )
        issued = world.issued(who, t, 3600)
        del issued["assumedRoleUser"]
        world.call(user, t, "sts", "GetSessionToken", {"durationSeconds": 3600}, free=True, response=issued)
    look(world, who, t + 1, "s3", "ListBuckets")
    for n in range(r.between(5, 8)):
        world.s3(
            who,
            t + 10 + 7 * n,
            "PutObject",
            "larkmoor-backups",
            f"fileserver/2026-09-{day + 1:02d}/vol{n}.tar.zst",
        )
    world.s3(who, t + 90, "ListObjects", "larkmoor-backups", "fileserver/")


def aws_services(world, day):
    """What AWS does on its own: deliveries, service-linked roles, events that are not requests."""
    r, archive = world.random, "larkmoor-log-archive"
    trail = Caller("service", SECURITY, None, service="cloudtrail.amazonaws.com")
    source = {
        "aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail",
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    for n in range(24):
        t = day * DAY + n * HOUR + r.between(0, 3500)
        account = r.pick(sorted(NAMES))
        folder = f"AWSLogs/{account}/CloudTrail/{HOME}/2026/09/{day + 1:02d}"
        minute = f"202609{day + 1:02d}T{n:02d}{r.between(0, 11) * 5:02d}Z"
        key = f"{folder}/{account}_CloudTrail_{HOME}_{minute}_{r.alnum(16)}.json.gz"
        world.s3(
            trail,
            t,
            "PutObject",
            archive,
            key,
            params={"x-amz-acl": "bucket-owner-full-control"},
            context=source,
        )
        world.kms(
            trail,
            t,
            "GenerateDataKey",
            key_arn("trail"),
            via=None,
            encryption={"aws:cloudtrail:arn": source["aws:SourceArn"]},
        )
        if n % 6 == 0:
            world.s3(trail, t + 1, "GetBucketAcl", archive, params={"acl": ""})
    config = Caller("service", SECURITY, None, service="config.amazonaws.com")
    world.s3(config, day * DAY + 7200, "PutObject", archive, f"config/{r.hex(8)}.json.gz")
    for account in (PAYMENTS, DATA, WEB, SHARED):
        linked(
            world,
            account,
            "config.amazonaws.com",
            "AWSServiceRoleForConfig",
            day * DAY + r.between(0, DAY - 60),
            [("ec2", "DescribeSecurityGroups"), ("iam", "ListRoles"), ("ec2", "DescribeVpcs")],
        )
    linked(
        world,
        WEB,
        "autoscaling.amazonaws.com",
        "AWSServiceRoleForAutoScaling",
        day * DAY + r.between(0, DAY - 60),
        [("ec2", "DescribeInstances"), ("ec2", "DescribeInstanceStatus")],
    )
    if day % 5 == 2:
        linked(
            world,
            PAYMENTS,
            "config.amazonaws.com",
            "AWSServiceRoleForConfig",
            day * DAY + 400,
            [("ec2", "DescribeInstances")],
            GLOBAL,
        )


def linked(world, account, service, name, t, reads, region=None):
    who = world.session(
        f"arn:aws:iam::{account}:role/aws-service-role/{service}/{name}", service.split(".")[0], t, key=None
    )
    who.last_hop = service
    for n, (prefix, read) in enumerate(reads):
        look(world, who, t + n, prefix, read, region, via=service)


def run(world):
    for day in range(DAYS):
        for workload in (
            nightly_pipeline,
            intake,
            settlement,
            reconciliation,
            deployments,
            scanner,
            vendor,
            portal,
            legacy_backup,
            aws_services,
        ):
            workload(world, day)
