"""The machines: pipelines, applications, deployments, scanners, the vendor and AWS services."""

from identities import EXTERNAL_ID, OIDC
from organization import *
from resources import (DATA_ENDPOINT, ETL_QUEUE, ETL_TOPIC, INTAKE_SECRET, PAYMENTS_ENDPOINT, PORTAL_SECRET, QUEUE, TABLE,
                       key_arn)
from seeded import labelled_uuid, stable_id
from world import DAY, DAYS, HOUR, Caller

BOTO = "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.1.147 md/arch#x86_64 lang/python#3.13.5 cfg/retry-mode#standard"
JAVA = "aws-sdk-java/2.32.16 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.1.147 lang/java#21.0.8 md/OpenJDK_64-Bit_Server_VM#21.0.8 vendor/Amazon.com_Inc."
GO = "aws-sdk-go-v2/1.38.0 ua/2.1 os/linux lang/go#1.24.5 md/GOOS#linux md/GOARCH#arm64"
CLI = "aws-cli/2.28.14 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.5 md/pyimpl#CPython"
PARAMETERS = {"DescribeInstances": {"instancesSet": {}, "filterSet": {}}, "ListBuckets": {"Host": "s3.amazonaws.com"},
              "DescribeSecurityGroups": {"securityGroupSet": {}, "securityGroupIdSet": {}, "filterSet": {}},
              "DescribeVpcs": {"vpcSet": {}, "filterSet": {}}, "DescribeVolumes": {"volumeSet": {}, "filterSet": {}}}


def role(account, path):
    return f"arn:aws:iam::{account}:role/{path}"


def is_workday(day):
    return (day + 1) % 7 < 5


def nightly_pipeline(world, day):
    r, t = world.random, day * DAY + HOUR + world.random.between(0, 240)
    who = world.by_service(role(DATA, "pipeline/nightly-etl"), "ecs-tasks.amazonaws.com", r.hex(32), t,
                           ip="10.30.12.44", agent=JAVA, endpoint=DATA_ENDPOINT)
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
            world.s3(who, t, "PutObject", "larkmoor-curated", f"{source}/dt={date}/part-{part:05d}.parquet",
                     response={"x-amz-server-side-encryption": "aws:kms",
                               "x-amz-server-side-encryption-aws-kms-key-id": key})
            if part == 0:
                world.kms(who, t, "GenerateDataKey", key, encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-curated"})
        glue_call(world, who, t + 2, "BatchCreatePartition", source)
        glue_call(world, who, t + 3, "UpdateTable", source)
        for part in range(2):
            world.s3(who, t + 4 + part, "DeleteObject", "larkmoor-landing", f"{source}/_tmp/{date}/chunk-{part}")
    for attempt in range(2):
        t += r.between(5, 20)
        world.s3(who, t, "GetObject", "larkmoor-curated", f"dimensions/currency/{attempt}.parquet")
    world.s3(who, t + 3, "PutObject", "larkmoor-published", f"prices/{date}.json")
    world.kms(who, t + 4, "GenerateDataKey", key_arn("restricted"), via=None,
              encryption={"dataset": "payments", "date": date})
    query(world, who, t + 6, "SELECT count(*) FROM curated.orders", reads=False)
    queue_call(world, who, t + 9, "SendMessage", ETL_QUEUE)
    world.call(who, t + 10, "sns", "Publish", None, checks=[("sns:Publish", ETL_TOPIC)], data=True,
               expect="permissions boundary")
    return who


def glue_call(world, who, t, name, table, **more):
    base = f"arn:aws:glue:{HOME}:{who.account}:"
    params = {"databaseName": "curated", "name" if name == "GetTable" else "tableName": table}
    if name == "UpdateTable":
        params = {"databaseName": "curated", "tableInput": {"name": table, "tableType": "EXTERNAL_TABLE"}}
    if name == "BatchCreatePartition":
        params["partitionInputList"] = [{"values": [f"2026-09-{t // DAY + 1:02d}"]}]
    checks = [(f"glue:{name}", base + kind) for kind in ("catalog", "database/curated", f"table/curated/{table}")]
    world.call(who, t, "glue", name, params, checks=checks, **more)


def queue_call(world, who, t, name, queue, **more):
    _, _, _, region, account, short = queue.split(":")
    params = {"queueUrl": f"https://sqs.{region}.amazonaws.com/{account}/{short}"}
    if name == "SendMessage":
        params["messageBody"] = "HIDDEN_DUE_TO_SECURITY_REASONS"
    if name == "DeleteMessage":
        params["receiptHandle"] = "AQEB" + world.random.alnum(16)
    world.call(who, t, "sqs", name, params, checks=[(f"sqs:{name}", queue)], data=name.endswith("Message"),
               resources=[{"accountId": account, "type": "AWS::SQS::Queue", "ARN": queue}], **more)


def query(world, who, t, text, reads=True, table="orders"):
    """An Athena query, and what Athena then does with the caller's permissions."""
    r, group = world.random, f"arn:aws:athena:{HOME}:{who.account}:workgroup/primary"
    identifier, day = r.uuid(), t // DAY
    world.call(who, t, "athena", "StartQueryExecution",
               {"queryString": "***OMITTED***", "clientRequestToken": r.uuid(), "workGroup": "primary",
                "queryExecutionContext": {"database": "curated"}},
               checks=[("athena:StartQueryExecution", group)], response={"queryExecutionId": identifier})
    if reads:
        glue_call(world, who, t + 1, "GetTable", table, via="athena.amazonaws.com")
        world.s3(who, t + 1, "ListObjects", "larkmoor-curated", f"{table}/", via="athena.amazonaws.com")
        for part in range(r.between(3, 6)):
            dt = f"2026-09-{max(1, day + 1 - part // 2):02d}"
            world.s3(who, t + 2, "GetObject", "larkmoor-curated", f"{table}/dt={dt}/part-{part % 3:05d}.parquet",
                     via="athena.amazonaws.com")
        world.kms(who, t + 2, "Decrypt", key_arn("data"), encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-curated"})
        world.s3(who, t + 4, "PutObject", "larkmoor-athena-results", f"{who.name}/{identifier}.csv",
                 via="athena.amazonaws.com")
    world.call(who, t + 5, "athena", "GetQueryExecution", {"queryExecutionId": identifier},
               checks=[("athena:GetQueryExecution", group)])


def intake(world, day):
    """Lambda behind the payment form: many short sessions."""
    r, arn = world.random, role(PAYMENTS, "service/payment-intake")
    for slot in range(7):
        t = day * DAY + slot * 12000 + r.between(0, 3000)
        who = world.by_service(arn, "lambda.amazonaws.com", "payment-intake", t, ip=f"10.20.4.{r.between(10, 240)}", agent=GO)
        secret_read(world, who, t + 1, INTAKE_SECRET, "payments", "payments/intake/gateway")
        world.call(who, t + 2, "logs", "CreateLogStream",
                   {"logGroupName": "/aws/lambda/payment-intake", "logStreamName": f"2026/09/{day + 1:02d}/[$LATEST]{r.hex(32)}"},
                   checks=[("logs:CreateLogStream", f"arn:aws:logs:{HOME}:{PAYMENTS}:log-group:/aws/lambda/payment-intake:log-stream:x")])
        for _ in range(r.between(5, 8)):
            t += r.between(20, 400)
            table_call(world, who, t, "PutItem")
            if r.chance(50):
                table_call(world, who, t + 1, r.pick(["GetItem", "UpdateItem"]))
            if r.chance(60):
                queue_call(world, who, t + 2, "SendMessage", QUEUE)


def table_call(world, who, t, name, **more):
    params = {"tableName": "payments", "key": {"paymentId": f"p-{world.random.hex(10)}"}}
    if name == "PutItem":
        params = {"tableName": "payments", "items": ["amount", "currency", "paymentId"], "conditionExpression": "attribute_not_exists(paymentId)"}
    if name == "Query":
        params = {"tableName": "payments", "indexName": "by-day", "keyConditionExpression": "settleDay = :d"}
    world.call(who, t, "dynamodb", name, params, data=True,
               checks=[(f"dynamodb:{name}", TABLE + ("/index/by-day" if name == "Query" else ""))],
               resources=[{"accountId": PAYMENTS, "type": "AWS::DynamoDB::Table", "ARN": TABLE}], **more)


def secret_read(world, who, t, secret, key, name):
    world.call(who, t, "secretsmanager", "GetSecretValue", {"secretId": secret}, checks=[("secretsmanager:GetSecretValue", secret)])
    world.kms(who, t, "Decrypt", key_arn(key), via="secretsmanager.amazonaws.com",
              encryption={"SecretARN": secret, "SecretVersionId": labelled_uuid(name)})


def settlement(world, day):
    r, arn = world.random, role(PAYMENTS, "service/settlement-worker")
    for hour in range(0, 24, 2):
        t = day * DAY + hour * HOUR + r.between(60, 600)
        who = world.by_service(arn, "ecs-tasks.amazonaws.com", r.hex(32), t, ip="10.20.7.19", agent=JAVA,
                               endpoint=PAYMENTS_ENDPOINT)
        queue_call(world, who, t + 5, "ReceiveMessage", QUEUE)
        table_call(world, who, t + 6, "Query")
        name = f"2026/09/{day + 1:02d}/{hour:02d}00-{r.hex(6)}.csv"
        world.s3(who, t + 9, "PutObject", "larkmoor-settlements", name)
        world.kms(who, t + 9, "GenerateDataKey", key_arn("payments"), encryption={"aws:s3:arn": f"arn:aws:s3:::larkmoor-settlements/{name}"})
        for step in range(r.between(1, 3)):
            table_call(world, who, t + 10 + step, "UpdateItem")
        queue_call(world, who, t + 14, "DeleteMessage", QUEUE)
        if hour % 6 == 0:
            world.s3(who, t + 20, "PutObject", "larkmoor-landing", f"payments/2026-09-{day + 1:02d}/{hour:02d}.json.gz")


def reconciliation(world, day):
    """Once a month: reads the card processor's files, in the processor's account and region."""
    if day != 1:
        return
    t = day * DAY + 6 * HOUR + 610
    who = world.by_service(role(PAYMENTS, "finance/card-reconciliation"), "ecs-tasks.amazonaws.com", world.random.hex(32), t,
                           ip="203.0.113.40", agent=BOTO)
    world.s3(who, t + 4, "ListObjects", "clearing-settlement-files", "larkmoor/2026-08/")
    for n, part in enumerate(("debit", "credit", "chargebacks")):
        world.s3(who, t + 6 + n, "GetObject", "clearing-settlement-files", f"larkmoor/2026-08/{part}.csv")
        world.s3(who, t + 30 + n, "PutObject", "larkmoor-settlements", f"reconciled/2026-08/{part}.csv")
    world.kms(who, t + 33, "GenerateDataKey", key_arn("payments"),
              encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-settlements/reconciled/2026-08/credit.csv"})


def deployments(world, day):
    for account, project, often in ((WEB, "web/portal", 100), (PAYMENTS, "payments/intake", 35), (DATA, "data/pipeline", 25),
                                    (SHARED, "platform/images", 45)):
        night = account == WEB
        if night or (is_workday(day) and world.random.chance(often)):
            hour = 2 if night else world.random.between(9, 16)
            deploy(world, account, project, day * DAY + hour * HOUR + world.random.between(0, 2400), day)


def deploy(world, account, project, t, day):
    r = world.random
    who = world.by_oidc(role(account, "ci/deploy"), project, "main", 41000 + day * 37 + r.below(30), t,
                        f"198.51.100.{r.between(16, 31)}", CLI, OIDC)
    world.call(who, t + 1, "sts", "GetCallerIdentity", None, free=True)
    bundle = f"{project}/{r.hex(12)}.zip"
    if account == SHARED:
        world.s3(who, t + 8, "PutObject", "larkmoor-artifacts", bundle)
        world.kms(who, t + 8, "GenerateDataKey", key_arn("artifacts"), encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-artifacts"})
        repository = f"arn:aws:ecr:{HOME}:{SHARED}:repository/base"
        world.call(who, t + 11, "ecr-public", "GetAuthorizationToken", None, region=GLOBAL)
        world.call(who, t + 12, "ecr", "GetAuthorizationToken", None)
        world.call(who, t + 15, "ecr", "PutImage", {"repositoryName": "base", "imageTag": f"r{day}", "registryId": SHARED},
                   checks=[("ecr:PutImage", repository)],
                   resources=[{"accountId": SHARED, "ARN": repository}])
        return
    world.s3(who, t + 5, "GetObject", "larkmoor-artifacts", bundle)
    world.kms(who, t + 5, "Decrypt", key_arn("artifacts"), encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-artifacts"})
    stack, name = project.split("/")[1], project.replace("/", "-")
    arn = f"arn:aws:cloudformation:{HOME}:{account}:stack/{name}/{labelled_uuid(name + account)}"
    stack_calls(world, who, t + 9, account, name, stack, arn)
    if account != DATA:
        edge_calls(world, who, t + 70, account, site=account == WEB)


def stack_calls(world, who, t, account, name, stack, arn):
    function = {"portal": "thumbnailer", "intake": "payment-intake"}.get(stack, "partition-check")
    target = f"arn:aws:lambda:{HOME}:{account}:function:{function}"
    change = {"stackName": name, "changeSetName": f"release-{t // DAY + 1:02d}"}
    for n, step in enumerate(("CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet", "DescribeStacks", "DescribeStackEvents")):
        params = {"stackName": name} if step.startswith("DescribeStack") else dict(change)
        if step == "CreateChangeSet":
            params |= {"capabilities": ["CAPABILITY_NAMED_IAM"], "changeSetType": "UPDATE"}
        world.call(who, t + 4 * n, "cloudformation", step, params, checks=[(f"cloudformation:{step}", arn)],
                   response={"id": arn.replace(":stack/", ":changeSet/"), "stackId": arn} if step == "CreateChangeSet" else None)
    via = "cloudformation.amazonaws.com"
    world.call(who, t + 22, "lambda", "GetFunction", {"functionName": function}, checks=[("lambda:GetFunction", target)], via=via)
    world.call(who, t + 23, "lambda", "UpdateFunctionCode20150331v2",
               {"functionName": function, "s3Bucket": "larkmoor-artifacts", "s3Key": f"{name}/{world.random.hex(12)}.zip", "publish": False, "dryRun": False},
               checks=[("lambda:UpdateFunctionCode", target)], via=via)
    if account == PAYMENTS:
        worker = role(PAYMENTS, "service/settlement-worker")
        world.call(who, t + 24, "ecs", "RegisterTaskDefinition",
                   {"family": "settlement", "taskRoleArn": worker, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
                    "cpu": "512", "memory": "1024", "containerDefinitions": [{"name": "worker", "essential": True}]},
                   checks=[("ecs:RegisterTaskDefinition", f"arn:aws:ecs:{HOME}:{PAYMENTS}:task-definition/settlement"), ("iam:PassRole", worker)],
                   context={"iam:PassedToService": "ecs-tasks.amazonaws.com"}, via=via)
    service_role = f"arn:aws:iam::{account}:role/service/{function}"
    if service_role in world.snapshot.entities:
        world.call(who, t + 24, "iam", "GetRole", {"roleName": function}, checks=[("iam:GetRole", service_role)], via=via)


def edge_calls(world, who, t, account, site):
    """CloudFront's certificate and web ACL live in us-east-1, wherever the site is."""
    r = world.random
    certificate = f"arn:aws:acm:{GLOBAL}:{account}:certificate/{labelled_uuid('certificate' + account)}"
    distribution = "E" + stable_id("", "cdn" + account, 13)
    acl = labelled_uuid("acl" + account)
    world.call(who, t, "acm", "DescribeCertificate", {"certificateArn": certificate}, region=GLOBAL,
               checks=[("acm:DescribeCertificate", certificate)])
    world.call(who, t + 1, "wafv2", "GetWebACL", {"name": "edge", "scope": "CLOUDFRONT", "id": acl}, region=GLOBAL,
               checks=[("wafv2:GetWebACL", f"arn:aws:wafv2:{GLOBAL}:{account}:global/webacl/edge/{acl}")])
    if site:
        for page in range(r.between(2, 4)):
            world.s3(who, t + 2 + page, "PutObject", "larkmoor-web-dev-assets", r.pick(["index.html", "app.js", "app.css", "prices.html"]))
        world.call(who, t + 8, "cloudfront", "CreateInvalidation2020_05_31",
                   {"distributionId": distribution, "invalidationBatch": {"paths": {"quantity": 1, "items": ["/*"]}, "callerReference": r.uuid()}},
                   checks=[("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{account}:distribution/{distribution}")])


def scanner(world, day):
    """The security team's scan enters each account and looks around; once a day also in us-east-1."""
    r = world.random
    for turn in (5, 17):
        t = day * DAY + turn * HOUR + r.between(0, 900)
        home = world.by_service(role(SECURITY, "service/posture-scanner"), "lambda.amazonaws.com", "posture-scanner", t,
                                ip="10.50.2.8", agent=BOTO)
        for n, account in enumerate((PAYMENTS, DATA, WEB, SECURITY, SHARED)):
            when = t + 20 + 40 * n
            who = world.by_role(home, role(account, "audit/posture-reader"), "scan", when)
            for k, (service, name) in enumerate((("iam", "ListUsers"), ("iam", "ListRoles"), ("iam", "GetAccountSummary"),
                                                 ("ec2", "DescribeSecurityGroups"), ("ec2", "DescribeInstances"),
                                                 ("kms", "ListKeys"), ("s3", "ListBuckets"), ("lambda", "ListFunctions20150331"),
                                                 ("cloudtrail", "DescribeTrails"), ("guardduty", "ListDetectors"))):
                if k < 4 or (turn == 5) or k % 2:
                    look(world, who, when + k, service, name)
            if turn == 5 and day % 7 == 5:
                for region in (SECOND, GLOBAL):
                    look(world, who, when + 14, "ec2", "DescribeInstances", region)
                    look(world, who, when + 15, "ec2", "DescribeSnapshots", region)


def look(world, who, t, service, name, region=None, **more):
    """A read without parameters worth telling."""
    action = "s3:ListAllMyBuckets" if name == "ListBuckets" else f"{service}:{name.removesuffix('20150331')}"
    if name == "ListBuckets":
        region = region or GLOBAL
    world.call(who, t, service, name, PARAMETERS.get(name), region=region, checks=[(action, "*")],
               data=name == "GetMetricData", **more)


def vendor(world, day):
    """The cost tool's own account assumes a role in two of ours, with the agreed external id."""
    r = world.random
    for turn in (3, 15):
        for account in (PAYMENTS, DATA):
            t = day * DAY + turn * HOUR + r.between(0, 1800)
            origin = outside(VENDOR, "collector", "192.0.2.77", f"collect-{day}")
            who = world.by_role(origin, role(account, "vendor/cost-insights"), "cost-insights", t, external=EXTERNAL_ID, agent=GO)
            look(world, who, t + 2, "ce", "GetCostAndUsage")
            for k, region in enumerate((HOME, SECOND)):
                look(world, who, t + 4 + k, "ec2", "DescribeInstances", region)
                look(world, who, t + 8 + k, "cloudwatch", "GetMetricData", region)
            look(world, who, t + 12, "ec2", "DescribeVolumes")
            if turn == 3 and day % 10 == 4:
                look(world, who, t + 14, "ec2", "DescribeReservedInstances", GLOBAL)


def outside(account, name, ip, session):
    """A role session of an account that is not ours: we see its id and account only."""
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/{session}"
    principal = f"{stable_id('AROA', account + name)}:{session}"
    return Caller("session", account, arn, principal_id=principal, ip=ip, agent=GO, foreign=True,
                  role_arn=f"arn:aws:iam::{account}:role/{name}",
                  provider={"type": "AWSAccount", "principalId": principal, "accountId": account})


def portal(world, day):
    """The development portal on EC2 reads the price list from the data account."""
    r, t = world.random, day * DAY + 6 * HOUR + world.random.between(0, 900)
    instance = "i-0a5d3c9e71b2f4860"
    who = world.by_service(role(WEB, "service/portal-web"), "ec2.amazonaws.com", instance, t, ip="203.0.113.91", agent=GO)
    secret_read(world, who, t + 3, PORTAL_SECRET, "web", "portal/session-key")
    for n in range(9):
        t += r.between(2000, 5000)
        world.call(who, t, "ssm", "UpdateInstanceInformation", {"instanceId": instance, "agentVersion": "3.3.2746.0", "agentStatus": "Active", "platformType": "Linux"},
                   checks=[("ssm:UpdateInstanceInformation", f"arn:aws:ec2:{HOME}:{WEB}:instance/{instance}")])
        if n % 3 == 0:
            world.s3(who, t + 2, "ListObjects", "larkmoor-published", "prices/")
        if day:
            world.s3(who, t + 3, "GetObject", "larkmoor-published", f"prices/2026-09-{day:02d}.json")
        world.s3(who, t + 20, "PutObject", "larkmoor-web-dev-uploads", f"avatars/{r.hex(8)}.png")


def legacy_backup(world, day):
    """The one user with access keys that nobody has replaced yet."""
    r, t = world.random, day * DAY + 22 * HOUR + world.random.between(0, 300)
    arn = f"arn:aws:iam::{SHARED}:user/service/legacy-backup"
    user = Caller("user", SHARED, arn, name="legacy-backup", principal_id=stable_id("AIDA", arn),
                  key=stable_id("AKIA", "legacy-backup", 16), ip="203.0.113.7", agent="Boto3/1.26.90 Python/3.8.10 Linux/5.4.0-216-generic Botocore/1.29.90")
    who = user
    if day % 7 == 0:
        who = Caller("user", SHARED, arn, name=user.name, principal_id=user.principal_id, ip=user.ip, agent=user.agent,
                     key="ASIA" + r.text(16), created=t)
        issued = world.issued(who, t, 3600)
        del issued["assumedRoleUser"]
        world.call(user, t, "sts", "GetSessionToken", {"durationSeconds": 3600}, free=True, response=issued)
    look(world, who, t + 1, "s3", "ListBuckets")
    for n in range(r.between(5, 8)):
        world.s3(who, t + 10 + 7 * n, "PutObject", "larkmoor-backups", f"fileserver/2026-09-{day + 1:02d}/vol{n}.tar.zst")
    world.s3(who, t + 90, "ListObjects", "larkmoor-backups", "fileserver/")


def aws_services(world, day):
    """What AWS does on its own: deliveries, service-linked roles, events that are not requests."""
    r, archive = world.random, "larkmoor-log-archive"
    trail = Caller("service", SECURITY, None, service="cloudtrail.amazonaws.com")
    source = {"aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail",
              "s3:x-amz-acl": "bucket-owner-full-control"}
    for n in range(24):
        t = day * DAY + n * HOUR + r.between(0, 3500)
        account = r.pick(sorted(NAMES))
        key = f"AWSLogs/{account}/CloudTrail/{HOME}/2026/09/{day + 1:02d}/{account}_CloudTrail_{HOME}_202609{day + 1:02d}T{n:02d}{r.between(0, 11) * 5:02d}Z_{r.alnum(16)}.json.gz"
        world.s3(trail, t, "PutObject", archive, key, params={"x-amz-acl": "bucket-owner-full-control"}, context=source)
        world.kms(trail, t, "GenerateDataKey", key_arn("trail"), via=None, encryption={"aws:cloudtrail:arn": source["aws:SourceArn"]})
        if n % 6 == 0:
            world.s3(trail, t + 1, "GetBucketAcl", archive, params={"acl": ""})
    config = Caller("service", SECURITY, None, service="config.amazonaws.com")
    world.s3(config, day * DAY + 7200, "PutObject", archive, f"config/{r.hex(8)}.json.gz")
    for account in (PAYMENTS, DATA, WEB, SHARED):
        linked(world, account, "config.amazonaws.com", "AWSServiceRoleForConfig", day * DAY + r.between(0, DAY - 60),
               [("ec2", "DescribeSecurityGroups"), ("iam", "ListRoles"), ("ec2", "DescribeVpcs")])
    linked(world, WEB, "autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", day * DAY + r.between(0, DAY - 60),
           [("ec2", "DescribeInstances"), ("ec2", "DescribeInstanceStatus")])
    if day % 5 == 2:
        linked(world, PAYMENTS, "config.amazonaws.com", "AWSServiceRoleForConfig", day * DAY + 400, [("ec2", "DescribeInstances")], GLOBAL)


def linked(world, account, service, name, t, reads, region=None):
    who = world.session(f"arn:aws:iam::{account}:role/aws-service-role/{service}/{name}", service.split(".")[0], t, key=None)
    who.last_hop = service
    for n, (prefix, read) in enumerate(reads):
        look(world, who, t + n, prefix, read, region, via=service)


def run(world):
    for day in range(DAYS):
        for workload in (nightly_pipeline, intake, settlement, reconciliation, deployments, scanner, vendor, portal,
                         legacy_backup, aws_services):
            workload(world, day)
