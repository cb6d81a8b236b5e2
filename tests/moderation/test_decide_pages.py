"""Deciding and suspending from a page and from a dialog."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from moderation.models import Decision
from tests.build import make_post
from tests.moderation.asking import HTMX, REASON, flag, hide, text_of


def test_the_page_of_a_decision_shows_the_item_in_its_context(client_of, thread, post, camille, lea, sylvie):
    after = make_post(thread, camille, "Merci, on essaie demain.")
    flag(lea, post)
    page = text_of(client_of(sylvie).get(f"/moderation/post/{post.pk}/hide/"))
    for words in (thread.posts.get(number=1).body, post.body, after.body, "Léa Bouchard", "Publicité cachée."):
        assert words in page
    assert "disparaît immédiatement pour tous" in page
    assert page.count('class="is-target"') == 1


def test_getting_the_page_decides_nothing(client_of, post, sylvie):
    client_of(sylvie).get(f"/moderation/post/{post.pk}/hide/")
    assert not Decision.objects.exists()


def test_deciding_from_a_page(client_of, post, sylvie):
    answer = client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", REASON)
    assert (answer.status_code, answer.url) == (302, post.get_absolute_url())
    decision = Decision.objects.get()
    assert (decision.post, decision.moderator, decision.reason) == (post, sylvie, "Publicité cachée.")


def test_deciding_from_a_dialog(client_of, thread, post, sylvie):
    address = f"/moderation/post/{post.pk}/hide/"
    fragment = text_of(client_of(sylvie).get(address, **HTMX))
    assert "<html" not in fragment
    assert "Masquer le message" in fragment
    answer = client_of(sylvie).post(address, REASON, **HTMX)
    assert answer.status_code == 204
    assert "HX-Refresh" not in answer
    # What stands beside the stream does not change by itself.
    answer = client_of(sylvie).post(f"/moderation/thread/{thread.pk}/close/", REASON, **HTMX)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_the_queue_is_shown_anew_after_a_decision(client_of, post, sylvie):
    address = f"/moderation/post/{post.pk}/hide/"
    answer = client_of(sylvie).post(address, REASON, HTTP_HX_CURRENT_URL="http://testserver/moderation/", **HTMX)
    assert answer["HX-Refresh"] == "true"


@pytest.mark.parametrize("reason", ["", "ab", "x" * 501])
def test_a_decision_says_why(client_of, post, sylvie, reason):
    for headers in ({}, HTMX):
        answer = client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", {"reason": reason}, **headers)
        assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_someone_else_decided_first(client_of, post, sylvie):
    hide(sylvie, post)
    answer = client_of(sylvie).get(f"/moderation/post/{post.pk}/hide/")
    assert answer.status_code == 409
    assert "la même décision a déjà été prise" in text_of(answer)
    answer = client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", {"reason": "À garder."})
    assert answer.status_code == 409
    assert "À garder." in text_of(answer)
    assert Decision.objects.count() == 1


def test_the_first_message_leads_to_its_thread(client_of, thread, sylvie):
    answer = client_of(sylvie).get(f"/moderation/post/{thread.posts.get().pk}/hide/")
    assert answer.url == f"/moderation/thread/{thread.pk}/hide/"


def test_extra_fields_decide_nothing(client_of, post, sylvie, camille):
    extra = {"moderator": camille.pk, "kind": "show", "until": "2030-01-01", "undone_at": "2026-01-01", "thread": 1}
    client_of(sylvie).post(f"/moderation/post/{post.pk}/hide/", {**REASON, **extra})
    row = Decision.objects.get()
    assert (row.moderator, row.kind, row.until, row.undone_at, row.thread) == (sylvie, "hide", None, None, None)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_suspending_for_some_days(client_of, board, noe, sylvie, days):
    client_of(sylvie).post(f"/moderation/person/{noe.pk}/suspend/", {**REASON, "length": str(days)})
    left = User.objects.get(pk=noe.pk).suspended_until - timezone.now()
    assert timedelta(days=days, minutes=-2) < left <= timedelta(days=days)


def test_suspending_until_the_end_of_a_day(client_of, board, noe, sylvie):
    day = timezone.localdate() + timedelta(days=10)
    data = {**REASON, "length": "date", "date": day.isoformat()}
    assert client_of(sylvie).post(f"/moderation/person/{noe.pk}/suspend/", data).status_code == 302
    until = timezone.localtime(User.objects.get(pk=noe.pk).suspended_until)
    assert (until.date(), until.hour, until.minute) == (day, 23, 59)


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": "date"},
        {"length": "date", "date": "hier"},
        {"length": "date", "date": "2020-01-01"},
        {"length": "date", "date": "9999-12-31"},
        {"length": "365"},
        {},
    ],
)
def test_a_suspension_has_a_sensible_end(client_of, board, noe, sylvie, wrong):
    answer = client_of(sylvie).post(f"/moderation/person/{noe.pk}/suspend/", {**REASON, **wrong})
    assert answer.status_code == 422
    assert User.objects.get(pk=noe.pk).suspended_until is None


def test_the_effect_of_a_suspension_is_spelled_out(client_of, board, noe, sylvie):
    page = text_of(client_of(sylvie).get(f"/moderation/person/{noe.pk}/suspend/"))
    for words in ("Cette personne peut encore tout lire", "1 jour", "7 jours", "30 jours", "Jusqu’à une date"):
        assert words in page
