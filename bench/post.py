"""What sending one message costs: `python -m bench.post --help`.

Queries, and CPU beside the least that Django does for a member who posts. See docs/performance.md.
"""

import argparse
import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.site import add_readers, add_room, running_site
from bench.table import print_table
from tests.services import private_redis

READERS = (10, 1000)
# BEGIN, COMMIT and SAVEPOINT ask nothing.
QUESTION = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
MOST_QUERIES, MOST_CPU = 8, 2.0


def main():
    options = parse()
    with running_site(max(READERS)) as site, private_redis() as redis_url:
        rooms = {readers: add_room() for readers in READERS}
        for readers, room in rooms.items():
            add_readers(room, readers)
        paths = {readers: f"/salons/{room['slug']}/envoyer/" for readers, room in rooms.items()}
        # As in production: the frame is published through Redis.
        environment = site.environment | {"REDIS_URL": redis_url}
        start = [site.sessions[0], paths[READERS[-1]]]
        with posting("product", start, environment) as product, posting("minimal", start, environment) as minimal:
            statements = {readers: ask(product, count=path) for readers, path in paths.items()}
            # In turns, so that both see the same weather.
            pairs = [
                (ask(product, posts=options.posts), ask(minimal, posts=options.posts)) for _ in range(options.rounds)
            ]
            parts = ask(product, parts=options.posts * 2)
    report(statements, pairs, parts, options.json)


def parse():
    parser = argparse.ArgumentParser(prog="python -m bench.post", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="the two take turns so often; the medians count")
    parser.add_argument("--posts", type=int, default=100, help="posts in one round")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    return parser.parse_args()


@contextmanager
def posting(kind, start, environment):
    command = [sys.executable, "-m", "bench.posting", kind, *start]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait(10)


def ask(process, **order):
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("The process that posts has ended; its reason stands above.")
    return json.loads(answer)


def report(statements, pairs, parts, path):
    product, minimal = (median(cpu) for cpu in zip(*pairs, strict=True))
    ratio = median(ours / theirs for ours, theirs in pairs)
    queries = {readers: len([sql for sql in found if QUESTION.match(sql)]) for readers, found in statements.items()}
    transactions = {readers: found.count("BEGIN") for readers, found in statements.items()}
    whole = sum(spent for _name, spent in parts)
    print_table([["part", "µs", "%"], *([name, round(spent), round(100 * spent / whole)] for name, spent in parts)])
    print()
    rows = [["what", "goal", "measured"]]
    rows += [[f"queries, {readers} readers in the room", f"≤ {MOST_QUERIES}", str(n)] for readers, n in queries.items()]
    rows += [["transactions", "1", str(transactions[READERS[-1]])]]
    rows += [["CPU of a post, µs", "", f"{product:.0f}"], ["CPU of the minimal post, µs", "", f"{minimal:.0f}"]]
    rows += [["times the minimal post", f"≤ {MOST_CPU}", f"{ratio:.2f}"]]
    print_table(rows)
    if path:
        figures = {"queries": queries, "transactions": transactions, "cpu_us": product, "minimal_cpu_us": minimal}
        figures |= {"ratio": ratio, "parts_us": dict(parts), "statements": statements[READERS[-1]]}
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
