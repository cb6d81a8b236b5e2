"""Two who decide at the same moment: one outcome, one row, one notification."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from moderation.actions import AlreadyDone, decide, dismiss, report, undo
from moderation.models import Decision, Report
from notifications.models import Notification
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def one_outcome(outcomes):
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(outcome) for outcome in refused] == [AlreadyDone] * (len(outcomes) - 1), outcomes


@pytest.mark.parametrize(
    ("what", "kind"),
    [("thread", "close"), ("thread", "hide"), ("post", "hide"), ("message", "hide"), ("person", "suspend")],
)
def test_deciding(targets, administrator, what, kind):
    until = timezone.now() + timedelta(days=1) if kind == "suspend" else None

    def settle():
        return decide(moderator=administrator, kind=kind, target=targets[what], reason="Hors sujet.", until=until)

    one_outcome(at_once(*[settle] * 4))
    assert Decision.objects.count() == Notification.objects.count() == 1


def test_undoing(post, sylvie):
    decision = decide(moderator=sylvie, kind="hide", target=post, reason="Hors sujet.")
    one_outcome(at_once(*[lambda: undo(moderator=sylvie, decision=decision)] * 4))
    assert Notification.objects.filter(kind="undone").count() == 1
    post.refresh_from_db()
    post.thread.refresh_from_db()
    assert (post.hidden_at, post.thread.visible_posts) == (None, 2)


def test_hiding_and_dismissing(post, lea, sylvie):
    report(reporter=lea, target=post, reason="Hors sujet.")
    hidden, dismissed = at_once(
        lambda: decide(moderator=sylvie, kind="hide", target=post, reason="Hors sujet."),
        lambda: dismiss(moderator=sylvie, target=post),
    )
    assert isinstance(hidden, Decision)
    assert dismissed == 1 or isinstance(dismissed, AlreadyDone)
    assert not Report.objects.open().exists()


def test_reporting(post, lea):
    outcomes = at_once(*[lambda: report(reporter=lea, target=post, reason="Hors sujet.")] * 4)
    assert {outcome.pk for outcome in outcomes} == {Report.objects.get().pk}


def test_two_who_suspend_each_other_do_not_wait_for_each_other(sylvie, paul):
    def suspend(moderator, target):
        until = timezone.now() + timedelta(days=1)
        return decide(moderator=moderator, kind="suspend", target=target, reason="Hors sujet.", until=until)

    outcomes = at_once(lambda: suspend(sylvie, paul), lambda: suspend(paul, sylvie))
    # The second one may be refused, being suspended.
    assert {type(outcome) for outcome in outcomes} <= {Decision, PermissionDenied}, outcomes
