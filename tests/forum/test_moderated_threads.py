"""What closing and hiding do to threads, lists and open pages; who decides is moderation's."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied

from forum.models import Board, Post, Thread
from forum.moderating.actions import close_thread, hide_post, hide_thread, reopen_thread, show_post, show_thread
from tests.build import make_board, make_post
from tests.sockets import open_page


def test_closing_is_an_event_of_the_stream(thread, sylvie):
    closed = close_thread(by=sylvie, thread=thread)
    assert (closed.is_open, closed.version) == (False, 2)
    event = thread.events.get()
    assert (event.kind, event.actor, event.version) == ("closed", sylvie, 2)
    assert reopen_thread(by=sylvie, thread=thread).is_open


def test_only_its_moderators_decide(thread, camille, noe):
    make_board(moderators=[noe])  # a moderator, of another board
    for action in (close_thread, reopen_thread, hide_thread, show_thread):
        for person in (camille, noe):
            with pytest.raises(PermissionDenied):
                action(by=person, thread=thread)
    thread.refresh_from_db()
    assert (thread.version, thread.events.count()) == (1, 0)


def test_a_hidden_thread_is_for_its_moderators_only(thread, camille, noe, sylvie):
    hide_thread(by=sylvie, thread=thread)
    assert not Thread.objects.visible_to(noe).exists()
    assert not Thread.objects.visible_to(camille).exists()
    assert Thread.objects.visible_to(sylvie).get() == thread
    assert not Post.objects.visible_to(noe).exists()
    assert Board.objects.get(pk=thread.board_id).visible_threads == 0
    show_thread(by=sylvie, thread=thread)
    assert Thread.objects.visible_to(noe).get() == thread
    assert Board.objects.get(pk=thread.board_id).visible_threads == 1


def test_hiding_twice_counts_once(thread, sylvie):
    hide_thread(by=sylvie, thread=thread)
    hide_thread(by=sylvie, thread=thread)
    assert Board.objects.get(pk=thread.board_id).visible_threads == 0


@pytest.mark.django_db(transaction=True)
async def test_open_pages_of_a_hidden_thread_stop_hearing(thread, noe, sylvie):
    async with open_page(noe, thread.topic, version=1) as page:
        await database_sync_to_async(hide_thread)(by=sylvie, thread=thread)
        assert await page.receive_frame("gone") == {"topic": thread.topic, "gone": True}


def test_a_hidden_post_is_for_its_moderators_only(thread, camille, noe, sylvie):
    post = make_post(thread, noe)
    hide_post(by=sylvie, post=post)
    assert list(Post.objects.visible_to(camille)) == [thread.posts.get(number=1)]
    assert Post.objects.visible_to(sylvie).count() == 2
    thread.refresh_from_db()
    assert (thread.visible_posts, thread.last_poster) == (1, camille)
    assert [event.kind for event in thread.events.all()] == ["post_hidden"]
    show_post(by=sylvie, post=post)
    thread.refresh_from_db()
    assert (thread.visible_posts, thread.last_poster) == (2, noe)


@pytest.mark.django_db(transaction=True)
async def test_the_words_of_a_hidden_post_are_in_no_frame(thread, camille, noe, sylvie):
    post = await database_sync_to_async(make_post)(thread, noe, "CANARI")
    async with open_page(camille, thread.topic, version=2) as page, open_page(sylvie, thread.topic, version=2) as other:
        await database_sync_to_async(hide_post)(by=sylvie, post=post)
        for frame in (await page.receive_frame("changes"), await other.receive_frame("changes")):
            assert {"key": post.live_key, "version": 3, "removed": True} in frame["changes"]
            assert "CANARI" not in str(frame)


def test_the_first_post_goes_with_its_thread(thread, sylvie):
    with pytest.raises(PermissionDenied):
        hide_post(by=sylvie, post=thread.posts.get())


def test_pages_do_not_tell_of_hidden_words(client, thread, camille, noe, sylvie):
    post = make_post(thread, noe, "CANARI")
    hide_post(by=sylvie, post=post)
    for person in (None, camille, noe):
        if person:
            client.force_login(person)
        for address in (thread.get_absolute_url(), f"/direct/depuis/?topic={thread.topic}&version=1"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "CANARI" not in answer.content.decode()
        for part in ("", "actions/", "rang/", "modifier/"):
            assert client.get(f"/messages/{post.pk}/{part}").status_code == (
                404 if person or not part or part == "actions/" else 302
            )
    client.force_login(sylvie)
    assert "CANARI" in client.get(thread.get_absolute_url()).content.decode()
    assert "CANARI" in client.get(f"/messages/{post.pk}/rang/").content.decode()
