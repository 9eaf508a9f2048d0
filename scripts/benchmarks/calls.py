"""The calls of the benchmark's organization: what each asks for, and how often it is made."""

import base64
import bisect
import random
from dataclasses import dataclass

from estate import (
    APPLICATIONS,
    BUCKETS,
    FUNCTION_NAMES,
    FUNCTIONS,
    INSTANCES,
    KEYS,
    LOG_GROUPS,
    PARAMETERS,
    QUEUES,
    RANDOM,
    ROLES,
    SECRETS,
    STAGES,
    TABLES,
    base32,
    hexadecimal,
    uuid,
    zipf,
)


@dataclass
class Call:
    service: str
    name: str
    is_read_only: bool
    parameters: dict = None
    response: dict = None
    resources: list = None
    additional: dict = None
    category: str = "Management"


def token(source, size):
    return base64.b64encode(source.randbytes(size)).decode()


def _s3_details(source, is_read_only, out):
    return {
        "SignatureVersion": "SigV4",
        "CipherSuite": "ECDHE-RSA-AES128-GCM-SHA256",
        "bytesTransferredIn": 0 if is_read_only else source.randrange(10**6),
        "AuthenticationMethod": "AuthHeader",
        "x-amz-id-2": token(source, 56),
        "bytesTransferredOut": source.randrange(out),
    }


def _bucket(account, name):
    return {"accountId": account, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{name}"}


def _s3_object(name, is_read_only):
    def make(source, account, region):
        bucket = BUCKETS.pick(source)
        key = (
            f"data/{source.choice(APPLICATIONS)}/dt=2026-09-{source.randrange(1, 31):02d}"
            f"/part-{source.randrange(0, 400):05d}.snappy.parquet"
        )
        parameters = {"bucketName": bucket, "Host": f"{bucket}.s3.{region}.amazonaws.com", "key": key}
        response = None
        if name == "PutObject":
            parameters["x-amz-server-side-encryption"] = "aws:kms"
            response = {
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": f"arn:aws:kms:{region}:{account}:key/{KEYS.pick(source)}",
                "x-amz-version-id": token(source, 24),
            }
        if name == "GetObject" and source.random() < 0.3:
            first, last = source.randrange(10**7), source.randrange(10**7) + 10**7
            parameters["Range"] = f"bytes={first}-{last}"
        resources = [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/{key}"}, _bucket(account, bucket)]
        details = _s3_details(source, is_read_only, 10**6)
        return Call("s3", name, is_read_only, parameters, response, resources, details, "Data")

    return make


def _s3_list(source, account, region):
    bucket = BUCKETS.pick(source)
    parameters = {
        "list-type": "2",
        "bucketName": bucket,
        "prefix": f"data/{source.choice(APPLICATIONS)}/",
        "encoding-type": "url",
        "Host": f"{bucket}.s3.{region}.amazonaws.com",
        "max-keys": "1000",
    }
    resources = [{"type": "AWS::S3::Object", "ARNPrefix": f"arn:aws:s3:::{bucket}/"}, _bucket(account, bucket)]
    details = _s3_details(source, True, 10**5)
    return Call("s3", "ListObjects", True, parameters, None, resources, details, "Data")


def _s3_bucket(name):
    subresource = name.replace("Get", "").replace("Bucket", "").lower()

    def make(source, account, region):
        bucket = BUCKETS.pick(source)
        parameters = {"bucketName": bucket, "Host": f"{bucket}.s3.{region}.amazonaws.com", subresource: ""}
        details = _s3_details(source, True, 5000)
        return Call("s3", name, True, parameters, None, [_bucket(account, bucket)], details)

    return make


def _kms(name):
    def contexts(source, account, region, table):
        return [
            {"aws:dynamodb:tableName": table, "aws:dynamodb:subscriberId": account},
            {"PARAMETER_ARN": f"arn:aws:ssm:{region}:{account}:parameter{PARAMETERS.pick(source)}"},
            {
                "SecretARN": f"arn:aws:secretsmanager:{region}:{account}:secret:{SECRETS.pick(source)}",
                "SecretVersionId": uuid(source),
            },
            {"aws:s3:arn": f"arn:aws:s3:::{BUCKETS.pick(source)}"},
            {"aws:lambda:FunctionArn": f"arn:aws:lambda:{region}:{account}:function:{FUNCTIONS.pick(source)}"},
        ]

    def make(source, account, region):
        arn = f"arn:aws:kms:{region}:{account}:key/{KEYS.pick(source)}"
        choices = contexts(source, account, region, TABLES.pick(source))
        parameters = {"encryptionContext": choices[source.randrange(5)], "encryptionAlgorithm": "SYMMETRIC_DEFAULT"}
        if name != "Decrypt":
            parameters = {"keyId": arn, "keySpec": "AES_256", "encryptionContext": choices[source.randrange(5)]}
        return Call("kms", name, True, parameters, None, [{"accountId": account, "type": "AWS::KMS::Key", "ARN": arn}])

    return make


def assume_role(source, account, region):
    role = ROLES.pick(source)
    session = hexadecimal(source, 32) if source.random() < 0.5 else source.choice(FUNCTION_NAMES)
    key = "ASIA" + base32(source, 16)
    parameters = {"roleArn": role.arn, "roleSessionName": session}
    if source.random() < 0.5:
        parameters |= {"durationSeconds": 3600, "externalId": hexadecimal(source, 8)}
    response = {
        "credentials": {
            "accessKeyId": key,
            "sessionToken": token(source, 210),
            "expiration": "Sep 1, 2026, 1:00:00 PM",
        },
        "assumedRoleUser": {
            "assumedRoleId": f"{role.id}:{session}",
            "arn": f"arn:aws:sts::{role.account}:assumed-role/{role.name}/{session}",
        },
    }
    resources = [{"accountId": role.account, "type": "AWS::IAM::Role", "ARN": role.arn}]
    return Call("sts", "AssumeRole", True, parameters, response, resources)


def _ec2_describe(name):
    def make(source, account, region):
        application = source.choice(APPLICATIONS)
        filters = [
            {"name": "instance-state-name", "valueSet": {"items": [{"value": "running"}, {"value": "pending"}]}},
            {"name": "tag:app", "valueSet": {"items": [{"value": application}]}},
        ]
        parameters = {"filterSet": {"items": filters}, "maxResults": 1000}
        if source.random() < 0.5:
            instances = [{"instanceId": INSTANCES.pick(source)} for _ in range(source.randrange(1, 6))]
            parameters = {"instancesSet": {"items": instances}, "filterSet": {}}
        if source.random() < 0.3:
            parameters["nextToken"] = token(source, 90)
        return Call("ec2", name, True, parameters)

    return make


def _run_instances(source, account, region):
    instance = "i-0" + hexadecimal(source, 16)
    image = {"imageId": "ami-0" + hexadecimal(source, 16), "minCount": 1, "maxCount": 1, "keyName": "ops"}
    parameters = {
        "instancesSet": {"items": [image]},
        "instanceType": source.choice(("m6i.large", "t3.micro", "c6g.xlarge")),
        "blockDeviceMapping": {},
        "monitoring": {"enabled": True},
        "disableApiTermination": False,
        "clientToken": uuid(source),
        "tagSpecificationSet": {
            "items": [
                {
                    "resourceType": "instance",
                    "tags": [
                        {"key": "Name", "value": source.choice(APPLICATIONS)},
                        {"key": "env", "value": source.choice(STAGES)},
                    ],
                }
            ]
        },
    }
    response = {
        "requestId": uuid(source),
        "reservationId": "r-0" + hexadecimal(source, 16),
        "ownerId": account,
        "groupSet": {},
        "instancesSet": {"items": [_started_instance(source, instance, region)]},
    }
    return Call("ec2", "RunInstances", False, parameters, response)


def _started_instance(source, instance, region):
    return {
        "instanceId": instance,
        "imageId": "ami-0" + hexadecimal(source, 16),
        "instanceState": {"code": 0, "name": "pending"},
        "privateDnsName": f"ip-10-0-{source.randrange(256)}-{source.randrange(256)}.ec2.internal",
        "amiLaunchIndex": 0,
        "productCodes": {},
        "instanceType": "m6i.large",
        "launchTime": 1788220800000 + source.randrange(10**9),
        "placement": {"availabilityZone": region + "a", "tenancy": "default"},
        "monitoring": {"state": "pending"},
        "subnetId": "subnet-0" + hexadecimal(source, 16),
        "vpcId": "vpc-0abc",
        "stateReason": {"code": "pending", "message": "pending"},
        "architecture": "x86_64",
        "rootDeviceType": "ebs",
        "rootDeviceName": "/dev/xvda",
        "blockDeviceMapping": {},
        "virtualizationType": "hvm",
        "hypervisor": "xen",
        "groupSet": {"items": [{"groupId": "sg-0" + hexadecimal(source, 16), "groupName": "default"}]},
        "sourceDestCheck": True,
    }


def _dynamodb(name, is_read_only):
    def make(source, account, region):
        table = TABLES.pick(source)
        parameters = {
            "tableName": table,
            "key": {"pk": f"{source.choice(APPLICATIONS)}#{source.randrange(10**6)}", "sk": "v0"},
            "consistentRead": bool(source.randrange(2)),
            "returnConsumedCapacity": "TOTAL",
        }
        arn = f"arn:aws:dynamodb:{region}:{account}:table/{table}"
        resources = [{"accountId": account, "type": "AWS::DynamoDB::Table", "ARN": arn}]
        return Call("dynamodb", name, is_read_only, parameters, None, resources, None, "Data")

    return make


def _invoke(source, account, region):
    arn = f"arn:aws:lambda:{region}:{account}:function:{FUNCTIONS.pick(source)}"
    parameters = {
        "functionName": arn,
        "invocationType": "RequestResponse",
        "sourceArn": f"arn:aws:events:{region}:{account}:rule/{source.choice(APPLICATIONS)}",
    }
    resources = [{"accountId": account, "type": "AWS::Lambda::Function", "ARN": arn}]
    return Call("lambda", "Invoke", False, parameters, None, resources, {"functionVersion": arn + ":$LATEST"}, "Data")


def _lambda_read(name):
    return lambda source, account, region: Call("lambda", name, True, {"functionName": FUNCTIONS.pick(source)})


def _logs(name):
    def make(source, account, region):
        group = LOG_GROUPS.pick(source)
        stream = f"2026/09/{source.randrange(1, 31):02d}/[$LATEST]{hexadecimal(source, 32)}"
        return Call("logs", name, False, {"logGroupName": group, "logStreamName": stream})

    return make


def _get_secret(source, account, region):
    arn = f"arn:aws:secretsmanager:{region}:{account}:secret:{SECRETS.pick(source)}"
    return Call("secretsmanager", "GetSecretValue", True, {"secretId": arn, "versionStage": "AWSCURRENT"})


def _get_parameters(source, account, region):
    names = [PARAMETERS.pick(source) for _ in range(source.randrange(1, 6))]
    resources = [{"accountId": account, "ARN": f"arn:aws:ssm:{region}:{account}:parameter{name}"} for name in names]
    return Call("ssm", "GetParameters", True, {"names": names, "withDecryption": True}, None, resources)


def _update_instance(source, account, region):
    parameters = {
        "instanceId": INSTANCES.pick(source),
        "agentVersion": "3.2.2172.0",
        "agentStatus": "Active",
        "platformType": "Linux",
        "platformName": "Amazon Linux",
        "platformVersion": "2",
        "iPAddress": f"10.0.{source.randrange(256)}.{source.randrange(256)}",
        "computerName": "ip-10-0.ec2.internal",
        "agentName": "amazon-ssm-agent",
        "availabilityZone": region + "a",
        "availabilityZoneId": "use1-az1",
        "sSMConnectionChannel": "ssmmessages",
    }
    return Call("ssm", "UpdateInstanceInformation", False, parameters)


def _iam(name, is_read_only):
    def make(source, account, region):
        role = ROLES.pick(source)
        if name != "PutRolePolicy":
            return Call("iam", name, is_read_only, {"roleName": role.name})
        document = (
            '{\n  "Version": "2012-10-17",\n  "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], '
            f'"Resource": "arn:aws:s3:::{BUCKETS.pick(source)}/*"}}]\n}}'
        )
        parameters = {"roleName": role.name, "policyName": "inline", "policyDocument": document}
        return Call("iam", name, is_read_only, parameters)

    return make


def _get_metrics(source, account, region):
    queries = [
        {
            "id": f"m{number}",
            "metricStat": {
                "metric": {
                    "namespace": "AWS/Lambda",
                    "metricName": source.choice(("Errors", "Duration", "Invocations")),
                    "dimensions": [{"name": "FunctionName", "value": FUNCTIONS.pick(source)}],
                },
                "period": 60,
                "stat": "Sum",
            },
            "returnData": True,
        }
        for number in range(source.randrange(1, 5))
    ]
    window = {"startTime": "Sep 1, 2026, 12:00:00 PM", "endTime": "Sep 1, 2026, 1:00:00 PM"}
    return Call("monitoring", "GetMetricData", True, {"metricDataQueries": queries} | window)


def _batch_get_image(source, account, region):
    parameters = {
        "registryId": account,
        "repositoryName": source.choice(APPLICATIONS),
        "imageIds": [{"imageDigest": "sha256:" + hexadecimal(source, 64)}],
        "acceptedMediaTypes": [
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
        ],
    }
    arn = f"arn:aws:ecr:{region}:{account}:repository/{source.choice(APPLICATIONS)}"
    return Call("ecr", "BatchGetImage", True, parameters, None, [{"accountId": account, "ARN": arn}])


def _sqs(name):
    def make(source, account, region):
        queue = QUEUES.pick(source)
        parameters = {"queueUrl": f"https://sqs.{region}.amazonaws.com/{account}/{queue}", "attributeNames": ["All"]}
        arn = f"arn:aws:sqs:{region}:{account}:{queue}"
        resources = [{"accountId": account, "type": "AWS::SQS::Queue", "ARN": arn}]
        return Call("sqs", name, name != "SendMessage", parameters, None, resources, None, "Data")

    return make


def _plain(service, name, parameters=None):
    is_read_only = name[:3] in ("Des", "Lis", "Get")
    return lambda source, account, region: Call(service, name, is_read_only, parameters)


MAKERS = [
    (_s3_object("GetObject", True), 14),
    (_kms("Decrypt"), 13),
    (assume_role, 12),
    (_ec2_describe("DescribeInstances"), 5),
    (_dynamodb("GetItem", True), 6),
    (_invoke, 6),
    (_s3_object("PutObject", False), 5),
    (_s3_list, 3),
    (_logs("CreateLogStream"), 4),
    (_get_secret, 3),
    (_get_parameters, 3),
    (_update_instance, 2.5),
    (_kms("GenerateDataKey"), 4),
    (_dynamodb("PutItem", False), 2),
    (_dynamodb("UpdateItem", False), 1),
    (_get_metrics, 1.5),
    (_batch_get_image, 1),
    (_sqs("ReceiveMessage"), 1),
    (_plain("sts", "GetCallerIdentity"), 1),
    (_run_instances, 0.3),
    (_logs("PutLogEvents"), 0.5),
    (_iam("PutRolePolicy", False), 0.1),
    (_sqs("SendMessage"), 0.7),
]


def _add(names, make, most):
    for name in names.split():
        MAKERS.append((make(name), RANDOM.uniform(0.05, most)))


_add(
    "DescribeSecurityGroups DescribeVolumes DescribeSubnets DescribeVpcs DescribeTags DescribeNetworkInterfaces "
    "DescribeImages DescribeSnapshots DescribeAddresses DescribeRouteTables DescribeInstanceStatus DescribeKeyPairs "
    "DescribeRegions DescribeAvailabilityZones DescribeNatGateways",
    _ec2_describe,
    1,
)
_add(
    "GetBucketAcl GetBucketPolicy GetBucketLocation GetBucketEncryption GetBucketTagging GetBucketVersioning "
    "GetBucketLogging GetBucketPublicAccessBlock",
    _s3_bucket,
    0.6,
)
_add(
    "GetRole ListAttachedRolePolicies ListRolePolicies GetRolePolicy ListRoleTags",
    lambda name: _iam(name, True),
    0.6,
)
_add(
    "GetFunction20150331v2 GetPolicy20150331v2 ListTags20170331 GetFunctionConfiguration20150331v2",
    _lambda_read,
    0.3,
)
for _pair in (
    "autoscaling:DescribeAutoScalingGroups elasticloadbalancing:DescribeLoadBalancers "
    "elasticloadbalancing:DescribeTargetHealth rds:DescribeDBInstances rds:DescribeDBClusters ecs:DescribeServices "
    "ecs:ListTasks ecs:DescribeTasks cloudformation:DescribeStacks cloudformation:ListStackResources "
    "config:DescribeConfigRules guardduty:ListDetectors securityhub:GetFindings sns:ListTopics sns:GetTopicAttributes "
    "events:ListRules route53:ListHostedZones acm:ListCertificates eks:DescribeCluster eks:ListClusters "
    "organizations:ListAccounts organizations:DescribeOrganization tagging:GetResources ce:GetCostAndUsage "
    "health:DescribeEvents wafv2:ListWebACLs backup:ListBackupJobs states:DescribeExecution glue:GetTable "
    "glue:GetPartitions athena:GetQueryExecution athena:StartQueryExecution kinesis:DescribeStreamSummary "
    "redshift:DescribeClusters elasticache:DescribeCacheClusters cloudtrail:LookupEvents cloudtrail:DescribeTrails "
    "signin:ConsoleLogin"
).split():
    _has_parameters = RANDOM.random() < 0.7
    _parameters = {"maxResults": 100, "name": RANDOM.choice(APPLICATIONS), "marker": None} if _has_parameters else None
    MAKERS.append((_plain(*_pair.split(":"), _parameters), RANDOM.uniform(0.02, 0.5)))

_SUMS = []
for _, _weight in MAKERS:
    _SUMS.append((_SUMS[-1] if _SUMS else 0) + _weight)
_HABITS = zipf(14, 0.9)
_habits = {}


def _drawn(source):
    return bisect.bisect_left(_SUMS, source.random() * _SUMS[-1])


def _habits_of(caller):
    if caller not in _habits:
        source = random.Random(caller * 31 + 5)
        chosen = []
        while len(chosen) < len(_HABITS):
            maker = _drawn(source)
            if maker not in chosen:
                chosen.append(maker)
        _habits[caller] = chosen
    return _habits[caller]


def maker(source, caller):
    """What a caller asks for: mostly one of the fourteen calls that it makes."""
    if caller is not None and source.random() < 0.93:
        rank = bisect.bisect_left(_HABITS, source.random() * _HABITS[-1])
        return MAKERS[_habits_of(caller)[rank]][0]
    return MAKERS[_drawn(source)][0]
