"""Guests are answered with the page last made for them: never another's token, never what they may not see any more."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.models import Board
from moderation.actions import decide
from tests.build import make_post


def token_and_nonce(answer):
    page = answer.content.decode()
    return re.search(r'data-csrf="(\w+)"', page)[1], re.search(r'nonce="([^"]+)"', page)[1]


def without_secrets(answer):
    page = answer.content.decode()
    for secret in token_and_nonce(answer):
        page = page.replace(secret, "")
    return page


def shown(browser, thread):
    return browser.get(thread.get_absolute_url()).content.decode()


def test_the_second_guest_costs_one_question(thread):
    first = Client().get(thread.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        second = Client().get(thread.get_absolute_url())
    assert len(asked) == 1
    assert second.templates == []
    assert without_secrets(second) == without_secrets(first)


def test_each_guest_has_a_token_and_a_nonce_of_their_own(thread):
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    answers = [browser.get(thread.get_absolute_url()) for browser in (first, second)]
    (token, nonce), (other_token, other_nonce) = map(token_and_nonce, answers)
    assert token != other_token
    assert nonce != other_nonce
    assert token not in answers[1].content.decode()
    assert f"'nonce-{other_nonce}'" in answers[1].headers["Content-Security-Policy"]
    form = {"language": "en-ca", "next": "/", "csrfmiddlewaretoken": other_token}
    assert second.post("/langue/", form).status_code == 302
    assert first.post("/langue/", {**form, "csrfmiddlewaretoken": ""}).status_code == 403


def test_a_post_shows_at_once(thread, noe):
    guest = Client()
    assert "Lame à 80 dents" not in shown(guest, thread)
    make_post(thread, noe)
    assert "Lame à 80 dents" in shown(guest, thread)


@pytest.mark.parametrize("what", ["thread", "post"])
def test_what_is_hidden_is_gone_at_once(thread, noe, sylvie, what):
    guest, post = Client(), make_post(thread, noe)
    assert "Lame à 80 dents" in shown(guest, thread)
    decide(moderator=sylvie, kind="hide", target=thread if what == "thread" else post, reason="Hors sujet")
    assert "Lame à 80 dents" not in shown(guest, thread)
    assert guest.get(thread.get_absolute_url()).status_code == (404 if what == "thread" else 200)


def test_a_board_that_is_closed_to_guests_is_gone_at_once(thread):
    guest = Client()
    shown(guest, thread)
    Board.objects.update(readable_by=Board.Readers.MEMBERS)
    assert guest.get(thread.get_absolute_url()).status_code == 404


def test_members_and_guests_do_not_share(client_of, thread, noe):
    member = client_of(noe)
    page = shown(member, thread)
    guest = shown(Client(), thread)
    assert f'data-person="{noe.pk}"' in page
    assert "data-person" not in guest
    assert f'data-person="{noe.pk}"' in shown(member, thread)


def test_language_and_theme_have_pages_of_their_own(thread):
    guest = Client()
    french = shown(guest, thread)
    guest.cookies["django_language"] = "en-ca"
    english = shown(guest, thread)
    guest.cookies["theme"] = "dark"
    dark = shown(guest, thread)
    assert ['<html lang="fr-CA"' in page for page in (french, english, dark)] == [True, False, False]
    assert ['data-theme="dark"' in page for page in (french, english, dark)] == [False, False, True]


def test_an_absurd_number_is_no_thread(db):
    assert Client().get(f"/fils/{2**63}/").status_code == 404
