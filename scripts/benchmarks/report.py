"""Reports/benchmarks.md from what was measured."""

GOALS = {
    "ingest": {"zcat": 0.45, "DuckDB": 1 / 4, "ClickHouse": 1 / 3},
    "small": {"zcat": 0.65, "DuckDB": 1 / 7},
}
MEGABYTES = 1_000_000


def table(heads, rows):
    """A Markdown table whose numbers stand right."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def _cost(cost):
    return [
        f"{cost['wall']:.2f}",
        f"{cost['fastest']:.2f} to {cost['slowest']:.2f}",
        f"{cost['cpu']:.1f}",
        f"{cost['peak']:,.0f}",
    ]


COST_HEADS = ["wall s", "from, to", "CPU s", "peak MB"]


def _met(value, goal):
    return "reached" if value <= goal else "missed"


def _peers(section, result):
    made, costs = result["corpus"], result["costs"]
    ours = costs["retrial"]["wall"]
    rows = [
        [name, *_cost(cost), "" if name == "retrial" else f"{ours / cost['wall']:.2f}"] for name, cost in costs.items()
    ]
    ratio = result["database"] / made["gzip"]
    goals = [
        [
            f"wall against {peer}",
            f"{ours / costs[peer]['wall']:.2f}",
            f"{goal:.2f}",
            _met(ours / costs[peer]["wall"], goal),
        ]
        for peer, goal in GOALS[section].items()
    ]
    goals.append(["peak MB", f"{costs['retrial']['peak']:.0f}", 512, _met(costs["retrial"]["peak"], 512)])
    if section == "ingest":
        goals.append(["database against gzip", f"{ratio:.2f}", "1.70", _met(ratio, 1.70)])
    paragraphs = [
        f"{made['records']:,} records in {made['files']:,} files: {made['text'] / MEGABYTES:,.0f} MB of JSON, "
        f"{made['gzip'] / MEGABYTES:,.0f} MB of gzip. The database takes {result['database'] / MEGABYTES:,.0f} MB, "
        "the delivered bytes of every file among them. "
        + ("One round." if costs["retrial"]["rounds"] == 1 else f"Medians of {costs['retrial']['rounds']} rounds, in turn."),
        table(["", *COST_HEADS, "retrial / peer"], rows),
        table(["goal", "measured", "at most", ""], goals),
    ]
    if parts := result.get("parts"):
        paragraphs.append(
            "Processor time for a million events, one thread with nothing beside it: "
            f"{parts['reading']:.2f} s read (inflate, checks, JSON), {parts['derivation']:.2f} s derive requests from what "
            "was read; the rest of the time above goes into numbering values and writing them."
        )
    return "\n\n".join(paragraphs)


def _diff(result):
    rows = [[name, *_cost(cost)] for name, cost in result["costs"].items()]
    return "\n\n".join(
        [
            f"`retrial diff` of {result['events']:,} stored events, both sides, report included: a service control policy "
            "at the root of the organization, under snapshots that hold the policies of all who call. Goal: 1.5 s of wall.",
            table(["snapshot", *COST_HEADS], rows),
        ]
    )


def _commands(result):
    rows = [[f"`{name}`", *_cost(cost)] for name, cost in result["costs"].items()]
    return (
        f"What is asked of {result['events']:,} stored events beside a diff, each a process of its own, under the first of "
        "the snapshots above.\n\n" + table(["command", *COST_HEADS], rows)
    )


def _evaluation(result):
    rows = [[name, f"{int(rate):,}"] for name, rate in result["rates"].items()]
    return "One thread, three requests under a whole set of policies, nothing kept between two.\n\n" + table(
        ["", "per CPU second"], rows
    )


def _counts(result):
    rows = [[name, f"{value:,}", f"{result['limits'][name]:,}"] for name, value in result["counts"].items()]
    return (
        "These repeat on any machine: 20,000 events, one worker, under callgrind. `scripts/bench counts` fails when one is "
        "above what is committed.\n\n" + table(["", "measured", "at most"], rows)
    )


def _scale(result):
    first = result["steps"][0]

    def per_million(step, part):
        return step[part]["cpu"] / step["events"] * 1e6

    rows = [
        [
            f"{step['events']:,}",
            f"{step['ingest']['wall']:.1f}",
            f"{per_million(step, 'ingest'):.2f}",
            f"{per_million(step, 'ingest') / per_million(first, 'ingest'):.2f}",
            f"{step['ingest']['peak']:,.0f}",
            f"{step['database'] / step['events']:.0f}",
            f"{step['database'] / step['gzip']:.2f}",
        ]
        for step in result["steps"]
    ]
    diffs = [
        [
            f"{step['events']:,}",
            f"{step['diff']['wall']:.1f}",
            f"{step['diff']['cpu']:.1f}",
            f"{step['diff']['peak']:,.0f}",
            f"{step['report']['wall']:.1f}" if "report" in step else "",
            f"{step['explain']['median'] * 1000:.0f}",
            f"{step['explain']['slowest'] * 1000:.0f}",
        ]
        for step in result["steps"]
    ]
    return "\n\n".join(
        [
            "Ingest of one, three and ten corpora in one run, each into a new database:",
            table(
                [
                    "events",
                    "wall s",
                    "CPU s per million",
                    "against the first",
                    "peak MB",
                    "bytes per event",
                    "database / gzip",
                ],
                rows,
            ),
            f"Diff and report of all of it, and `retrial explain` of {first['explain']['count']} events drawn at random, each a process "
            "of its own with the snapshot read (goal: 150 ms):",
            table(["events", "diff wall s", "CPU s", "peak MB", "report wall s", "explain median ms", "slowest ms"], diffs),
        ]
    )


SECTIONS = {
    "ingest": ("Ingest", lambda result: _peers("ingest", result)),
    "small": ("Ingest of small files", lambda result: _peers("small", result)),
    "diff": ("Diff", _diff),
    "commands": ("Other commands", _commands),
    "evaluation": ("Evaluation", _evaluation),
    "scale": ("Scale", _scale),
    "counts": ("Counts that repeat", _counts),
}


def markdown(results):
    """The report over the sections that were measured."""
    parts = [
        "# Benchmarks",
        "`scripts/bench` measures and writes this page. Processors that are shared drift by a factor of two: ratios within "
        "one run and processor time say more than seconds of wall.",
    ]
    for name, (title, body) in SECTIONS.items():
        if name in results:
            result = results[name]
            taken = result["machine"]
            parts += [f"## {title}", body(result), f"{taken['date']}; {taken['machine']}; {taken['versions']}."]
    return "\n\n".join(parts) + "\n"
