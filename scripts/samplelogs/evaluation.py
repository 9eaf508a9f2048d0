"""Decides a request under the sample's own policies.

It is small on purpose: every fact is known, and only what the sample's policies use is implemented.
It keeps the recorded decisions of the logs in agreement with the snapshot.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

RCP_SERVICES = {"s3", "sts", "kms", "sqs", "secretsmanager"}
NEEDS_RESOURCE_GRANT = {"kms", "sts"}


@dataclass
class Verdict:
    allowed: bool
    layer: str = ""
    explicit: bool = False
    policy: str = ""


def listed(value):
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=None)
def glob(pattern, ignore_case=False):
    text = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(text + r"\Z", (re.I if ignore_case else 0) | re.S)


def substituted(pattern, context):
    def value(match):
        found = context.get(match.group(1).lower())
        return found if isinstance(found, str) and found else "\0"

    return re.sub(r"\$\{([^}]+)\}", value, pattern)


def condition_holds(operator, key, values, context):
    prefix, _, base = operator.rpartition(":")
    exists_form = base.endswith("IfExists")
    base = base.removesuffix("IfExists")
    actual = context.get(key.lower())
    wanted = [substituted(str(v).lower() if isinstance(v, bool) else str(v), context) for v in listed(values)]
    if base == "Null":
        return (actual is None) == (wanted[0] == "true")
    if actual is None:
        return exists_form or prefix == "ForAllValues" or ("Not" in base and prefix != "ForAnyValue")
    negated = "Not" in base
    plain = base.replace("Not", "")
    results = [any(compare(plain, one, want) for want in wanted) != negated for one in listed(actual)]
    return all(results) if prefix == "ForAllValues" else any(results)


def compare(operator, actual, wanted):
    if operator in ("StringLike", "ArnLike", "ArnEquals"):
        return bool(glob(wanted).match(actual))
    if operator == "StringEqualsIgnoreCase":
        return actual.lower() == wanted.lower()
    if operator == "Bool":
        return actual.lower() == wanted.lower()
    if operator == "NumericLessThan":
        return float(actual) < float(wanted)
    if operator == "IpAddress":
        return in_range(actual, wanted)
    if operator == "StringEquals":
        return actual == wanted
    raise ValueError(f"operator {operator} is not known here")


def in_range(address, block):
    network, _, length = block.partition("/")
    shift = 32 - int(length or 32)
    number = lambda text: int.from_bytes(bytes(int(part) for part in text.split(".")), "big")
    return number(address) >> shift == number(network) >> shift


def principal_class(entry, caller):
    """`D` names the caller or everyone, `R` its role, `A` its account; empty for no match."""
    if entry == "*":
        return "D"
    found = ""
    for kind, values in entry.items():
        for value in listed(values):
            if kind == "AWS" and value == "*":
                return "D"
            if kind in ("Service", "Federated"):
                found = "D" if value == caller.get("service") or value == caller.get("federated") else found
            elif value == caller.get("arn"):
                found = "D"
            elif value == caller.get("roleArn"):
                found = "R"
            elif value in (f"arn:aws:iam::{caller.get('account')}:root", caller.get("account")):
                found = found or ("D" if caller.get("kind") == "root" else "A")
    return found


def statement_class(statement, caller, action, resource, context):
    if "Action" in statement:
        if not any(glob(p, True).match(action) for p in listed(statement["Action"])):
            return ""
    elif any(glob(p, True).match(action) for p in listed(statement["NotAction"])):
        return ""
    if "Resource" in statement:
        if not any(glob(substituted(p, context)).match(resource) for p in listed(statement["Resource"])):
            return ""
    elif "NotResource" in statement:
        if any(glob(p).match(resource) for p in listed(statement["NotResource"])):
            return ""
    for operator, block in statement.get("Condition", {}).items():
        if not all(condition_holds(operator, key, values, context) for key, values in block.items()):
            return ""
    return principal_class(statement["Principal"], caller) if "Principal" in statement else "D"


class Layer:
    """The union of some documents: the classes that allow, and the first document that denies."""

    def __init__(self, documents, *request):
        self.allows, self.denied_by = set(), None
        for name, document in documents:
            for statement in listed(document["Statement"]):
                found = statement_class(statement, *request)
                if found and statement["Effect"] == "Allow":
                    self.allows.add(found)
                elif found and self.denied_by is None:
                    self.denied_by = name


def evaluate(snapshot, caller, action, resource, owner, context, endpoint=None):
    """One request of one caller; `owner` is the resource's account, `endpoint` a VPC endpoint id."""
    request = (caller, action, resource, context)
    service = action.split(":")[0]
    kind = caller["kind"]
    exempt = caller.get("serviceLinked", False)
    guarded = kind in ("user", "session", "root") and not exempt
    scps = [Layer(level, *request) for level in snapshot.scp_levels(caller["account"])] if guarded else []
    rcps = []
    if not exempt and service in RCP_SERVICES and owner in snapshot.members:
        rcps = [Layer(level, *request) for level in snapshot.rcp_levels(owner)]
    identity = Layer(snapshot.identity_policies(caller), *request)
    if caller.get("foreign"):
        identity.allows.add("D")
    boundary = Layer(snapshot.boundary(caller), *request) if snapshot.boundary(caller) else None
    session = Layer([("session", caller["policy"])], *request) if caller.get("policy") else None
    through = Layer([(endpoint, snapshot.endpoints[endpoint])], *request) if endpoint else None
    attached = snapshot.resource_policy(resource)
    own = Layer([(resource, attached)] if attached else [], *request)

    denials = [("service control policy", l.denied_by) for l in scps]
    denials += [("resource control policy", l.denied_by) for l in rcps]
    for name, layer in (
        ("VPC endpoint policy", through),
        ("permissions boundary", boundary),
        ("session policy", session),
        ("resource-based policy", own),
        ("identity-based policy", identity),
    ):
        denials.append((name, layer.denied_by if layer else None))
    for name, policy in denials:
        if policy:
            return Verdict(False, name, True, policy)

    if any(not layer.allows for layer in scps):
        return Verdict(False, "service control policy")
    if through and not through.allows:
        return Verdict(False, "VPC endpoint policy")
    keyed = service in NEEDS_RESOURCE_GRANT and resource != "*"
    foreign = owner not in snapshot.members
    missing = lacking_grant(
        kind, keyed, caller["account"] == owner, own, identity, boundary, session, foreign
    )
    if missing == "resource-based policy" and action.startswith("sts:AssumeRole"):
        missing = "role trust policy"
    return Verdict(not missing, missing)


def lacking_grant(kind, keyed, same_account, own, identity, boundary, session, foreign):
    """The name of the layer whose allow is missing, or nothing."""
    if kind in ("service", "federated"):
        return "" if "D" in own.allows else "resource-based policy"
    if kind == "root":
        return ""
    limits = [("permissions boundary", boundary), ("session policy", session)]
    lacking = [name for name, layer in limits if layer and not layer.allows]
    if not same_account:
        if not identity.allows:
            return "identity-based policy"
        return (lacking or [""])[0] or ("" if own.allows or foreign else "resource-based policy")
    if "D" in own.allows:
        return ""
    if keyed and not own.allows:
        return "resource-based policy"
    if not identity.allows and "R" not in own.allows:
        return "identity-based policy"
    return (lacking or [""])[0]
