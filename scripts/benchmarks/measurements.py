"""The sections of the benchmark: each prepares what it needs, measures, and answers with its results."""

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import corpus
import counting
import organization
from measuring import in_turn, run, summed

MODULES = Path(__file__).parent
CHANGES = (0, 1, 3)
"""Exit codes of a diff that ran: 1 and 3 say that the change has an impact."""

ANSWERS = (0, 1, 5)
"""Exit codes of a command that answers: with 5 nothing passed its filters."""


@dataclass
class Bench:
    retrial: Path
    benchmarks: Path
    folder: Path
    events: int
    rounds: int
    root: Path
    has_stored: bool = False

    def ingest(self):
        """Ingest of mixed files against the peers."""
        made = corpus.make(self.folder / f"mixed-{self.events}", self.events)
        self.has_stored = True
        logs = self.folder / f"mixed-{self.events}"
        return self._against_peers(logs, made, "mixed.db") | {"parts": self._parts(logs)}

    def _parts(self, logs):
        """Processor seconds on one thread for a million events: of reading, and of derivation on top of it."""
        shown = self._shown("derivation", logs)
        found = re.search(r"^reading: ([\d.]+) s, .* derivation: ([\d.]+) s per million", shown, re.M)
        return {"reading": float(found.group(1)), "derivation": float(found.group(2))}

    def _shown(self, *arguments):
        """What a measurement on one thread prints."""
        return subprocess.run([self.benchmarks, *arguments], check=True, capture_output=True, text=True).stdout

    def small(self):
        """Ingest of small files against the peers."""
        count = self.events * 3 // 10
        made = corpus.make(self.folder / f"small-{count}", count, is_small=True)
        return self._against_peers(self.folder / f"small-{count}", made, "small.db")

    def _against_peers(self, logs, made, database):
        contenders = {
            "retrial": lambda: self._ingest([logs], database),
            "zcat": lambda: run(["sh", "-c", f"find '{logs}' -name '*.gz' -print0 | xargs -0 zcat >/dev/null"]),
            "DuckDB": lambda: self._peer("duckdb", logs),
            "ClickHouse": lambda: self._peer("clickhouse", logs),
        }
        contenders["zcat"]()
        costs = in_turn(contenders, self.rounds)
        size = (self.folder / database).stat().st_size
        return {"corpus": made, "costs": costs, "database": size}

    def _ingest(self, logs, name, *options):
        for leftover in self.folder.glob(name + "*"):
            leftover.unlink()
        return run([self.retrial, "ingest", *logs, "--db", self.folder / name, *options])

    def _peer(self, name, logs):
        target = self.folder / f"peer.{name}"
        shutil.rmtree(target, ignore_errors=True)
        target.unlink(missing_ok=True)
        measured = run([sys.executable, MODULES / f"peer_{name}.py", logs, target])
        shutil.rmtree(target, ignore_errors=True)
        target.unlink(missing_ok=True)
        return measured

    def _stored(self):
        """The database of the mixed corpus, as this build makes it."""
        if not self.has_stored:
            corpus.make(self.folder / f"mixed-{self.events}", self.events)
            self._ingest([self.folder / f"mixed-{self.events}"], "mixed.db")
            self.has_stored = True
        return self.folder / "mixed.db"

    def _diff(self, database, snapshot, output=subprocess.DEVNULL):
        return run([self.retrial, "diff", "--db", database, *snapshot], CHANGES, output)

    def _snapshots(self):
        """Snapshots of the callers, the same with statements that tie dimensions together, and one of five times the size."""
        return {
            "380 principals, 950 statements, 50 accounts": organization.make(self.folder / "callers", 50, 380, 950),
            "the same, half of the statements with variables, times or keys of several values": organization.make(
                self.folder / "tied", 50, 380, 950, is_tied=True
            ),
            "2,000 principals, 5,000 statements, 500 accounts": organization.make(
                self.folder / "large", 500, 2000, 5000
            ),
        }

    def diff(self):
        """A whole diff, report included, under snapshots of several kinds."""
        database = self._stored()
        contenders = {
            name: lambda snapshot=snapshot: self._diff(database, snapshot)
            for name, snapshot in self._snapshots().items()
        }
        return {"events": self.events, "costs": in_turn(contenders, self.rounds)}

    def commands(self):
        """The commands that people ask a log with, under the first of the snapshots."""
        database = self._stored()
        policies = next(iter(self._snapshots().values()))[:2]
        asked = {
            "report": ["report"],
            "report --policies": ["report", *policies],
            "denials --policies": ["denials", *policies],
            "requests --action 's3:Delete*'": ["requests", "--action", "s3:Delete*"],
        }
        contenders = {
            name: lambda arguments=arguments: run([self.retrial, *arguments, "--db", database], ANSWERS)
            for name, arguments in asked.items()
        }
        return {"events": self.events, "costs": in_turn(contenders, self.rounds)}

    def evaluation(self):
        """Evaluations per second of the engine on one thread."""
        cases = self.root / "Tests/IAMPolicyTests/Cases/evaluation.jsonl"
        return {"rates": dict(re.findall(r"^(.+?): (\d+) per CPU second", self._shown("evaluation", cases), re.M))}

    def counts(self):
        """Counts that repeat, held against their thresholds."""
        events = 20_000
        logs = self.folder / f"mixed-{events}"
        corpus.make(logs, events)
        snapshot = organization.make(self.folder / "callers", 50, 380, 950)
        found = counting.counts(self.benchmarks, logs, events, snapshot, self.folder)
        return {"counts": found, "exceeded": counting.exceeded(found), "limits": counting.limits()}

    def scale(self):
        """One, three and ten times the events: ingest, diff and explanations."""
        logs = []
        for seed in range(10):
            logs.append(self.folder / (f"mixed-{self.events}" + (f"-{seed}" if seed else "")))
            corpus.make(logs[-1], self.events, seed=seed)
        snapshot = organization.make(self.folder / "callers", 50, 380, 950)
        steps = []
        for times in (1, 3, 10):
            ingest = summed([self._ingest(logs[:times], "scale.db") for _ in range(self.rounds)])
            database = self.folder / "scale.db"
            diff = summed([self._diff(database, snapshot) for _ in range(self.rounds)])
            report = summed([run([self.retrial, "report", "--db", database], ANSWERS) for _ in range(self.rounds)])
            steps.append(
                {
                    "events": times * self.events,
                    "ingest": ingest,
                    "diff": diff,
                    "report": report,
                    "database": database.stat().st_size,
                    "gzip": sum(path.stat().st_size for log in logs[:times] for path in log.rglob("*.gz")),
                    "explain": self._explanations(database, snapshot),
                }
            )
            print(f"  {times} x {self.events:,}: {ingest.wall:.1f} s, diff {diff.wall:.1f} s", flush=True)
        (self.folder / "scale.db").unlink()
        return {"steps": steps}

    def _explanations(self, database, snapshot, count=40):
        """Median and slowest time to explain one event, in seconds."""
        with sqlite3.connect(database) as connection:
            last = connection.execute("SELECT max(id) FROM event").fetchone()[0]
            rows = random.Random(1).sample(range(1, last + 1), count)
            ids = [
                uuid.UUID(bytes=connection.execute("SELECT event_id FROM event WHERE id = ?", (row,)).fetchone()[0])
                for row in rows
            ]
        times = []
        for event in ids:
            started = time.monotonic()
            run([self.retrial, "explain", str(event), "--db", database, *snapshot[:2]], (0, 1, 3, 5))
            times.append(time.monotonic() - started)
        times.sort()
        return {"median": times[count // 2], "slowest": times[-1], "count": count}
