"""What goes on in one thread is one row until it is read: who, how many people, and no writer lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from channels.db import database_sync_to_async
from django.db import close_old_connections
from django.urls import reverse

from accounts.models import User
from forum.actions import read_thread, watch_thread
from forum.models import Thread
from forum.moderating.actions import hide_thread
from live.counters import counters_of
from notifications import jobs
from notifications.actions import mark_all_read, mark_read, notify
from notifications.models import Broadcast, Notification
from notifications.telling import tell_next
from tests.build import make_post, make_thread, make_user
from tests.sockets import open_page


def rows_of(person):
    return Notification.objects.filter(recipient=person).for_list().order_by("pk")


def unread(person):
    return counters_of([person.pk])[person.pk]["notifications"]


def test_replies_of_one_thread_are_one_row(thread, camille, noe, lea, sylvie):
    for author in (noe, lea, noe, sylvie):
        make_post(thread, author)
    [row] = rows_of(camille)
    assert (row.actor, row.others, row.number, row.about, unread(camille)) == (sylvie, 2, 5, thread, 1)


def test_another_thread_is_another_row(thread, board, camille, noe):
    other = make_thread(camille, board)
    for one in (thread, other, thread):
        make_post(one, noe)
    assert [row.about for row in rows_of(camille)] == [thread, other]
    assert unread(camille) == 2


def test_what_is_read_gathers_no_more(thread, camille, noe, lea):
    make_post(thread, noe)
    mark_read(person=camille, notification=rows_of(camille).get())
    make_post(thread, lea)
    first, second = rows_of(camille)
    assert (first.actor, first.others, second.actor, second.others) == (noe, 0, lea, 0)
    mark_all_read(person=camille)
    assert unread(camille) == 0


def test_reading_the_thread_that_far_reads_the_row(thread, board, camille, noe, django_assert_num_queries):
    other = make_thread(camille, board)
    for one in (thread, other, thread, thread):
        make_post(one, noe)
    thread.refresh_from_db()
    read_thread(person=camille, thread=thread, number=3)
    assert unread(camille) == 2
    with django_assert_num_queries(5):  # with those of a savepoint
        read_thread(person=camille, thread=thread, number=4)
    assert [row.about for row in rows_of(camille).unread()] == [other]
    read_thread(person=noe, thread=other, number=2)
    assert unread(camille) == 1


def test_a_row_says_who_and_how_many(thread, camille, noe, lea, sylvie, client_of):
    browser = client_of(camille)
    for author, sentence in (
        (noe, "Noé Tremblay a répondu"),
        (lea, "Léa Bouchard et 1 autre personne ont répondu"),
        (sylvie, "Sylvie Desrosiers et 2 autres personnes ont répondu"),
    ):
        make_post(thread, author)
        page = browser.get(reverse("notifications:list")).content.decode()
        assert sentence in page and thread.title in page
    row = rows_of(camille).get()
    assert browser.post(reverse("notifications:open", args=[row.pk])).url == thread.get_absolute_url()


def test_a_thread_that_was_hidden_is_told_without_its_title(thread, camille, noe, sylvie, client_of):
    make_post(thread, noe)
    hide_thread(by=sylvie, thread=thread)
    page = client_of(camille).get(reverse("notifications:list")).content.decode()
    assert thread.title not in page and noe.name not in page
    assert "Quelque chose que vous ne pouvez plus voir" in page


def test_the_bell_opens_the_latest_beside_it(thread, board, camille, noe, client_of):
    threads = [make_thread(camille, board, title=f"Fil {n}") for n in range(8)]
    for one in threads:
        make_post(one, noe)
    browser = client_of(camille)
    menu = browser.get(reverse("notifications:list"), headers={"HX-Request": "true"})
    text = menu.content.decode()
    assert "<html" not in text and [row.about for row in menu.context["page"].rows] == threads[:1:-1]
    assert "Tout marquer comme lu" in text
    assert browser.get("/").content.decode().count("data-bell") == 2


def test_others_rows_are_not_in_it(thread, noe, lea, client_of):
    make_post(thread, noe)
    menu = client_of(lea).get(reverse("notifications:list"), headers={"HX-Request": "true"}).content.decode()
    assert thread.title not in menu and "Rien à lire pour l’instant" in menu


@pytest.mark.django_db(transaction=True)
async def test_every_open_page_hears_each_reply_and_the_reading(thread, camille, noe):
    async with open_page(camille) as one, open_page(camille) as two:
        for _ in range(2):
            await database_sync_to_async(make_post)(thread, noe)
            for page in (one, two):
                assert await page.receive_frame("news") == {"news": True}
        await database_sync_to_async(thread.refresh_from_db)()
        await database_sync_to_async(read_thread)(person=camille, thread=thread, number=3)
        for page in (one, two):
            assert await page.receive_frame("news") == {"news": True}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_people_who_reply_at_once_are_all_counted(thread, camille):
    authors = [make_user(f"Membre {n}", email=f"m{n}@example.org") for n in range(8)]

    def reply(author):
        try:
            make_post(thread, author)
            # Meanwhile some of it is read: what comes after that is a row of its own.
            if author == authors[3]:
                mark_all_read(person=camille)
        finally:
            close_old_connections()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(reply, authors))
    rows = list(rows_of(camille))
    assert sum(row.people for row in rows) == len(authors)
    assert len(Notification.objects.filter(recipient=camille).unread()) <= 1


@pytest.fixture
def many(thread):
    """Four hundred and fifty people who follow the thread."""
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name=f"P {n}") for n in range(450))
    for person in people:
        watch_thread(person=person, thread=thread, watch="following")
    return people


def test_many_are_told_by_a_job(thread, camille, noe, many, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        make_post(thread, noe)
    [broadcast] = Broadcast.objects.all()
    assert sorted(broadcast.recipients) == sorted([camille.pk, *(person.pk for person in many)])
    assert not Notification.objects.exists()
    for callback in waiting:
        callback()
    assert not Broadcast.objects.exists()
    assert Notification.objects.filter(kind="reply", actor=noe, number=2).count() == 451
    assert unread(many[449]) == unread(camille) == 1


def test_what_a_lost_job_left_is_told_with_the_ticker_and_once(thread, noe, many, monkeypatch):
    make_post(thread, noe)  # in a test, nothing is committed: no job
    assert tell_next()
    assert Notification.objects.count() == 200
    jobs.run_due()
    assert Notification.objects.count() == 451
    assert not tell_next()


def test_rows_without_a_topic_never_gather(camille, noe, thread):
    for _ in range(2):
        notify([camille], kind="decision", actor=noe, about=thread)
    assert [row.others for row in rows_of(camille)] == [0, 0]


def test_a_closed_account_leaves_the_others_their_rows(thread, camille, noe, lea, client_of):
    make_post(thread, noe)
    make_post(thread, lea)
    User.objects.filter(pk=lea.pk).update(closed_at=Thread.objects.get().created_at, is_active=False, name="")
    page = client_of(camille).get(reverse("notifications:list")).content.decode()
    assert "Personne partie et 1 autre personne ont répondu" in page
