"""The digest files of one account and region over the last two days, with the key that they are signed by.

CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file integrity
validation"; the signature is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2).
"""

import base64
import gzip
import hashlib
import json
import math

from callers import DAY, HOUR, stamp
from organization import HOME, WEB
from seeded import Seeded

BUCKET, TRAIL = "larkmoor-log-archive", "larkmoor-organization"
ACCOUNT, REGION, FROM, UNTIL = WEB, HOME, 28 * DAY, 30 * DAY

EXPONENT = 65537
# Has every prime below 2000 as a factor.
SMALL = math.factorial(2000)


def signing_key():
    """The modulus and the private exponent of a key that is the same on every run: it protects nothing."""
    source = Seeded("digest-key")
    p, q = prime(source), prime(source)
    return p * q, pow(EXPONENT, -1, (p - 1) * (q - 1))


def prime(source):
    """A prime of 1024 bits whose two highest bits are set, by 20 rounds of Miller and Rabin."""
    while True:
        number = sum(source.bits() << (64 * word) for word in range(16)) | 3 << 1022 | 1
        if number % EXPONENT != 1 and math.gcd(number, SMALL) == 1 and all(passes(source, number) for _ in range(20)):
            return number


def passes(source, number):
    odd, halvings = number - 1, 0
    while odd % 2 == 0:
        odd, halvings = odd // 2, halvings + 1
    power = pow(2 + source.bits() % (number - 3), odd, number)
    for _ in range(halvings):
        if power in (1, number - 1):
            return True
        power = power * power % number
        if power == 1:
            return False
    return False


MODULUS, PRIVATE = signing_key()


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
