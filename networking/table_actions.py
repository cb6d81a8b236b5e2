"""What people do with the tables of a session: hosts set them up, everyone sits down, moves and gets up."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chat.hosted_rooms import RoomPlan, close_rooms, open_rooms
from networking.live import announce
from networking.live_actions import run_by
from networking.models import Table, TableInvitation
from networking.permissions import can_manage
from networking.seats import get_up, seat
from networking.talk_actions import entered
from notifications.actions import notify

MOST_TABLES = 40


def add_table(*, by, session, topic_fr, topic_en, seats, video_url):
    """Set up a table with so many seats; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        if session.tables.shown().count() >= MOST_TABLES:
            raise PermissionDenied(_("A session has %(n)s tables at most.") % {"n": MOST_TABLES})
        [room] = open_rooms([RoomPlan(topic_fr, topic_en or topic_fr, [])])
        said = {"topic_fr": topic_fr, "topic_en": topic_en, "seats": seats, "video_url": video_url}
        table = Table.objects.create(session=session, version=session.version, room=room, **said)
        show(session, table)
    return table


def show(session, *tables):
    transaction.on_commit(lambda: announce(session, *tables), robust=True)


def present(session, table):
    """Return a table as it is under the lock of its session. Raises PermissionDenied."""
    found = session.tables.shown().select_related("room").filter(pk=table.pk).first()
    if found is None:
        raise PermissionDenied(_("This table is gone."))
    return found


def remove_table(*, by, table):
    """Take away a table at which nobody sits; return it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, table.session)
        table = present(session, table)
        if table.sitting:
            raise PermissionDenied(_("People sit at this table."))
        table.removed_at, table.version = timezone.now(), session.version
        table.save(update_fields=["removed_at", "version"])
        close_rooms([table.room])
        show(session, table)
    return table


def sit_down(*, person, table):
    """Sit down at a table, and get up from another; return the tables that changed. Raises PermissionDenied.

    One more than its seats fits where a host joins.
    """
    with transaction.atomic():
        session = entered(person, table.session)
        table, hosts = present(session, table), can_manage(person, table.session)
        if any(place.person_id == person.pk for place in table.sitting):
            return [table]
        if table.locked_at and not hosts and not table.invitations.filter(person=person).exists():
            raise PermissionDenied(_("Those who sit at this table have locked it."))
        if len(table.sitting) >= table.seats + hosts:
            raise PermissionDenied(_("This table is full."))
        changed = seat(session, table, [person])
        show(session, *changed)
    return changed


def can_invite(person, table):
    """Tell whether this person may wish others at a table: who sits there, and hosts."""
    return any(place.person_id == person.pk for place in table.sitting) or can_manage(person, table.session)


def may_be_invited(table):
    """Return the people of the session who do not sit at this table."""
    inside = table.session.attendances.filter(left_at=None).values("person")
    people = User.objects.present().filter(pk__in=inside).exclude(pk__in=table.places.taken().values("person"))
    return people.select_related("company").order_by("folded_name", "pk")


def invite(*, by, table, people):
    """Tell people that they are wished at a table, each once; its lock does not stop them. Raises PermissionDenied."""
    with transaction.atomic():
        session = entered(by, table.session)
        table = present(session, table)
        if not can_invite(by, table):
            raise PermissionDenied(_("Those who sit at a table invite others."))
        for person in may_be_invited(table).filter(pk__in=[one.pk for one in people]).exclude(pk=by.pk):
            invitation, is_new = TableInvitation.objects.get_or_create(table=table, person=person, defaults={"by": by})
            if is_new:
                notify([person], kind="table_invitation", actor=by, about=invitation)
        show(session)


def stand_up(*, person, session):
    """Get up from where one sits; return the tables that changed, one or none. Raises PermissionDenied."""
    with transaction.atomic():
        session = entered(person, session)
        changed = get_up(session, person)
        show(session, *changed)
    return changed


def lock_table(*, by, table, on):
    """Let nobody else sit down at a table, or let them again: who sits there, and hosts. Raises PermissionDenied."""
    with transaction.atomic():
        session = entered(by, table.session)
        table = present(session, table)
        if not can_manage(by, session) and all(place.person_id != by.pk for place in table.sitting):
            raise PermissionDenied(_("Those who sit at a table lock it."))
        table.locked_at, table.version = timezone.now() if on else None, session.version
        table.save(update_fields=["locked_at", "version"])
        show(session, table)
    return table
