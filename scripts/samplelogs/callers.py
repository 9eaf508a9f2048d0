"""Time, and who makes a call."""

from datetime import datetime, timedelta, timezone

START = datetime(2026, 9, 1, tzinfo=timezone.utc)
DAYS, HOUR, DAY = 30, 3600, 86400


def stamp(t):
    return (START + timedelta(seconds=t)).strftime("%Y-%m-%dT%H:%M:%SZ")


def expiry(t):
    """STS prints expiry dates with a narrow no-break space before AM or PM."""
    when = START + timedelta(seconds=t)
    return f"{when:%b} {when.day}, {when.year}, {when.hour % 12 or 12}:{when:%M:%S}\u202f{when:%p}"


class Caller:
    """Who calls: what the evaluator needs (`facts`) and what the record shows."""

    def __init__(self, kind, account, arn, **more):
        self.kind, self.account, self.arn = kind, account, arn
        self.role_arn = more.get("role_arn")
        self.name = more.get("name", "")
        self.principal_id = more.get("principal_id", "")
        self.key = more.get("key")
        self.created = more.get("created")
        self.mfa = more.get("mfa", False)
        self.ip, self.agent = more.get("ip"), more.get("agent")
        self.policy, self.provider = more.get("policy"), more.get("provider")
        self.console, self.service = more.get("console", False), more.get("service")
        self.federated, self.foreign = more.get("federated"), more.get("foreign", False)
        self.endpoint, self.last_hop = more.get("endpoint"), more.get("last_hop")
        self.function = more.get("function")

    def facts(self):
        return {
            "kind": self.kind,
            "account": self.account,
            "arn": self.arn,
            "roleArn": self.role_arn,
            "policy": self.policy,
            "service": self.service,
            "federated": self.federated,
            "foreign": self.foreign,
            "serviceLinked": bool(self.role_arn and "/aws-service-role/" in self.role_arn),
        }
