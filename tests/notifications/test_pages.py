"""The page of notifications: what it shows, what it hides, and that only a POST marks anything read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.actions import decide
from notifications.models import Notification
from tests.build import make_post, make_user


@pytest.fixture
def hidden_post(thread, noe, sylvie):
    """A post of Noé's that Sylvie hid; Noé has been told."""
    post = make_post(thread, noe)
    decide(moderator=sylvie, kind="hide", target=post, reason="Propos blessants.")
    return post


def test_author_reads_what_was_decided_and_why(client_of, noe, hidden_post):
    page = client_of(noe).get("/notifications/").content.decode()
    assert "Votre message a été masqué" in page
    assert "Raison\xa0: Propos blessants." in page
    assert hidden_post.thread.title in page
    assert hidden_post.body not in page


def test_nobody_else_reads_it(client_of, lea, noe, hidden_post):
    assert "Propos blessants" not in client_of(lea).get("/notifications/").content.decode()
    row = Notification.objects.get(recipient=noe)
    assert client_of(lea).post(f"/notifications/{row.pk}/").status_code == 404
    assert client_of(lea).get(f"/notifications/{row.pk}/").status_code == 404


def test_a_title_that_may_no_longer_be_seen_is_left_out(client_of, noe, hidden_post):
    board = hidden_post.thread.board
    board.readable_by = "groups"
    board.save()
    page = client_of(noe).get("/notifications/").content.decode()
    assert hidden_post.thread.title not in page
    assert "Propos blessants." in page


def test_what_is_unknown_or_gone_is_told_without_content(client_of, camille):
    Notification.objects.create(recipient=camille, kind="decision", about_id=4242)
    Notification.objects.create(recipient=camille, kind="of-a-later-version", data={"secret": "x"})
    page = client_of(camille).get("/notifications/").content.decode()
    assert page.count("Quelque chose que vous ne pouvez plus voir") == 2


def test_getting_changes_nothing(client_of, noe, hidden_post):
    row = Notification.objects.get(recipient=noe)
    assert client_of(noe).get("/notifications/").status_code == 200
    answer = client_of(noe).get(f"/notifications/{row.pk}/")
    assert (answer.status_code, answer.url) == (302, "/notifications/")
    assert client_of(noe).get("/notifications/lues/").status_code == 405
    row.refresh_from_db()
    assert row.read_at is None


def test_opening_marks_read_and_leads_there_if_it_can_be_seen(client_of, noe, sylvie, hidden_post):
    row = Notification.objects.get(recipient=noe)
    assert client_of(noe).post(f"/notifications/{row.pk}/").url == "/notifications/"
    decide(moderator=sylvie, kind="show", target=hidden_post, reason="Erreur de ma part.")
    shown = Notification.objects.filter(recipient=noe).latest("pk")
    assert client_of(noe).post(f"/notifications/{shown.pk}/").url == f"/messages/{hidden_post.pk}/"
    assert not Notification.objects.filter(recipient=noe, read_at=None).exists()


def test_all_read_in_one_click(client_of, noe, hidden_post):
    assert "Tout marquer comme lu" in client_of(noe).get("/notifications/").content.decode()
    assert client_of(noe).post("/notifications/lues/").url == "/notifications/"
    page = client_of(noe).get("/notifications/").content.decode()
    assert "Tout marquer comme lu" not in page
    assert "is-unread" not in page


@pytest.mark.parametrize("address", ["/notifications/", "/notifications/1/"])
def test_guests_sign_in_first(client_of, db, address):
    answer = client_of(None).get(address)
    assert answer.status_code == 302
    assert f"?next={address}" in answer.url


def test_list_is_newest_first_in_pages(client_of, camille):
    now = timezone.now()
    rows = Notification.objects.bulk_create(
        Notification(recipient=camille, kind="decision", created_at=now - timedelta(hours=n)) for n in range(35)
    )
    first = client_of(camille).get("/notifications/")
    assert [row.pk for row in first.context["page"].rows] == [row.pk for row in rows[:30]]
    older = client_of(camille).get(f"/notifications/{first.context['page'].older}")
    assert [row.pk for row in older.context["page"].rows] == [row.pk for row in rows[30:]]


def queries_of(browser, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len([q for q in queries if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


@pytest.mark.slow
@pytest.mark.once
def test_queries_are_few_and_constant(client_of, thread, room, noe, sylvie):
    def hide_one():
        decide(moderator=sylvie, kind="hide", target=make_post(thread, noe), reason="Hors sujet.")

    hide_one()
    browser = client_of(noe)
    browser.get("/notifications/")
    one = queries_of(browser, "/notifications/")
    for _ in range(29):
        hide_one()
    decide(moderator=sylvie, kind="suspend", target=noe, reason="Hors sujet.", until=timezone.now() + timedelta(days=1))
    assert queries_of(browser, "/notifications/") == one <= 12


def test_someone_new_sees_what_will_come(client_of, db):
    person = make_user("Nouvelle Venue")
    assert "Rien à lire pour l’instant" in client_of(person).get("/notifications/").content.decode()


def test_every_count_of_the_page_says_the_same(client_of, noe, hidden_post):
    page = client_of(noe).get("/notifications/").content.decode()
    assert page.count('data-counter="notifications">1<') == page.count('data-counter="notifications"') > 1
