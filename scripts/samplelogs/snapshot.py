"""The policy snapshot: looked up by the evaluator, and written as a folder of plain files."""

import json
import urllib.parse

import accounts
import organization as org
import resources
from evaluation import listed


class Snapshot:
    def __init__(self):
        self.organization = org.organization()
        self.accounts = {number: made.details() for number, made in accounts.accounts().items()}
        self.members = set(org.NAMES)
        self.attached = resources.resource_policies()
        self.endpoint_files = resources.endpoint_policies()
        self.endpoints = {k: v for files in self.endpoint_files.values() for k, v in files.items()}
        self.entities, self.managed, self.trusts = {}, {}, {}
        for details in self.accounts.values():
            for entity in details["RoleDetailList"] + details["UserDetailList"]:
                self.entities[entity["Arn"]] = entity
            for policy in details["Policies"]:
                self.managed[policy["Arn"]] = next(
                    v["Document"] for v in policy["PolicyVersionList"] if v["IsDefaultVersion"]
                )
        self.policies_by_resource = {
            entry["resource"]: entry["policy"]
            for files in self.attached.values()
            for value in files.values()
            for entry in listed(value)
        }
        self.levels = {}
        self.collect(self.organization["root"], [])

    def collect(self, node, above):
        here = above + [node]
        for account in node["accounts"]:
            self.levels[account] = here + [self.organization["accounts"][account]]
        for child in node["children"]:
            self.collect(child, here)

    def scp_levels(self, account):
        if account == org.MANAGEMENT or account not in self.levels:
            return []
        return [[(name, org.SCPS[name]) for name in node["scps"]] for node in self.levels[account]]

    def rcp_levels(self, account):
        if account == org.MANAGEMENT or account not in self.levels:
            return []
        return [[(name, org.RCPS[name]) for name in node["rcps"]] for node in self.levels[account]]

    def identity_policies(self, caller):
        entity = self.entities.get(caller.get("roleArn") or caller.get("arn"))
        if not entity:
            return []
        inline = entity.get("RolePolicyList", entity.get("UserPolicyList", []))
        found = [(p["PolicyName"], p["PolicyDocument"]) for p in inline]
        found += [(p["PolicyArn"], self.managed[p["PolicyArn"]]) for p in entity["AttachedManagedPolicies"]]
        for group in entity.get("GroupList", []):
            details = self.accounts[caller["account"]]["GroupDetailList"]
            match = next(g for g in details if g["GroupName"] == group)
            found += [(p["PolicyName"], p["PolicyDocument"]) for p in match["GroupPolicyList"]]
        return found

    def boundary(self, caller):
        entity = self.entities.get(caller.get("roleArn") or caller.get("arn"), {})
        arn = entity.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        return [(arn, self.managed[arn])] if arn else None

    def resource_policy(self, resource):
        if ":role/" in resource and resource in self.entities:
            return self.entities[resource]["AssumeRolePolicyDocument"]
        if resource.startswith("arn:aws:s3:::"):
            resource = resource.split("/")[0]
        return self.policies_by_resource.get(resource)

    def tags(self, caller):
        entity = self.entities.get(caller.get("roleArn") or caller.get("arn"), {})
        return {tag["Key"]: tag["Value"] for tag in entity.get("Tags", [])}

    def write(self, folder):
        put(folder / "organization.json", self.organization)
        for name, policy in org.SCPS.items():
            put(folder / "scps" / f"{name}.json", policy)
        for name, policy in org.RCPS.items():
            put(folder / "rcps" / f"{name}.json", policy)
        for account, details in self.accounts.items():
            base = folder / "accounts" / account
            put(base / "authorization-details.json", self.exported(account, details))
            for name, value in self.attached[account].items():
                put(base / "resource-policies" / name, value)
            for endpoint, policy in self.endpoint_files.get(account, {}).items():
                put(base / "vpc-endpoints" / f"{endpoint}.json", {"vpcEndpoint": endpoint, "policy": policy})

    def exported(self, account, details):
        """As the command-line client prints it; for one account as the API answers: percent-encoded."""
        if account != org.SHARED:
            return details
        copy = json.loads(json.dumps(details))
        for role in copy["RoleDetailList"]:
            role["AssumeRolePolicyDocument"] = encoded(role["AssumeRolePolicyDocument"])
            for policy in role["RolePolicyList"]:
                policy["PolicyDocument"] = encoded(policy["PolicyDocument"])
        return copy


def encoded(policy):
    return urllib.parse.quote(json.dumps(policy, separators=(",", ":")), safe="")


def put(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")
