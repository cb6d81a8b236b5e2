"""Questions of a session become threads: a host proposes, who asked is told and may object, the job publishes."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from forum.models import Thread
from networking import jobs
from networking.live_actions import enter
from networking.models import Proposal, Session
from networking.proposal_actions import propose, publish, withdraw_proposal
from networking.talk_actions import ask, hide_question, vote, withdraw_question
from notifications import jobs as emails
from notifications.actions import choose
from notifications.models import Notification
from tests.at_once import at_once
from tests.build import make_board, make_session, register

TEXT = "Et le retour sur l’investissement?"


@pytest.fixture
def on(diane, partner, camille, noe):
    session = make_session(diane, partner=partner, starts_in=-timedelta(minutes=85), title_fr="Robots [niveau 1]")
    for person in (camille, noe):
        register(person, session)
        enter(person=person, session=session)
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def question(on, camille, noe):
    question = ask(person=camille, session=on, text=TEXT)
    return vote(person=noe, question=question, on=True)


@pytest.fixture
def over(on, question):
    """The session ended a minute ago."""
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    question.session.refresh_from_db()
    return Session.objects.get(pk=on.pk)


@pytest.fixture
def proposal(over, diane, question, board):
    return propose(by=diane, question=question, board=board)


def url(name, *args):
    return reverse(f"networking:{name}", args=args)


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_who_asked_is_told_and_the_job_publishes_a_day_later(proposal, camille, diane, board):
    notice = Notification.objects.get(kind="question_proposed")
    assert (notice.recipient, notice.actor, notice.about_id) == (camille, diane, proposal.pk)
    with later(hours=23):
        jobs.run_due()
        assert not Thread.objects.exists()
    with later(hours=24, minutes=1):
        jobs.run_due()
        jobs.run_due()
    thread = Thread.objects.get()
    assert (thread.author, thread.board, thread.title, thread.kind) == (camille, board, TEXT, Thread.Kind.QUESTION)
    body = thread.posts.get().html
    address = proposal.question.session.get_absolute_url()
    assert (f'<a href="{address}"' in body, ">Robots [niveau 1]</a>. 1&nbsp;personne y a voté" in body) == (True, True)
    proposal.refresh_from_db()
    assert (proposal.thread, proposal.is_waiting) == (thread, False)


def test_who_asked_is_told_by_email_at_once(over, diane, camille, question, board, django_capture_on_commit_callbacks):
    choose(person=camille, working_hours=False)
    with django_capture_on_commit_callbacks(execute=True):
        propose(by=diane, question=question, board=board)
        emails.run_due()
    [letter] = [letter for letter in mail.outbox if letter.to == [camille.email]]
    assert ("Robots [niveau 1]" in letter.subject, "deviendra un fil" in letter.body) == (True, True)


def test_withdrawn_words_are_not_published(proposal, camille, noe):
    with pytest.raises(PermissionDenied):
        withdraw_proposal(person=noe, proposal=proposal)
    assert withdraw_proposal(person=camille, proposal=proposal).withdrawn_at
    with later(days=2):
        jobs.run_due()
    assert not Thread.objects.exists()


@pytest.mark.parametrize("reason", ["withdrawn", "left", "suspended", "closed board"])
def test_what_may_not_be_published_any_more_is_not(proposal, camille, question, board, reason):
    if reason == "withdrawn":
        withdraw_question(person=camille, question=question)
    elif reason == "left":
        close_account(person=camille)
    elif reason == "suspended":
        type(camille).objects.filter(pk=camille.pk).update(suspended_until=timezone.now() + timedelta(days=9))
    else:
        board.writable_by = "groups"
        board.save()
    with later(days=2):
        jobs.run_due()
    proposal.refresh_from_db()
    assert (Thread.objects.count(), proposal.is_waiting, proposal.thread) == (0, False, None)


def test_once_it_is_published_it_is_withdrawn_no_more(proposal, camille):
    Proposal.objects.update(publish_at=timezone.now())
    jobs.run_due()
    with pytest.raises(PermissionDenied):
        withdraw_proposal(person=camille, proposal=proposal)


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_publish_one_thread(proposal):
    Proposal.objects.update(publish_at=timezone.now())
    assert at_once(*[lambda: publish(proposal)] * 4) == [None] * 4
    assert Thread.objects.count() == 1


def test_a_long_question_stands_whole_in_the_thread(on, diane, camille, board):
    question = ask(person=camille, session=on, text="Quel robot? " * 20)
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    question.session.refresh_from_db()
    propose(by=diane, question=question, board=board)
    with later(days=2):
        jobs.run_due()
    thread = Thread.objects.get()
    assert (len(thread.title), thread.posts.get().body.startswith(question.text.strip())) == (140, True)


def test_a_session_that_is_not_for_everyone_is_not_named(proposal):
    Session.objects.update(audience="members")
    with later(days=2):
        jobs.run_due()
    assert "Robots" not in Thread.objects.get().posts.get().body


def test_nobody_proposes_what_they_may_not(over, diane, camille, question, board):
    closed = make_board(name_fr="Comité", writable_by="groups", readable_by="groups")
    for by, where in ((camille, board), (diane, closed)):
        with pytest.raises(PermissionDenied):
            propose(by=by, question=question, board=where)
    closed.moderators.add(diane)  # who asked may not write there
    with pytest.raises(PermissionDenied):
        propose(by=diane, question=question, board=closed)
    propose(by=diane, question=question, board=board)
    with pytest.raises(PermissionDenied):
        propose(by=diane, question=question, board=board)
    assert Proposal.objects.count() == 1


def test_nothing_is_proposed_before_the_end_nor_what_is_hidden(on, diane, question, board):
    with pytest.raises(PermissionDenied):
        propose(by=diane, question=question, board=board)
    hide_question(by=diane, question=question, on=True)
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    question.session.refresh_from_db()
    with pytest.raises(PermissionDenied):
        propose(by=diane, question=question, board=board)


def test_one_click_of_the_host_and_one_of_who_asked(over, diane, camille, noe, question, board, client_of):
    browser, address = client_of(diane), url("propose", over.pk, question.pk)
    assert browser.post(address, {"board": "999"}).status_code == 422
    assert "Proposer comme fil" in browser.get(url("questions", over.pk)).content.decode()
    assert browser.post(address, {"board": board.pk}).status_code == 302
    proposal = Proposal.objects.get()
    assert "Deviendra un fil" in browser.get(url("questions", over.pk)).content.decode()
    assert client_of(noe).get(proposal.get_absolute_url()).status_code == 404
    hers = client_of(camille)
    assert "Ne pas la publier" in hers.get(proposal.get_absolute_url()).content.decode()
    assert "deviendra un fil" in hers.get(reverse("notifications:list")).content.decode()
    assert hers.post(url("withdraw_proposal", proposal.pk)).status_code == 302
    assert "préfère ne pas la publier" in browser.get(url("questions", over.pk)).content.decode()


def test_who_proposes_their_own_is_not_asked(on, diane, board):
    enter(person=diane, session=on)
    question = ask(person=diane, session=on, text="Et vous?")
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    question.session.refresh_from_db()
    propose(by=diane, question=question, board=board)
    jobs.run_due()
    assert (Thread.objects.get().author, Notification.objects.count()) == (diane, 0)
