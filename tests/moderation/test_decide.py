"""Deciding: what changes, who is told, what is kept, and what is refused."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import close_account
from accounts.models import User
from forum.actions import post_reply
from forum.models import Post, Thread
from live.counters import counters_of
from moderation.actions import AlreadyDone, decide, report, undo
from moderation.models import Decision
from notifications.models import Notification
from tests.build import make_post, make_thread
from tests.sockets import open_page

TOMORROW = timezone.now() + timedelta(days=1)
# kind, what, then what the row is like afterwards
CASES = [
    ("thread", "close", "reopen", lambda thread: thread.closed_at is not None),
    ("thread", "hide", "show", lambda thread: thread.hidden_at is not None),
    ("post", "hide", "show", lambda post: post.hidden_at is not None),
    ("message", "hide", "show", lambda message: message.hidden_at is not None),
    ("person", "suspend", "lift", lambda person: person.is_suspended),
]
EACH = pytest.mark.parametrize(("what", "kind", "opposite", "is_so"), CASES, ids=[f"{k}-{w}" for w, k, *_ in CASES])


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def settle(moderator, kind, target, **kwargs):
    until = {"until": TOMORROW} if kind == "suspend" else {}
    return decide(moderator=moderator, kind=kind, target=target, **{"reason": "Hors sujet.", **until, **kwargs})


@EACH
def test_decision_is_carried_out_kept_and_told(targets, administrator, what, kind, opposite, is_so):
    target = targets[what]
    for step, expected in ((kind, True), (opposite, False)):
        decision = settle(administrator, step, target)
        assert is_so(fresh(target)) is expected
        assert fresh(decision).target == target
        assert (decision.moderator, decision.kind, decision.reason) == (administrator, step, "Hors sujet.")
    author = target if what == "person" else target.author
    told = Notification.objects.filter(recipient=author)
    assert [n.about.kind for n in told.order_by("pk")] == [kind, opposite]
    assert Notification.objects.count() == 2
    assert counters_of([author.pk])[author.pk]["notifications"] == 2


@EACH
def test_deciding_the_same_twice_is_refused(targets, administrator, what, kind, opposite, is_so):
    settle(administrator, kind, targets[what])
    with pytest.raises(AlreadyDone):
        settle(administrator, kind, targets[what])
    assert Decision.objects.count() == Notification.objects.count() == 1


@EACH
def test_the_opposite_of_nothing_is_refused(targets, administrator, what, kind, opposite, is_so):
    with pytest.raises(AlreadyDone):
        settle(administrator, opposite, targets[what])
    assert not Decision.objects.exists()


@EACH
def test_undoing_brings_back_what_was(targets, administrator, what, kind, opposite, is_so):
    decision = settle(administrator, kind, targets[what])
    undone = undo(moderator=administrator, decision=decision)
    assert not is_so(fresh(targets[what]))
    assert undone.undone_by == administrator
    assert undone.undone_at
    assert [n.kind for n in Notification.objects.order_by("pk")] == ["decision", "undone"]
    with pytest.raises(AlreadyDone):
        undo(moderator=administrator, decision=decision)
    assert Decision.objects.count() == 1


def test_undoing_what_someone_else_put_right_is_refused(post, sylvie):
    decision = settle(sylvie, "hide", post)
    settle(sylvie, "show", post)
    with pytest.raises(AlreadyDone):
        undo(moderator=sylvie, decision=decision)
    assert fresh(decision).undone_at is None


def test_undoing_a_lift_suspends_again_until_the_same_moment(board, noe, sylvie):
    settle(sylvie, "suspend", noe)
    lift = settle(sylvie, "lift", noe)
    undo(moderator=sylvie, decision=lift)
    assert fresh(noe).suspended_until == TOMORROW


def test_a_suspension_that_is_over_is_not_put_back(board, noe, sylvie):
    settle(sylvie, "suspend", noe)
    lift = settle(sylvie, "lift", noe)
    Decision.objects.filter(pk=lift.pk).update(until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(AlreadyDone):
        undo(moderator=sylvie, decision=lift)
    assert not fresh(noe).is_suspended


def test_a_suspension_can_get_another_end(board, noe, sylvie):
    settle(sylvie, "suspend", noe)
    settle(sylvie, "suspend", noe, until=TOMORROW + timedelta(days=3))
    assert fresh(noe).suspended_until == TOMORROW + timedelta(days=3)


def test_suspended_people_read_and_do_not_write(thread, noe, sylvie):
    settle(sylvie, "suspend", noe)
    suspended = fresh(noe)
    assert Thread.objects.visible_to(suspended).get() == thread
    with pytest.raises(PermissionDenied):
        make_post(thread, suspended)
    settle(sylvie, "lift", noe)
    assert make_post(thread, fresh(noe)).number == 2


@pytest.mark.parametrize("who", ["camille", "paul", "omar", "suspended"])
@pytest.mark.parametrize(("what", "kind"), [("thread", "close"), ("thread", "hide"), ("post", "hide")])
def test_only_moderators_of_the_board_decide_there(request, targets, sylvie, who, what, kind):
    if who == "suspended":
        sylvie.suspended_until = TOMORROW
        sylvie.save()
    person = sylvie if who == "suspended" else request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        settle(person, kind, targets[what])
    assert not Decision.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("who", ["camille", "sylvie", "paul"])
def test_only_moderators_of_rooms_hide_messages(request, message, who):
    with pytest.raises(PermissionDenied):
        settle(request.getfixturevalue(who), "hide", message)


def test_moderators_of_rooms_hide_messages(message, omar):
    settle(omar, "hide", message)
    assert fresh(message).hidden_at


@pytest.mark.parametrize("who", ["camille", "omar"])
def test_members_suspend_nobody(request, noe, who):
    with pytest.raises(PermissionDenied):
        settle(request.getfixturevalue(who), "suspend", noe)


def test_nobody_suspends_administrators_themselves_or_those_who_left(board, sylvie, administrator, lea, noe):
    close_account(person=lea)
    for person in (administrator, sylvie, lea):
        with pytest.raises(PermissionDenied):
            settle(sylvie, "suspend", person)
    with pytest.raises(PermissionDenied):
        settle(administrator, "suspend", administrator)
    assert not User.objects.exclude(suspended_until=None).exists()
    settle(sylvie, "suspend", noe)


def test_what_makes_no_sense_is_refused(targets, administrator):
    for what, kind in (("post", "close"), ("thread", "suspend"), ("person", "hide"), ("message", "x")):
        with pytest.raises(PermissionDenied):
            settle(administrator, kind, targets[what], until=TOMORROW)
    with pytest.raises(AlreadyDone):
        settle(administrator, "suspend", targets["person"], until=timezone.now() - timedelta(seconds=1))
    assert not Decision.objects.exists()


def test_the_first_message_goes_with_its_thread(thread, sylvie):
    with pytest.raises(PermissionDenied):
        settle(sylvie, "hide", thread.posts.get(number=1))
    assert not Decision.objects.exists()


def test_deciding_closes_the_reports_about_it_only(thread, post, camille, lea, sylvie):
    other = make_post(thread, camille)
    mine = [report(reporter=person, target=post, reason="Propos déplacés.") for person in (camille, lea)]
    elsewhere = report(reporter=lea, target=other, reason="Hors sujet.")
    settle(sylvie, "hide", post)
    for row in mine:
        assert (fresh(row).handled_by, bool(fresh(row).handled_at)) == (sylvie, True)
    assert fresh(elsewhere).handled_at is None


def test_hiding_a_thread_closes_the_reports_about_its_first_message(thread, post, lea, sylvie):
    opening = report(reporter=lea, target=thread.posts.get(number=1), reason="Propos déplacés.")
    reply = report(reporter=lea, target=post, reason="Propos déplacés.")
    settle(sylvie, "hide", thread)
    assert fresh(opening).handled_by == sylvie
    assert fresh(reply).handled_at is None


def test_moderators_are_not_told_of_what_they_did_to_their_own(board, sylvie):
    settle(sylvie, "close", make_thread(sylvie, board))
    assert not Notification.objects.exists()


def test_a_failure_leaves_nothing(post, sylvie, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("moderation.actions.notify", fail)
    with pytest.raises(ZeroDivisionError):
        settle(sylvie, "hide", post)
    assert fresh(post).hidden_at is None
    assert fresh(post.thread).version == post.version
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_open_pages_see_it_at_once(thread, post, camille, sylvie):
    async with open_page(camille, thread.topic, version=post.version) as page:
        await database_sync_to_async(settle)(sylvie, "hide", post)
        frame = await page.receive_frame("changes")
    assert (frame["from"], frame["version"]) == (post.version, post.version + 1)
    rows = {row["key"]: row for row in frame["changes"]}
    assert rows[post.live_key] == {"key": post.live_key, "version": post.version + 1, "removed": True}


@pytest.mark.django_db(transaction=True)
async def test_author_hears_that_there_is_news(post, noe, sylvie):
    async with open_page(noe) as page:
        await database_sync_to_async(settle)(sylvie, "hide", post)
        assert await page.receive_frame("news") == {"news": True}


@pytest.mark.django_db(transaction=True)
async def test_readers_of_a_hidden_thread_hear_no_more(thread, camille, sylvie):
    async with open_page(camille, thread.topic, version=thread.version) as page:
        await database_sync_to_async(settle)(sylvie, "hide", thread)
        assert await page.receive_frame("gone") == {"topic": thread.topic, "gone": True}


def test_hidden_is_nowhere_for_others(post, camille, sylvie):
    settle(sylvie, "hide", post)
    assert not Post.objects.visible_to(camille).filter(pk=post.pk).exists()
    assert Post.objects.visible_to(sylvie).filter(pk=post.pk).exists()


def test_a_reply_to_a_closed_thread_is_refused(thread, noe, sylvie):
    settle(sylvie, "close", thread)
    with pytest.raises(PermissionDenied):
        post_reply(author=noe, thread=thread, body="Trop tard.", client_id="6f9619ff-8b86-d011-b42d-00cf4fc964ff")
