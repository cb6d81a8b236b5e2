"""What companies tell of the answers that they tried."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions import present
from forum.live import announce
from forum.models import ThreadEvent, Trial
from forum.moderating.actions import add_event, locked_for_moderation
from forum.permissions import can_try
from forum.questions.settling import shown_in
from forum.signing import writer_of
from live.streams import next_version
from notifications.actions import notify


def report_trial(*, by, post, **said):
    """Tell what came of an accepted answer in one's own company; a second report replaces the first. Return the post.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        thread = next_version(post.thread)
        post = present(post, thread)
        mine = Trial.objects.filter(post=post, person=by).first()
        if not can_try(by, post):
            raise PermissionDenied(_("Members of other companies than the author’s tell what came of this answer."))
        if mine and mine.hidden_at:
            raise PermissionDenied(_("A moderator hid your report on this answer."))
        told = {**said, "created_at": timezone.now(), "removed_at": None}
        Trial.objects.update_or_create(post=post, person=by, defaults=told)
        if not mine:
            told = {"about": post, "topic": thread.topic, "number": thread.last_number}
            notify([writer_of(post)], kind="trial", actor=by, **told)
        _recount(post)
    return post


def withdraw_trial(*, by, trial):
    """Take back one's own report, of which no word stays. Return the post. Raises PermissionDenied."""
    with transaction.atomic():
        thread = next_version(trial.post.thread)
        post = present(trial.post, thread)
        mine = Trial.objects.shown().filter(pk=trial.pk, person=by)
        nothing = {"text": "", "size": "", "equipment": "", "cost": ""}
        if not by.may_write or not mine.update(removed_at=timezone.now(), **nothing):
            raise PermissionDenied(_("You may not take this report back."))
        _recount(post)
    return post


def hide_trial(*, by, trial):
    """Take a report from everyone's sight but its board's moderators'; the thread says so. Raises PermissionDenied."""
    return _set_hidden(by, trial, ThreadEvent.Kind.TRIAL_HIDDEN, timezone.now())


def show_trial(*, by, trial):
    """Undo hide_trial. Raises PermissionDenied."""
    return _set_hidden(by, trial, ThreadEvent.Kind.TRIAL_SHOWN, None)


def _set_hidden(by, trial, kind, moment):
    with transaction.atomic():
        thread = locked_for_moderation(by, trial.post.thread)
        post = present(trial.post, thread)
        trial.hidden_at = moment
        trial.save(update_fields=["hidden_at"])
        _recount(post, add_event(thread, by, kind, after=post.number))
    return trial


def _recount(post, *events):
    """Count the reports of a post of a locked thread from their rows, and show it anew."""
    thread, helped = post.thread, ~Q(outcome=Trial.Outcome.FAILED)
    counted = (
        Trial.objects.shown()
        .filter(post=post)
        .aggregate(
            tried=Count("pk"), confirmed=Count("pk", filter=helped), confirmed_at=Max("created_at", filter=helped)
        )
    )
    for field, value in counted.items():
        setattr(post, field, value)
    post.version = thread.version
    post.save(update_fields=[*counted, "version"])
    asked = shown_in(post)
    if asked:
        thread.confirmed = post.confirmed
        thread.save(update_fields=["confirmed"])
    rows = [post, *asked, *events]
    transaction.on_commit(lambda: announce(thread, *rows), robust=True)
