"""Every write of moderation: what members flag, what moderators decide and undo."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import lift_suspension, suspend
from accounts.models import User
from chat.actions import hide_message, show_message
from chat.group_actions import ban_author, lift_ban
from chat.models import Message, Room
from forum.models import Post, Thread, Trial
from forum.moderating.actions import close_thread, hide_post, hide_thread, reopen_thread, show_post, show_thread
from forum.questions.trials import hide_trial, show_trial
from moderation.models import Decision, Report, answers_for, is_done, what_is
from moderation.permissions import can_dismiss, can_moderate, can_report
from moderation.wording import INVERSE
from notifications.actions import notify

MOST_OPEN_REPORTS = 30  # of one person

CHANGES = {
    ("thread", "close"): lambda by, target, until: close_thread(by=by, thread=target),
    ("thread", "reopen"): lambda by, target, until: reopen_thread(by=by, thread=target),
    ("thread", "hide"): lambda by, target, until: hide_thread(by=by, thread=target),
    ("thread", "show"): lambda by, target, until: show_thread(by=by, thread=target),
    ("post", "hide"): lambda by, target, until: hide_post(by=by, post=target),
    ("post", "show"): lambda by, target, until: show_post(by=by, post=target),
    ("trial", "hide"): lambda by, target, until: hide_trial(by=by, trial=target),
    ("trial", "show"): lambda by, target, until: show_trial(by=by, trial=target),
    ("message", "hide"): lambda by, target, until: hide_message(by=by, message=target),
    ("message", "show"): lambda by, target, until: show_message(by=by, message=target),
    ("message", "expel"): lambda by, target, until: ban_author(by=by, message=target),
    ("message", "readmit"): lambda by, target, until: lift_ban(by=by, message=target),
    ("person", "suspend"): lambda by, target, until: suspend(by=by, person=target, until=until),
    ("person", "lift"): lambda by, target, until: lift_suspension(by=by, person=target),
}


class AlreadyDone(Exception):
    """Someone came first: what is asked is so already, and nothing was written."""


def report(*, reporter, target, reason):
    """Ask the moderators to look at something; return the report.

    The same report sent twice is one. Raises PermissionDenied, or AlreadyDone when this
    person has another one open about the same thing.
    """
    what = {what_is(target): target}
    try:
        with transaction.atomic():
            if not can_report(reporter, target):
                raise PermissionDenied(_("You cannot report this."))
            if reporter.reports.open().count() >= MOST_OPEN_REPORTS:
                raise PermissionDenied(_("You have many reports open: wait until the moderators have looked at them."))
            return Report.objects.create(reporter=reporter, reason=reason, **what)
    except IntegrityError:
        first = reporter.reports.open().filter(**what).first()
        if first is None or first.reason != reason:
            raise AlreadyDone(_("You have reported this already. The moderators will look at it.")) from None
        return first


def decide(*, moderator, kind, target, reason, until=None):
    """Carry out a decision, keep it in the log, close the reports about it and tell the author; return it.

    `until` is the end of a suspension. Raises PermissionDenied, or AlreadyDone when it would change nothing.
    """
    with transaction.atomic():
        target = locked(target)
        before = getattr(target, "suspended_until", None)
        change(moderator, kind, target, until)
        decision = Decision.objects.create(
            moderator=moderator,
            kind=kind,
            reason=reason,
            until=before if kind == Decision.Kind.LIFT else until,
            **{what_is(target): target},
        )
        handle(open_reports_on(target, kind), moderator)
        notify([answers_for(target)], kind="decision", actor=moderator, about=decision)
    return decision


def undo(*, moderator, decision):
    """Do the opposite of a decision, mark it as undone and tell the author; return it.

    Raises PermissionDenied, or AlreadyDone when someone undid it or its effect before.
    """
    with transaction.atomic():
        target = locked(decision.target)
        decision = Decision.objects.get(pk=decision.pk)
        if decision.undone_at:
            raise AlreadyDone(_("This decision has been undone already."))
        change(moderator, INVERSE[decision.kind], target, decision.until)
        decision.undone_at, decision.undone_by = timezone.now(), moderator
        decision.save(update_fields=["undone_at", "undone_by"])
        notify([answers_for(target)], kind="undone", actor=moderator, about=decision)
    return decision


def dismiss(*, moderator, target):
    """Close the reports about something and leave it as it is; return how many.

    Raises PermissionDenied, or AlreadyDone when someone closed them before.
    """
    with transaction.atomic():
        target = locked(target)
        if not can_dismiss(moderator, target):
            raise PermissionDenied(_("You may not decide about this."))
        handled = handle(Report.objects.open().about(target), moderator)
        if not handled:
            raise AlreadyDone(_("Someone has handled these reports already."))
    return handled


def locked(target):
    """Return the target as it is now; nobody else decides about it until the commit.

    The row locked is the one whose version the change takes first, so that all take locks in one order. Without its
    key: other rows may still name it, or two moderators who suspend each other would wait for each other's.
    """
    match what_is(target):
        case "thread":
            return Thread.objects.select_for_update(no_key=True).get(pk=target.pk)
        case "post":
            thread = Thread.objects.select_for_update(no_key=True).get(pk=target.thread_id)
            post = Post.objects.get(pk=target.pk)
            post.thread = thread
            return post
        case "trial":
            thread = Thread.objects.select_for_update(no_key=True).get(pk=target.post.thread_id)
            trial = Trial.objects.select_related("person", "post").get(pk=target.pk)
            trial.post.thread = thread
            return trial
        case "message":
            room = Room.objects.select_for_update(no_key=True).get(pk=target.room_id)
            message = Message.objects.get(pk=target.pk)
            message.room = room
            return message
        case _:
            return User.objects.select_for_update(no_key=True).get(pk=target.pk)


def change(by, kind, target, until):
    what = what_is(target)
    if (what, kind) not in CHANGES or not can_moderate(by, target):
        raise PermissionDenied(_("You may not decide about this."))
    if kind == Decision.Kind.SUSPEND and until <= timezone.now():
        raise AlreadyDone(_("This suspension would be over already."))
    if is_done(kind, target, until):
        raise AlreadyDone(_("Nothing to do: someone has decided the same already."))
    CHANGES[what, kind](by, target, until)


def open_reports_on(target, kind):
    reports = Report.objects.open()
    if isinstance(target, Thread) and kind == Decision.Kind.HIDE:
        # The first message goes with its thread.
        return reports.filter(Q(thread=target) | Q(post__thread=target, post__number=1))
    return reports.about(target)


def handle(reports, moderator):
    return reports.update(handled_at=timezone.now(), handled_by=moderator)
