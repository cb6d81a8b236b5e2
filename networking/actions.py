"""What those who plan sessions do with them, and what the clock does."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from content.text import Changed, digest
from live.streams import next_version
from networking.agenda import is_laid_out, lay_out
from networking.live import Agenda, announce
from networking.lobby import close_lobby, see_out_strangers
from networking.models import Session
from networking.permissions import can_manage, can_plan_for
from networking.places import fill
from networking.planning import close_rounds
from networking.seats import close_tables
from notifications.actions import notify
from search.indexing import keep


def plan_session(*, by, hosts, groups, agenda, **said):
    """Write a session down, seen by those who manage it alone until publish_session; return it.

    `agenda` is [{"kind", "minutes", "title_fr", "title_en"}], with what agenda.ROUNDS names for other rounds
    than the usual; `said` the other fields by name. Raises PermissionDenied.
    """
    with transaction.atomic():
        if not can_plan_for(by, said["partner"]):
            raise PermissionDenied(_("You do not plan sessions for this organisation."))
        session = Session.objects.create(version=1, **said, ends_at=end_of(said["starts_at"], agenda))
        write(session, hosts, groups)
        set_agenda(session, agenda)
        session.save(update_fields=["agenda_version"])
    return session


def end_of(start, agenda):
    return start + timedelta(minutes=sum(segment["minutes"] for segment in agenda))


def write(session, hosts, groups):
    session.hosts.set(hosts)
    session.groups.set(groups)
    keep("session", session)


def set_agenda(session, agenda):
    lay_out(session, agenda)
    session.ends_at, session.agenda_version = end_of(session.starts_at, agenda), session.version


def change_session(*, by, session, seen, hosts, groups, agenda, **said):
    """Say anew what a session is; tell those who come when its hours change. Return it.

    `seen` is the digest of Session.words that this replaces. Raises PermissionDenied, or content.text.Changed.
    """
    with transaction.atomic():
        session = managed(by, session)
        if digest(session.words) != seen:
            raise Changed(session.words)
        if said["partner"] != session.partner and not can_plan_for(by, said["partner"]):
            raise PermissionDenied(_("You do not plan sessions for this organisation."))
        hours = session.starts_at, session.ends_at
        # Hosts may have moved the parts of a session that is on: other words leave those where they are.
        is_as_it_was = said["starts_at"] == session.starts_at and is_laid_out(session, agenda)
        for name, value in said.items():
            setattr(session, name, value)
        before = list(session.hosts.all())
        write(session, hosts, groups)
        if not is_as_it_was:
            set_agenda(session, agenda)
        see_out_strangers(session, before, *([] if is_as_it_was else [Agenda(session)]))
        remind_next(session)
        session.save(update_fields=[*said, "ends_at", "agenda_version", "next_reminder_at"])
        fill(session)
        if session.is_coming and hours != (session.starts_at, session.ends_at):
            tell_those_who_come(session, by, "hours")
    return session


def managed(by, session):
    """Return the session as it is now, locked. Raises PermissionDenied."""
    session = next_version(session)
    if not can_manage(by, session):
        raise PermissionDenied(_("Only its hosts and its partner do this in a session."))
    return session


def remind_next(session):
    session.next_reminder_at = session.reminder_after(timezone.now()) if session.is_coming else None


def tell_those_who_come(session, actor, what):
    """Tell those who hold a place, wait for one, or host it: `what` is "hours" or "cancelled"."""
    people = User.objects.filter(registrations__in=session.registrations.standing())
    people = {*people, *session.hosts.all()}
    notify(people, kind="session_changed", actor=actor, about=session, data={"what": what})


def publish_session(*, by, session):
    """Show a session to its audience; return it. Raises PermissionDenied, also when its hours are past."""
    with transaction.atomic():
        session = managed(by, session)
        if session.ends_at <= timezone.now():
            raise PermissionDenied(_("The hours of this session are past. Choose others first."))
        session.published_at = session.published_at or timezone.now()
        remind_next(session)
        session.save(update_fields=["published_at", "next_reminder_at"])
    return session


def cancel_session(*, by, session):
    """Call a session off and tell those who come; its page stays and says so. Raises PermissionDenied."""
    with transaction.atomic():
        session = managed(by, session)
        if not session.is_coming:
            raise PermissionDenied(_("Only a session that is to come can be cancelled."))
        session.cancelled_at = timezone.now()
        remind_next(session)
        session.save(update_fields=["cancelled_at", "next_reminder_at"])
        close_lobby(session)
        session.polls.running().end(session.cancelled_at)
        close_rounds(session)
        tables = close_tables(session, session.cancelled_at)
        transaction.on_commit(lambda: announce(session, *tables), robust=True)
        tell_those_who_come(session, by, "cancelled")
    return session


def remind(session):
    """Remind those who have a place, and the hosts, once; return whether it was still to be done."""
    with transaction.atomic():
        # Whoever changes the row tells: two processes at once tell it once.
        due = Session.objects.filter(pk=session.pk, next_reminder_at=session.next_reminder_at)
        if not due.update(next_reminder_at=session.reminder_after(timezone.now())):
            return False
        if session.starts_at > timezone.now():
            people = User.objects.filter(registrations__in=session.registrations.confirmed())
            notify({*people, *session.hosts.all()}, kind="session_reminder", about=session)
    return True
