"""Runs commands in turn and says what each cost."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Run:
    """What one run of a command cost: seconds of wall and of processor time, peak memory in MB."""

    wall: float
    cpu: float
    peak: float


@dataclass
class Cost:
    """Medians over the rounds, and the spread of the wall time from the fastest to the slowest."""

    wall: float
    cpu: float
    peak: float
    fastest: float
    slowest: float
    rounds: int


def run(command, accepted=(0,), output=subprocess.DEVNULL, environment=None):
    """Runs a command to its end; the answer counts its children too."""
    started = time.monotonic()
    with subprocess.Popen(
        [str(part) for part in command], stdout=output, stderr=subprocess.PIPE, env=environment
    ) as process:
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{words.decode()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(contenders, rounds):
    """Runs every contender once a round; the answer holds the cost of each by its name.

    A contender is a function that prepares, runs and answers with a `Run`.
    """
    runs = {name: [] for name in contenders}
    for number in range(rounds):
        for name, contender in contenders.items():
            runs[name].append(contender())
            print(f"  round {number + 1} {name}: {runs[name][-1].wall:.2f} s", flush=True)
    return {name: summed(of_one) for name, of_one in runs.items()}


def summed(runs):
    walls = [one.wall for one in runs]
    return Cost(
        statistics.median(walls),
        statistics.median(one.cpu for one in runs),
        max(one.peak for one in runs),
        min(walls),
        max(walls),
        len(runs),
    )
