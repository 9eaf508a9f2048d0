"""Puts the records into gzip files the way a trail delivers them."""

import gzip
import io
import json
import re

import digests
from callers import DAY, HOUR, stamp
from organization import HOME, SECURITY, WEB
from seeded import Seeded

GAP = (WEB, HOME, 17 * DAY + 6 * HOUR, 19 * DAY + 9 * HOUR)  # from, to: no file was delivered
BUSY = 45  # events a day above which the day is cut into files of eight hours


def in_gap(account, region, t):
    return (account, region) == GAP[:2] and GAP[2] <= t < GAP[3]


def files(events):
    """File name, relative to the log folder, to bytes; in a fixed order."""
    random, days = Seeded("delivery"), {}
    for account, region, t, record in sorted(events, key=lambda e: (e[0], e[1], e[2])):
        if not in_gap(account, region, t):
            days.setdefault((account, region, t // DAY), []).append((t, record))
    made, previous = {}, []
    for (account, region, day), records in days.items():
        cut = 8 * HOUR if len(records) > BUSY else DAY
        slots = {}
        for t, record in records:
            slots.setdefault((t % DAY) // cut, []).append((t, record))
        for slot in sorted(slots):
            held = slots[slot]
            last = held[-1][0]
            content = shuffled([record for _, record in held], random)
            if previous and previous[0]["recipientAccountId"] == account and random.chance(12):
                content.append(random.pick(previous))  # delivered a second time
            path = name(account, region, last + 300 - last % 300 + 300, random)
            made[path] = compressed(path, {"Records": content})
            previous = [r for r in content if r["recipientAccountId"] == account][-6:]
    made |= {path: packed(path, text) for path, text in digests.files(made).items()}
    made |= without_events(random)
    return made


def shuffled(records, random):
    """Mostly in order: neighbours change places in one file of four."""
    if len(records) > 3 and random.chance(25):
        at = random.below(len(records) - 2)
        records[at], records[at + 2] = records[at + 2], records[at]
    return records


def name(account, region, t, random):
    when = stamp(t)
    date, minute = when[:10].replace("-", "/"), when[:16].replace("-", "").replace(":", "") + "Z"
    return f"AWSLogs/{account}/CloudTrail/{region}/{date}/{account}_CloudTrail_{region}_{minute}_{random.alnum(16)}.json.gz"


def without_events(random):
    """An empty delivery, which is part of a real bucket."""
    empty = name(SECURITY, "eu-central-1", 14 * DAY + 12 * HOUR, random)
    return {empty: compressed(empty, {"Records": []})}


def compressed(path, value):
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    # The writer behind STS escapes the padding of tokens.
    text = re.sub(r'("sessionToken":"[^"=]*)="', r'\1\\u003d"', text).encode()
    return packed(path, text)


def packed(path, text):
    buffer = io.BytesIO()
    with gzip.GzipFile(path.rsplit("/", 1)[1], "wb", 9, buffer, mtime=0) as file:
        file.write(text)
    return buffer.getvalue()
