"""Polls in a session: hosts ask, everyone answers once and may change it, and nobody learns who chose what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from live.streams import parse_topic, read_changes
from networking.actions import cancel_session
from networking.live_actions import enter, leave
from networking.lobby import end_session
from networking.models import Poll, PollAnswer, Session
from networking.poll_actions import answer_poll, end_poll, start_poll
from tests.at_once import at_once
from tests.build import make_session, make_user, register

SAID = {"question": "Avez-vous un robot?", "choices": ["Oui", "Non", "Bientôt"], "is_multiple": False}
FORM = {"question": SAID["question"], "choices": "Oui\nNon\nBientôt"}


@pytest.fixture
def on(diane, partner, camille, noe):
    """A session that began five minutes ago; Diane hosts it, Camille and Noé are there."""
    session = make_session(diane, partner=partner, starts_in=-timedelta(minutes=5))
    for person in (camille, noe):
        register(person, session)
        enter(person=person, session=session)
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def poll(on, diane):
    return start_poll(by=diane, session=on, **SAID)


def url(name, *args):
    return reverse(f"networking:{name}", args=args)


def sums(poll):
    poll.refresh_from_db()
    return poll.counts, poll.answers


def test_a_host_starts_a_poll_and_all_pages_hear_it(on, diane, camille):
    with pytest.raises(PermissionDenied):
        start_poll(by=camille, session=on, **SAID)
    poll = start_poll(by=diane, session=on, **SAID)
    rows = read_changes(parse_topic(on.topic), poll.version - 1).rows
    assert [row.live_key for row in rows] == [poll.live_key]


def test_one_poll_runs_at_a_time(on, poll, diane):
    with pytest.raises(PermissionDenied):
        start_poll(by=diane, session=on, **SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.create(session=on, version=1, counts=[0, 0, 0], **SAID)
    end_poll(by=diane, poll=poll)
    assert start_poll(by=diane, session=on, **SAID) != poll


def test_one_answers_once_and_changes_it(poll, camille, noe):
    answer_poll(person=camille, poll=poll, chosen=[0])
    answer_poll(person=noe, poll=poll, chosen=[0])
    assert sums(poll) == ([2, 0, 0], 2)
    answer_poll(person=camille, poll=poll, chosen=[2])
    answer_poll(person=camille, poll=poll, chosen=[2])
    assert sums(poll) == ([1, 0, 1], 2)


def test_several_choices_of_one_person_count_each(on, diane, camille, noe):
    poll = start_poll(by=diane, session=on, **{**SAID, "is_multiple": True})
    answer_poll(person=camille, poll=poll, chosen=[0, 2])
    answer_poll(person=noe, poll=poll, chosen=[2])
    assert sums(poll) == ([1, 0, 2], 2)
    assert [bar["share"] for bar in poll.bars] == [50, 0, 100]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_answers_at_once_are_all_counted(on, poll):
    people = [make_user(f"Membre {n}", email=f"m{n}@example.org") for n in range(4)]
    for person in people:
        register(person, on)
        enter(person=person, session=on)
    at_once(*(lambda person=person: answer_poll(person=person, poll=poll, chosen=[1]) for person in people * 2))
    assert sums(poll) == ([0, 4, 0], 4)


def test_who_is_not_inside_does_not_answer(on, poll, noe, diane):
    leave(person=noe, session=on)
    for person in (noe, diane, make_user("Léa Roy")):
        with pytest.raises(PermissionDenied):
            answer_poll(person=person, poll=poll, chosen=[0])
    assert sums(poll) == ([0, 0, 0], 0)


def test_an_ended_poll_takes_no_answers_and_forgets_who_chose_what(poll, diane, camille):
    answer_poll(person=camille, poll=poll, chosen=[1])
    with pytest.raises(PermissionDenied):
        end_poll(by=camille, poll=poll)
    end_poll(by=diane, poll=poll)
    assert (sums(poll), PollAnswer.objects.count()) == (([0, 1, 0], 1), 0)
    with pytest.raises(PermissionDenied):
        answer_poll(person=camille, poll=poll, chosen=[0])


@pytest.mark.parametrize("over", [end_session, None])
def test_a_poll_ends_with_its_session(on, poll, diane, camille, over):
    answer_poll(person=camille, poll=poll, chosen=[1])
    over(on) if over else cancel_session(by=diane, session=on)
    assert (sums(poll), PollAnswer.objects.count(), poll.ended_at is None) == (([0, 1, 0], 1), 0, False)


def test_the_page_knows_my_answer_and_the_frame_nobodys(on, poll, camille, noe, client_of):
    sent = client_of(camille).post(
        url("answer_poll", on.pk, poll.pk), {"chosen": "1"}, headers={"Accept": "application/json"}
    )
    [change] = sent.json()["frames"][0]["changes"]
    assert ("checked" in change["html"], "is-answered" in change["html"]) == (False, False)
    pages = [client_of(person).get(on.get_live_url()).content.decode() for person in (camille, noe)]
    mine = f'id="poll-{poll.pk}-1" checked'
    assert [(mine in page, "poll is-answered" in page) for page in pages] == [(True, True), (False, False)]
    assert "Camille" not in change["html"]


@pytest.mark.parametrize("chosen", [["3"], ["-1"], ["x"], [], ["0", "1"]])
def test_a_choice_that_is_none_is_refused_with_a_sentence(on, poll, camille, client_of, chosen):
    browser, address = client_of(camille), url("answer_poll", on.pk, poll.pk)
    answer = browser.post(address, {"chosen": chosen}, headers={"Accept": "application/json"})
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)
    assert browser.post(address, {"chosen": chosen}).status_code == 422
    assert sums(poll) == ([0, 0, 0], 0)


@pytest.mark.parametrize(
    "choices", ["", "Oui", "\n".join("abcdefg"), "Oui\noui", "Oui\n" + "é" * 101, "Oui\n \u200b\n \n"]
)
def test_a_poll_has_two_to_six_different_choices(on, diane, client_of, choices):
    enter(person=diane, session=on)
    answer = client_of(diane).post(url("start_poll", on.pk), {**FORM, "choices": choices})
    assert (answer.status_code, FORM["question"] in answer.content.decode()) == (422, True)
    assert not on.polls.exists()


def test_the_host_starts_and_ends_it_on_the_page(on, diane, client_of):
    enter(person=diane, session=on)
    browser = client_of(diane)
    assert browser.post(url("start_poll", on.pk), {**FORM, "is_multiple": "on"}).status_code == 302
    poll = on.polls.get()
    assert (poll.choices, poll.is_multiple) == (SAID["choices"], True)
    again = browser.post(url("start_poll", on.pk), FORM)
    assert (again.status_code, FORM["choices"] in again.content.decode().replace("\r", "")) == (403, True)
    assert browser.post(url("end_poll", on.pk, poll.pk)).status_code == 302
    assert not on.polls.running().exists()
