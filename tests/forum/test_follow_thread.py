"""Who follows a thread, who muted it, and what each of them is told and shown."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse

from forum.actions import read_thread, watch_thread
from forum.models import Board, Thread, ThreadReading
from forum.moderating.actions import hide_thread
from notifications.models import Notification
from tests.build import make_board, make_post, make_thread


def watch(person, thread, choice):
    watch_thread(person=person, thread=thread, watch=choice)


def watched(person, thread):
    return ThreadReading.objects.get(person=person, thread=thread).watch


def told(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", "number"))


def listed(browser, view):
    return [row.pk for row in browser.get(reverse(f"forum:{view}")).context["page"].rows]


def test_who_writes_follows_unless_they_chose_otherwise(thread, camille, noe, lea):
    assert watched(camille, thread) == "following"
    make_post(thread, noe)
    assert watched(noe, thread) == "following"
    for choice in ("normal", "muted"):
        watch(lea, thread, choice)
        make_post(thread, lea)
        assert watched(lea, thread) == choice


def test_who_only_read_follows_from_their_first_words(thread, lea):
    read_thread(person=lea, thread=thread, number=1)
    assert watched(lea, thread) == ""
    make_post(thread, lea)
    assert watched(lea, thread) == "following"


def test_a_reply_is_told_to_followers_but_its_author(thread, camille, noe, lea, sylvie):
    watch(noe, thread, "following")
    watch(lea, thread, "muted")
    read_thread(person=sylvie, thread=thread, number=1)
    make_post(thread, noe)
    assert (told(camille), told(noe), told(lea), told(sylvie)) == ([("reply", 2)], [], [], [])
    row = Notification.objects.get()
    assert (row.actor, row.about) == (noe, thread)


def test_who_follows_from_a_distance_has_nothing_unread_yet(thread, noe, lea, client_of):
    make_post(thread, noe)
    thread.refresh_from_db()
    watch(lea, thread, "following")
    assert listed(client_of(lea), "unread") == []
    make_post(thread, noe)
    assert listed(client_of(lea), "unread") == [thread.pk]


def test_who_may_no_longer_see_the_thread_is_not_told(thread, camille, noe, lea, sylvie, board):
    group = Group.objects.create(name="Comité")
    for person in (noe, lea, sylvie):
        watch(person, thread, "following")
    noe.groups.add(group)
    Board.objects.filter(pk=board.pk).update(readable_by="groups", writable_by="groups")
    board.readable_groups.add(group)
    make_post(thread, sylvie)
    assert (told(camille), told(lea), told(noe)) == ([], [], [("reply", 2)])


def test_who_is_mentioned_is_told_that_and_nothing_more(thread, camille, noe, lea):
    watch(lea, thread, "muted")
    names = " ".join(f"@[{person.name}]({person.get_absolute_url()})" for person in (camille, lea))
    make_post(thread, noe, f"Voyez avec {names}.")
    assert told(camille) == told(lea) == [("mention", 2)]
    assert told(noe) == []


def test_a_muted_thread_is_never_unread(thread, noe, lea, client_of):
    browser = client_of(lea)
    read_thread(person=lea, thread=thread, number=1)
    make_post(thread, noe)
    assert listed(browser, "unread") == [thread.pk]
    watch(lea, thread, "muted")
    assert listed(browser, "unread") == []
    page = browser.get(reverse("forum:latest")).content.decode()
    assert "En sourdine" in page and "badge-hot" not in page
    # It still opens where one left it.
    assert "unread-line" in browser.get(thread.get_absolute_url()).content.decode()
    watch(lea, thread, "normal")
    assert listed(browser, "unread") == [thread.pk]


def test_followed_threads_are_a_list_the_liveliest_first(thread, board, camille, noe, lea, sylvie, client_of):
    other = make_thread(noe, board, title="Autre fil")
    hidden = make_thread(noe, board, title="Fil masqué")
    for one in (thread, other, hidden):
        watch(lea, one, "following")
    hide_thread(by=sylvie, thread=hidden)
    make_post(thread, noe)
    browser = client_of(lea)
    assert listed(browser, "followed") == [thread.pk, other.pk]
    watch(lea, thread, "normal")
    assert listed(browser, "followed") == [other.pk]
    Thread.objects.filter(pk=other.pk).update(board=make_board(slug="c", readable_by="groups", writable_by="groups"))
    page = browser.get(reverse("forum:followed"))
    assert page.context["page"].rows == [] and "Vous ne suivez encore aucun fil" in page.content.decode()
    assert client_of(None).get(reverse("forum:followed")).status_code == 302


def test_the_choice_is_a_page_and_a_menu(thread, lea, client_of):
    browser, address = client_of(lea), reverse("forum:watch", args=[thread.pk])
    assert f'href="{address}"' in browser.get(thread.get_absolute_url()).content.decode()
    page = browser.get(address).content.decode()
    assert page.count('name="watch"') == 3 and "hx-post" not in page and "<html" in page
    answer = browser.post(address, {"watch": "following"})
    assert (answer.status_code, answer.url, watched(lea, thread)) == (302, thread.get_absolute_url(), "following")
    menu = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert menu.count("hx-post") == 3 and "<html" not in menu
    button = browser.post(address, {"watch": "muted"}, headers={"HX-Request": "true"}).content.decode()
    assert "En sourdine" in button and "<html" not in button and watched(lea, thread) == "muted"


@pytest.mark.parametrize("choice", ["", "loud", "\x00", "following,muted"])
def test_nonsense_chooses_nothing(thread, lea, client_of, choice):
    answer = client_of(lea).post(reverse("forum:watch", args=[thread.pk]), {"watch": choice})
    assert answer.status_code == 422 and not ThreadReading.objects.filter(person=lea).exists()


def test_nobody_chooses_for_a_thread_they_may_not_see(thread, lea, sylvie, client_of):
    hide_thread(by=sylvie, thread=thread)
    for browser in (client_of(lea),):
        answer = browser.post(reverse("forum:watch", args=[thread.pk]), {"watch": "following"})
        assert answer.status_code == 404
    assert not ThreadReading.objects.filter(person=lea).exists()


def test_who_wrote_before_there_was_a_choice_follows(thread, camille, lea):
    read_thread(person=lea, thread=thread, number=1)
    ThreadReading.objects.filter(person=camille).update(watch="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("forum.migrations.0005_followed_threads").FOLLOWERS)
    assert (watched(camille, thread), watched(lea, thread)) == ("following", "")
