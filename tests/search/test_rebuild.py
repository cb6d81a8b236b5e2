"""The index made anew, whole: what people find, write and take back meanwhile is as if nothing happened."""

import threading
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import OperationalError, connection

from accounts.actions import close_account
from forum.actions import edit_post, post_reply
from forum.models import Post
from search import indexing
from search.finding import Narrowing, find
from search.indexing import forget, rebuild
from search.queries import read_query
from search.stores import Search, store
from tests.build import make_company, make_post, make_tag, make_thread, make_user

GUEST = AnonymousUser()


def found(text, user=GUEST):
    return sorted((hit.kind, hit.pk) for hit in find(user, text, Narrowing({})).hits)


def is_kept(kind, pk, word):
    """Tell whether the index itself holds a word of a row, which may be gone."""
    source = "SELECT %s AS search_pk"
    return bool(store().find([Search(0, kind, source, (pk,), read_query(word).holding(1))], ["search_pk"], 1))


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(indexing, "ROWS_AT_ONCE", 1)


@pytest.fixture
def posts(thread, noe):
    return [make_post(thread, noe, f"Denture négative {number}.") for number in range(3)]


def tables():
    with connection.cursor() as cursor:
        return {table for table in connection.introspection.table_names(cursor) if table.startswith("search_")}


def test_what_was_lost_is_found_again(board, camille, noe):
    thread = make_thread(camille, board, title="Quelle lame?", tags=[make_tag("sciage", "sawing")])
    post = make_post(thread, noe, "Denture négative.")
    forget("post", post.pk)
    forget("thread", thread.pk)
    assert found("denture") == found("sawing") == []
    call_command("rebuild_search", verbosity=0)
    assert (found("dentures"), found("sawing")) == ([("post", post.pk)], [("thread", thread.pk)])


def test_rows_that_are_gone_leave_the_index(db):
    company, other = make_company("Forges du Nord"), make_company("Forges du Sud")
    pk = company.pk
    company.delete()
    assert is_kept("company", pk, "forges")
    call_command("rebuild_search", kind=["company"], verbosity=0)
    assert not is_kept("company", pk, "forges")
    assert found("forges") == [("company", other.pk)]


def test_pages_find_everything_at_each_moment(posts, small_pieces):
    before = found("denture")
    assert len(before) == 3
    assert [found("denture") for _piece in rebuild("post")] == [before] * Post.objects.count()
    assert found("denture") == before


def test_what_people_write_and_take_back_meanwhile_is_kept(thread, noe, posts, small_pieces):
    person = make_user("Denis Boréal")
    pieces = rebuild("post")
    for _piece in range(3):  # the opening and two of three are read
        next(pieces)
    edit_post(by=noe, post=posts[0], body="Du laiton.")  # read already
    edit_post(by=noe, post=posts[2], body="Du bronze.")  # not yet
    new = make_post(thread, noe, "Du zinc.")
    forget("post", posts[1].pk)
    Post.objects.filter(pk=posts[1].pk).update(html="")
    assert [found(word) for word in ("laiton", "bronze", "zinc")] == [
        [("post", post.pk)] for post in (posts[0], posts[2], new)
    ]
    list(pieces)
    assert [found(word) for word in ("laiton", "bronze", "zinc", "denture")] == [
        [("post", post.pk)] for post in (posts[0], posts[2], new)
    ] + [[]]
    pieces = rebuild("person")
    next(pieces)
    close_account(person=person)
    list(pieces)
    assert found("boréal", noe) == []
    assert not is_kept("person", person.pk, "boréal")


def test_a_rebuild_that_was_broken_off_leaves_nothing_and_loses_nothing(thread, noe, posts, small_pieces):
    before = tables()
    broken = rebuild("post")
    next(broken)
    broken.close()
    assert tables() == before
    edit_post(by=noe, post=posts[0], body="Du laiton.")
    assert found("laiton") == [("post", posts[0].pk)]


def test_a_rebuild_begins_anew_after_one_that_was_killed(posts, small_pieces):
    before, found_before = tables(), found("denture")
    killed = rebuild("post")
    next(killed)
    for _again in range(2):
        assert sum(rebuild("post")) == Post.objects.count()
    assert (tables(), found("denture")) == (before, found_before)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_while_people_write_without_a_pause(thread, noe, small_pieces):
    written, stop = [], threading.Event()

    def write():
        try:
            while not stop.is_set():
                body = f"Denture négative {len(written)}."
                written.append(post_reply(author=noe, thread=thread, body=body, client_id=uuid4()).pk)
                edit_post(by=noe, post=Post.objects.get(pk=written[len(written) // 2]), body="Lubrifiant au pinceau.")
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while writer.is_alive() and len(written) < 20:
            list(rebuild("post"))
    finally:
        stop.set()
        writer.join()
    edited = set(Post.objects.filter(body__startswith="Lubrifiant").values_list("pk", flat=True))
    assert found("lubrifiants") == [("post", pk) for pk in sorted(edited)]
    assert len(written) >= 20
    assert found("dentures") == [("post", pk) for pk in written if pk not in edited]


@pytest.mark.servers
def test_two_rebuilds_of_one_kind_do_not_run_together(posts):
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('search_post'))")
        before = tables()
        with pytest.raises(OperationalError, match="Another rebuild of search_post"):
            list(rebuild("post"))
        assert (tables(), len(found("denture"))) == (before, len(posts))
        list(rebuild("thread"))
    finally:
        with elsewhere.cursor() as cursor:  # its pool may keep the connection open
            cursor.execute("SELECT pg_advisory_unlock_all()")
        elsewhere.close()
    assert sum(rebuild("post")) == Post.objects.count()


@pytest.mark.servers
def test_the_transaction_around_it_waits_as_before(db):
    """The demo is loaded, and counted by the planner, in the transaction in which it is indexed."""
    names = "lock_timeout", "statement_timeout", "maintenance_work_mem"
    with connection.cursor() as cursor:

        def settings():
            return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in names]

        before = settings()
        call_command("rebuild_search", verbosity=0)
        assert settings() == before
