"""A public question tells search engines what guests see of it, and nothing more."""

import json
import re

import pytest

from accounts.actions import close_account
from forum.moderating.actions import hide_post
from forum.questions.actions import mark_answer, vote
from tests.build import make_board, make_post, make_thread

SCRIPT = re.compile(r'<script type="application/ld\+json" nonce="([^"]+)">(.*?)</script>', re.S)


def read(browser, thread, place=""):
    found = SCRIPT.search(browser.get(thread.get_absolute_url() + place).content.decode())
    return json.loads(found[2])["mainEntity"] if found else None


@pytest.fixture
def answers(thread, noe, lea):
    return [make_post(thread, noe, "Une lame à **80 dents**."), make_post(thread, lea, "Un ruban </script> bimétal.")]


def test_a_question_with_its_answers(client_of, thread, answers, camille):
    for post, mark in zip(answers, ("accepted", "also"), strict=True):
        mark_answer(by=camille, post=post, mark=mark)
    vote(by=camille, post=answers[0], useful=True)
    asked = read(client_of(None), thread)
    assert (asked["name"], asked["answerCount"], asked["upvoteCount"]) == ("Quelle lame pour le 7075?", 2, 0)
    assert (asked["author"]["name"], asked["text"]) == ("Camille Gauthier", "Qui a déjà scié du 7075?")
    accepted = asked["acceptedAnswer"]
    assert (accepted["text"], accepted["upvoteCount"]) == ("Une lame à 80 dents.", 1)
    assert accepted["url"].endswith(answers[0].get_absolute_url())
    assert [one["author"]["name"] for one in asked["suggestedAnswer"]] == ["Léa Bouchard"]


def test_the_nonce_is_the_one_of_the_answer(client_of, thread):
    for _made_then_kept in range(2):
        answer = client_of(None).get(thread.get_absolute_url())
        nonce = SCRIPT.search(answer.content.decode())[1]
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_what_is_hidden_is_not_told(client_of, thread, answers, camille, sylvie):
    mark_answer(by=camille, post=answers[0], mark="accepted")
    mark_answer(by=camille, post=answers[1], mark="also")
    for post in answers:
        hide_post(by=sylvie, post=post)
    asked = read(client_of(None), thread)
    assert (asked["answerCount"], asked.keys() & {"acceptedAnswer", "suggestedAnswer"}) == (0, set())


def test_who_left_is_not_named(client_of, thread, camille):
    close_account(person=camille)
    assert "author" not in read(client_of(None), thread)


def test_members_private_boards_and_other_kinds_have_none(client_of, board, camille, noe, sylvie, thread):
    private = make_board(name_fr="Membres", readable_by="members", moderators=[sylvie])
    assert read(client_of(noe), thread) is None
    assert read(client_of(noe), make_thread(camille, private)) is None
    assert read(client_of(None), make_thread(camille, board, kind="discussion")) is None


def test_a_later_page_has_none(client_of, thread, noe):
    for n in range(21):
        make_post(thread, noe, f"Essai {n}")
    assert [read(client_of(None), thread, place) is None for place in ("", "?message=21")] == [False, True]
