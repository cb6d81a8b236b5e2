"""Sixty queries, and how many of the threads that they mean stand among the first ten: the same on both databases."""

import tomllib
from pathlib import Path

import pytest

from accounts.models import User
from forum.models import Thread
from search.finding import Narrowing, find
from tests.demo.conftest import demo, loaded  # noqa: F401, fixtures

QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
FIRST, LEAST = 10, 0.9

pytestmark = pytest.mark.slow


def recall(reader, typed, beginnings, titles):
    """Return the share of these threads that the first ten rows of the page lead to."""
    hits = find(reader, typed, Narrowing({})).of_kind("")[:FIRST]
    threads = {pk for kind, pk in (hit.place for hit in hits) if kind == "thread"}
    meant = [pk for pk, title in titles.items() if title.startswith(tuple(beginnings))]
    assert len(meant) == len(beginnings), beginnings
    return sum(pk in threads for pk in meant) / len(meant)


def test_sixty_queries_find_nine_tenths_of_what_they_mean(demo, capsys):  # noqa: F811
    reader = User.objects.get(email="camille-gauthier@demo.invalid")
    # Spaces that do not break are as others here.
    titles = {pk: " ".join(title.split()) for pk, title in Thread.objects.values_list("pk", "title")}
    found = {
        (group, typed): recall(reader, typed, beginnings, titles)
        for group, queries in QUERIES.items()
        for typed, beginnings in queries.items()
    }
    assert len(found) == 60
    mean = sum(found.values()) / len(found)
    with capsys.disabled():
        print(f"\nrecall at {FIRST}: {mean:.3f} over {len(found)} queries")
        for (group, typed), share in found.items():
            if share < 1:
                print(f"  {share:.2f}  {group}: {typed}")
    assert mean >= LEAST
