"""A database that was filled in one go: its planner must know so, or a search compares each row with each other."""

import pytest
from django.db import connection

from forum.bulk import analyze
from forum.models import Post
from tests.demo.conftest import demo, loaded  # noqa: F401, fixtures

pytestmark = [pytest.mark.slow, pytest.mark.servers]


def test_demo_content_is_counted_by_the_planner(demo):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname IN ('forum_post', 'search_post')")
        assert dict(cursor.fetchall()) == dict.fromkeys(("forum_post", "search_post"), Post.objects.count())


def test_other_databases_of_the_server_do_not_wait(db):
    analyze()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT database, relation::regclass::text FROM pg_locks"
            " WHERE pid = pg_backend_pid() AND mode = 'ShareUpdateExclusiveLock'"
        )
        locked = dict(cursor.fetchall())
    # Catalogues of the whole server have no database.
    assert locked and 0 not in locked
