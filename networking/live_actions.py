"""What people do in a session as a whole while it is on: come and go, announce, move its parts."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from live.streams import next_version
from networking.actions import managed
from networking.agenda import current, shift
from networking.live import Agenda, Announcement, announce
from networking.lobby import see_out, welcome
from networking.models import Attendance, Session
from networking.permissions import can_enter

MOST_MORE = 60  # minutes added at once


def enter(*, person, session):
    """Let someone in, and into the lobby, the first time or again; return the attendance. Raises PermissionDenied.

    Two hundred come at once: the session is not locked for it. Who loses their place meanwhile is seen out: this waits
    for that, or that for this.
    """
    with transaction.atomic():
        list(session.registrations.select_for_update(no_key=True).filter(person=person))
        session = Session.objects.select_related("lobby").get(pk=session.pk)
        if not can_enter(person, session):
            raise PermissionDenied(_("You cannot enter this session now."))
        attendance, is_new = Attendance.objects.get_or_create(session=session, person=person)
        if not is_new:
            attendance.seen_at, attendance.left_at = timezone.now(), None
            attendance.save(update_fields=["seen_at", "left_at"])
        welcome(session, person)
    return attendance


def leave(*, person, session):
    """Note that someone left by their own click; suspended people may too."""
    with transaction.atomic():
        see_out(next_version(session), person)


def say_announcement(*, by, session, words):
    """Show one sentence to everyone in place of the last one, none to take it away. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        session.announcement, session.announced_by, session.announced_at = words, by, timezone.now()
        session.announcement_version = session.version
        fields = ["announcement", "announced_by", "announced_at", "announcement_version"]
        session.save(update_fields=fields)
        transaction.on_commit(lambda: announce(session, Announcement(session)), robust=True)


def next_part(*, by, session):
    """End the running part now, so that the next begins; before all of them, begin. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        now, segment = timezone.now(), current(session.segments.all(), timezone.now())
        if segment is None:
            raise PermissionDenied(_("The last part of this session is over."))
        until = segment.ends_at if segment.starts_at <= now else segment.starts_at
        move(session, until, now - until)


def add_minutes(*, by, session, minutes):
    """Let the running part take so many minutes more, or fewer; what follows moves with it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        now, segment = timezone.now(), current(session.segments.all(), timezone.now())
        if segment is None:
            raise PermissionDenied(_("The last part of this session is over."))
        until = segment.ends_at if segment.starts_at <= now else segment.starts_at
        move(session, until, max(timedelta(minutes=minutes), now - until))


def run_by(by, session):
    """Return the session as it is now, locked, for a host who acts while it is on. Raises PermissionDenied."""
    session = managed(by, session)
    if not session.is_open:
        raise PermissionDenied(_("This is for the time of the session."))
    return session


def move(session, moment, delta):
    """Move what begins or ends at this moment, and all that follows."""
    segments = shift(session, moment, delta)
    session.ends_at, session.agenda_version = segments[-1].ends_at, session.version
    session.save(update_fields=["ends_at", "agenda_version"])
    transaction.on_commit(lambda: announce(session, Agenda(session)), robust=True)
