"""Counts that repeat on every machine: instructions and SQL steps per event under callgrind, bytes per event."""

import json
import os
import re
from pathlib import Path

from measuring import run

THRESHOLDS = Path(__file__).with_name("thresholds.json")
DETERMINISTIC = {"SWIFT_DETERMINISTIC_HASHING": "1"}


def _callgrind(folder, command):
    """All instructions of a command, and how often it called `sqlite3_step`."""
    out = folder / "callgrind.out"
    run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command],
        environment=os.environ | DETERMINISTIC,
    )
    instructions, steps, is_step = 0, 0, False
    steppers = set()
    with out.open() as lines:
        for line in lines:
            if line.startswith("cfn="):
                number = re.match(r"cfn=(\(\d+\))", line).group(1)
                if line.rstrip().endswith(" sqlite3_step"):
                    steppers.add(number)
                is_step = number in steppers
            elif line.startswith("calls=") and is_step:
                steps += int(line[6:].split()[0])
            elif line.startswith(("summary:", "totals:")):
                instructions = int(line.split()[1])
            elif line.startswith("fn=") and line.rstrip().endswith(" sqlite3_step"):
                steppers.add(re.match(r"fn=(\(\d+\))", line).group(1))
    out.unlink()
    return instructions, steps


def counts(benchmarks, logs, events, arguments, folder):
    """The counts by name for a corpus of so many events; `arguments` name snapshot and change of a diff."""
    database = folder / "counts.db"
    database.unlink(missing_ok=True)
    ingest, steps = _callgrind(folder, [benchmarks, "ingest", logs, database])
    delivered = sum(path.stat().st_size for path in Path(logs).rglob("*.gz"))
    diff, _ = _callgrind(folder, [benchmarks, "diff", database, arguments[1], arguments[3]])
    found = {
        "ingest: instructions per event": round(ingest / events),
        "ingest: SQL steps per event": round(steps / events, 3),
        "database: bytes per event": round(database.stat().st_size / events, 1),
        "database: bytes per byte of gzip": round(database.stat().st_size / delivered, 3),
        "diff: instructions per event": round(diff / events),
    }
    database.unlink()
    return found


def limits():
    """The committed thresholds by the name of the count."""
    return json.loads(THRESHOLDS.read_text())


def exceeded(found):
    """The counts that are above their committed thresholds."""
    allowed = limits()
    return {name: (value, allowed[name]) for name, value in found.items() if value > allowed[name]}
