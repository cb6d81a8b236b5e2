"""The promises of live pages, proved against real processes: docs/reliability.md holds the table.

    .venv/bin/python -m tests.reliability            # the long run, about a quarter of an hour
    .venv/bin/python -m tests.reliability --short    # what the tests run

rig.py starts servers, proxies.py stands between them, pages.py are the pages, judge.py compares them with the
database, scenarios/ say what happens.
"""
