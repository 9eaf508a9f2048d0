"""The accounts, names and callers of the benchmark's organization, the same on every machine."""

import bisect
import datetime
import random
import uuid as uuids
import zlib

RANDOM = random.Random(42)
START = datetime.datetime(2026, 9, 1)
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def base32(source, length):
    return "".join(source.choices(BASE32, k=length))


def hexadecimal(source, length):
    return "%0*x" % (length, source.getrandbits(4 * length))


def uuid(source):
    return str(uuids.UUID(int=source.getrandbits(128)))


def timestamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def zipf(count, exponent):
    """Running sums of Zipf weights."""
    sums, total = [], 0.0
    for rank in range(1, count + 1):
        total += 1.0 / rank**exponent
        sums.append(total)
    return sums


class Popular:
    """Items of which few are used often; what one caller uses is drawn from twenty of its own."""

    habits = zipf(20, 1.1)

    def __init__(self, items, exponent=1.05):
        self.items = items
        self.sums = zipf(len(items), exponent)

    def pick(self, source):
        caller = getattr(source, "caller", None)
        if caller is not None and source.random() < 0.85:
            habit = bisect.bisect_left(self.habits, source.random() * self.habits[-1])
            return self.items[(caller * 2654435761 + habit * habit * 7919) % len(self.items)]
        return self.items[bisect.bisect_left(self.sums, source.random() * self.sums[-1])]


APPLICATIONS = (
    "orders billing catalog search auth ledger ingest reports media notify infra ml-train gateway profile shipping fraud"
).split()
STAGES = ["prod", "staging", "dev"]
DUTIES = ["api", "worker", "cron", "etl", "deploy", "readonly", "stream", "batch", "edge", "admin"]

ACCOUNTS = ["%012d" % RANDOM.randrange(10**11, 10**12) for _ in range(12)]
_buckets = [
    f"acme-{RANDOM.choice(STAGES)}-{application}-{duty}-{hexadecimal(RANDOM, 6)}"
    for application in APPLICATIONS
    for duty in DUTIES
][:160]
_tables = [
    f"{application}-{part}-{stage}"
    for application in APPLICATIONS
    for part in ("state", "events", "idx", "lock")
    for stage in STAGES
][:180]
FUNCTION_NAMES = [
    f"{stage}-{application}-{duty}" for application in APPLICATIONS for duty in DUTIES for stage in STAGES
]
RANDOM.shuffle(FUNCTION_NAMES)
FUNCTION_NAMES = FUNCTION_NAMES[:400]
_keys = [uuid(RANDOM) for _ in range(120)]
_secrets = [
    f"{stage}/{application}/{name}-{base32(RANDOM, 6)}"
    for application in APPLICATIONS
    for stage in STAGES
    for name in ("db", "api-key", "oauth", "tls")
]
_parameters = [
    f"/{stage}/{application}/{name}"
    for application in APPLICATIONS
    for stage in STAGES
    for name in ("db_host", "feature_flags", "log_level", "endpoint", "timeout")
]
_log_groups = [f"/aws/lambda/{name}" for name in FUNCTION_NAMES[:200]] + [f"/ecs/{name}" for name in APPLICATIONS]
_instances = ["i-0" + hexadecimal(RANDOM, 16) for _ in range(600)]
_queues = [
    f"{stage}-{application}-{queue}"
    for application in APPLICATIONS
    for stage in STAGES
    for queue in ("jobs", "dlq", "events")
]
for _names in (_buckets, _tables, _keys, _secrets, _parameters, _log_groups, _queues):
    RANDOM.shuffle(_names)

REGIONS = Popular(["us-east-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2", "us-east-2"], 1.3)
BUCKETS = Popular(_buckets, 0.95)
TABLES = Popular(_tables, 0.95)
FUNCTIONS = Popular(FUNCTION_NAMES, 0.95)
KEYS = Popular(_keys, 0.95)
SECRETS = Popular(_secrets, 0.95)
PARAMETERS = Popular(_parameters, 0.95)
LOG_GROUPS = Popular(_log_groups, 0.95)
INSTANCES = Popular(_instances, 0.95)
QUEUES = Popular(_queues, 0.95)

AGENT_NAMES = [
    "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.209-198.812.amzn2.x86_64 md/arch#x86_64 "
    "lang/python#3.11.6 md/pyimpl#CPython exec-env/AWS_Lambda_python3.11 cfg/retry-mode#legacy Botocore/1.34.51",
    "aws-sdk-go-v2/1.24.1 os/linux lang/go#1.21.6 md/GOOS#linux md/GOARCH#arm64 api/dynamodb#1.26.8",
    "aws-sdk-java/2.20.162 Linux/5.15.0-1052-aws OpenJDK_64-Bit_Server_VM/17.0.9+9-LTS Java/17.0.9 "
    "vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy",
    "[aws-sdk-java/1.12.639 Linux/5.10.205-195.807.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/25.392-b08 "
    "java/1.8.0_392 vendor/Oracle_Corporation cfg/retry-mode/standard]",
    "APN/1.0 HashiCorp/1.0 Terraform/1.6.6 (+https://www.terraform.io) terraform-provider-aws/5.31.0 "
    "(+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.24.0 os/linux lang/go#1.20.10 "
    "md/GOOS#linux md/GOARCH#amd64",
    "aws-cli/2.15.10 Python/3.11.6 Darwin/23.2.0 exe/x86_64 prompt/off command/s3.cp",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 "
    "Safari/537.36",
    "aws-sdk-js/3.496.0 ua/2.0 os/linux#5.10.205 lang/js md/nodejs#18.18.2 api/secrets-manager#3.496.0 "
    "exec-env/AWS_Lambda_nodejs18.x",
    "amazon-ssm-agent/3.2.2172.0 (linux amd64; agent) aws-sdk-go/1.44.260 (go1.20.12; linux; amd64)",
    "amazon-ecs-agent/1.80.0 (go1.20.12; linux; amd64)",
    "Coral/Netty4",
    "kubelet/1.28.5 aws-sdk-go/1.44.241 (go1.20.12; linux; amd64)",
    "Datadog (https://www.datadoghq.com)",
    "cloudtrail.amazonaws.com",
    'eks-pod-identity/0.1 "quoted" agent',
]
AGENTS = Popular(AGENT_NAMES, 0.8)
ADDRESS_LIST = [
    f"{RANDOM.choice([3, 18, 34, 52, 54, 10])}.{RANDOM.randrange(256)}.{RANDOM.randrange(256)}.{RANDOM.randrange(1, 255)}"
    for _ in range(900)
]
ADDRESSES = Popular(ADDRESS_LIST, 0.9)
ENDPOINTS = ["vpce-0" + hexadecimal(RANDOM, 16) for _ in range(8)]


class Role:
    def __init__(self, name, account, path="/"):
        self.name = name
        self.account = account
        self.id = "AROA" + base32(RANDOM, 17)
        self.arn = f"arn:aws:iam::{account}:role{path}{name}"
        self.use = RANDOM.choice(["lambda", "ec2", "ecs", "human", "ci"])


def _all_roles():
    roles = [
        Role(f"{stage}-{application}-{duty}-role", RANDOM.choice(ACCOUNTS))
        for application in APPLICATIONS
        for duty in DUTIES
        for stage in STAGES[:2]
    ]
    for name in ("AdministratorAccess", "PowerUserAccess", "ViewOnly", "Billing", "SecurityAudit"):
        full = f"AWSReservedSSO_{name}_{hexadecimal(RANDOM, 16)}"
        roles.append(Role(full, RANDOM.choice(ACCOUNTS), "/aws-reserved/sso.amazonaws.com/eu-west-1/"))
    roles += [Role("OrganizationAccountAccessRole", account) for account in ACCOUNTS]
    RANDOM.shuffle(roles)
    for number, role in enumerate(roles):
        role.number = number
    return roles


ROLES = Popular(_all_roles(), 1.0)
USERS = Popular(
    [
        (f"{first}.{last}", RANDOM.choice(ACCOUNTS), "AIDA" + base32(RANDOM, 17), "AKIA" + base32(RANDOM, 16))
        for first in ("ann", "bob", "carol", "dave", "eve", "frank", "grace", "heidi")
        for last in ("smith", "lee", "gupta", "kim", "novak")
    ],
    0.9,
)
SERVICES = Popular(
    (
        "lambda ec2 ecs-tasks config cloudtrail autoscaling elasticloadbalancing events states guardduty "
        "securityhub delivery.logs s3 rds"
    ).split(),
    1.0,
)
PEOPLE = ["ann.smith@acme.io", "bob.lee@acme.io", "carol.gupta@acme.io", "dave.kim@acme.io", "eve.novak@acme.io"]


class Session:
    """Credentials that a role was assumed with."""

    def __init__(self, source, role, time):
        self.name = {
            "ec2": lambda: "i-0" + hexadecimal(source, 16),
            "lambda": lambda: source.choice(FUNCTION_NAMES),
            "ecs": lambda: hexadecimal(source, 32),
            "human": lambda: source.choice(PEOPLE),
            "ci": lambda: f"GitHubActions-{source.randrange(10**9)}",
        }[role.use]()
        self.key = "ASIA" + base32(source, 16)
        self.principal = f"{role.id}:{self.name}"
        self.created = timestamp(time - datetime.timedelta(seconds=source.randrange(3600)))
        self.mfa = "true" if role.use == "human" else "false"
        self.address = ADDRESSES.pick(source)
        self.agent = AGENTS.pick(source)


class Caller:
    """A `userIdentity` with the account that receives its calls and what it calls from, None where that varies."""

    def __init__(self, identity, account, number=None, address=None, agent=None):
        self.identity = identity
        self.account = account
        self.number = number
        self.address = address
        self.agent = agent


def _attributes(created, mfa):
    return {"creationDate": created, "mfaAuthenticated": mfa}


def _session_context(time):
    return {
        "sessionIssuer": {},
        "webIdFederationData": {},
        "attributes": _attributes(timestamp(time), "true"),
    }


def _role_session(source, sessions, time, is_through_service):
    role = ROLES.pick(source)
    known = sessions.get(role.name)
    if known is None or source.random() < 0.01:
        known = [Session(source, role, time) for _ in range(source.randrange(1, 5))]
        sessions[role.name] = known
    session = source.choice(known)
    identity = {
        "type": "AssumedRole",
        "principalId": session.principal,
        "arn": f"arn:aws:sts::{role.account}:assumed-role/{role.name}/{session.name}",
        "accountId": role.account,
        "accessKeyId": session.key,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role.id,
                "arn": role.arn,
                "accountId": role.account,
                "userName": role.name,
            },
            "webIdFederationData": {},
            "attributes": _attributes(session.created, session.mfa),
        },
    }
    if role.use == "ec2":
        identity["sessionContext"]["ec2RoleDelivery"] = "2.0"
    if is_through_service:
        identity["invokedBy"] = source.choice(("cloudformation.amazonaws.com", "AWS Internal", "athena.amazonaws.com"))
    return Caller(identity, role.account, role.number, session.address, session.agent)


def _user(source, time):
    name, account, identifier, key = USERS.pick(source)
    identity = {
        "type": "IAMUser",
        "principalId": identifier,
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": key,
        "userName": name,
    }
    if source.random() < 0.3:
        identity["sessionContext"] = _session_context(time)
    number = zlib.crc32(name.encode()) % 100003
    return Caller(
        identity, account, number, ADDRESS_LIST[number % len(ADDRESS_LIST)], AGENT_NAMES[number % len(AGENT_NAMES)]
    )


def _root(source, time):
    account = source.choice(ACCOUNTS)
    identity = {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
        "accessKeyId": "",
        "sessionContext": _session_context(time),
    }
    return Caller(identity, account)


def caller(source, sessions, time):
    """Eight calls of ten come from role sessions; the others from users, services and, rarely, the root user."""
    share = source.random()
    if share < 0.80:
        return _role_session(source, sessions, time, share < 0.10)
    if share < 0.88:
        return _user(source, time)
    if share < 0.995:
        return Caller({"type": "AWSService", "invokedBy": SERVICES.pick(source) + ".amazonaws.com"}, None)
    return _root(source, time)
