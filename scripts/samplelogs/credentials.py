"""How principals come by their credentials, and the records that issue them."""

import json

from callers import Caller, expiry
from organization import HOME
from seeded import stable_id


class Credentials:
    """The part of the world that hands out sessions."""

    def session(self, role_arn, name, t, **more):
        account, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[1]
        identifier = stable_id("AROA", role_arn)
        more.setdefault("key", "ASIA" + self.random.text(16))
        return Caller(
            "session",
            account,
            f"arn:aws:sts::{account}:assumed-role/{role}/{name}",
            role_arn=role_arn,
            name=name,
            principal_id=f"{identifier}:{name}",
            created=t,
            **more,
        )

    def issued(self, who, t, seconds):
        return {
            "credentials": {
                "accessKeyId": who.key,
                "sessionToken": "IQoJb3JpZ2luX2VjE" + self.random.alnum(24) + "=",
                "expiration": expiry(t + seconds),
            },
            "assumedRoleUser": {"assumedRoleId": who.principal_id, "arn": who.arn},
        }

    def held_role(self, role_arn):
        return [{"accountId": role_arn.split(":")[4], "type": "AWS::IAM::Role", "ARN": role_arn}]

    def by_service(self, role_arn, service, name, t, region=HOME, **more):
        """A service assumes a role for itself, as Lambda, ECS or EC2 do."""
        made = self.session(role_arn, name, t, **more)
        if service == "lambda.amazonaws.com":
            made.function = f"arn:aws:lambda:{region}:{made.account}:function:{name}"
        caller = Caller("service", made.account, None, service=service)
        self.call(
            caller,
            t,
            "sts",
            "AssumeRole",
            {"roleArn": role_arn, "roleSessionName": name, "durationSeconds": 3600},
            region=region,
            checks=[("sts:AssumeRole", role_arn)],
            resources=self.held_role(role_arn),
            response=self.issued(made, t, 3600),
        )
        return made

    def by_role(self, caller, role_arn, name, t, policy=None, external=None, expect="", label=None, **more):
        more.setdefault("ip", caller.ip)
        more.setdefault("agent", caller.agent)
        made = self.session(role_arn, name, t, policy=policy, **more)
        params = {"roleArn": role_arn, "roleSessionName": name, "durationSeconds": 3600}
        if policy:
            params["policy"] = json.dumps(policy)
        if external:
            params["externalId"] = external
        self.call(
            caller,
            t,
            "sts",
            "AssumeRole",
            params,
            checks=[("sts:AssumeRole", role_arn)],
            owner=made.account,
            resources=self.held_role(role_arn),
            response=self.issued(made, t, 3600),
            expect=expect,
            label=label,
            context={"sts:ExternalId": external} if external else {},
        )
        return made

    def by_saml(self, role_arn, email, t, ip, agent, provider, console):
        account = role_arn.split(":")[4]
        made = self.session(role_arn, email, t, ip=ip, agent=agent, console=console)
        provider_arn = f"arn:aws:iam::{account}:saml-provider/{provider}"
        subject = self.random.alnum(27) + "="
        caller = Caller(
            "federated",
            account,
            None,
            federated=provider_arn,
            ip=ip,
            agent="aws-sdk-java/2.31.40",
            provider={
                "type": "SAMLUser",
                "principalId": f"{subject}:{email}",
                "userName": email,
                "identityProvider": subject,
            },
        )
        response = self.issued(made, t, 28800) | {
            "subject": email,
            "subjectType": "persistent",
            "audience": "https://signin.aws.amazon.com/saml",
            "issuer": f"https://portal.sso.{HOME}.amazonaws.com/saml/assertion/{self.random.alnum(20)}",
            "nameQualifier": subject,
        }
        params = {
            "sAMLAssertionID": "_" + self.random.uuid(),
            "roleSessionName": email,
            "durationSeconds": 28800,
            "roleArn": role_arn,
            "principalArn": provider_arn,
        }
        self.call(
            caller,
            t,
            "sts",
            "AssumeRoleWithSAML",
            params,
            checks=[("sts:AssumeRoleWithSAML", role_arn)],
            resources=self.held_role(role_arn)
            + [{"accountId": account, "type": "AWS::IAM::SAMLProvider", "ARN": provider_arn}],
            response=response,
            context={"SAML:aud": "https://signin.aws.amazon.com/saml"},
        )
        return made

    def by_oidc(self, role_arn, project, ref, run, t, ip, agent, issuer):
        account = role_arn.split(":")[4]
        provider = f"arn:aws:iam::{account}:oidc-provider/{issuer}"
        subject = f"project:{project}:ref:{ref}"
        made = self.session(role_arn, f"run-{run}", t, ip=ip, agent=agent, provider=provider)
        caller = Caller(
            "federated",
            account,
            None,
            federated=provider,
            ip=ip,
            agent=agent,
            provider={
                "type": "WebIdentityUser",
                "principalId": f"{provider}:sts.amazonaws.com:{subject}",
                "userName": subject,
                "identityProvider": provider,
            },
        )
        response = self.issued(made, t, 3600) | {
            "subjectFromWebIdentityToken": subject,
            "provider": provider,
            "audience": "sts.amazonaws.com",
        }
        self.call(
            caller,
            t,
            "sts",
            "AssumeRoleWithWebIdentity",
            {"roleArn": role_arn, "roleSessionName": made.name, "durationSeconds": 3600},
            checks=[("sts:AssumeRoleWithWebIdentity", role_arn)],
            resources=self.held_role(role_arn),
            response=response,
            context={f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject},
        )
        return made
