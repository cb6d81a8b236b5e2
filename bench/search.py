"""What the sixty queries of tests/search cost on a large site, on PostgreSQL: `python -m bench.search --help`.

The site is the demo content and threads made of its sentences, so that words are as frequent as people use them.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
import tomllib
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from django.db import connection

from bench.site import SETTINGS, set_up
from bench.table import print_table
from tests.services import private_postgresql

MOST_MS = 150
POSTS_PER_TRANSACTION, POSTS_PER_THREAD = 5000, 8
BODIES = 10_000  # different ones: as many as are rendered once only (forum/bulk.py)
READER = "camille-gauthier@demo.invalid"
QUERIES = Path(__file__).parent.parent / "tests/search/queries.toml"


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="of all queries, after one that warms up")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="espace-bench-") as folder, private_postgresql() as database_url:
        for name in SETTINGS:
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url,
            "ESPACE_DATA": folder,
            "STATEMENT_TIMEOUT": "0",
        }
        set_up()
        fill(options.posts)
        rows = measure(options.rounds)
    report(rows, options)


def fill(posts):
    """Load the demo content, add threads until there are so many posts, index them; tell what that took."""
    from django.core.management import call_command

    from demo.loader import load
    from forum.bulk import add_threads, analyze
    from forum.models import Post

    load()
    start, maker, missing = time.perf_counter(), Maker(), posts - Post.objects.count()
    while missing > 0:
        drafts = [maker.thread() for _ in range(max(1, min(missing, POSTS_PER_TRANSACTION) // POSTS_PER_THREAD))]
        add_threads(drafts)
        missing -= len(drafts) * POSTS_PER_THREAD
    print(f"{posts:,} posts stored in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    call_command("rebuild_search", kind=["thread", "post"], stdout=sys.stderr)
    analyze()


class Maker:
    """Threads made of the sentences of those that are there."""

    def __init__(self):
        from django.utils import timezone

        from accounts.models import User
        from content.text import plain
        from forum.models import Board, Post, Tag

        self.chance, self.now = random.Random(1), timezone.now()
        texts = (plain(html) for html in Post.objects.values_list("html", flat=True))
        self.sentences = [sentence for text in texts for sentence in text.split(". ") if len(sentence) > 20]
        self.boards, self.tags = list(Board.objects.all()), list(Tag.objects.all())
        self.people = list(User.objects.filter(is_active=True))
        self.bodies = [self.prose() for _ in range(BODIES)]

    def thread(self):
        from forum.bulk import PostDraft, ThreadDraft

        opened = self.now - self.chance.random() * timedelta(days=3 * 365)
        posts = [
            PostDraft(
                self.chance.choice(self.people), self.chance.choice(self.bodies), opened + timedelta(minutes=number)
            )
            for number in range(POSTS_PER_THREAD)
        ]
        title, tags = self.chance.choice(self.sentences)[:120], self.chance.sample(self.tags, 2)
        return ThreadDraft(self.chance.choice(self.boards), "question", title, tags, posts)

    def prose(self):
        return ". ".join(self.chance.choices(self.sentences, k=self.chance.randint(2, 6)))


def measure(rounds):
    """Return [{query, find_ms, sql_ms, hits}]: finding, and its statements alone, sent again."""
    from accounts.models import User
    from search.finding import Narrowing, find

    reader = User.objects.get(email=READER)
    groups = tomllib.loads(QUERIES.read_text(encoding="utf-8")).values()
    rows = []
    for typed in (typed for queries in groups for typed in queries):
        finds, statements = [], []
        for _round in range(rounds + 1):
            with noted() as asked:
                finds.append(timed(lambda typed=typed: find(reader, typed, Narrowing({}))))
            statements.append(sum(timed(lambda sql=sql, params=params: run(sql, params)) for sql, params in asked))
        hits = len(find(reader, typed, Narrowing({})).hits)
        figures = {"find_ms": finds, "sql_ms": statements}
        rows.append({"query": typed, "hits": hits, **{name: median(runs[1:]) for name, runs in figures.items()}})
    return rows


def timed(call):
    """Return how many milliseconds a call took."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


@contextmanager
def noted():
    """Yield the list of the search's statements that are asked meanwhile, as (SQL, parameters)."""
    asked = []

    def note(execute, sql, params, many, context):
        if "search_" in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def run(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.fetchall()


def report(rows, options):
    names = ["query", "hits", "find_ms", "sql_ms"]
    print_table([names, *([row["query"], row["hits"], *(round(row[name], 1) for name in names[2:])] for row in rows)])
    print()
    lines = []
    for name, goal in (("find_ms", f"≤ {MOST_MS}"), ("sql_ms", "")):
        values = [row[name] for row in rows]
        lines.append([name, goal, round(median(values), 1), round(quantiles(values, n=20)[18], 1)])
    print_table([[f"{options.posts:,} posts", "goal", "median", "95th of 100"], *lines])
    if options.json:
        options.json.write_text(json.dumps({"posts": options.posts, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
