"""The room of all who are in a session. Called with the session locked, but for welcome and end_session."""

from django.db import transaction
from django.utils import timezone

from chat.hosted_rooms import RoomPlan, add_people, close_rooms, open_rooms, take_out_people
from live.streams import next_version
from networking.live import announce
from networking.models import Attendance
from networking.permissions import open_to
from networking.planning import close_rounds, step_out
from networking.seats import close_tables, get_up


def welcome(session, person):
    """Let someone into the lobby, which opens for the first one; anew for a session that takes place again."""
    if not has_lobby(session):
        session = next_version(session)
        if not has_lobby(session):
            [session.lobby] = open_rooms([RoomPlan("Salon d’accueil", "Lobby", [])])
            session.save(update_fields=["lobby"])
    is_muted = session.attendances.filter(person=person, muted_at__isnull=False).exists()
    add_people(session.lobby, [person], muted={person.pk} if is_muted else set())


def has_lobby(session):
    return session.lobby and not session.lobby.archived_at


def see_out(session, person):
    """End somebody's stay in the session, by their own click or with their place."""
    see_out_all(session, [person])


def see_out_all(session, people, *rows):
    tables = [table for person in people for table in end_stay(session, person)]
    transaction.on_commit(lambda: announce(session, *rows, *tables), robust=True)


def end_stay(session, person):
    """Return the tables that changed."""
    stay = Attendance.objects.filter(session=session, person=person, left_at=None)
    if not stay.update(left_at=timezone.now()):
        return []
    take_out_people(session.lobby, [person])
    step_out(session, person)
    return get_up(session, person)


def see_out_strangers(session, people, *rows):
    """End the stay of those among these who have no place in the session any more, and do not run it.

    `rows` changed at the same version: pages hear of it all at once, as they take one frame for each version.
    """
    strangers = [person for person in people if not open_to(person).filter(pk=session.pk).exists()]
    see_out_all(session, strangers, *rows)


def close_lobby(session):
    """Leave the lobby readable to who was there."""
    if session.lobby:
        close_rooms([session.lobby])


def end_session(session):
    """Close what a session that is over left open, and end who is still there; nothing more the second time."""
    with transaction.atomic():
        session = next_version(session)
        session.attendances.filter(left_at=None).update(left_at=session.ends_at)
        close_lobby(session)
        session.polls.running().end(session.ends_at)
        close_rounds(session)
        tables = close_tables(session, session.ends_at)
        transaction.on_commit(lambda: announce(session, *tables), robust=True)
