"""Policy snapshots of the benchmark's organization in any size: accounts, principals and statements are given.

The roles and users that the corpus calls as come first, so that a snapshot of all of them decides every call.
"""

import json

import estate

FULL_ACCESS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
GUARD = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "KeepTheTrail",
            "Effect": "Deny",
            "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "config:Delete*"],
            "Resource": "*",
        },
        {
            "Sid": "NoForeignRegions",
            "Effect": "Deny",
            "NotAction": ["iam:*", "sts:*", "organizations:*"],
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": [*estate.REGIONS.items, "global"]}},
        },
    ],
}
LOCK = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "HomeRegionsOnly",
            "Effect": "Deny",
            "NotAction": ["iam:*", "sts:*", "organizations:*", "kms:*"],
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"]},
                "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAccountAccessRole"},
            },
        }
    ],
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}


def _plain_statements(account, number):
    """Statements whose factors each look at one dimension."""
    application = estate.APPLICATIONS[number % len(estate.APPLICATIONS)]
    other = estate.APPLICATIONS[number * 7 % len(estate.APPLICATIONS)]
    everything = {"Action": ["*:Describe*", "*:List*", "*:Get*", "kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"}
    return [
        everything,
        {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [f"arn:aws:s3:::acme-*-{application}-*"]},
        {"Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::{account}:role/*-{application}-*"},
        {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::acme-prod-{other}-*/data/{application}/*"},
        {"Action": "dynamodb:*Item", "Resource": f"arn:aws:dynamodb:*:{account}:table/{application}-*"},
        {
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": f"arn:aws:kms:*:{account}:key/*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
        },
        {"Action": "lambda:InvokeFunction", "Resource": f"arn:aws:lambda:*:{account}:function:*-{application}-*"},
        {"Action": "logs:*", "Resource": f"arn:aws:logs:*:{account}:log-group:/aws/lambda/*"},
        {
            "Action": "ssm:GetParameter*",
            "Resource": f"arn:aws:ssm:*:{account}:parameter/prod/{application}/*",
            "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        },
    ]


def _tied_statements(account, number):
    """Statements that tie dimensions together: variables, times, keys of several values."""
    application = estate.APPLICATIONS[number % len(estate.APPLICATIONS)]
    return [
        {"Action": "s3:*", "Resource": f"arn:aws:s3:::acme-*-{application}-*/data/${{aws:PrincipalAccount}}/*"},
        {
            "Action": ["*:Describe*", "*:List*", "*:Get*"],
            "Resource": "*",
            "Condition": {"DateLessThan": {"aws:CurrentTime": f"2026-09-{number % 28 + 1:02d}T12:00:00Z"}},
        },
        {
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": {"ForAnyValue:StringLike": {"kms:EncryptionContextKeys": ["aws:s3:*", "SecretARN"]}},
        },
        {"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::${aws:PrincipalAccount}:role/*"},
        {
            "Action": "dynamodb:*Item",
            "Resource": f"arn:aws:dynamodb:*:{account}:table/*",
            "Condition": {"StringLike": {"aws:userid": "*:${aws:PrincipalTag/team}*"}},
        },
    ]


def _policies(account, number, count, is_tied):
    """One inline policy of `count` statements; of a tied one every other statement ties dimensions together."""
    plain, tied = _plain_statements(account, number), _tied_statements(account, number)
    statements = []
    for index in range(count):
        half = index // 2
        chosen = tied[half % len(tied)] if is_tied and index % 2 else plain[(half if is_tied else index) % len(plain)]
        statements.append({"Sid": f"S{index}", "Effect": "Allow", **chosen})
    return [{"PolicyName": "duties", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}]


def _principals(accounts, count):
    """Name, account, id and ARN of roles and users: those of the corpus, then others in all accounts."""
    found = [(role.name, role.account, role.id, role.arn) for role in estate.ROLES.items]
    found += [
        (name, account, identifier, f"arn:aws:iam::{account}:user/{name}")
        for name, account, identifier, _ in estate.USERS.items
    ]
    for number in range(count - len(found)):
        account, name = accounts[number % len(accounts)], f"batch-{number}-role"
        found.append((name, account, f"AROABATCH{number:012d}", f"arn:aws:iam::{account}:role/{name}"))
    return found


def _details(principals):
    details = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    for (name, _, identifier, arn), policies in principals:
        common = {"Path": "/", "Arn": arn, "CreateDate": "2025-01-01T00:00:00+00:00", "AttachedManagedPolicies": []}
        if ":user/" in arn:
            details["UserDetailList"].append(
                common | {"UserName": name, "UserId": identifier, "UserPolicyList": policies, "GroupList": []}
            )
        else:
            path = arn.split(":role", 1)[1][: -len(name)]
            details["RoleDetailList"].append(
                common
                | {
                    "Path": path,
                    "RoleName": name,
                    "RoleId": identifier,
                    "AssumeRolePolicyDocument": TRUST,
                    "RolePolicyList": policies,
                    "Tags": [{"Key": "team", "Value": name.split("-")[0]}],
                }
            )
    return details


def _write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def make(folder, account_count, principal_count, statement_count, is_tied=False):
    """Writes the snapshot into `folder/policies` and a change beside it; the answer is the arguments that name both."""
    accounts = estate.ACCOUNTS + ["%012d" % (900000000000 + number) for number in range(account_count - 12)]
    principals = _principals(accounts, principal_count)
    snapshot = folder / "policies"
    members = [accounts[start::5] for start in range(5)]
    _write(
        snapshot / "organization.json",
        {
            "id": "o-benchmark1",
            "managementAccount": accounts[-1],
            "root": {
                "id": "r-bench",
                "scps": ["FullAWSAccess"],
                "rcps": ["RCPFullAWSAccess"],
                "accounts": [],
                "children": [
                    {
                        "id": f"ou-bench-{index}0000000",
                        "name": f"Unit{index}",
                        "scps": ["FullAWSAccess", "Guard"],
                        "rcps": ["RCPFullAWSAccess"],
                        "accounts": accounts_of_unit,
                        "children": [],
                    }
                    for index, accounts_of_unit in enumerate(members)
                ],
            },
            "accounts": {
                account: {"name": f"account-{account}", "scps": ["FullAWSAccess"], "rcps": ["RCPFullAWSAccess"]}
                for account in accounts
            },
        },
    )
    _write(snapshot / "scps/FullAWSAccess.json", FULL_ACCESS)
    _write(snapshot / "scps/Guard.json", GUARD)
    allow_all = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    _write(snapshot / "rcps/RCPFullAWSAccess.json", {"Version": "2012-10-17", "Statement": [allow_all]})
    by_account = {account: [] for account in accounts}
    for number, principal in enumerate(principals):
        share = statement_count * (number + 1) // len(principals) - statement_count * number // len(principals)
        by_account[principal[1]].append((principal, _policies(principal[1], number, share, is_tied)))
    for account, mine in by_account.items():
        _write(snapshot / "accounts" / account / "authorization-details.json", _details(mine))
    _write(folder / "lock.json", LOCK)
    return ["--policies", str(snapshot), "--change", f"scp:Lock@r-bench={folder / 'lock.json'}"]
