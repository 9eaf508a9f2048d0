"""Calls that several actors make, and the clients they make them with."""

from callers import DAY, Caller
from organization import GLOBAL, HOME, PAYMENTS
from resources import TABLE, key_arn
from seeded import labelled_uuid, stable_id

BOTO = "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.1.147 md/arch#x86_64 lang/python#3.13.5 cfg/retry-mode#standard"
JAVA = "aws-sdk-java/2.32.16 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.1.147 lang/java#21.0.8 md/OpenJDK_64-Bit_Server_VM#21.0.8 vendor/Amazon.com_Inc."
GO = "aws-sdk-go-v2/1.38.0 ua/2.1 os/linux lang/go#1.24.5 md/GOOS#linux md/GOARCH#arm64"
CLI = "aws-cli/2.28.14 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.5 md/pyimpl#CPython"
PARAMETERS = {
    "DescribeInstances": {"instancesSet": {}, "filterSet": {}},
    "ListBuckets": {"Host": "s3.amazonaws.com"},
    "DescribeSecurityGroups": {"securityGroupSet": {}, "securityGroupIdSet": {}, "filterSet": {}},
    "DescribeVpcs": {"vpcSet": {}, "filterSet": {}},
    "DescribeVolumes": {"volumeSet": {}, "filterSet": {}},
}


def role(account, path):
    return f"arn:aws:iam::{account}:role/{path}"


def is_workday(day):
    return (day + 1) % 7 < 5


def glue_call(world, who, t, name, table, **more):
    base = f"arn:aws:glue:{HOME}:{who.account}:"
    params = {"databaseName": "curated", "name" if name == "GetTable" else "tableName": table}
    if name == "UpdateTable":
        params = {"databaseName": "curated", "tableInput": {"name": table, "tableType": "EXTERNAL_TABLE"}}
    if name == "BatchCreatePartition":
        params["partitionInputList"] = [{"values": [f"2026-09-{t // DAY + 1:02d}"]}]
    checks = [
        (f"glue:{name}", base + kind) for kind in ("catalog", "database/curated", f"table/curated/{table}")
    ]
    world.call(who, t, "glue", name, params, checks=checks, **more)


def queue_call(world, who, t, name, queue, **more):
    _, _, _, region, account, short = queue.split(":")
    params = {"queueUrl": f"https://sqs.{region}.amazonaws.com/{account}/{short}"}
    if name == "SendMessage":
        params["messageBody"] = "HIDDEN_DUE_TO_SECURITY_REASONS"
    if name == "DeleteMessage":
        params["receiptHandle"] = "AQEB" + world.random.alnum(16)
    world.call(
        who,
        t,
        "sqs",
        name,
        params,
        checks=[(f"sqs:{name}", queue)],
        data=name.endswith("Message"),
        resources=[{"accountId": account, "type": "AWS::SQS::Queue", "ARN": queue}],
        **more,
    )


def query(world, who, t, text, reads=True, table="orders"):
    """An Athena query, and what Athena then does with the caller's permissions."""
    r, group = world.random, f"arn:aws:athena:{HOME}:{who.account}:workgroup/primary"
    identifier, day = r.uuid(), t // DAY
    world.call(
        who,
        t,
        "athena",
        "StartQueryExecution",
        {
            "queryString": "***OMITTED***",
            "clientRequestToken": r.uuid(),
            "workGroup": "primary",
            "queryExecutionContext": {"database": "curated"},
        },
        checks=[("athena:StartQueryExecution", group)],
        response={"queryExecutionId": identifier},
    )
    if reads:
        glue_call(world, who, t + 1, "GetTable", table, via="athena.amazonaws.com")
        world.s3(who, t + 1, "ListObjects", "larkmoor-curated", f"{table}/", via="athena.amazonaws.com")
        for part in range(r.between(3, 6)):
            dt = f"2026-09-{max(1, day + 1 - part // 2):02d}"
            world.s3(
                who,
                t + 2,
                "GetObject",
                "larkmoor-curated",
                f"{table}/dt={dt}/part-{part % 3:05d}.parquet",
                via="athena.amazonaws.com",
            )
        world.kms(
            who, t + 2, "Decrypt", key_arn("data"), encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-curated"}
        )
        world.s3(
            who,
            t + 4,
            "PutObject",
            "larkmoor-athena-results",
            f"{who.name}/{identifier}.csv",
            via="athena.amazonaws.com",
        )
    world.call(
        who,
        t + 5,
        "athena",
        "GetQueryExecution",
        {"queryExecutionId": identifier},
        checks=[("athena:GetQueryExecution", group)],
    )


def table_call(world, who, t, name, **more):
    params = {"tableName": "payments", "key": {"paymentId": f"p-{world.random.hex(10)}"}}
    if name == "PutItem":
        params = {
            "tableName": "payments",
            "items": ["amount", "currency", "paymentId"],
            "conditionExpression": "attribute_not_exists(paymentId)",
        }
    if name == "Query":
        params = {"tableName": "payments", "indexName": "by-day", "keyConditionExpression": "settleDay = :d"}
    world.call(
        who,
        t,
        "dynamodb",
        name,
        params,
        data=True,
        checks=[(f"dynamodb:{name}", TABLE + ("/index/by-day" if name == "Query" else ""))],
        resources=[{"accountId": PAYMENTS, "type": "AWS::DynamoDB::Table", "ARN": TABLE}],
        **more,
    )


def secret_read(world, who, t, secret, key, name):
    world.call(
        who,
        t,
        "secretsmanager",
        "GetSecretValue",
        {"secretId": secret},
        checks=[("secretsmanager:GetSecretValue", secret)],
    )
    world.kms(
        who,
        t,
        "Decrypt",
        key_arn(key),
        via="secretsmanager.amazonaws.com",
        encryption={"SecretARN": secret, "SecretVersionId": labelled_uuid(name)},
    )


def look(world, who, t, service, name, region=None, **more):
    """A read without parameters worth telling."""
    action = "s3:ListAllMyBuckets" if name == "ListBuckets" else f"{service}:{name.removesuffix('20150331')}"
    if name == "ListBuckets":
        region = region or GLOBAL
    world.call(
        who,
        t,
        service,
        name,
        PARAMETERS.get(name),
        region=region,
        checks=[(action, "*")],
        data=name == "GetMetricData",
        **more,
    )


def outside(account, name, ip, session):
    """A role session of an account that is not ours: we see its id and account only."""
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/{session}"
    principal = f"{stable_id('AROA', account + name)}:{session}"
    return Caller(
        "session",
        account,
        arn,
        principal_id=principal,
        ip=ip,
        agent=GO,
        foreign=True,
        role_arn=f"arn:aws:iam::{account}:role/{name}",
        provider={"type": "AWSAccount", "principalId": principal, "accountId": account},
    )
