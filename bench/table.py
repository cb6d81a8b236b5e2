"""Figures as tables, and beside the goals."""

COLUMNS = "kind server layer pages workload messages deliveries/s CPU/1000 p50 p95 p99 lost".split()


def print_runs(runs):
    rows = [COLUMNS]
    for run in runs:
        for workload, found in run["workloads"].items():
            figures = "messages deliveries_per_s cpu_ms_per_1000 p50_ms p95_ms p99_ms lost".split()
            who = [run[name] for name in ("kind", "server", "layer", "pages")]
            rows.append([*who, workload, *(found[name] for name in figures)])
    print_table(rows)
    print()
    rows = [["kind", "server", "layer", "pages", "seconds to open", "kB per idle page", "closed"]]
    rows += [
        [run[name] for name in ("kind", "server", "layer", "pages", "open_s", "kb_per_page", "closed")] for run in runs
    ]
    print_table(rows)


def print_table(rows):
    """Print rows in Markdown, numbers to the right."""
    texts = [[f"{cell:,}" if isinstance(cell, int | float) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    numbers = [isinstance(cell, int | float) for cell in rows[-1]]
    for number, row in enumerate(texts):
        cells = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numbers, strict=True)
        ]
        print(f"| {' | '.join(cells)} |")
        if number == 0:
            rules = [
                ("-" * (width - 1) + ":") if right else "-" * width
                for width, right in zip(widths, numbers, strict=True)
            ]
            print(f"| {' | '.join(rules)} |")


def print_goals(runs):
    """Print each goal that these runs say something of, with what was measured."""
    rows = [["goal", "at most or at least", "measured", "reached"]]
    for name, figure, limit, at_most in goals(runs):
        if figure is not None:
            reached = figure <= limit if at_most else figure >= limit
            rows.append([name, f"{'≤' if at_most else '≥'} {limit:,}", f"{figure:,.2f}", "yes" if reached else "NO"])
    print()
    print_table(rows)


def goals(runs):
    """Return (name, figure or None, limit, whether that is the most) of each goal, ratios within these runs.

    Ratios are of the flood's CPU per delivery, at 1,000 pages where they were measured, else at the most there were.
    """
    counts = {run["pages"] for run in runs}
    pages = 1000 if 1000 in counts else max(counts)
    found = {(run["kind"], run["server"], run["layer"], run["pages"]): run for run in runs}

    def get(kind, server, layer, *names, pages=pages):
        figure = found.get((kind, server, layer, pages), {})
        for name in names:
            figure = figure.get(name, {})
        return figure if figure != {} else None

    def cpu(kind, server, layer="memory", workload="flood"):
        return get(kind, server, layer, "workloads", workload, "cpu_ms_per_1000")

    limit = cpu("limit", "uvloop")
    rows = []
    for server, most, least in (("uvicorn", 3, 25), ("daphne", 10, 8)):
        hub = cpu("hub", server)
        rows += [
            (f"{server}: times the CPU of the limit, flood, {pages} pages", ratio(hub, limit), most, True),
            (f"{server}: times less CPU than the tutorial", ratio(cpu("tutorial", server), hub), least, False),
            (
                f"{server}: Redis and two processes, times the memory layer",
                ratio(cpu("hub", server, "redis"), hub),
                2,
                True,
            ),
            (f"{server}: kB of an idle page", get("hub", server, "memory", "kb_per_page"), 40, True),
        ]
    for server, layer, rate, many in (
        ("uvicorn", "memory", "20/s", 1000),
        ("uvicorn", "production", "20/s", 1000),
        ("daphne", "memory", "5/s", 1400),
        ("daphne", "production", "5/s", 1400),
    ):
        steady = f"{server}, {layer}: {rate} to {many} pages"
        waited = get("hub", server, layer, "workloads", rate, "p99_ms", pages=many)
        rows.append((f"{steady}, p99 in ms", waited, 250, True))
    lost = sum(found["lost"] for run in runs for found in run["workloads"].values())
    return [
        *rows,
        ("frames lost, all runs", lost, 0, True),
        ("pages closed, all runs", sum(run["closed"] for run in runs), 0, True),
    ]


def ratio(one, other):
    return one / other if one and other else None
