"""Requests about one question at the same moment: one outcome, and counters that say what the rows say."""

import pytest

from forum.following.actions import follow
from forum.models import Following, Post, PostVote, Thread, ThreadEvent, Trial
from forum.questions.actions import mark_answer, vote
from forum.questions.trials import report_trial, withdraw_trial
from moderation.actions import AlreadyDone, decide
from moderation.models import Decision
from notifications.models import Notification
from tests.at_once import at_once
from tests.build import make_company, make_post, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"outcome": "worked", "text": "Deux lames, six mois.", "size": "", "equipment": "", "cost": ""}


@pytest.fixture
def answer(thread, noe, camille):
    return mark_answer(by=camille, post=make_post(thread, noe), mark="accepted")


@pytest.fixture
def emma(db):
    return make_user("Emma Roy", company=make_company("Fonderie du Nord"))


def failures(outcomes):
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


def test_two_accept_each_another_reply(thread, noe, camille, sylvie):
    one, two = make_post(thread, noe), make_post(thread, noe)
    outcomes = at_once(
        lambda: mark_answer(by=camille, post=one, mark="accepted"),
        lambda: mark_answer(by=sylvie, post=two, mark="accepted"),
    )
    assert failures(outcomes) == []
    accepted = Post.objects.get(mark="accepted")
    assert Post.objects.get(thread=thread, number=1).answer == accepted
    assert Thread.objects.get().answered_at
    assert ThreadEvent.objects.filter(kind="answered").count() == 2


def test_one_person_votes_four_times(answer, lea):
    assert failures(at_once(*[lambda: vote(by=lea, post=answer, useful=True)] * 4)) == []
    assert (Post.objects.get(pk=answer.pk).votes, PostVote.objects.count()) == (1, 1)
    assert Notification.objects.filter(kind="useful").count() == 1


def test_one_company_tells_four_times(answer, emma):
    assert failures(at_once(*[lambda: report_trial(by=emma, post=answer, **SAID)] * 4)) == []
    assert (Post.objects.get(pk=answer.pk).tried, Trial.objects.count()) == (1, 1)
    assert Notification.objects.filter(kind="trial").count() == 1


def test_a_report_is_taken_back_while_a_moderator_hides_it(answer, emma, sylvie):
    report_trial(by=emma, post=answer, **SAID)
    trial = Trial.objects.select_related("person", "post__thread__board").get()
    at_once(
        lambda: withdraw_trial(by=emma, trial=trial),
        lambda: decide(moderator=sylvie, kind="hide", target=trial, reason="Hors sujet."),
    )
    assert (Post.objects.get(pk=answer.pk).tried, Decision.objects.count()) == (0, 1)


def test_two_moderators_hide_one_report(answer, emma, sylvie):
    report_trial(by=emma, post=answer, **SAID)
    trial = Trial.objects.select_related("person", "post__thread__board").get()
    outcomes = at_once(*[lambda: decide(moderator=sylvie, kind="hide", target=trial, reason="Hors sujet.")] * 4)
    assert failures(outcomes) == [AlreadyDone] * 3
    assert (
        ThreadEvent.objects.filter(kind="trial_hidden").count() == Notification.objects.filter(kind="decision").count()
    )


def test_one_person_follows_four_times(board, lea):
    assert failures(at_once(*[lambda: follow(person=lea, what="board", target=board)] * 4)) == []
    assert Following.objects.count() == 1
