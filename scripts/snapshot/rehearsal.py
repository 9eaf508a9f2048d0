"""Fills a local double of AWS, takes a snapshot of it that is cut off midway, and lets retrial read the result.

usage: rehearsal.py RETRIAL
"""
import json
import logging
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import time

import boto3
from moto.server import ThreadedMotoServer

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REGION = "eu-west-1"
# The CLI as it is; only names under `localhost` are resolved here, the account's own endpoint of S3 among them. Each
# call is noted, one that begins with the words of REHEARSAL_DENY is refused as AWS refuses it, the account has one region
# alone, and event buses stand on a second page.
CLI = """#!{python}
import os, socket, sys
words = sys.argv[1:]
with open(os.environ["REHEARSAL_CALLS"], "a") as calls:
    who = "member" if os.environ.get("AWS_SESSION_TOKEN") else "home"
    at = words.index("--region") if "--region" in words else len(words)
    calls.write(repr([who, *words[at + 1 : at + 2], *words[:at]]) + "\\n")
denied = os.environ.get("REHEARSAL_DENY", "").split()
if denied and words[: len(denied)] == denied:
    sys.stderr.write("\\nAn error occurred (AccessDeniedException) when calling the X operation: not authorized\\n")
    sys.exit(254)
if words[:2] == ["ec2", "describe-regions"]:
    print('["{region}"]')
    sys.exit(0)
if words[:2] == ["events", "list-event-buses"]:
    if "--next-token" not in words:
        print('{{"items": null, "next": "second page"}}')
        sys.exit(0)
    del sys.argv[sys.argv.index("--next-token") : sys.argv.index("--next-token") + 2]
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve(
    "127.0.0.1" if str(host).endswith("localhost") else host, *rest, **more)
import awscli.clidriver
sys.exit(awscli.clidriver.main())
"""


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TRUST = document({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
LOCK = {"Effect": "Deny", "Action": "ec2:DescribeVpcs", "Resource": "*"}


def grant(action, resource):
    return document({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": action, "Resource": resource})


class World:
    """What stands in the double of AWS."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.home = self.client("sts").get_caller_identity()["Account"]

    def client(self, service, **credentials):
        return boto3.client(service, region_name=REGION, endpoint_url=self.endpoint, **credentials)

    def fill(self):
        self.fill_identities()
        self.fill_organization()
        self.fill_resources()

    def fill_identities(self):
        iam = self.client("iam")
        edge = iam.create_policy(
            PolicyName="Edge", Path="/team/",
            PolicyDocument=document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
        )["Policy"]["Arn"]
        # A later version that is not in force.
        iam.create_policy_version(PolicyArn=edge, PolicyDocument=document(ALLOW), SetAsDefault=False)
        iam.create_group(GroupName="ops", Path="/staff/")
        iam.put_group_policy(GroupName="ops", PolicyName="All", PolicyDocument=document(ALLOW))
        iam.create_user(UserName="ada", Path="/staff/", Tags=[{"Key": "team", "Value": "core"}])
        iam.attach_user_policy(UserName="ada", PolicyArn=edge)
        iam.create_user(UserName="cy")
        iam.add_user_to_group(GroupName="ops", UserName="cy")
        iam.create_role(RoleName="batch", Path="/jobs/", AssumeRolePolicyDocument=TRUST)
        iam.put_role_policy(RoleName="batch", PolicyName="All", PolicyDocument=document(ALLOW))

    def fill_organization(self):
        organizations = self.client("organizations")
        organizations.create_organization(FeatureSet="ALL")
        self.root = organizations.list_roots()["Roots"][0]["Id"]
        organizations.enable_policy_type(RootId=self.root, PolicyType="SERVICE_CONTROL_POLICY")
        self.unit = organizations.create_organizational_unit(ParentId=self.root, Name="Work")["OrganizationalUnit"]["Id"]
        created = organizations.create_account(AccountName="app", Email="app@example.com")["CreateAccountStatus"]
        self.member = created["AccountId"]
        organizations.move_account(AccountId=self.member, SourceParentId=self.root, DestinationParentId=self.unit)
        organizations.tag_resource(ResourceId=self.member, Tags=[{"Key": "stage", "Value": "prod"}])
        for name in ("NoSecrets", "a/b"):
            policy = organizations.create_policy(
                Name=name, Type="SERVICE_CONTROL_POLICY", Description="x",
                Content=document({"Effect": "Deny", "Action": "secretsmanager:DeleteSecret", "Resource": "*"}),
            )["Policy"]["PolicySummary"]["Id"]
            organizations.attach_policy(PolicyId=policy, TargetId=self.unit)
            self.odd = policy
        role = f"arn:aws:iam::{self.member}:role/OrganizationAccountAccessRole"
        session = self.client("sts").assume_role(RoleArn=role, RoleSessionName="fill")["Credentials"]
        member = {
            "aws_access_key_id": session["AccessKeyId"], "aws_secret_access_key": session["SecretAccessKey"],
            "aws_session_token": session["SessionToken"],
        }
        iam = self.client("iam", **member)
        iam.create_user(UserName="bo", Path="/ci/")
        iam.put_user_policy(UserName="bo", PolicyName="All", PolicyDocument=document(ALLOW))
        self.client("sqs", **member).create_queue(QueueName="inbox")

    def fill_resources(self):
        s3 = self.client("s3")
        for name in ("with-policy", "without-policy"):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_policy(Bucket="with-policy", Policy=grant("s3:GetObject", "arn:aws:s3:::with-policy/*"))
        self.key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        sqs = self.client("sqs")
        queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
        sqs.set_queue_attributes(
            QueueUrl=queue, Attributes={"Policy": grant("sqs:SendMessage", self.arn("sqs", "jobs"))})
        self.client("sns").create_topic(Name="news")
        self.secret = self.client("secretsmanager").create_secret(Name="s", SecretString="x")["ARN"]
        self.client("dynamodb").create_table(
            TableName="t", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
        ec2 = self.client("ec2")
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.vpce = ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", PolicyDocument=grant("*", "*")
        )["VpcEndpoint"]["VpcEndpointId"]

    def arn(self, service, name):
        return f"arn:aws:{service}:{REGION}:{self.home}:{name}"


class Rehearsal:
    """Runs of the script and what must hold after each."""

    def __init__(self, retrial, scratch, world):
        self.retrial = retrial
        self.scratch = scratch
        self.world = world
        self.folder = scratch / "policies"
        self.calls = scratch / "calls"
        self.faults = []
        tools = scratch / "bin"
        tools.mkdir()
        cli = tools / "aws"
        cli.write_text(CLI.format(python=sys.executable, region=REGION))
        cli.chmod(cli.stat().st_mode | stat.S_IXUSR)
        self.environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", REHEARSAL_CALLS=str(self.calls))
        self.command = [
            sys.executable, "-B", str(ROOT / "scripts/snapshot-aws"), str(self.folder), "--endpoint-url", world.endpoint,
            "--accounts", "all",
        ]

    def expect(self, holds, what):
        if not holds:
            self.faults.append(what)

    def made(self):
        """The calls that were made since the last question, but for those that are made in every run."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.write_text("")
        return [line for line in lines if "'sts'" not in line and "'configure'" not in line]

    def line(self, account, region, words):
        """A call as the CLI notes it."""
        return repr(["home" if account == self.world.home else "member", region, *words])

    def cut_off(self):
        """Kills a run after some calls, and everything it started."""
        process = subprocess.Popen(self.command, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None and len(self.calls.read_text().splitlines() if self.calls.exists() else []) < 32:
            time.sleep(0.02)
        self.expect(process.poll() is None, "the run that was to be cut off ended by itself")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.made()
        files = [path for path in self.folder.rglob("*.json")]
        for path in files:
            try:
                json.loads(path.read_text())
            except ValueError:
                self.faults.append(f"{path.relative_to(self.folder)}: half written")
        kept = [json.loads(path.read_text())["call"] for path in self.folder.glob(".collecting/answers/*.json")]
        self.expect(len(kept) >= 10, f"only {len(kept)} answers were kept when the run was cut off")
        return {self.line(account, region, words) for account, region, *words in kept}

    def run(self, code, deny=""):
        environment = dict(self.environment, REHEARSAL_DENY=deny)
        result = subprocess.run(self.command, env=environment, capture_output=True, text=True, check=False)
        self.expect(result.returncode == code, f"exit code {result.returncode}, expected {code}: {result.stderr}")
        return result.stderr

    def value(self, name):
        path = self.folder / name
        return json.loads(path.read_text()) if path.exists() else None

    def go(self):
        kept = self.cut_off()
        said = self.run(1, deny="kms get-key-policy")
        again = [call for call in self.made() if call in kept]
        self.expect(not again, f"asked again after the run was cut off: {again}")
        self.expect("going on with" in said, "a run that goes on does not say so")
        self.expect(self.world.key in said and "AccessDenied" in said, "what was refused is not named at the end")
        self.expect("sqs" in self.whole(), "sqs is not called complete")
        self.expect("kms" not in self.whole(), "kms is called complete though a key policy was refused")
        self.expect(self.value(self.path("kms")) is None, "a key policy that was refused has left a file")
        self.run(0)
        made = self.made()
        self.expect(len(made) == 1 and "get-key-policy" in made[0], f"the third run asked for more than was missing: {made}")
        self.expect(not (self.folder / ".collecting").exists(), "the answers are kept though everything was read")
        self.check_files()
        self.check_retrial()

    def path(self, service):
        return f"accounts/{self.world.home}/resource-policies/{service}-{REGION}.json"

    def whole(self):
        return self.value("organization.json").get("complete", {}).get("accounts", {}).get(self.world.home, [])

    def check_files(self):
        world = self.world
        tree = self.value("organization.json")
        self.expect(tree["managementAccount"] == world.home, "the management account is wrong")
        unit = tree["root"]["children"][0]
        self.expect(unit["accounts"] == [world.member], "the member account is not in its unit")
        self.expect(sorted(unit["scps"]) == sorted(["FullAWSAccess", "NoSecrets", world.odd]), f"SCPs: {unit['scps']}")
        self.expect(tree["accounts"][world.member]["tags"] == {"stage": "prod"}, "the account's tags are missing")
        self.expect((self.folder / "scps/NoSecrets.json").exists(), "the text of an SCP is missing")
        self.expect((self.folder / f"scps/{world.odd}.json").exists(), "an SCP whose name no file can have is missing")
        whole = ["s3", "kms", "sqs", "sns", "secretsmanager", "dynamodb", "events"]
        self.expect(self.whole() == whole, f"complete are {self.whole()}")
        buckets = {entry["resource"]: entry["policy"] for entry in self.value(f"accounts/{world.home}/resource-policies/s3.json")}
        self.expect(buckets["arn:aws:s3:::without-policy"] is None, "a bucket without a policy does not say so")
        self.expect(isinstance(buckets["arn:aws:s3:::with-policy"], dict), "a bucket's policy is missing")
        for service, resource in (("kms", world.key), ("sqs", world.arn("sqs", "jobs")), ("sns", world.arn("sns", "news"))):
            entries = {entry["resource"]: entry["policy"] for entry in self.value(self.path(service)) or []}
            self.expect(isinstance(entries.get(resource), dict), f"the policy of {resource} is missing")
        lacking = {
            "secretsmanager": world.secret, "dynamodb": world.arn("dynamodb", "table/t"),
            "events": world.arn("events", "event-bus/default"),
        }
        for service, resource in lacking.items():
            entries = {entry["resource"]: entry["policy"] for entry in self.value(self.path(service)) or []}
            self.expect(entries.get(resource, 0) is None, f"{resource} does not say that it has no policy")
        endpoints = self.value(f"accounts/{world.home}/vpc-endpoints/{REGION}.json")
        self.expect([entry["vpcEndpoint"] for entry in endpoints] == [world.vpce], "the VPC endpoint is missing")

    # What retrial makes of it

    def check_retrial(self):
        result = self.tool("policies", "check", str(self.folder), "--format", "json")
        self.expect(result.returncode == 0, f"the snapshot is not accepted: {result.stdout}")
        found = json.loads(result.stdout)["found"]
        wanted = {"organization": 1, "scps": 2, "accounts": 2, "users": 3, "groups": 1, "vpcEndpoints": 1}
        self.expect(wanted.items() <= found.items(), f"retrial found {found}")
        log, database, lock = self.scratch / "log.json", self.scratch / "a.db", self.scratch / "lock.json"
        log.write_text(json.dumps({"Records": self.events()}))
        lock.write_text(document(LOCK))
        self.tool("ingest", str(log), "--db", str(database))
        change = f"scp:Lock@{self.world.unit}={lock}"
        result = self.tool(
            "diff", "--db", str(database), "--policies", str(self.folder), "--change", change, "--format", "json")
        self.expect(result.returncode == 1, f"diff ended with {result.returncode}: {result.stderr}")
        if result.returncode != 1:
            return
        report = json.loads(result.stdout)
        revoked = report["summary"]["changes"]["revoked"]
        self.expect(revoked == {"requests": 1, "events": 1, "confirmed": 1, "accepted": 0}, f"revoked: {revoked}")
        fidelity = report["fidelity"]
        wanted = {"recorded": 3, "determinate": 3, "agreeing": 3}
        self.expect(wanted.items() <= fidelity.items(), f"the snapshot explains the log otherwise: {fidelity}")

    def tool(self, *words):
        return subprocess.run([self.retrial, *words], capture_output=True, text=True, check=False)

    def events(self):
        """Allowed by a user's own policy; denied for want of an own one; denied for want of a queue's policy."""
        home, member = self.world.home, self.world.member
        bo = user("bo", f"arn:aws:iam::{member}:user/ci/bo", member)
        ada = user("ada", f"arn:aws:iam::{home}:user/staff/ada", home)
        cy = user("cy", f"arn:aws:iam::{home}:user/cy", home)
        queue = f"arn:aws:sqs:{REGION}:{member}:inbox"
        return [
            event(1, "ec2", "DescribeVpcs", bo, member),
            event(
                2, "ec2", "DescribeVpcs", ada, home, error="Client.UnauthorizedOperation",
                message=f"User: {ada['arn']} is not authorized to perform: ec2:DescribeVpcs because no "
                "identity-based policy allows the ec2:DescribeVpcs action"),
            event(
                3, "sqs", "SendMessage", cy, member, error="AccessDenied",
                message=f"User: {cy['arn']} is not authorized to perform: sqs:sendmessage on resource: {queue} because "
                "no resource-based policy allows the sqs:sendmessage action",
                parameters={"queueUrl": f"https://sqs.{REGION}.amazonaws.com/{member}/inbox"},
                resources=[{"accountId": member, "type": "AWS::SQS::Queue", "ARN": queue}]),
        ]


def user(name, arn, account):
    return {
        "type": "IAMUser", "principalId": "AIDA" + name.upper(), "arn": arn, "accountId": account,
        "accessKeyId": "AKIA" + name.upper(), "userName": name,
    }


def event(number, service, name, identity, account, error=None, message=None, parameters=None, resources=None):
    record = {
        "eventVersion": "1.11", "userIdentity": identity, "eventTime": "2026-09-01T10:00:00Z",
        "eventSource": f"{service}.amazonaws.com", "eventName": name, "awsRegion": REGION,
        "sourceIPAddress": "203.0.113.5", "userAgent": "aws-cli/2.0", "requestParameters": parameters,
        "responseElements": None, "requestID": str(number), "eventID": f"00000000-0000-4000-8000-{number:012}",
        "readOnly": True, "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": account,
        "eventCategory": "Management",
    }
    if error:
        record.update(errorCode=error, errorMessage=message)
    if resources:
        record["resources"] = resources
    return record


def main():
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_EC2_METADATA_DISABLED="true")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        os.environ.pop(name, None)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        world = World(f"http://localhost:{server.get_host_and_port()[1]}")
        world.fill()
        with tempfile.TemporaryDirectory(prefix="retrial-rehearsal-") as scratch:
            rehearsal = Rehearsal(sys.argv[1], pathlib.Path(scratch), world)
            rehearsal.go()
    finally:
        server.stop()
    print("\n".join(rehearsal.faults) if rehearsal.faults else "a snapshot that was cut off is whole, and retrial reads it")
    return 1 if rehearsal.faults else 0


sys.exit(main())
