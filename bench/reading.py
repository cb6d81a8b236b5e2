"""What reading a page costs on a site of 10,000 posts and on one of 1,000,000: `python -m bench.reading --help`.

Both sites on a private PostgreSQL, each served by gunicorn as production does. See docs/performance.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from bench.post import ask
from bench.processes import family_cpu_seconds, running_wsgi
from bench.site import SETTINGS
from bench.table import print_table
from tests.services import postgresql, private_redis

SIZES, CONNECTIONS = (10_000, 1_000_000), (1, 16, 64)
WARM_UP = 2  # seconds of each page: every worker has then loaded its templates
# Of the processor's time for one request, server and PostgreSQL together.
MOST_GUEST_MS, MOST_MEMBER_MS, MOST_GROWTH = 3.0, 8.0, 1.2
OURS, BARE, BY_HAND = "empty view, our middleware", "empty view, no middleware", "thread by hand, no middleware"


def main():
    options = parse()
    began = time.monotonic()
    with ExitStack() as stack:
        sites = running_sites(options, stack)
        visitors = stack.enter_context(running_visitors())
        print(f"{time.monotonic() - began:4.0f} s  warming up", file=sys.stderr)
        for site in sites:
            for page in site["pages"]:
                measure(site, page, max(options.connections), options.warm_up, visitors)
        runs = []
        for number in range(options.rounds):
            print(f"{time.monotonic() - began:4.0f} s  round {number + 1}", file=sys.stderr)
            runs += one_round(sites, visitors, options)
    rows = summary(runs)
    goals = goals_of(rows)
    report(sites, rows, goals)
    print(f"\n{time.monotonic() - began:.0f} s")
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "goals": goals}, indent=1))


def parse():
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    numbers = lambda text: [int(word) for word in text.split(",")]  # noqa: E731
    parser.add_argument("--posts", type=numbers, default=SIZES, help="of each site, the small one first: 10000,1000000")
    parser.add_argument("--connections", type=numbers, default=CONNECTIONS, help="1,16,64")
    parser.add_argument("--rounds", type=int, default=3, help="all pages take turns so often; the medians count")
    parser.add_argument("--seconds", type=float, default=1.0, help="of each page, reader and number of connections")
    parser.add_argument("--workers", type=int, default=5, help="processes of gunicorn for each site")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    parser.add_argument("--quick", action="store_true", help="200 and 400 posts, one short round: figures mean nothing")
    options = parser.parse_args()
    options.warm_up = WARM_UP
    if options.quick:
        options.posts, options.connections, options.rounds, options.workers = [200, 400], [2], 1, 1
        options.seconds = options.warm_up = 0.1
    return options


def running_sites(options, stack):
    """Fill a database for each size and serve it; return what bench.large says of each, with port and process ids."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="espace-bench-")))
    redis_url = stack.enter_context(private_redis())
    server = stack.enter_context(postgresql(stack.enter_context(tempfile.TemporaryDirectory(prefix="espace-pg-"))))
    # Migrated once, then copied.
    empty = production(create_database(server.url, "empty", "template1"), redis_url, folder)
    subprocess.run([sys.executable, "-c", "from bench.site import set_up; set_up()"], env=empty, check=True)
    sites = []
    for posts in options.posts:
        environment = production(create_database(server.url, f"site{posts}", "empty"), redis_url, folder)
        command = [sys.executable, "-m", "bench.large", str(posts)]
        site = json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)
        print(site["said"], file=sys.stderr)
        port, pid = stack.enter_context(running_wsgi("bench.rivals", environment, workers=options.workers))
        sites.append(site | {"posts": posts, "port": port, "pids": {"server": pid, "PostgreSQL": server.process.pid}})
    # What each page is compared with needs no second site.
    rivals = {OURS: "/vide/", BARE: "/nu/vide/", BY_HAND: f"/nu/fil/{sites[0]['thread']}/1/"}
    sites[0]["pages"] += [
        {"page": name, "reader": "", "path": path, "queries": 2 * (name == BY_HAND)} for name, path in rivals.items()
    ]
    return sites


def create_database(url, name, template):
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def production(database_url, redis_url, folder):
    """Return the environment of docs/production.md, for this database."""
    return {name: value for name, value in os.environ.items() if name not in SETTINGS} | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PRODUCTION": "1",
        "SECRET_KEY": "measured-" * 8,
        "SITE_URL": "https://localhost",
        "DATABASE_URL": database_url,
        "STATEMENT_TIMEOUT": "0",
        "REDIS_URL": redis_url,
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "espace@localhost",
        "PRIVACY_OFFICER": "Camille Gauthier",
        "ESPACE_DATA": str(folder),
    }


@contextmanager
def running_visitors():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-m", "bench.visitors"], **pipes) as process:
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait(10)


def one_round(sites, visitors, options):
    """Measure every page of every site: the same page of both sites one after the other, in the same weather."""
    pairs = [(site, page) for site in sites for page in site["pages"]]
    names = list(dict.fromkeys((page["page"], page["reader"]) for _site, page in pairs))
    pairs.sort(key=lambda pair: names.index((pair[1]["page"], pair[1]["reader"])))
    for connections in options.connections:
        for site, page in pairs:
            yield measure(site, page, connections, options.seconds, visitors)


def measure(site, page, connections, seconds, visitors):
    """Let visitors read one page; return what they saw and what each process used for one request."""
    before = {name: family_cpu_seconds(pid) for name, pid in site["pids"].items()}
    order = {"port": site["port"], "path": page["path"], "connections": connections, "seconds": seconds}
    seen = ask(visitors, session=site["session"] if page["reader"] == "member" else "", **order)
    used = {name: family_cpu_seconds(pid) - before[name] for name, pid in site["pids"].items()}
    answered = len(seen["latencies"])
    return {
        **{name: page[name] for name in ("page", "reader", "queries")},
        "posts": site["posts"],
        "connections": connections,
        "latencies": seen["latencies"],
        "bytes": seen["bytes"],
        "rate": answered / seen["seconds"],
        "cpu_ms": {name: cpu * 1000 / answered for name, cpu in used.items()},
    }


def summary(runs):
    """Return one row for each page, reader, size and number of connections: medians of the rounds."""
    found = {}
    for run in runs:
        key = tuple(run[name] for name in ("page", "reader", "posts", "connections"))
        found.setdefault(key, []).append(run)
    return [one_row(same) for same in found.values()]


def one_row(same):
    latencies = sorted(latency for run in same for latency in run["latencies"])
    return {
        **{name: same[0][name] for name in ("page", "reader", "posts", "connections", "queries", "bytes")},
        "rate": round(median(run["rate"] for run in same), 1),
        "p50": round(median(latencies), 1),
        "p99": round(quantiles([*latencies, latencies[-1]], n=100)[98], 1),
        "server_ms": round(median(run["cpu_ms"]["server"] for run in same), 2),
        "postgresql_ms": round(median(run["cpu_ms"]["PostgreSQL"] for run in same), 2),
    }


def goals_of(rows):
    """Return [(goal, limit, measured)] of the pages' cost and its growth, taken over all numbers of connections."""
    small, large = min(row["posts"] for row in rows), max(row["posts"] for row in rows)

    def cost(page, reader, posts):
        same = [row for row in rows if (row["page"], row["reader"], row["posts"]) == (page, reader, posts)]
        return median(row["server_ms"] + row["postgresql_ms"] for row in same)

    goals = []
    for reader, most in (("guest", MOST_GUEST_MS), ("member", MOST_MEMBER_MS)):
        ours = cost("thread, first page", reader, large)
        goals.append((f"{reader}: CPU of a thread's page, ms", f"≤ {most}", round(ours, 2)))
        goals += [
            (f"{reader}: times the {name}", "", round(ours / cost(name, "", small), 2))
            for name in (OURS, BARE, BY_HAND)
        ]
    for page, reader in dict.fromkeys((row["page"], row["reader"]) for row in rows if row["reader"]):
        growth = cost(page, reader, large) / cost(page, reader, small)
        goals.append(
            (f"{reader}, {page}: CPU at {large:,} posts, times {small:,}", f"≤ {MOST_GROWTH}", round(growth, 2))
        )
    return goals


def report(sites, rows, goals):
    for site in sites:
        print(site["said"])
    print()
    names = [
        "page",
        "reader",
        "posts",
        "connections",
        "rate",
        "p50",
        "p99",
        "server_ms",
        "postgresql_ms",
        "queries",
        "bytes",
    ]
    words = {"rate": "requests/s", "server_ms": "server, ms", "postgresql_ms": "PostgreSQL, ms"}
    print_table([[words.get(name, name) for name in names], *([row[name] for name in names] for row in rows)])
    print()
    print_table([["what", "goal", "measured"], *goals])


if __name__ == "__main__":
    main()
