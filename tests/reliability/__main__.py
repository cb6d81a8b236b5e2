"""Run the scenarios on one database after the other and print the table."""

import argparse
import asyncio
import subprocess
import sys
import time
import traceback

from tests.reliability.rig import prepared

DATABASES = {"postgresql": ("PostgreSQL + Redis, two servers", 2), "sqlite": ("SQLite, in memory, one server", 1)}


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--short", action="store_true", help="small numbers, what needs minutes left out")
    parser.add_argument("--database", choices=DATABASES, help="this one only")
    parser.add_argument("words", nargs="*", help="only the scenarios whose title holds one of these")
    options = parser.parse_args()
    if options.database is None:
        # Django is set up once in a process.
        again = [[sys.executable, "-m", "tests.reliability", *sys.argv[1:], "--database", name] for name in DATABASES]
        return max(subprocess.call(command) for command in again)
    title, processes = DATABASES[options.database]
    print(f"\n## {title}\n\n| what happens | what was seen | s |\n|---|---|---|", flush=True)
    with prepared(options.database, processes) as rig:
        rig.short = options.short
        return asyncio.run(run(rig, options.words))


async def run(rig, words):
    from tests.reliability.scenarios import SCENARIOS

    failed = 0
    async with rig:
        for scenario in SCENARIOS:
            here = scenario.in_short if rig.short and not words else scenario.on
            chosen = rig.database in here and (not words or any(word in scenario.title for word in words))
            if not chosen:
                continue
            start = time.monotonic()
            try:
                seen = await scenario.run(rig)
            except Exception as failure:
                failed += 1
                seen = f"**FAILED**: {failure}"
                traceback.print_exc()
            await rig.reset()
            print(f"| {scenario.title} | {seen} | {time.monotonic() - start:.0f} |", flush=True)
    return 1 if failed else 0


sys.exit(main())
