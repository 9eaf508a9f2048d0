"""What a measurement was taken on and with."""

import datetime
import importlib.metadata
import os
import platform
import re
import subprocess
from pathlib import Path


def _first_line(*command):
    shown = subprocess.run(command, capture_output=True, text=True)
    return (shown.stdout or shown.stderr).strip().split("\n")[0]


def _processor():
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def _swift():
    found = re.search(r"Swift version (\S+)", _first_line("swift", "--version"))
    return found.group(1) if found else "unknown"


def described(folder):
    """Date, processor, memory and versions, as text."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = {name: importlib.metadata.version(name) for name in ("duckdb", "chdb", "orjson")}
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "machine": f"{_processor()}, {os.cpu_count()} processors, {memory:.0f} GB",
        "versions": f"Swift {_swift()}, {_first_line('zcat', '--version')}, "
        + ", ".join(f"{name} {version}" for name, version in versions.items()),
    }
