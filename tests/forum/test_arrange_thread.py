"""A moderator puts a thread in its place: another title, kind, tags or board, at the head of its board for a while."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.models import Board, TaggedThread, Thread
from forum.moderating.actions import arrange_thread, hide_thread
from live.database import in_thread
from tests.build import make_board, make_tag, make_thread
from tests.sockets import open_page


@pytest.fixture
def tags(db):
    return [make_tag("usinage", "machining"), make_tag("reprise", "reopening")]


@pytest.fixture
def thread(board, camille, tags):
    return make_thread(camille, board, title="Question urgente!!!", tags=tags[:1])


@pytest.fixture
def other_board(sylvie):
    return make_board(slug="outillage", name_fr="Outillage")


def arrange(thread, by, **changes):
    present = {
        "title": thread.title,
        "kind": thread.kind,
        "tags": list(thread.tags.all()),
        "board": thread.board,
        "pinned_until": thread.pinned_until,
    }
    return arrange_thread(by=by, thread=thread, **{**present, **changes})


def kinds(thread):
    return list(thread.events.order_by("pk").values_list("kind", flat=True))


def form(thread, **changes):
    tags = ", ".join(tag.name for tag in thread.tags.all())
    fields = {"title": thread.title, "kind": thread.kind, "tags": tags, "board": thread.board_id, "pinned_until": ""}
    return {**fields, **changes}


def send(browser, thread, **changes):
    return browser.post(reverse("forum:arrange", args=[thread.pk]), form(thread, **changes))


def test_each_change_is_an_event_of_one_version(thread, sylvie, other_board, tags):
    until = timezone.now() + timedelta(days=3)
    arranged = arrange(
        thread, sylvie, title="Quelle lame pour le 7075?", kind="discussion", tags=tags, board=other_board,
        pinned_until=until,
    )  # fmt: skip
    assert (arranged.version, kinds(thread)) == (2, ["renamed", "sorted", "moved", "pinned"])
    assert {event.version for event in thread.events.all()} == {2}
    stored = Thread.objects.get(pk=thread.pk)
    assert (stored.title, stored.kind, stored.board) == ("Quelle lame pour le 7075?", "discussion", other_board)
    assert set(stored.tags.all()) == set(tags) and stored.is_pinned
    moments = set(TaggedThread.objects.filter(content_object=thread).values_list("last_posted_at", flat=True))
    assert moments == {stored.last_posted_at}


def test_what_stays_takes_no_version(thread, sylvie):
    assert arrange(thread, sylvie).pk == thread.pk
    assert (Thread.objects.get(pk=thread.pk).version, kinds(thread)) == (1, [])


def test_counters_follow_a_move(thread, sylvie, board, other_board):
    arrange(thread, sylvie, board=other_board)
    assert [Board.objects.get(pk=one.pk).visible_threads for one in (board, other_board)] == [0, 1]


def test_a_hidden_thread_moves_uncounted(thread, sylvie, board, other_board):
    hide_thread(by=sylvie, thread=thread)
    arrange(thread, sylvie, board=other_board)
    assert [Board.objects.get(pk=one.pk).visible_threads for one in (board, other_board)] == [0, 0]


def test_only_moderators_of_its_board_may(thread, camille, noe, client_of, other_board):
    other_board.moderators.add(noe)
    for person in (camille, noe):
        with pytest.raises(PermissionDenied):
            arrange(thread, person, title="Autre titre")
        browser = client_of(person)
        assert browser.get(reverse("forum:arrange", args=[thread.pk])).status_code == 403
        assert send(browser, thread, title="Autre titre").status_code == 403
    assert kinds(thread) == []


def test_never_to_a_board_where_one_may_not_write(thread, sylvie, client_of):
    closed = make_board(slug="direction", readable_by="groups", writable_by="groups")
    with pytest.raises(PermissionDenied):
        arrange(thread, sylvie, board=closed)
    answer = send(client_of(sylvie), thread, board=closed.pk)
    assert answer.status_code == 422
    assert Thread.objects.get(pk=thread.pk).board == thread.board


def test_the_page_says_what_is_there_and_changes_it(thread, sylvie, client_of):
    browser = client_of(sylvie)
    page = browser.get(reverse("forum:arrange", args=[thread.pk])).content.decode()
    assert "Question urgente!!!" in page and "usinage" in page
    answer = send(browser, thread, title="Quelle lame?", tags="reprise, USINAGE")
    assert (answer.status_code, answer.url) == (302, thread.get_absolute_url())
    assert "Quelle lame?" in browser.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 141},
        {"tags": "inconnu"},
        {"tags": ""},
        {"kind": "autre"},
        {"board": "999999"},
        {"board": "x"},
        {"pinned_until": "hier"},
        {"pinned_until": "2001-01-01"},
        {"pinned_until": "9999-12-31"},
    ],
)
def test_what_is_wrong_is_said_and_given_back(thread, sylvie, client_of, changes):
    answer = send(client_of(sylvie), thread, **{"title": "Un titre à garder", **changes})
    assert answer.status_code == 422
    assert "title" in changes or "Un titre à garder" in answer.content.decode()
    assert kinds(thread) == []


def test_pinned_it_heads_its_board_until_then(thread, sylvie, noe, board, client_of, time_machine):
    later = [make_thread(noe, board, title=f"Fil {number}") for number in range(3)]
    browser = client_of(noe)

    def order():
        rows = browser.get(board.get_absolute_url()).context["page"].rows
        return [row.pk for row in rows]

    newest_first = [one.pk for one in reversed(later)]
    assert order() == [*newest_first, thread.pk]
    day = timezone.localdate() + timedelta(days=2)
    send(client_of(sylvie), thread, pinned_until=day.isoformat())
    assert order() == [thread.pk, *newest_first]
    assert "Épinglé" in browser.get(board.get_absolute_url()).content.decode()
    # The same day again is no change.
    send(client_of(sylvie), thread, pinned_until=day.isoformat())
    assert kinds(thread) == ["pinned"]
    time_machine.move_to(timezone.now() + timedelta(days=3, hours=1))
    assert order() == [*newest_first, thread.pk]
    # What has ended by itself is not ended again.
    send(client_of(sylvie), thread, title="Autre titre")
    assert kinds(thread) == ["pinned", "renamed"]


@pytest.mark.django_db(transaction=True)
async def test_open_pages_hear_it(thread, sylvie, noe):
    async with open_page(noe, thread.topic, version=1) as page:
        await database_sync_to_async(arrange)(thread, sylvie, title="Quelle lame?")
        frame = await page.receive_frame("changes")
        assert "a renommé ce fil" in frame["changes"][0]["html"] and frame["version"] == 2


@pytest.mark.django_db(transaction=True)
async def test_who_may_not_read_the_new_board_stops_hearing_it(thread, sylvie, noe):
    def private_board():
        return make_board(slug="comite", readable_by="groups", writable_by="groups", moderators=[sylvie])

    board = await in_thread(private_board)
    async with open_page(noe, thread.topic, version=1) as page:
        await database_sync_to_async(arrange)(thread, sylvie, board=board)
        frame = await page.receive_frame("gone")
        assert frame["topic"] == thread.topic
