"""How fast one message reaches every open page of a room, beside two rivals: `python -m bench.fanout --help`.

Starts its own PostgreSQL and Redis, a server process for each measure, and the load generator. See docs/performance.md.
"""

import argparse
import json
import subprocess
import sys
import time
from contextlib import ExitStack, nullcontext
from pathlib import Path

from bench.processes import running_pages, running_server
from bench.site import SITE, add_room, running_site
from bench.table import print_goals, print_runs
from bench.wire import allow_many_files
from tests.services import private_redis

STEADY, FLOODS = ["5/s", "20/s"], ["one by one", "flood"]
# memory: one process for posts and sockets. redis: two of them. production: one for sockets, a WSGI server for posts.
LAYERS = ["memory", "redis", "production"]
# Posts first: what a flood publishes is not in the database, and the numbers of posts go on from there.
WORKLOADS = {
    ("limit", "memory"): FLOODS,
    ("tutorial", "memory"): FLOODS,
    ("hub", "memory"): [*STEADY, "posts", *FLOODS],
    ("hub", "redis"): [*STEADY, *FLOODS],
    ("hub", "production"): STEADY,
}
EVERY_WORKLOAD = WORKLOADS["hub", "memory"]


def main():
    options = parse()
    allow_many_files()
    began, runs = time.monotonic(), []
    with running_site(max(options.pages)) as site:
        for plan in plans(options):
            print(f"{time.monotonic() - began:4.0f} s  {name_of(plan)}", file=sys.stderr)
            runs.append(plan | measure(plan, site, options))
    if options.json:
        options.json.write_text(json.dumps({"runs": runs}, indent=1))
    print_runs(runs)
    print_goals(runs)
    print(f"\n{time.monotonic() - began:.0f} s")


def parse():
    parser = argparse.ArgumentParser(prog="python -m bench.fanout", description=__doc__)
    words = lambda text: text.split(",")  # noqa: E731
    numbers = lambda text: [int(word) for word in text.split(",")]  # noqa: E731
    parser.add_argument("--pages", type=numbers, default=[200, 1000, 1400], help="pages in the room: 200,1000,1400")
    parser.add_argument("--servers", type=words, default=["daphne", "uvicorn"], help="daphne,uvicorn")
    parser.add_argument("--layers", type=words, default=LAYERS, help="see docs/performance.md: memory,redis,production")
    parser.add_argument("--seconds", type=float, default=3, help="how long each workload sends")
    parser.add_argument("--kinds", type=words, default=["limit", "hub", "tutorial"], help="limit,hub,tutorial")
    parser.add_argument("--workloads", type=words, default=EVERY_WORKLOAD, help=",".join(EVERY_WORKLOAD))
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    parser.add_argument(
        "--quick", action="store_true", help="200 pages, in memory, short: about a minute; ratios are rough"
    )
    options = parser.parse_args()
    if options.quick:
        options.pages, options.layers, options.seconds = [200], ["memory"], 1
    return options


def plans(options):
    """Return what to run: a dict of kind, server, layer and pages each."""
    found = []
    for pages in options.pages:
        found.append({"kind": "limit", "server": "uvloop", "layer": "memory", "pages": pages})
        for server in options.servers:
            found += [{"kind": "hub", "server": server, "layer": layer, "pages": pages} for layer in options.layers]
            # Past a thousand it takes a minute to say the same.
            if pages <= 1000:
                found.append({"kind": "tutorial", "server": server, "layer": "memory", "pages": pages})
    return [plan for plan in found if plan["kind"] in options.kinds]


def name_of(plan):
    return f"{plan['kind']}, {plan['server']}, {plan['layer']}, {plan['pages']} pages"


def measure(plan, site, options):
    """Run one plan and return what the load generator saw."""
    workloads = [name for name in WORKLOADS[plan["kind"], plan["layer"]] if name in options.workloads]
    over_redis, apart = plan["layer"] != "memory", plan["layer"] == "production"
    with private_redis() if over_redis else nullcontext() as redis_url, ExitStack() as servers:
        environment = site.environment | ({"REDIS_URL": redis_url} if over_redis else {})
        started = [
            servers.enter_context(running_server(plan["kind"], plan["server"], environment))
            for _process in range(2 if plan["layer"] == "redis" else 1)
        ]
        ports = [port for port, _pid in started]
        order = {
            "kind": plan["kind"],
            "ports": ports,
            "post_ports": [servers.enter_context(running_pages(environment))] if apart else ports,
            "pids": [pid for _port, pid in started],
            "sessions": site.sessions[: plan["pages"]],
            "origin": SITE,
            "pages": plan["pages"],
            "seconds": options.seconds,
            "workloads": workloads,
            **add_room(),
        }
        command = [sys.executable, "-m", "bench.load"]
        done = subprocess.run(command, input=json.dumps(order), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
