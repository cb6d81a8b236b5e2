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
    done = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, timeout=180)
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
