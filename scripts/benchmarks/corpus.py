"""A synthetic organization's CloudTrail for speed measurements, the same bytes on every machine.

    corpus.py FOLDER RECORDS [mixed|small] [SEED]

mixed: a fifth of the records in files of 5 to 200, the rest in files of 5,000 to 20,000.
small: all in files of 1 to 31, as CloudTrail delivers for quiet accounts.
Writes FOLDER/AWSLogs/... and FOLDER.json; needs the package orjson.
"""

import datetime
import gzip
import json
import multiprocessing
import random
import sys
from pathlib import Path

import orjson

import calls
import estate

RECENT = 24


def _error(source, identity, call):
    share = source.random()
    if share < 0.04:
        resource = (call.resources or [{}])[0].get("ARN", "*")
        message = (
            f"User: {identity.get('arn', '?')} is not authorized to perform: {call.service}:{call.name} on resource: "
            f"{resource} because no identity-based policy allows the {call.service}:{call.name} action"
        )
        return {"errorCode": "AccessDenied", "errorMessage": message}
    if share < 0.06:
        code = source.choice(
            (
                "NoSuchKey",
                "ThrottlingException",
                "ResourceNotFoundException",
                "Client.UnauthorizedOperation",
                "ValidationException",
            )
        )
        missing = "The specified resource does not exist \u2014 \u201cnot found\u201d"
        return {"errorCode": code, "errorMessage": missing if share < 0.045 else "Rate exceeded"}
    return {}


def _request_id(source, service):
    if service == "s3":
        return estate.base32(source, 16)
    return estate.base32(source, 52) if service == "dynamodb" else estate.uuid(source)


def _asked(source, state, time):
    """A caller and what it asks for; four of ten are such as were asked shortly before."""
    recent = state["recent"]
    source.caller = None
    if recent and source.random() < 0.40:
        return source.choice(recent)
    caller = estate.caller(source, state["sessions"], time)
    asked = (caller, calls.maker(source, caller.number))
    recent.append(asked)
    if len(recent) > RECENT:
        recent.pop(0)
    return asked


def _call(source, caller, make, account, region):
    source.caller = caller.number
    call = make(source, account, region)
    source.caller = None
    if caller.identity["type"] == "AWSService" and call.service not in ("sts", "kms"):
        call = calls.assume_role(source, account, region)
    return call


def _record(source, state, time, region):
    caller, make = _asked(source, state, time)
    identity = caller.identity
    account = caller.account or source.choice(estate.ACCOUNTS)
    call = _call(source, caller, make, account, region)
    is_service = identity["type"] == "AWSService"
    record = {
        "eventVersion": "1.11" if call.service in ("s3", "ec2") else "1.08",
        "userIdentity": identity,
        "eventTime": estate.timestamp(time),
        "eventSource": call.service + ".amazonaws.com",
        "eventName": call.name,
        "awsRegion": region,
        "sourceIPAddress": identity["invokedBy"] if is_service else caller.address or estate.ADDRESSES.pick(source),
        "userAgent": identity["invokedBy"] if is_service else caller.agent or estate.AGENTS.pick(source),
    }
    error = _error(source, identity, call)
    record |= error
    record["requestParameters"] = call.parameters
    record["responseElements"] = None if error else call.response
    if call.additional:
        record["additionalEventData"] = call.additional
    record["requestID"] = _request_id(source, call.service)
    record["eventID"] = estate.uuid(source)
    record["readOnly"] = call.is_read_only
    if call.resources:
        record["resources"] = call.resources
    record["eventType"] = "AwsConsoleSignIn" if call.name == "ConsoleLogin" else "AwsApiCall"
    record["managementEvent"] = call.category == "Management"
    record["recipientAccountId"] = account
    if call.service == "sts" or source.random() < 0.05:
        record["sharedEventID"] = estate.uuid(source)
    if source.random() < 0.15:
        record["vpcEndpointId"] = source.choice(estate.ENDPOINTS)
        record["vpcEndpointAccountId"] = account
    record["eventCategory"] = call.category
    if not is_service:
        record["tlsDetails"] = {
            "tlsVersion": "TLSv1.3" if source.random() < 0.7 else "TLSv1.2",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{call.service}.{region}.amazonaws.com",
        }
    if identity.get("invokedBy") == "AWS Internal":
        record["sessionCredentialFromConsole"] = "true"
    return record


def _sizes(records, is_small, seed):
    """How many records each file holds."""
    source = random.Random(7 + seed)
    sizes = []
    left = records if is_small else int(records * 0.20)
    while left > 0:
        drawn = 1 + 30 * source.random() ** 1.7 if is_small else 5 + 195 * source.random() ** 1.7
        sizes.append(min(left, int(drawn)))
        left -= sizes[-1]
    left = 0 if is_small else records - int(records * 0.20)
    while left > 0:
        sizes.append(min(left, source.randrange(5000, 20001)))
        left -= sizes[-1]
    source.shuffle(sizes)
    return sizes


def _deliver(job):
    folder, seed, index, size, share = job
    source = random.Random(1000 + index + seed * 1000003)
    region = estate.REGIONS.pick(source)
    account = estate.ACCOUNTS[index % len(estate.ACCOUNTS)]
    start = estate.START + datetime.timedelta(seconds=int(share * 30 * 86400))
    step = min(900.0 / size, 5)
    state = {"sessions": {}, "recent": []}
    records = []
    elapsed = 0.0
    for _ in range(size):
        elapsed += step * source.random() * 2
        time = start + datetime.timedelta(seconds=elapsed)
        records.append(orjson.dumps(_record(source, state, time, region)))
    text = b'{"Records":[' + b",".join(records) + b"]}"
    place = Path(folder) / f"AWSLogs/{account}/CloudTrail/{region}/{start:%Y/%m/%d}"
    place.mkdir(parents=True, exist_ok=True)
    name = f"{account}_CloudTrail_{region}_{start:%Y%m%dT%H%MZ}_{estate.base32(source, 16)}.json.gz"
    delivered = gzip.compress(text, 6, mtime=0)
    (place / name).write_bytes(delivered)
    return len(text), len(delivered)


def make(folder, records, is_small=False, seed=0):
    """Writes a corpus unless it is there; the answer holds its files, records, bytes of text and of gzip."""
    sizes = Path(f"{folder}.json")
    if sizes.exists():
        return json.loads(sizes.read_text())
    jobs, before = [], 0
    for index, size in enumerate(_sizes(records, is_small, seed)):
        jobs.append((str(folder), seed, index, size, before / records))
        before += size
    jobs.sort(key=lambda job: -job[3])
    with multiprocessing.Pool(2) as pool:
        written = list(pool.imap_unordered(_deliver, jobs, chunksize=1))
    made = {
        "files": len(jobs),
        "records": before,
        "text": sum(text for text, _ in written),
        "gzip": sum(delivered for _, delivered in written),
    }
    sizes.write_text(json.dumps(made) + "\n")
    return made


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) not in (2, 3, 4):
        sys.exit(__doc__)
    print(make(arguments[0], int(arguments[1]), arguments[2:3] == ["small"], int((arguments[3:4] or ["0"])[0])))
