"""The digest files of one account and region over the last two days, with the key that they are signed by.

CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file integrity
validation"; the signature is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2).
"""

import base64
import gzip
import hashlib
import json

from callers import DAY, HOUR, stamp
from organization import HOME, WEB

BUCKET, TRAIL = "larkmoor-log-archive", "larkmoor-organization"
ACCOUNT, REGION, FROM, UNTIL = WEB, HOME, 28 * DAY, 30 * DAY

# A key that was made for these logs; nothing else is signed by it.
EXPONENT = 65537
MODULUS = int(
    "bda572e675d6ffd2f6fec5942691f8935ce167050d53d57860fefa5b8197c088e820fd6c760b2b70e986b9bdebe06bc60b3a"
    "e7c4c407999935abb8ee6196afaac6e95655fdb2b57de20e698769c4d65ac6ddc67e731f8eaced3bba87fc19c90924c1b38e"
    "b9e77d4d8db546338d818bf35c8583cd0ed5ce3c585b2020a501c53468b6f3b0b435c807448dd59fec987ac1cbb35ecf601c"
    "a7fb3daa6e5277c2db882970e0fb3e56a333e2251c9278dc8d8b8178a403e160607d2a8324302797acde6d3149241132409f"
    "c78937656546b39d73ee48e362e9f8cfcb118f4a28d0944b3f7e819f298a1fa4f9c72e4bdbf7d48fd7e3a039623d3aef69f6"
    "4b547d9f203b",
    16,
)
PRIVATE = int(
    "98949cb53eea1439afef9b176f50d225fdfc7bde5cb2ae7583d4a1a92dc2e26d441606cf54c9f7d1889194af712fc6863852"
    "d4564341ba1ac24bbf264bede8b80601862cf948e72cb8cbcfabdb353b211e0f20bc6bf35fdf519f549c44009af67854401a"
    "fd077a91030a6dc8dc78f6187ec00d22d664bee15e5532ac1116338a6bd0eed7a0557253ccbf0deba215304ea49be90c2579"
    "37ec98bb32c724399bfe69ec886c44a024e006a656522de873e8c177fba79db27736a9534e71ab5bb4b14ad6682c92591cf1"
    "ec71ddf886c45cf3e97d8699cabb5a467aa080661dc78e368e590099e37b5c73656516f73dc2ce1bc0c5692c100cf144d126"
    "9d7dcc454f5",
    16,
)


def files(logs):
    """Path to text of the digests; `logs` are the delivered files of all accounts by their path."""
    entries = {}
    for path, content in logs.items():
        account, _, region, when = path.rsplit("/", 1)[1].split("_")[:4]
        if (account, region) == (ACCOUNT, REGION):
            entries.setdefault(when[:11], []).append(entry(path, gzip.decompress(content)))
    made, last = {}, None
    for start in range(FROM, UNTIL, HOUR):
        end = stamp(start + HOUR)
        path = (
            f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{REGION}/{stamp(start)[:10].replace('-', '/')}/{ACCOUNT}_CloudTrail-Digest_"
            f"{REGION}_{TRAIL}_{REGION}_{end.replace('-', '').replace(':', '')}.json.gz"
        )
        listed = entries.get(stamp(start)[:13].replace("-", ""), [])
        text = json.dumps(digest(start, end, path, listed, last), separators=(",", ":"))
        made[path] = text.encode()
        last = (path, sha256(made[path]), signature(end, path, made[path], last))
    return made


def digest(start, end, path, listed, last):
    times = [e[k] for e in listed for k in ("oldestEventTime", "newestEventTime")]
    return {
        "awsAccountId": ACCOUNT,
        "digestStartTime": stamp(start),
        "digestEndTime": end,
        "digestS3Bucket": BUCKET,
        "digestS3Object": path,
        "digestPublicKeyFingerprint": fingerprint(),
        "digestSignatureAlgorithm": "SHA256withRSA",
        "newestEventTime": max(times, default=None),
        "oldestEventTime": min(times, default=None),
        "previousDigestS3Bucket": BUCKET if last else None,
        "previousDigestS3Object": last[0] if last else None,
        "previousDigestHashValue": last[1] if last else None,
        "previousDigestHashAlgorithm": "SHA-256" if last else None,
        "previousDigestSignature": last[2] if last else None,
        "logFiles": listed,
    }


def entry(path, text):
    times = [r["eventTime"] for r in json.loads(text)["Records"]]
    return {
        "s3Bucket": BUCKET,
        "s3Object": path,
        "hashValue": sha256(text),
        "hashAlgorithm": "SHA-256",
        "newestEventTime": max(times),
        "oldestEventTime": min(times),
    }


def sha256(text):
    return hashlib.sha256(text).hexdigest()


def signature(end, path, text, last):
    message = "\n".join([end, f"{BUCKET}/{path}", sha256(text), last[2] if last else "null"])
    kind = bytes.fromhex("3031300d060960864801650304020105000420")
    block = kind + hashlib.sha256(message.encode()).digest()
    padded = b"\0\1" + b"\xff" * (256 - 3 - len(block)) + b"\0" + block
    return pow(int.from_bytes(padded, "big"), PRIVATE, MODULUS).to_bytes(256, "big").hex()


def public_key():
    """The public key in the DER form of PKCS #1."""
    def integer(value):
        content = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return b"\x02" + length(content) + content

    content = integer(MODULUS) + integer(EXPONENT)
    return b"\x30" + length(content) + content


def length(content):
    if len(content) < 128:
        return bytes([len(content)])
    size = len(content).to_bytes(2, "big").lstrip(b"\0")
    return bytes([128 + len(size)]) + size


def fingerprint():
    return hashlib.md5(public_key()).hexdigest()


def key_list():
    """What `aws cloudtrail list-public-keys` would print."""
    key = {
        "Value": base64.b64encode(public_key()).decode(),
        "ValidityStartTime": stamp(-90 * DAY),
        "ValidityEndTime": stamp(275 * DAY),
        "Fingerprint": fingerprint(),
    }
    return json.dumps({"PublicKeyList": [key]}, indent=2) + "\n"
