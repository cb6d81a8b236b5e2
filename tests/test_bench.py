"""The measurements still run: tiny numbers, whose figures mean nothing."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.servers]


def run(tmp_path, *words):
    """Run a measurement; return what it wrote as JSON."""
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", *words, "--json", str(figures)]
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(figures.read_text())


def test_fanout_delivers_every_frame(tmp_path):
    words = "--pages 8 --seconds 0.3 --servers uvicorn --layers memory --workloads 20/s,flood --kinds limit,hub".split()
    runs = run(tmp_path, "bench.fanout", *words)["runs"]
    assert [one["kind"] for one in runs] == ["limit", "hub"]
    workloads = [found for one in runs for found in one["workloads"].values()]
    assert [found["messages"] * 8 - found["deliveries"] for found in workloads] == [0] * len(workloads)
    assert all(found["messages"] > 5 for found in workloads)


def test_post_costs_the_same_queries_for_any_room(tmp_path):
    found = run(tmp_path, "bench.post", "--rounds", "1", "--posts", "5")
    assert found["queries"]["10"] == found["queries"]["1000"]
    assert set(found["transactions"].values()) == {1}


def test_pages_of_two_sites_are_read_beside_a_page_made_by_hand(tmp_path):
    rows = run(tmp_path, "bench.reading", "--quick")["rows"]
    read = {(row["page"], row["reader"], row["posts"]) for row in rows if row["reader"]}
    threads = {f"thread, {place} page" for place in ("first", "last")}
    public = {(page, reader) for page in {"home", "board", *threads} for reader in ("guest", "member")}
    assert read == {(*page, posts) for page in public | {("room", "member")} for posts in (200, 400)}
    assert all(row["rate"] > 0 and row["server_ms"] >= 0 for row in rows)
    assert max(row["queries"] for row in rows) <= 12
    by_hand = [row for row in rows if row["page"].startswith("thread by hand")]
    assert [row["queries"] for row in by_hand] == [2]


def test_rounds_are_planned_beside_the_exact_optimum_and_a_bound(tmp_path):
    few, many = run(tmp_path, "bench.pairing", "--people", "9,30", "--rounds", "2")
    assert few["share"] == 1
    assert 0.95 <= many["share"] <= 1
