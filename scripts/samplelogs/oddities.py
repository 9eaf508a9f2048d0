"""Errors, records that are no requests, and the few events that disagree with the snapshot on purpose."""

from callers import DAY, DAYS, HOUR, Caller, stamp
from calls import CLI, GO, JAVA, glue_call, look, role, table_call
from denials import IDENTITY, RESOURCE, backup_user, denials, run_instances
from organization import DATA, GLOBAL, HOME, MANAGEMENT, PAYMENTS, WEB
from people import sign_in
from resources import DATA_ENDPOINT, INTAKE_SECRET, QUEUE, key_arn
from seeded import labelled_uuid, stable_id


def errors(world):
    """Answers that are no decision: throttled, invalid, not found, expired, a dry run."""
    r = world.random
    for day in range(1, DAYS, 2):
        t = day * DAY + 11 * HOUR + r.between(0, HOUR)
        who = world.session(
            role(PAYMENTS, "vendor/cost-insights"), "cost-insights", t, ip="192.0.2.77", agent=GO
        )
        for n in range(3):
            look(
                world,
                who,
                t + n,
                "cloudwatch",
                "GetMetricData",
                error=("ThrottlingException", "Rate exceeded"),
            )
        intake = world.session(
            role(PAYMENTS, "service/payment-intake"), "payment-intake", t, ip="10.20.4.77", agent=GO
        )
        table_call(
            world,
            intake,
            t + 9,
            "PutItem",
            error=("ConditionalCheckFailedException", "The conditional request failed"),
        )
        pipeline = world.session(
            role(DATA, "pipeline/nightly-etl"),
            r.hex(32),
            t,
            ip="10.30.12.44",
            agent=JAVA,
            endpoint=DATA_ENDPOINT,
        )
        world.s3(
            pipeline,
            t + 12,
            "GetObject",
            "larkmoor-landing",
            "orders/_SUCCESS",
            error=("NoSuchKey", "The specified key does not exist."),
        )
        world.s3(
            pipeline,
            t + 14,
            "PutObject",
            "larkmoor-curated",
            "orders/_lock",
            error=("SlowDown", "Please reduce your request rate."),
        )
        ci = world.session(
            role(WEB, "ci/deploy"),
            f"run-{90000 + day}",
            t,
            ip="198.51.100.20",
            agent=CLI,
            provider=f"arn:aws:iam::{WEB}:oidc-provider/ci.larkmoor.example",
        )
        stack = f"arn:aws:cloudformation:{HOME}:{WEB}:stack/web-portal/*"
        world.call(
            ci,
            t + 20,
            "cloudformation",
            "ExecuteChangeSet",
            None,
            checks=[("cloudformation:ExecuteChangeSet", stack)],
            error=(
                "ValidationError",
                "ChangeSet [release] cannot be executed in its current execution status of [EXECUTE_IN_PROGRESS]",
            ),
        )
        if day % 4 == 1:
            more_errors(world, ci, t)


def more_errors(world, ci, t):
    certificate = f"arn:aws:acm:{GLOBAL}:{WEB}:certificate/{labelled_uuid('certificate' + WEB)}"
    world.call(
        ci,
        t + 30,
        "acm",
        "DescribeCertificate",
        None,
        region=GLOBAL,
        checks=[("acm:DescribeCertificate", certificate)],
        error=("ThrottlingException", "Rate exceeded"),
    )
    missing = f"arn:aws:iam::{WEB}:role/service/edge-router"
    world.call(
        ci,
        t + 33,
        "iam",
        "GetRole",
        {"roleName": "edge-router"},
        checks=[("iam:GetRole", missing)],
        error=("NoSuchEntityException", "The role with name edge-router cannot be found."),
    )
    run_instances(
        world,
        ci,
        t + 36,
        HOME,
        error=("Client.DryRunOperation", "Request would have succeeded, but DryRun flag is set."),
    )
    world.call(
        ci,
        t + 38,
        "ec2",
        "DescribeInstances",
        {"instancesSet": {"items": [{"instanceId": "i-00000000000000bad"}]}, "filterSet": {}},
        error=("Client.InvalidInstanceID.NotFound", "The instance ID 'i-00000000000000bad' does not exist"),
    )
    who = world.session(
        role(PAYMENTS, "service/settlement-worker"), world.random.hex(32), t, ip="10.20.7.19", agent=JAVA
    )
    world.call(
        who,
        t + 50,
        "sqs",
        "ReceiveMessage",
        None,
        checks=[("sqs:ReceiveMessage", QUEUE)],
        data=True,
        error=("ExpiredToken", "The security token included in the request is expired"),
    )
    world.s3(
        who,
        t + 60,
        "GetObject",
        "larkmoor-settlements",
        "index.json",
        error=("InternalError", "We encountered an internal error. Please try again."),
    )


def root_once(world):
    """Somebody locked a bucket and needed the root user, once."""
    t = 10 * DAY + 9 * HOUR + 120
    who = Caller(
        "root",
        WEB,
        f"arn:aws:iam::{WEB}:root",
        principal_id=WEB,
        key="ASIA" + world.random.text(16),
        created=t,
        mfa=True,
        ip="203.0.113.30",
        agent="Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
        console=True,
    )
    login = world.call(
        who,
        t,
        "signin",
        "ConsoleLogin",
        None,
        region=GLOBAL,
        free=True,
        api="AwsConsoleSignIn",
        response={"ConsoleLogin": "Success"},
        extra={
            "additionalEventData": {
                "LoginTo": "https://console.aws.amazon.com/console/home",
                "MobileVersion": "No",
                "MFAUsed": "Yes",
            }
        },
    )
    login["userIdentity"] = {
        "type": "Root",
        "principalId": WEB,
        "arn": who.arn,
        "accountId": WEB,
        "accessKeyId": "",
    }
    look(world, who, t + 20, "s3", "ListBuckets")
    look(world, who, t + 25, "ec2", "DescribeAccountAttributes", GLOBAL)
    world.s3(who, t + 60, "DeleteBucketPolicy", "larkmoor-web-dev-assets", params={"policy": ""})
    failed = world.call(
        who,
        t - 90,
        "signin",
        "ConsoleLogin",
        None,
        region=GLOBAL,
        free=True,
        api="AwsConsoleSignIn",
        response={"ConsoleLogin": "Failure"},
        extra={"additionalEventData": {"MobileVersion": "No", "MFAUsed": "No"}},
    )
    failed["errorMessage"] = "Failed authentication"
    failed["userIdentity"] = dict(login["userIdentity"])


def mismatches(world):
    """Decisions of policies that have changed since: the README names each by its event id."""
    t = 2 * DAY + 7 * HOUR
    portal = world.session(
        role(WEB, "service/portal-web"), "i-0a5d3c9e71b2f4860", t - HOUR, ip="203.0.113.91", agent=GO
    )
    for n in (1, 2):
        world.s3(
            portal,
            t + n,
            "GetObject",
            "larkmoor-published",
            f"prices/2026-09-{n:02d}.json",
            recorded=RESOURCE,
            label=f"portal-before-policy-{n}",
        )
    engineer = sign_in(world, DATA, "DataEngineer", "priya.nandar", "203.0.113.28", DAY + 9 * HOUR)
    glue_call(
        world,
        engineer,
        DAY + 9 * HOUR + 70,
        "DeleteTable",
        "clicks_2024",
        expect=IDENTITY,
        recorded="",
        label="table-dropped",
    )
    world.s3(
        backup_user(),
        22 * HOUR + 500,
        "DeleteObject",
        "larkmoor-backups",
        "fileserver/2026-07-31/vol0.tar.zst",
        expect=IDENTITY,
        recorded="",
        label="backup-deleted",
    )
    operator = sign_in(world, PAYMENTS, "PaymentsOperator", "samir.haddou", "203.0.113.24", 8 * HOUR)
    world.s3(
        operator,
        8 * HOUR + 90,
        "GetObject",
        "larkmoor-settlements",
        "2026/08/31/2200-preview.csv",
        expect=RESOURCE,
        recorded="",
        label="settlement-read",
    )


def other_kinds(world):
    """Records that are no requests: service events, insights, network activity."""
    r = world.random
    for account, label, day in ((PAYMENTS, "payments", 4), (DATA, "data", 12), (WEB, "web", 21)):
        service_event(
            world,
            account,
            day * DAY + 300,
            "kms",
            "RotateKey",
            {"keyId": key_arn(label)},
            [{"accountId": account, "type": "AWS::KMS::Key", "ARN": key_arn(label)}],
        )
    for day in (6, 20):
        for step in ("RotationStarted", "RotationSucceeded"):
            service_event(
                world,
                PAYMENTS,
                day * DAY + 3 * HOUR,
                "secretsmanager",
                step,
                {"SecretId": INTAKE_SECRET},
                None,
            )
    for n, state in enumerate(("Start", "End")):
        world.events.append(
            (
                WEB,
                HOME,
                13 * DAY + 15 * HOUR + 600 * n,
                {
                    "eventVersion": "1.09",
                    "eventTime": stamp(13 * DAY + 15 * HOUR + 600 * n),
                    "awsRegion": HOME,
                    "eventID": r.uuid(),
                    "eventType": "AwsCloudTrailInsight",
                    "recipientAccountId": WEB,
                    "sharedEventID": r.uuid(),
                    "insightDetails": {
                        "state": state,
                        "eventSource": "ec2.amazonaws.com",
                        "eventName": "AuthorizeSecurityGroupIngress",
                        "insightType": "ApiCallRateInsight",
                        "insightContext": {
                            "statistics": {
                                "baseline": {"average": 0.0031},
                                "insight": {"average": 1.4},
                                "insightDuration": 10,
                                "baselineDuration": 10080,
                            }
                        },
                    },
                    "eventCategory": "Insight",
                },
            )
        )
    network(world, 16 * DAY + 4 * HOUR)
    # Outside the organization unit: us-east-1 and us-west-2 stay open to the management account.
    for day in (3, 9, 17, 24):
        who = sign_in(world, MANAGEMENT, "OrgAdmin", "ruth.caldera", "203.0.113.30", day * DAY + 13 * HOUR)
        look(world, who, day * DAY + 13 * HOUR + 50, "ec2", "DescribeInstances", GLOBAL)
        look(world, who, day * DAY + 13 * HOUR + 60, "ec2", "DescribeInstances", "us-west-2")


def service_event(world, account, t, service, name, details, resources):
    r = world.random
    record = {
        "eventVersion": "1.11",
        "userIdentity": {"accountId": account, "invokedBy": "AWS Internal"},
        "eventTime": stamp(t),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": HOME,
        "sourceIPAddress": "AWS Internal",
        "userAgent": "AWS Internal",
        "requestParameters": None,
        "responseElements": None,
        "additionalEventData": details,
        "eventID": r.uuid(),
        "readOnly": False,
    }
    if resources:
        record["resources"] = resources
    world.events.append(
        (
            account,
            HOME,
            t,
            record
            | {
                "eventType": "AwsServiceEvent",
                "managementEvent": True,
                "recipientAccountId": account,
                "serviceEventDetails": details,
                "eventCategory": "Management",
            },
        )
    )


def network(world, t):
    r = world.random
    for n in range(2):
        world.events.append(
            (
                DATA,
                HOME,
                t + n,
                {
                    "eventVersion": "1.09",
                    "userIdentity": {
                        "type": "AWSAccount",
                        "principalId": stable_id("AROA", "x") + ":job",
                        "accountId": DATA,
                    },
                    "eventTime": stamp(t + n),
                    "eventSource": "s3.amazonaws.com",
                    "eventName": "GetObject",
                    "awsRegion": HOME,
                    "sourceIPAddress": "10.30.12.61",
                    "errorCode": "VpceAccessDenied",
                    "errorMessage": "The request was denied due to a VPC endpoint policy",
                    "requestParameters": None,
                    "responseElements": None,
                    "requestID": r.text(16),
                    "eventID": r.uuid(),
                    "eventType": "AwsVpceEvents",
                    "recipientAccountId": DATA,
                    "sharedEventID": r.uuid(),
                    "vpcEndpointId": DATA_ENDPOINT,
                    "vpcEndpointAccountId": DATA,
                    "eventCategory": "NetworkActivity",
                },
            )
        )


def run(world):
    for part in (denials, errors, root_once, mismatches, other_kinds):
        part(world)
