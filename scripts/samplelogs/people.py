"""Engineers: sessions through the identity centre, a morning of reading and a few changes."""

from callers import DAY, DAYS, HOUR
from calls import CLI, glue_call, is_workday, look, query, queue_call, table_call
from identities import SSO_PROVIDER, sso_role
from organization import DATA, HOME, MANAGEMENT, NAMES, PAYMENTS, SECURITY, SHARED, WEB
from resources import QUEUE

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
PEOPLE = [  # name, where and as what, how likely on a workday, office address
    ("ines.alder", [(WEB, "Developer")], 75, "203.0.113.21"),
    ("tomas.reyk", [(WEB, "Developer"), (PAYMENTS, "ReadOnly")], 70, "203.0.113.22"),
    ("oda.lindqvist", [(WEB, "Developer")], 60, "2001:db8:4f00:17::1c"),
    ("samir.haddou", [(PAYMENTS, "PaymentsOperator")], 70, "203.0.113.24"),
    ("lena.brock", [(PAYMENTS, "PaymentsOperator"), (PAYMENTS, "ReadOnly")], 50, "203.0.113.25"),
    ("marta.quist", [(DATA, "DataAnalyst")], 80, "203.0.113.26"),
    ("jonas.veld", [(DATA, "DataAnalyst")], 65, "198.51.100.151"),
    ("priya.nandar", [(DATA, "DataEngineer")], 75, "203.0.113.28"),
    ("emil.stroem", [(SECURITY, "SecurityAnalyst"), (PAYMENTS, "ReadOnly")], 70, "203.0.113.29"),
    (
        "ruth.caldera",
        [(MANAGEMENT, "OrgAdmin"), (MANAGEMENT, "OrgAdmin"), (SHARED, "OrgAdmin"), (WEB, "OrgAdmin")],
        85,
        "203.0.113.30",
    ),
]
READS = [
    ("ec2", "DescribeInstances"),
    ("ec2", "DescribeSecurityGroups"),
    ("ec2", "DescribeVpcs"),
    ("cloudwatch", "DescribeAlarms"),
    ("cloudwatch", "GetMetricData"),
    ("lambda", "ListFunctions20150331"),
    ("logs", "DescribeLogGroups"),
    ("iam", "ListRoles"),
    ("s3", "ListBuckets"),
    ("cloudformation", "ListStacks"),
    ("ecs", "ListClusters"),
    ("tag", "GetResources"),
    ("sqs", "ListQueues"),
    ("dynamodb", "ListTables"),
]
ANALYST_READS = [
    ("athena", "ListWorkGroups"),
    ("glue", "GetDatabases"),
    ("s3", "ListBuckets"),
    ("kms", "ListAliases"),
    ("cloudwatch", "GetMetricData"),
]
ADMIN_READS = READS + [
    ("organizations", "ListAccounts"),
    ("organizations", "ListRoots"),
    ("iam", "ListUsers"),
    ("ce", "GetCostAndUsage"),
]


def sign_in(world, account, permission_set, person, ip, t, console=True):
    email = f"{person}@larkmoor.example"
    who = world.by_saml(
        sso_role(account, permission_set), email, t, ip, BROWSER if console else CLI, SSO_PROVIDER, console
    )
    if console:
        record = world.call(
            who,
            t + 2,
            "signin",
            "ConsoleLogin",
            None,
            free=True,
            api="AwsConsoleSignIn",
            response={"ConsoleLogin": "Success"},
            extra={"additionalEventData": {"MobileVersion": "No", "MFAUsed": "No"}},
        )
        record["userIdentity"].pop("accessKeyId", None)
    return who


def session(world, person, account, permission_set, ip, t):
    r = world.random
    console = r.chance(70)
    who = sign_in(world, account, permission_set, person, ip, t, console)
    reads = (
        ANALYST_READS
        if permission_set == "DataAnalyst"
        else ADMIN_READS if permission_set == "OrgAdmin" and account == MANAGEMENT else READS
    )
    for _ in range(r.between(9, 20)):
        t += r.between(3, 240)
        look(world, who, t, *r.pick(reads), expect=None)
    WORK.get(permission_set, lambda *_: None)(world, who, t + 60)


def developer(world, who, t):
    r = world.random
    for n in range(r.between(3, 8)):
        t += r.between(20, 300)
        choice = r.below(5)
        function = f"arn:aws:lambda:{HOME}:{WEB}:function:thumbnailer"
        if choice == 0:
            world.call(
                who,
                t,
                "lambda",
                "UpdateFunctionConfiguration20150331v2",
                {"functionName": "thumbnailer", "timeout": r.pick([10, 20, 30]), "layers": []},
                checks=[("lambda:UpdateFunctionConfiguration", function)],
            )
        elif choice == 1:
            world.s3(who, t, "PutObject", "larkmoor-web-dev-assets", f"drafts/{r.hex(6)}.html")
        elif choice == 2:
            group = "/aws/lambda/thumbnailer"
            world.call(
                who,
                t,
                "logs",
                "FilterLogEvents",
                {"logGroupName": group, "limit": 100, "filterPattern": "ERROR"},
                checks=[("logs:FilterLogEvents", f"arn:aws:logs:{HOME}:{WEB}:log-group:{group}:*")],
            )
        elif choice == 3:
            world.s3(
                who,
                t,
                "GetObject",
                "larkmoor-web-dev-uploads",
                f"avatars/{r.hex(8)}.png",
                error=("NoSuchKey", "The specified key does not exist.") if r.chance(30) else None,
            )
        else:
            security_group = "sg-0c41f7a2b8d95e360"
            world.call(
                who,
                t,
                "ec2",
                "AuthorizeSecurityGroupIngress",
                {
                    "groupId": security_group,
                    "ipPermissions": {
                        "items": [
                            {
                                "ipProtocol": "tcp",
                                "fromPort": 8443,
                                "toPort": 8443,
                                "groups": {},
                                "ipRanges": {"items": [{"cidrIp": f"10.40.{r.between(0, 60)}.0/24"}]},
                            }
                        ]
                    },
                },
                checks=[
                    (
                        "ec2:AuthorizeSecurityGroupIngress",
                        f"arn:aws:ec2:{HOME}:{WEB}:security-group/{security_group}",
                    )
                ],
                response={"requestId": r.uuid(), "_return": True},
            )


def operator(world, who, t):
    r = world.random
    for _ in range(r.between(2, 6)):
        t += r.between(30, 400)
        choice = r.below(3)
        if choice == 0:
            table_call(world, who, t, "GetItem")
        elif choice == 1:
            table_call(world, who, t, "Query")
        else:
            queue_call(world, who, t, "ReceiveMessage", QUEUE)


def analyst(world, who, t):
    r = world.random
    for _ in range(r.between(2, 5)):
        t += r.between(60, 900)
        query(world, who, t, "SELECT", table=r.pick(["orders", "clicks", "payments"]))
    for _ in range(r.between(0, 3)):
        world.s3(
            who,
            t + 30,
            "GetObject",
            "larkmoor-curated",
            f"{r.pick(['orders', 'clicks'])}/dt=2026-09-{t // DAY + 1:02d}/part-00001.parquet",
        )
        t += 7
    if r.chance(40):
        world.s3(who, t + 40, "PutObject", "larkmoor-ml-scratch", f"analytics/features-{r.hex(5)}.parquet")


def engineer(world, who, t):
    r = world.random
    for _ in range(r.between(3, 7)):
        t += r.between(20, 500)
        choice = r.below(4)
        if choice == 0:
            glue_call(world, who, t, "GetTable", r.pick(["orders", "clicks", "payments"]))
        elif choice == 1:
            world.s3(
                who,
                t,
                "GetObject",
                "larkmoor-curated",
                f"payments/dt=2026-09-{t // DAY + 1:02d}/part-00000.parquet",
            )
        elif choice == 2:
            world.s3(
                who,
                t,
                "HeadObject",
                "larkmoor-curated",
                f"orders/dt=2026-09-{t // DAY + 1:02d}/part-00000.parquet",
            )
        else:
            glue_call(world, who, t, "UpdateTable", "clicks")


def security_analyst(world, who, t):
    r = world.random
    detector = "7ac3f0e2b19d4c58a6e0f1d2c3b4a596"
    for _ in range(r.between(2, 6)):
        t += r.between(20, 300)
        world.call(
            who,
            t,
            "guardduty",
            "ListFindings",
            {"detectorId": detector, "maxResults": 50},
            checks=[("guardduty:ListFindings", f"arn:aws:guardduty:{HOME}:{SECURITY}:detector/{detector}")],
        )
        world.s3(
            who,
            t + 5,
            "GetObject",
            "larkmoor-log-archive",
            f"AWSLogs/{r.pick(sorted(NAMES))}/CloudTrail/{HOME}/2026/09/{t // DAY + 1:02d}/{r.hex(8)}.json.gz",
        )


WORK = {
    "Developer": developer,
    "PaymentsOperator": operator,
    "DataAnalyst": analyst,
    "DataEngineer": engineer,
    "SecurityAnalyst": security_analyst,
}


def run(world):
    for day in range(DAYS):
        if not is_workday(day):
            continue
        for person, places, often, ip in PEOPLE:
            if world.random.chance(often):
                account, permission_set = world.random.pick(places)
                session(
                    world,
                    person,
                    account,
                    permission_set,
                    ip,
                    day * DAY + 7 * HOUR + world.random.between(0, 9 * HOUR),
                )
