"""Reporting: once, by those who see it, unknown to the author."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import close_account
from moderation.actions import MOST_OPEN_REPORTS, AlreadyDone, decide, dismiss, report
from moderation.models import Report
from notifications.models import Notification
from tests.build import make_board, make_post, make_thread, make_user


def flag(reporter, target, reason="Publicité cachée."):
    return report(reporter=reporter, target=target, reason=reason)


@pytest.mark.parametrize("what", ["thread", "post", "message", "person"])
def test_anything_can_be_reported_and_nobody_is_told(targets, lea, what):
    flag(lea, targets[what])
    row = Report.objects.get()
    assert (row.what, row.target, row.reporter, row.handled_at) == (what, targets[what], lea, None)
    assert not Notification.objects.exists()


def test_the_same_report_twice_is_one(post, lea):
    assert flag(lea, post) == flag(lea, post)
    with pytest.raises(AlreadyDone):
        flag(lea, post, "Autre raison.")
    assert Report.objects.count() == 1


def test_another_person_or_another_time_is_another_report(post, lea, camille, sylvie):
    flag(lea, post)
    flag(camille, post)
    dismiss(moderator=sylvie, target=post)
    flag(lea, post)
    assert Report.objects.open().count() == 1
    assert Report.objects.count() == 3


def test_ones_own_words_cannot_be_reported(targets, noe):
    for what in ("post", "message", "person"):
        with pytest.raises(PermissionDenied):
            flag(noe, targets[what])
    assert not Report.objects.exists()


def test_what_one_does_not_see_cannot_be_reported(thread, post, lea, sylvie):
    private = make_thread(sylvie, make_board(name_fr="Direction", readable_by="groups", moderators=[sylvie]))
    decide(moderator=sylvie, kind="hide", target=post, reason="Hors sujet.")
    gone = close_account(person=make_user("Guy Roy"))
    for target in (private, private.posts.get(), post, gone):
        with pytest.raises(PermissionDenied):
            flag(lea, target)
    assert not Report.objects.exists()


def test_suspended_people_do_not_report(post, lea):
    lea.suspended_until = timezone.now() + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        flag(lea, post)


def test_one_person_cannot_fill_the_queue(thread, noe, lea):
    for _ in range(MOST_OPEN_REPORTS):
        flag(lea, make_post(thread, noe))
    with pytest.raises(PermissionDenied):
        flag(lea, make_post(thread, noe))
    assert Report.objects.count() == MOST_OPEN_REPORTS


def test_dismissing_closes_all_reports_and_changes_nothing_else(post, lea, camille, sylvie):
    for person in (lea, camille):
        flag(person, post)
    version = post.version
    assert dismiss(moderator=sylvie, target=post) == 2
    assert set(Report.objects.values_list("handled_by", flat=True)) == {sylvie.pk}
    post.refresh_from_db()
    assert (post.hidden_at, post.version) == (None, version)
    assert not Notification.objects.exists()
    with pytest.raises(AlreadyDone):
        dismiss(moderator=sylvie, target=post)


def test_dismissing_is_for_moderators_and_not_about_oneself(board, post, lea, paul, sylvie):
    flag(lea, post)
    for person in (lea, paul):
        with pytest.raises(PermissionDenied):
            dismiss(moderator=person, target=post)
    own = make_thread(sylvie, board)
    flag(lea, own)
    with pytest.raises(PermissionDenied):
        dismiss(moderator=sylvie, target=own)
    assert Report.objects.open().count() == 2


def test_each_moderator_sees_the_reports_they_can_act_on(targets, board, lea, sylvie, paul, omar, administrator, noe):
    rows = {what: flag(lea, target) for what, target in targets.items()}
    about_sylvie = flag(lea, sylvie)
    about_administrator = flag(lea, administrator)
    own = flag(lea, make_thread(sylvie, board))

    def seen(person):
        return set(Report.objects.visible_to(person))

    assert seen(sylvie) == {rows["thread"], rows["post"], rows["person"]}
    assert seen(paul) == {rows["person"], about_sylvie}
    assert seen(omar) == {rows["message"]}
    assert seen(administrator) == {*rows.values(), about_sylvie, own}
    assert about_administrator not in seen(administrator)
    for person in (lea, noe):
        assert seen(person) == set()


def test_the_database_holds_the_rules(targets, lea):
    now = timezone.now()
    for fields in (
        {},
        {"thread": targets["thread"], "post": targets["post"]},
        {"thread": targets["thread"], "reason": "ab"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(**{"reporter": lea, "reason": "Hors sujet.", "created_at": now, **fields})
    flag(lea, targets["thread"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(reporter=lea, thread=targets["thread"], reason="Encore.")
