"""A random source that gives the same values on every Python version."""

import hashlib

_MASK = (1 << 64) - 1
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Seeded:
    """SplitMix64: the module `random` promises no stable sequence for `choice` and `shuffle`."""

    def __init__(self, label):
        self.state = int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "big")

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, n):
        return self.bits() % n

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, items):
        return items[self.below(len(items))]

    def text(self, length, alphabet=_UPPER):
        return "".join(alphabet[self.below(len(alphabet))] for _ in range(length))

    def alnum(self, length):
        return self.text(length, _ALNUM)

    def hex(self, length):
        return self.text(length, "0123456789abcdef")

    def uuid(self):
        return uuid_of(self.bits(), self.bits())


def uuid_of(high, low):
    raw = f"{high:016x}{low:016x}"
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-{'89ab'[low >> 62]}{raw[17:20]}-{raw[20:]}"


def labelled_uuid(label):
    """An id that depends on its label alone, for events that the README names."""
    digest = hashlib.sha256(label.encode()).digest()
    return uuid_of(int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big"))


def stable_id(prefix, label, length=17):
    """IAM unique ids (`AROA...`) and access keys that stay the same when other parts change."""
    source = Seeded(prefix + label)
    return prefix + source.text(length)
