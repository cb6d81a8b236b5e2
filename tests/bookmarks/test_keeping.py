"""Members keep threads, posts and messages for later, with a note and a reminder; only they see it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from bookmarks import actions
from bookmarks.actions import keep
from bookmarks.models import Bookmark
from chat.actions import remove_message
from chat.group_actions import remove_member
from forum.moderating.actions import hide_post
from forum.moving.actions import merge_thread
from tests.build import make_board, make_group_room, make_message, make_post, make_thread

MINE = reverse("bookmarks:list")


def address(what, row):
    return reverse("bookmarks:bookmark", args=[what, row.pk])


@pytest.fixture
def post(thread, camille):
    return make_post(thread, camille)


@pytest.fixture
def browser(client_of, noe):
    return client_of(noe)


def shown(browser, query=""):
    return browser.get(f"{MINE}{query}").content.decode()


def test_a_post_is_kept_with_a_note_and_without_a_reminder(browser, noe, post):
    assert "Mettre un signet" in browser.get(address("post", post)).content.decode()
    answer = browser.post(address("post", post), {"note": "  Pour le devis\u200b de Marc ", "when": ""})
    assert (answer.status_code, answer.url) == (302, post.get_absolute_url())
    kept = Bookmark.objects.get()
    assert (kept.person, kept.about, kept.note, kept.remind_at) == (noe, post, "Pour le devis de Marc", None)
    page = shown(browser)
    assert "Pour le devis de Marc" in page and post.thread.title in page and post.get_absolute_url() in page


def test_it_is_kept_once_and_changed_afterwards(browser, post):
    for note in ("Un", "Deux"):
        browser.post(address("post", post), {"note": note})
    assert [kept.note for kept in Bookmark.objects.all()] == ["Deux"]
    assert "Modifier le signet" in browser.get(address("post", post)).content.decode()


def test_threads_and_messages_of_rooms_are_kept_too(browser, thread, room, camille):
    message = make_message(room, camille)
    browser.post(address("thread", thread), {"note": ""})
    browser.post(address("message", message), {"note": ""})
    page = shown(browser)
    assert page.index("Le four est à 480") < page.index(thread.title)
    assert Bookmark.objects.count() == 2


@time_machine.travel(datetime(2026, 11, 25, 15, 7, tzinfo=UTC), tick=False)
def test_reminders_are_chosen_by_a_word_or_by_day_and_hour(browser, post):
    def reminder(**sent):
        assert browser.post(address("post", post), sent).status_code == 302
        return Bookmark.objects.get().remind_at

    assert reminder(when="tomorrow") == datetime(2026, 11, 26, 13, tzinfo=UTC)
    assert reminder(when="at", day="2026-12-01", hour="16:30") == datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
    form = browser.get(address("post", post)).content.decode()
    assert 'value="2026-12-01"' in form and 'value="16:30"' in form
    assert reminder(when="at", day="2026-12-01") == datetime(2026, 12, 1, 13, tzinfo=UTC)
    assert reminder(when="") is None


@time_machine.travel(datetime(2026, 11, 26, 3, tzinfo=UTC), tick=False)
def test_a_word_whose_hour_has_passed_meanwhile_is_the_next_morning(browser, post):
    browser.post(address("post", post), {"when": "later"})
    assert Bookmark.objects.get().remind_at == datetime(2026, 11, 26, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"when": "at", "day": "2026-11-24", "hour": "10:00"}, "Ce moment est passé"),
        ({"when": "at", "day": "2026-11-25", "hour": "10:00"}, "Ce moment est passé"),
        ({"when": "at", "day": "0001-01-01", "hour": "00:00"}, "Ce moment est passé"),
        ({"when": "at", "day": "9999-12-31", "hour": "23:59"}, "Choisissez un jour des cinq prochaines années"),
        ({"when": "at"}, "Choisissez un jour."),
        ({"when": "at", "day": "demain"}, "date valide"),
        ({"when": "at", "day": "2026-12-01", "hour": "25:00"}, "heure valide"),
        ({"when": "jamais"}, "jamais"),
        ({"note": "é" * 301}, "1 caractère de trop"),
    ],
)
@time_machine.travel(datetime(2026, 11, 25, 15, 7, tzinfo=UTC), tick=False)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(browser, post, sent, said):
    answer = browser.post(address("post", post), {"note": "Rappeler Marc", **sent})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert sent.get("note", "Rappeler Marc") in page
    assert not Bookmark.objects.exists()


def test_the_pages_script_hears_what_is_kept_and_what_not(browser, post, thread):
    htmx = {"HX-Request": "true"}
    answer = browser.post(address("post", post), {"note": ""}, headers=htmx)
    assert answer.status_code == 204
    assert f'"bookmarked": {{"name": "post-{post.pk}", "kept": true}}' in answer["HX-Trigger"]
    assert f'data-bookmarked="post-{post.pk}"' in browser.get(thread.get_absolute_url()).content.decode()
    removal = reverse("bookmarks:remove", args=[Bookmark.objects.get().pk])
    assert "Retirer ce signet" in browser.get(removal, headers=htmx).content.decode()
    assert Bookmark.objects.exists()
    assert '"kept": false' in browser.post(removal, headers=htmx)["HX-Trigger"]
    assert not Bookmark.objects.exists()
    assert "data-bookmarked" not in browser.get(thread.get_absolute_url()).content.decode()


def test_the_list_leads_back_to_the_list(browser, noe, post):
    kept = keep(person=noe, about=post)
    assert browser.post(address("post", post), {"note": "Un", "list": "1"}).url == MINE
    assert browser.post(reverse("bookmarks:remove", args=[kept.pk]), {"list": "1"}).url == MINE


def test_the_list_shows_those_whose_reminder_is_to_come(browser, noe, post, thread):
    keep(person=noe, about=post, note="Avec rappel", remind_at=timezone.now() + timedelta(days=1))
    keep(person=noe, about=thread, note="Sans rappel")
    assert "Sans rappel" in shown(browser) and "Avec rappel" in shown(browser)
    assert "Sans rappel" not in shown(browser, "?rappels=a-venir")
    assert "Avec rappel" in shown(browser, "?rappels=a-venir")


def test_the_list_turns_its_pages(browser, noe, thread, camille):
    for n in range(31):
        keep(person=noe, about=make_post(thread, camille, f"Essai {n}."), note=f"Note {n}.")
    page = shown(browser)
    assert "Note 30." in page and "Note 0." not in page and "?before=" in page


@pytest.mark.parametrize("reader", ["camille", "sylvie", "administrator"])
def test_nobody_else_sees_a_bookmark(request, client_of, noe, post, thread, reader):
    if reader == "administrator":
        request.getfixturevalue("sylvie")
        from tests.build import make_user

        other = make_user("Rose Roy", is_staff=True, is_superuser=True)
    else:
        other = request.getfixturevalue(reader)
    kept = keep(person=noe, about=post, note="Ne rien leur acheter")
    browser = client_of(other)
    for page in (MINE, address("post", post), thread.get_absolute_url(), f"/messages/{post.pk}/actions/"):
        text = browser.get(page).content.decode()
        assert "Ne rien leur acheter" not in text and "data-bookmarked" not in text and "Modifier le signet" not in text
    assert browser.post(reverse("bookmarks:remove", args=[kept.pk])).status_code == 404
    assert Bookmark.objects.get() == kept


def test_what_one_may_not_read_cannot_be_kept(browser, noe, sylvie, camille, post):
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    secret = make_post(make_thread(sylvie, private), sylvie)
    whisper = make_message(make_group_room(camille), camille)
    for what, row in (("post", secret), ("thread", secret.thread), ("message", whisper)):
        assert browser.post(address(what, row), {"note": "Un"}).status_code == 404
        with pytest.raises(PermissionDenied):
            keep(person=noe, about=row)
    assert browser.get("/signets/person/1/").status_code == 404
    assert browser.get(f"/signets/post/{2**63}/").status_code == 404
    assert not Bookmark.objects.exists()


def test_what_is_gone_is_told_without_a_word_of_it(browser, noe, sylvie, camille, thread, post, room):
    group = make_group_room(camille, noe)
    gone = make_message(room, camille, "Message bientôt retiré.")
    whisper = make_message(group, camille, "Entre nous seulement.")
    for n, row in enumerate((post, gone, whisper)):
        keep(person=noe, about=row, note=f"Note {n}")
    hide_post(by=sylvie, post=post)
    remove_message(by=camille, message=gone)
    remove_member(by=camille, room=group, person=noe)
    page = shown(browser)
    assert page.count("Plus accessible") == 3 and all(f"Note {n}" in page for n in range(3))
    for word in (post.body, thread.title, "bientôt retiré", "Entre nous", group.name):
        assert word not in page
    removal = reverse("bookmarks:remove", args=[Bookmark.objects.first().pk])
    assert browser.get(removal).status_code == 200
    assert browser.post(removal, {"list": "1"}).url == MINE
    assert Bookmark.objects.count() == 2


def test_a_bookmark_follows_what_is_merged(browser, noe, sylvie, board, thread, post):
    keep(person=noe, about=post)
    keep(person=noe, about=thread)
    other = make_thread(sylvie, board, title="Lames et scies")
    merge_thread(by=sylvie, thread=thread, to=other)
    page = shown(browser)
    assert page.count(">Lames et scies</a>") == 2 and thread.title not in page
    assert browser.get(post.get_absolute_url()).url.startswith(other.get_absolute_url())


def test_two_thousand_are_enough(browser, noe, post, thread, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    keep(person=noe, about=post)
    answer = browser.post(address("thread", thread), {"note": "Le deuxième"})
    assert answer.status_code == 403 and "Le deuxième" in answer.content.decode()
    assert browser.post(address("post", post), {"note": "Changée"}).status_code == 302


def test_a_closed_account_takes_its_bookmarks_along(noe, camille, post):
    keep(person=noe, about=post)
    keep(person=camille, about=post)
    close_account(person=noe)
    assert [kept.person for kept in Bookmark.objects.all()] == [camille]
