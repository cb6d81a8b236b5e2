"""Reporting from a page and from a dialog."""

import json

import pytest

from moderation.models import Report
from tests.moderation.asking import HTMX, REASON, flag, text_of


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("thread", "Signaler ce fil"),
        ("post", "Signaler ce message de Noé Tremblay"),
        ("message", "Signaler ce message de Noé Tremblay"),
        ("person", "Signaler le profil de Noé Tremblay"),
    ],
)
def test_reporting_from_a_page(client_of, targets, lea, what, title):
    target, browser = targets[what], client_of(lea)
    address = f"/signaler/{what}/{target.pk}/"
    assert title in text_of(browser.get(address))
    answer = browser.post(address, REASON)
    assert (answer.status_code, answer.url) == (302, target.get_absolute_url())
    assert Report.objects.get().target == target


def test_reporting_from_a_dialog(client_of, post, lea):
    address = f"/signaler/post/{post.pk}/"
    fragment = text_of(client_of(lea).get(address, **HTMX))
    assert "<html" not in fragment
    assert f'hx-post="{address}"' in fragment
    answer = client_of(lea).post(address, REASON, **HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    assert json.loads(answer["HX-Trigger"]) == {"toast": "Merci. La modération va l’examiner."}


@pytest.mark.parametrize("reason", ["", "ab", " \u200b ", "x" * 501])
def test_a_report_says_why(client_of, post, lea, reason):
    answer = client_of(lea).post(f"/signaler/post/{post.pk}/", {"reason": reason})
    assert answer.status_code == 422
    assert reason.strip(" \u200b") in text_of(answer)
    assert not Report.objects.exists()


def test_a_second_report_is_a_conflict_that_keeps_the_text(client_of, post, lea):
    flag(lea, post)
    answer = client_of(lea).post(f"/signaler/post/{post.pk}/", {"reason": "Autre raison."})
    assert answer.status_code == 409
    assert "Vous l’avez déjà signalé." in text_of(answer)
    assert "Autre raison." in text_of(answer)


def test_ones_own_cannot_be_reported(client_of, post, noe):
    assert client_of(noe).get(f"/signaler/post/{post.pk}/").status_code == 403
    assert client_of(noe).post(f"/signaler/post/{post.pk}/", REASON).status_code == 403


def test_extra_fields_are_ignored(client_of, post, lea, noe, camille):
    extra = {"reporter": noe.pk, "handled_at": "2026-01-01", "thread": post.thread_id, "person": camille.pk, "pk": 77}
    client_of(lea).post(f"/signaler/post/{post.pk}/", {**REASON, **extra})
    row = Report.objects.get()
    assert (row.reporter, row.handled_at, row.thread, row.person, row.post) == (lea, None, None, None, post)
