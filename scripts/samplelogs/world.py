"""Turns calls of principals into CloudTrail records, each decided by the snapshot."""

from callers import stamp
from credentials import Credentials
from evaluation import Verdict, evaluate
from organization import GLOBAL, HOME, MANAGEMENT, ORGANIZATION
from resources import BUCKET_REGIONS, BUCKETS
from seeded import Seeded, labelled_uuid, stable_id

GLOBAL_SERVICES = {"iam", "cloudfront", "route53", "organizations", "ce", "support", "health"}
READ_PREFIXES = (
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Assume",
    "BatchGet",
    "Filter",
    "Search",
    "Query",
    "Select",
    "Test",
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "Receive",
)
DENIED_CODES = {
    "ec2": "Client.UnauthorizedOperation",
    "sns": "AuthorizationError",
    "s3": "AccessDenied",
    "iam": "AccessDenied",
    "sts": "AccessDenied",
    "sqs": "AccessDenied",
    "cloudformation": "AccessDenied",
    "cloudwatch": "AccessDenied",
}
SOURCES = {"cloudwatch": "monitoring"}
VERSIONS = {
    "signin": "1.09",
    "glue": "1.09",
    "athena": "1.09",
    "cloudformation": "1.09",
    "wafv2": "1.09",
    "guardduty": "1.10",
    "lambda": "1.10",
    "acm": "1.10",
    "ssm": "1.10",
}
API_VERSIONS = {"dynamodb": "2012-08-10", "lambda": "2015-03-31"}
FIELDS = [
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "eventType",
    "apiVersion",
    "managementEvent",
    "recipientAccountId",
    "sharedEventID",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "eventCategory",
    "tlsDetails",
    "sessionCredentialFromConsole",
]
OBJECT_CALLS = {"GetObject", "PutObject", "DeleteObject", "HeadObject", "ListObjects", "GetObjectTagging"}
S3_ACTIONS = {
    "HeadObject": "GetObject",
    "ListObjects": "ListBucket",
    "ListBuckets": "ListAllMyBuckets",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "HeadBucket": "ListBucket",
}


class World(Credentials):
    def __init__(self, snapshot):
        self.snapshot, self.random, self.events = snapshot, Seeded("larkmoor"), []

    # Identities

    def identity(self, who, via):
        if who.kind == "service":
            return {"type": "AWSService", "invokedBy": who.service}
        if who.kind == "federated" or who.foreign:
            return who.provider
        made = {
            "type": {"user": "IAMUser", "root": "Root"}.get(who.kind, "AssumedRole"),
            "principalId": who.principal_id,
            "arn": who.arn,
            "accountId": who.account,
        }
        if who.key:
            made["accessKeyId"] = who.key
        if who.kind == "user":
            made["userName"] = who.name
        if who.created is not None:
            made["sessionContext"] = self.session_context(who)
        if via:
            made["invokedBy"] = via
        elif who.function:
            made["inScopeOf"] = {"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": who.function}
        return made

    def session_context(self, who):
        made = {}
        if who.role_arn:
            made["sessionIssuer"] = {
                "type": "Role",
                "principalId": who.principal_id.split(":")[0],
                "arn": who.role_arn,
                "accountId": who.account,
                "userName": who.role_arn.rsplit("/", 1)[1],
            }
        if isinstance(who.provider, str):
            made["webIdFederationData"] = {"federatedProvider": who.provider, "attributes": {}}
        made["attributes"] = {
            "creationDate": stamp(who.created),
            "mfaAuthenticated": "true" if who.mfa else "false",
        }
        if who.name.startswith("i-"):
            made["ec2RoleDelivery"] = "2.0"
        return made

    def context(self, who, region, via, endpoint, owner, more):
        made = {
            "aws:requestedregion": region,
            "aws:securetransport": "true",
            "aws:resourceaccount": owner,
            "aws:principalisawsservice": "true" if who.kind == "service" else "false",
            "aws:viaawsservice": "true" if via else "false",
        }
        if who.kind in ("user", "session", "root"):
            made["aws:principalarn"] = who.role_arn or who.arn
            made["aws:principalaccount"] = who.account
            made["aws:userid"] = who.principal_id
            if not who.foreign:
                made["aws:principalorgid"] = ORGANIZATION
            for key, value in self.snapshot.tags(who.facts()).items():
                made[f"aws:principaltag/{key}".lower()] = value
        if who.kind == "user":
            made["aws:username"] = who.name
        if via:
            made["aws:calledvia"] = [via]
        elif endpoint:
            made["aws:sourcevpce"] = endpoint
        elif who.ip and who.kind != "service":
            made["aws:sourceip"] = who.ip
        return made | {k.lower(): v for k, v in (more or {}).items()}

    # Records

    def call(
        self,
        who,
        t,
        service,
        name,
        params=None,
        *,
        region=None,
        checks=None,
        owner=None,
        resources=None,
        response=None,
        expect="",
        recorded=None,
        via=None,
        error=None,
        data=False,
        context=None,
        extra=None,
        label=None,
        api=None,
        share=True,
        free=False,
    ):
        """Adds one record; `expect` is the layer that denies, empty for an allowed call, None for either.

        `free` calls are not authorized by policies. `recorded` replaces the decision that the record
        shows, for the marked events that disagree with the snapshot. `error` is a code and message of an error that is not about authorization.
        """
        region = region or (GLOBAL if service in GLOBAL_SERVICES else HOME)
        owner = owner or who.account
        endpoint = None if via else who.endpoint if service == "s3" else None
        verdict, failed = (
            (Verdict(True), ("", "*"))
            if free
            else self.decide(
                who, service, checks or [(f"{service}:{name}", "*")], region, via, endpoint, owner, context
            )
        )
        layer = "" if verdict.allowed else verdict.layer
        if expect is not None and layer != expect:
            raise AssertionError(
                f"{name} by {who.arn or who.service}: expected `{expect}`, decided `{layer}` on {failed}"
            )
        shown = layer if recorded is None else recorded
        code, message = error or (None, None)
        if shown:
            code, message = self.denial(
                who, service, failed, verdict if recorded is None else None, shown, owner
            )
        record = {
            "eventVersion": VERSIONS.get(service, "1.11"),
            "userIdentity": self.identity(who, via),
            "eventTime": stamp(t),
            "eventSource": f"{SOURCES.get(service, service)}.amazonaws.com",
            "eventName": name,
            "awsRegion": region,
        }
        hop = via or who.service or who.last_hop
        record["sourceIPAddress"] = hop or who.ip
        record["userAgent"] = hop or (f"[{who.agent}]" if service == "s3" else who.agent)
        if code:
            record["errorCode"] = code
            if message:
                record["errorMessage"] = message
        keeps = not shown or service in ("ec2", "s3")
        record["requestParameters"] = params if keeps else None
        record["responseElements"] = None if code else response
        if service == "s3":
            record["additionalEventData"] = self.s3_details(hop, code, name)
        record["requestID"] = self.random.text(16) if service == "s3" else self.random.uuid()
        record["eventID"] = labelled_uuid(label) if label else self.random.uuid()
        read = name.startswith(READ_PREFIXES) and name not in ("ReceiveMessage", "AssumeRoleWithSAML")
        record["readOnly"] = read or name.startswith("AssumeRole")
        if resources and (keeps or service in ("kms", "s3")):
            record["resources"] = resources
        if service in API_VERSIONS:
            record["apiVersion"] = API_VERSIONS[service]
        if who.kind == "service":
            record["sharedEventID"] = self.random.uuid()
        record |= {
            "eventType": api or "AwsApiCall",
            "managementEvent": not data,
            "recipientAccountId": who.account,
        }
        if endpoint:
            record |= {"vpcEndpointId": endpoint, "vpcEndpointAccountId": who.account}
        record["eventCategory"] = "Data" if data else "Management"
        if not hop:
            record["tlsDetails"] = {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": self.host(service, region, params),
            }
        if who.console and not hop and service != "signin":
            record["sessionCredentialFromConsole"] = "true"
        record |= extra or {}
        self.deliver(record, t, who, owner, share and not shown)
        return record

    def decide(self, who, service, checks, region, via, endpoint, owner, context):
        verdict, failed = None, checks[0]
        for check in checks:
            place = check[2] if len(check) > 2 else owner
            facts = self.context(who, region, via, endpoint, place, context)
            decided = evaluate(self.snapshot, who.facts(), check[0], check[1], place, facts, endpoint)
            if verdict is None or (verdict.allowed and not decided.allowed):
                verdict, failed = decided, check
        return verdict, failed

    def denial(self, who, service, failed, verdict, layer, owner):
        code = DENIED_CODES.get(service, "AccessDeniedException")
        if who.foreign:
            return code, "Access Denied"
        action, resource = failed[0], failed[1]
        quoted = f'"{resource}"' if service == "s3" else resource
        place = f" on resource: {quoted}" if resource != "*" else ""
        if verdict and verdict.explicit:
            article = "an" if layer[0] in "aeiou" else "a"
            reason = f"with an explicit deny in {article} {layer}{self.named(verdict)}"
        else:
            reason = f"because no {layer} allows the {action} action"
        text = f"User: {who.arn} is not authorized to perform: {action}{place} {reason}"
        if service == "ec2":
            text = (
                f"You are not authorized to perform this operation. {text}. Encoded authorization failure message: "
                f"{self.random.alnum(96)}"
            )
        return code, text

    def named(self, verdict):
        """Newer messages end with the ARN of the denying policy; about half of those here do."""
        kinds = {
            "service control policy": "service_control_policy",
            "resource control policy": "resource_control_policy",
        }
        if verdict.layer in kinds and self.random.chance(50):
            number = stable_id("", verdict.policy, 8).lower()
            return f": arn:aws:organizations::{MANAGEMENT}:policy/{ORGANIZATION}/{kinds[verdict.layer]}/p-{number}"
        if verdict.layer == "permissions boundary":
            return f": {verdict.policy}"
        return ""

    def s3_details(self, hop, code, name):
        made = {
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredIn": self.random.between(200, 90000) if name == "PutObject" and not code else 0,
        }
        if name in ("PutObject", "GetObject") and not code:
            made["SSEApplied"] = "SSE_KMS" if name == "PutObject" else "Default_SSE_S3"
        made |= {
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": self.random.alnum(43) + "=",
            "bytesTransferredOut": (
                243 if code else 0 if name == "PutObject" else self.random.between(300, 400000)
            ),
        }
        return made

    def host(self, service, region, params):
        if params and "Host" in params:
            return params["Host"]
        if service in ("iam", "cloudfront", "route53", "support"):
            return f"{service}.amazonaws.com"
        return f"{SOURCES.get(service, service)}.{region}.amazonaws.com"

    def deliver(self, record, t, who, owner, shared):
        record_owner = owner in self.snapshot.members and owner != who.account
        ours = who.account in self.snapshot.members
        if record_owner and shared and ours:
            record.setdefault("sharedEventID", self.random.uuid())
            copy = dict(record)
            copy["userIdentity"] = {
                "type": "AWSAccount",
                "principalId": who.principal_id,
                "accountId": who.account,
            }
            copy["eventID"], copy["recipientAccountId"] = self.random.uuid(), owner
            copy = {field: copy[field] for field in FIELDS if field in copy}
            self.events.append((owner, copy["awsRegion"], t, copy))
        elif not ours:
            record["recipientAccountId"] = owner
            if "sharedEventID" not in record and who.foreign:
                record["sharedEventID"] = self.random.uuid()
        ordered = {field: record[field] for field in FIELDS if field in record}
        record.clear()
        record.update(ordered)
        self.events.append((record["recipientAccountId"], record["awsRegion"], t, record))

    # Calls with a shape of their own

    def s3(self, who, t, name, bucket, key=None, *, via=None, params=None, **more):
        region = more.pop("region", None) or BUCKET_REGIONS.get(bucket, HOME)
        arn = f"arn:aws:s3:::{bucket}"
        made = {"bucketName": bucket, "Host": f"{bucket}.s3.{region}.amazonaws.com"}
        held = [{"accountId": BUCKETS[bucket], "type": "AWS::S3::Bucket", "ARN": arn}]
        target = arn
        if name == "ListObjects":
            made = {"list-type": "2", **made, "prefix": key or ""}
            held.insert(0, {"type": "AWS::S3::Object", "ARNPrefix": arn + "/"})
            more.setdefault("context", {"s3:prefix": key or ""})
        elif key:
            made["key"], target = key, f"{arn}/{key}"
            held.insert(0, {"type": "AWS::S3::Object", "ARN": target})
        action = f"s3:{S3_ACTIONS.get(name, name)}"
        return self.call(
            who,
            t,
            "s3",
            name,
            made | (params or {}),
            region=region,
            checks=[(action, target)],
            owner=BUCKETS[bucket],
            resources=held,
            data=name in OBJECT_CALLS,
            via=via,
            **more,
        )

    def kms(self, who, t, name, key, *, via="AWS Internal", encryption=None, owner=None, **more):
        params = {"encryptionContext": encryption} if encryption else {}
        if name == "Decrypt":
            params = {"encryptionAlgorithm": "SYMMETRIC_DEFAULT", **params}
        else:
            params |= {"keyId": key, "keySpec": "AES_256"}
        account = key.split(":")[4]
        service = "s3" if via == "AWS Internal" else (via or "").split(".")[0]
        context = {"kms:ViaService": f"{service}.{HOME}.amazonaws.com"} if via else {}
        return self.call(
            who,
            t,
            "kms",
            name,
            params,
            checks=[(f"kms:{name}", key)],
            owner=owner or account,
            resources=[{"accountId": account, "type": "AWS::KMS::Key", "ARN": key}],
            via=via,
            context=context,
            **more,
        )
