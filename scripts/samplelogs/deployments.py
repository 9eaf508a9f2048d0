"""Deployments: a web identity, a stack update, and what a site needs in us-east-1."""

from callers import DAY, HOUR
from calls import CLI, is_workday, role
from identities import OIDC
from organization import DATA, GLOBAL, HOME, PAYMENTS, SHARED, WEB
from resources import key_arn
from seeded import labelled_uuid, stable_id


def deployments(world, day):
    for account, project, often in (
        (WEB, "web/portal", 100),
        (PAYMENTS, "payments/intake", 35),
        (DATA, "data/pipeline", 25),
        (SHARED, "platform/images", 45),
    ):
        night = account == WEB
        if night or (is_workday(day) and world.random.chance(often)):
            hour = 2 if night else world.random.between(9, 16)
            deploy(world, account, project, day * DAY + hour * HOUR + world.random.between(0, 2400), day)


def deploy(world, account, project, t, day):
    r = world.random
    who = world.by_oidc(
        role(account, "ci/deploy"),
        project,
        "main",
        41000 + day * 37 + r.below(30),
        t,
        f"198.51.100.{r.between(16, 31)}",
        CLI,
        OIDC,
    )
    world.call(who, t + 1, "sts", "GetCallerIdentity", None, free=True)
    bundle = f"{project}/{r.hex(12)}.zip"
    if account == SHARED:
        world.s3(who, t + 8, "PutObject", "larkmoor-artifacts", bundle)
        world.kms(
            who,
            t + 8,
            "GenerateDataKey",
            key_arn("artifacts"),
            encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-artifacts"},
        )
        repository = f"arn:aws:ecr:{HOME}:{SHARED}:repository/base"
        world.call(who, t + 11, "ecr-public", "GetAuthorizationToken", None, region=GLOBAL)
        world.call(who, t + 12, "ecr", "GetAuthorizationToken", None)
        world.call(
            who,
            t + 15,
            "ecr",
            "PutImage",
            {"repositoryName": "base", "imageTag": f"r{day}", "registryId": SHARED},
            checks=[("ecr:PutImage", repository)],
            resources=[{"accountId": SHARED, "ARN": repository}],
        )
        return
    world.s3(who, t + 5, "GetObject", "larkmoor-artifacts", bundle)
    world.kms(
        who,
        t + 5,
        "Decrypt",
        key_arn("artifacts"),
        encryption={"aws:s3:arn": "arn:aws:s3:::larkmoor-artifacts"},
    )
    stack, name = project.split("/")[1], project.replace("/", "-")
    arn = f"arn:aws:cloudformation:{HOME}:{account}:stack/{name}/{labelled_uuid(name + account)}"
    stack_calls(world, who, t + 9, account, name, stack, arn)
    if account != DATA:
        edge_calls(world, who, t + 70, account, site=account == WEB)


def stack_calls(world, who, t, account, name, stack, arn):
    function = {"portal": "thumbnailer", "intake": "payment-intake"}.get(stack, "partition-check")
    target = f"arn:aws:lambda:{HOME}:{account}:function:{function}"
    change = {"stackName": name, "changeSetName": f"release-{t // DAY + 1:02d}"}
    for n, step in enumerate(
        ("CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet", "DescribeStacks", "DescribeStackEvents")
    ):
        params = {"stackName": name} if step.startswith("DescribeStack") else dict(change)
        if step == "CreateChangeSet":
            params |= {"capabilities": ["CAPABILITY_NAMED_IAM"], "changeSetType": "UPDATE"}
        world.call(
            who,
            t + 4 * n,
            "cloudformation",
            step,
            params,
            checks=[(f"cloudformation:{step}", arn)],
            response=(
                {"id": arn.replace(":stack/", ":changeSet/"), "stackId": arn}
                if step == "CreateChangeSet"
                else None
            ),
        )
    via = "cloudformation.amazonaws.com"
    world.call(
        who,
        t + 22,
        "lambda",
        "GetFunction",
        {"functionName": function},
        checks=[("lambda:GetFunction", target)],
        via=via,
    )
    world.call(
        who,
        t + 23,
        "lambda",
        "UpdateFunctionCode20150331v2",
        {
            "functionName": function,
            "s3Bucket": "larkmoor-artifacts",
            "s3Key": f"{name}/{world.random.hex(12)}.zip",
            "publish": False,
            "dryRun": False,
        },
        checks=[("lambda:UpdateFunctionCode", target)],
        via=via,
    )
    if account == PAYMENTS:
        worker = role(PAYMENTS, "service/settlement-worker")
        world.call(
            who,
            t + 24,
            "ecs",
            "RegisterTaskDefinition",
            {
                "family": "settlement",
                "taskRoleArn": worker,
                "networkMode": "awsvpc",
                "requiresCompatibilities": ["FARGATE"],
                "cpu": "512",
                "memory": "1024",
                "containerDefinitions": [{"name": "worker", "essential": True}],
            },
            checks=[
                ("ecs:RegisterTaskDefinition", f"arn:aws:ecs:{HOME}:{PAYMENTS}:task-definition/settlement"),
                ("iam:PassRole", worker),
            ],
            context={"iam:PassedToService": "ecs-tasks.amazonaws.com"},
            via=via,
        )
    service_role = f"arn:aws:iam::{account}:role/service/{function}"
    if service_role in world.snapshot.entities:
        world.call(
            who,
            t + 24,
            "iam",
            "GetRole",
            {"roleName": function},
            checks=[("iam:GetRole", service_role)],
            via=via,
        )


def edge_calls(world, who, t, account, site):
    """CloudFront's certificate and web ACL live in us-east-1, wherever the site is."""
    r = world.random
    certificate = f"arn:aws:acm:{GLOBAL}:{account}:certificate/{labelled_uuid('certificate' + account)}"
    distribution = "E" + stable_id("", "cdn" + account, 13)
    acl = labelled_uuid("acl" + account)
    world.call(
        who,
        t,
        "acm",
        "DescribeCertificate",
        {"certificateArn": certificate},
        region=GLOBAL,
        checks=[("acm:DescribeCertificate", certificate)],
    )
    world.call(
        who,
        t + 1,
        "wafv2",
        "GetWebACL",
        {"name": "edge", "scope": "CLOUDFRONT", "id": acl},
        region=GLOBAL,
        checks=[("wafv2:GetWebACL", f"arn:aws:wafv2:{GLOBAL}:{account}:global/webacl/edge/{acl}")],
    )
    if site:
        for page in range(r.between(2, 4)):
            world.s3(
                who,
                t + 2 + page,
                "PutObject",
                "larkmoor-web-dev-assets",
                r.pick(["index.html", "app.js", "app.css", "prices.html"]),
            )
        world.call(
            who,
            t + 8,
            "cloudfront",
            "CreateInvalidation2020_05_31",
            {
                "distributionId": distribution,
                "invalidationBatch": {"paths": {"quantity": 1, "items": ["/*"]}, "callerReference": r.uuid()},
            },
            checks=[
                (
                    "cloudfront:CreateInvalidation",
                    f"arn:aws:cloudfront::{account}:distribution/{distribution}",
                )
            ],
        )
