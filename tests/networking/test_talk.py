"""What is said to everyone in a session: questions to the speaker, their votes, raised hands."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from live.streams import parse_topic, read_changes
from networking.clock import attend
from networking.live_actions import enter, leave, next_part
from networking.models import Session
from networking.talk_actions import (
    MOST_WAITING,
    ask,
    hide_question,
    lower_hands,
    mark_answered,
    raise_hand,
    vote,
    withdraw_question,
)
from tests.at_once import at_once
from tests.build import make_session, make_user, register
from tests.sockets import open_page

PARTS = [
    {"kind": kind, "minutes": minutes, "title_fr": "", "title_en": ""}
    for kind, minutes in (("talk", 30), ("closing", 30))
]


@pytest.fixture
def on(diane, partner, camille, noe):
    """A session that began five minutes ago; Diane hosts it, Camille and Noé are there."""
    session = make_session(diane, partner=partner, agenda=PARTS, starts_in=-timedelta(minutes=5))
    for person in (camille, noe):
        register(person, session)
        enter(person=person, session=session)
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def question(on, camille):
    return ask(person=camille, session=on, text="Et le retour sur l’investissement?")


def texts(session):
    return [row.text for row in session.questions.shown().in_order()]


def heard(session, since):
    """Return {key: shown?} of what pages of this version hear."""
    session.refresh_from_db()
    return {row.live_key: row.is_shown for row in read_changes(parse_topic(session.topic), since).rows}


def url(name, *args):
    return reverse(f"networking:{name}", args=args)


# ---- Questions ----------------------------------------------------------------------------


def test_who_is_there_asks_and_all_pages_hear_it(on, camille):
    question = ask(person=camille, session=on, text="Quel robot?")
    assert heard(on, question.version - 1) == {question.live_key: True}


def test_a_form_sent_twice_is_one_question(on, question, camille):
    assert ask(person=camille, session=on, text=question.text) == question


def test_who_is_not_inside_neither_asks_nor_votes_nor_raises_a_hand(on, question, diane, noe):
    leave(person=noe, session=on)
    for person in (noe, diane, make_user("Léa Roy")):
        for act in (
            lambda who: ask(person=who, session=on, text="Et moi?"),
            lambda who: vote(person=who, question=question, on=True),
            lambda who: raise_hand(person=who, session=on, on=True),
        ):
            with pytest.raises(PermissionDenied):
                act(person)
    assert (texts(on), on.hands.count()) == ([question.text], 0)


def test_nobody_asks_before_the_door_opens_nor_after_the_end(on, camille):
    for hours in ({"starts_at": on.starts_at + timedelta(hours=1)}, {"ends_at": on.starts_at + timedelta(minutes=1)}):
        Session.objects.filter(pk=on.pk).update(
            **{"starts_at": on.starts_at, "ends_at": on.ends_at + timedelta(hours=2), **hours}
        )
        with pytest.raises(PermissionDenied):
            ask(person=camille, session=on, text="Et moi?")


def test_one_person_has_five_questions_that_wait(on, camille, noe, diane):
    first, *_others = [ask(person=camille, session=on, text=f"Question {n}?") for n in range(MOST_WAITING)]
    with pytest.raises(PermissionDenied):
        ask(person=camille, session=on, text="Une de plus?")
    ask(person=noe, session=on, text="La mienne?")
    mark_answered(by=diane, question=first, on=True)
    ask(person=camille, session=on, text="Une de plus?")


def test_one_votes_once_and_takes_it_back(question, noe):
    votes = [vote(person=noe, question=question, on=on).votes for on in (True, True, False, False, True)]
    assert votes == [1, 1, 0, 0, 1]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_votes_at_once_are_all_counted_and_one_twice_is_one(on, question):
    people = [make_user(f"Membre {n}", email=f"m{n}@example.org") for n in range(4)]
    for person in people:
        register(person, on)
        enter(person=person, session=on)
    at_once(*(lambda person=person: vote(person=person, question=question, on=True) for person in people * 2))
    question.refresh_from_db()
    assert question.votes == 4


def test_nobody_votes_for_their_own_nor_for_one_that_is_answered(question, camille, noe, diane):
    with pytest.raises(PermissionDenied):
        vote(person=camille, question=question, on=True)
    mark_answered(by=diane, question=question, on=True)
    with pytest.raises(PermissionDenied):
        vote(person=noe, question=question, on=True)
    mark_answered(by=diane, question=question, on=False)
    assert vote(person=noe, question=question, on=True).votes == 1


def test_the_most_wanted_come_first_and_the_answered_last(on, question, camille, noe, diane):
    second, third = (ask(person=camille, session=on, text=text) for text in ("Deux?", "Trois?"))
    vote(person=noe, question=third, on=True)
    assert texts(on) == ["Trois?", question.text, "Deux?"]
    mark_answered(by=diane, question=third, on=True)
    assert texts(on) == [question.text, "Deux?", "Trois?"]
    assert second.is_waiting


def test_a_hidden_question_is_gone_for_all_but_the_hosts(on, question, camille, diane, client_of):
    enter(person=diane, session=on)
    version = hide_question(by=diane, question=question, on=True).version
    assert heard(on, version - 1) == {question.live_key: False}
    words = question.text in client_of(camille).get(on.get_live_url()).content.decode()
    kept = question.text in client_of(diane).get(url("questions", on.pk)).content.decode()
    assert (words, kept) == (False, True)
    since = client_of(camille).get(f"{reverse('live:since')}?topic={on.topic}&version=0").content.decode()
    assert "investissement" not in since
    assert client_of(camille).post(url("vote", on.pk, question.pk), {"on": "1"}).status_code == 404
    hide_question(by=diane, question=question, on=False)
    assert texts(on) == [question.text]


def test_only_hosts_hide_and_mark_and_only_its_author_withdraws(question, camille, diane, noe):
    for act in (hide_question, mark_answered):
        with pytest.raises(PermissionDenied):
            act(by=camille, question=question, on=True)
    for person in (diane, noe):
        with pytest.raises(PermissionDenied):
            withdraw_question(person=person, question=question)


def test_withdrawn_words_are_kept_nowhere(on, question, camille, diane, client_of):
    version = withdraw_question(person=camille, question=question).version
    assert heard(on, version - 1) == {question.live_key: False}
    question.refresh_from_db()
    assert question.text == ""
    assert client_of(diane).get(url("questions", on.pk)).context["questions"].count() == 0


def test_the_page_says_what_is_mine_and_the_frame_does_not(on, question, camille, noe, client_of):
    vote(person=noe, question=question, on=True)
    pages = [client_of(person).get(on.get_live_url()).content.decode() for person in (camille, noe)]
    pressed = f'id="vote-{question.pk}" aria-pressed="true"'
    assert [(pressed in page, "question is-mine" in page) for page in pages] == [(False, True), (True, False)]
    frame = client_of(noe).post(url("vote", on.pk, question.pk), {"on": "1"}, headers={"Accept": "application/json"})
    [change] = frame.json()["frames"][0]["changes"]
    assert (change["key"], pressed in change["html"], "is-mine" in change["html"]) == (question.live_key, False, False)


def test_what_is_refused_keeps_its_text(on, camille, client_of):
    browser, address = client_of(camille), url("ask", on.pk)
    long = browser.post(address, {"text": "é" * 301})
    assert (long.status_code, "é" * 301 in long.content.decode()) == (422, True)
    blank = browser.post(address, {"text": " \u200b "}, headers={"Accept": "application/json"})
    assert (blank.status_code, len(blank.json()["errors"])) == (422, 1)
    for n in range(MOST_WAITING):
        assert browser.post(address, {"text": f"Question {n}?"}).status_code == 302
    more = browser.post(address, {"text": "Une de plus?"})
    assert (more.status_code, "Une de plus?" in more.content.decode()) == (403, True)


def test_a_question_of_another_session_is_not_found(on, question, diane, partner, client_of):
    other = make_session(diane, partner=partner, starts_in=-timedelta(minutes=5))
    assert client_of(diane).post(url("hide_question", other.pk, question.pk), {"on": "1"}).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_a_vote_reaches_an_open_page(on, question, camille, noe):
    async with open_page(camille, on.topic) as page:
        await database_sync_to_async(vote)(person=noe, question=question, on=True)
        frame = await page.receive_frame()
    [change] = frame["changes"]
    assert (frame["topic"], change["key"], 'data-votes="1"' in change["html"]) == (on.topic, question.live_key, True)


# ---- Hands --------------------------------------------------------------------------------


def up(session):
    return [hand.person for hand in session.hands.up()]


def test_the_first_hand_stays_first_and_one_lowers_ones_own(on, camille, noe):
    for person in (noe, camille, noe):
        raise_hand(person=person, session=on, on=True)
    assert up(on) == [noe, camille]
    version = raise_hand(person=noe, session=on, on=False).version
    assert up(on) == [camille]
    assert list(heard(on, version - 1).values()) == [False]


def test_only_hosts_lower_the_hands_of_others_one_or_all_in_one_frame(on, camille, noe, diane):
    hands = [raise_hand(person=person, session=on, on=True) for person in (camille, noe)]
    with pytest.raises(PermissionDenied):
        lower_hands(by=camille, session=on)
    lower_hands(by=diane, session=on, hand=hands[0])
    assert up(on) == [noe]
    raise_hand(person=camille, session=on, on=True)
    lowered = lower_hands(by=diane, session=on)
    assert {hand.version for hand in lowered} == {Session.objects.get(pk=on.pk).version}
    assert up(on) == []


def test_the_hand_of_who_leaves_goes_down(on, camille, noe):
    for person in (camille, noe):
        raise_hand(person=person, session=on, on=True)
    leave(person=camille, session=on)
    attend({on.pk: {noe.pk}})
    assert up(on) == [noe]


def test_hands_go_down_when_another_part_begins_and_not_before(on, camille, noe, diane):
    raise_hand(person=camille, session=on, on=True)
    attend({on.pk: {noe.pk}})
    assert up(on) == [camille]
    next_part(by=diane, session=on)
    version = on.version
    attend({on.pk: {noe.pk}})
    assert up(on) == []
    assert heard(on, version)[f"hand-{on.hands.get().pk}"] is False
    raise_hand(person=camille, session=on, on=True)
    attend({on.pk: {noe.pk}})
    assert up(on) == [camille]


def test_a_page_without_scripts_leads_back_to_what_changed(on, question, noe, client_of, diane):
    browser = client_of(noe)
    assert browser.post(url("vote", on.pk, question.pk), {"on": "1"})["Location"].endswith(f"#{question.live_key}")
    assert browser.post(url("raise_hand", on.pk), {"on": "1"}).status_code == 302
    assert 'aria-pressed="true"' in browser.get(on.get_live_url()).content.decode()
    answer = client_of(diane).post(url("hide_question", on.pk, question.pk), {"on": "1", "list": "1"})
    assert answer["Location"] == url("questions", on.pk)
