"""How far each person has read: where a thread opens, what is unread, what is one's own."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from forum.actions import post_reply, read_thread, unread_from
from forum.models import Thread, ThreadReading
from forum.moderating.actions import hide_thread
from tests.build import make_board, make_post, make_thread


@pytest.fixture
def talk(thread, noe):
    """A question of Camille's and thirty answers of Noé's."""
    for number in range(30):
        make_post(thread, noe, f"Essai {number + 2}.")
    thread.refresh_from_db()
    return thread


def read_by(person, thread):
    return ThreadReading.objects.get(thread=thread, person=person).number


def listed(browser, view):
    answer = browser.get(reverse(f"forum:{view}"))
    assert answer.status_code == 200
    return [row.pk for row in answer.context["page"].rows]


def test_reading_only_grows_and_ends_at_the_end(talk, lea):
    for number, expected in ((5, 5), (3, 5), (31, 31), (4000, 31)):
        read_thread(person=lea, thread=talk, number=number)
        assert read_by(lea, talk) == expected


def test_a_thread_opens_at_the_first_unread_message(talk, lea, client_of):
    browser = client_of(lea)
    page = browser.get(talk.get_absolute_url())
    assert page.context["page"].first == 1 and "unread-line" not in page.content.decode()
    read_thread(person=lea, thread=talk, number=24)
    page = browser.get(talk.get_absolute_url())
    assert page.context["page"].first == 21
    before, line, after = page.content.decode().partition('<li class="unread-line">')
    assert line and "Essai 24." in before and "Essai 25." in after
    read_thread(person=lea, thread=talk, number=31)
    assert browser.get(talk.get_absolute_url()).context["page"].first == 1
    assert browser.get(f"{talk.get_absolute_url()}?message=5").context["page"].first == 5


def test_the_page_tells_how_far_one_has_read(talk, lea, client_of):
    browser, address = client_of(lea), reverse("forum:mark_read", args=[talk.pk])
    assert browser.post(address, {"number": 7}).status_code == 204
    assert read_by(lea, talk) == 7
    for nonsense in ("", "x", "-1", "9" * 30, "1.5"):
        assert browser.post(address, {"number": nonsense}).status_code == 422
    assert read_by(lea, talk) == 7
    assert client_of(None).post(address, {"number": 7}).status_code == 302


def test_nobody_marks_what_they_may_not_see(talk, lea, sylvie, client_of):
    hide_thread(by=sylvie, thread=talk)
    assert client_of(lea).post(reverse("forum:mark_read", args=[talk.pk]), {"number": 7}).status_code == 404
    post = talk.posts.get(number=5)
    assert client_of(lea).post(reverse("forum:mark_unread", args=[post.pk])).status_code == 404
    assert not ThreadReading.objects.filter(person=lea).exists()


def test_unread_threads_are_those_opened_before_that_went_on(talk, board, lea, noe, client_of):
    browser = client_of(lea)
    never_opened = make_thread(noe, board, title="Autre fil")
    assert listed(browser, "unread") == []
    read_thread(person=lea, thread=talk, number=31)
    assert listed(browser, "unread") == []
    post_reply(author=noe, thread=talk, body="Encore un essai.", client_id="0" * 32)
    assert listed(browser, "unread") == [talk.pk]
    page = browser.get(reverse("forum:latest")).content.decode()
    assert "1 nouveau" in page and never_opened.title in page
    assert "1 nouveau" in browser.get(board.get_absolute_url()).content.decode()
    talk.refresh_from_db()
    read_thread(person=lea, thread=talk, number=32)
    assert listed(browser, "unread") == []


def test_a_thread_that_is_no_longer_visible_is_in_no_list(talk, lea, noe, sylvie, client_of):
    read_thread(person=lea, thread=talk, number=3)
    closed = make_board(slug="comite", readable_by="groups", writable_by="groups")
    Thread.objects.filter(pk=talk.pk).update(board=closed)
    assert [listed(client_of(person), view) for person in (lea, noe) for view in ("unread", "mine")] == [[]] * 4


def test_mine_are_those_one_wrote_in(talk, board, camille, noe, lea, client_of):
    other = make_thread(noe, board, title="Autre fil")
    read_thread(person=lea, thread=talk, number=3)
    assert listed(client_of(camille), "mine") == [talk.pk]
    assert set(listed(client_of(noe), "mine")) == {talk.pk, other.pk}
    assert listed(client_of(lea), "mine") == []


def test_who_wrote_before_this_was_noted_finds_their_threads(talk, noe, camille):
    ThreadReading.objects.all().delete()
    migration = import_module("forum.migrations.0003_thread_readings")
    with connection.cursor() as cursor:
        cursor.execute(migration.READINGS)
    rows = ThreadReading.objects.order_by("number").values_list("person", "number", "wrote")
    assert list(rows) == [(camille.pk, 1, True), (noe.pk, 31, True)]


def test_one_s_own_words_are_read_when_all_before_was(talk, noe, lea):
    assert read_by(noe, talk) == 31
    make_post(talk, lea, "Et moi.")
    talk.refresh_from_db()
    make_post(talk, noe, "Merci.")
    assert read_by(noe, talk) == 31


def test_marked_unread_from_a_message_on(talk, noe, client_of):
    browser = client_of(noe)
    post = talk.posts.get(number=22)
    menu = browser.get(reverse("forum:post_actions", args=[post.pk])).content.decode()
    assert reverse("forum:mark_unread", args=[post.pk]) in menu
    answer = browser.post(reverse("forum:mark_unread", args=[post.pk]))
    assert (answer.status_code, answer.url) == (302, talk.board.get_absolute_url())
    assert read_by(noe, talk) == 21 and listed(browser, "unread") == [talk.pk]
    unread_from(person=noe, post=talk.posts.get(number=1))
    assert read_by(noe, talk) == 0 and listed(browser, "unread") == [talk.pk]


def test_guests_have_no_lists_of_their_own(client_of, talk):
    browser = client_of(None)
    for view in ("unread", "mine"):
        assert browser.get(reverse(f"forum:{view}")).status_code == 302
    page = browser.get(talk.get_absolute_url()).content.decode()
    assert "data-read" not in page and "non-lus" not in browser.get(reverse("forum:latest")).content.decode()
