"""What hosts do with all tables of a session at once: move and mute people, spread them, speak to all, close."""

import random
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.actions import render_before, send_to_hosted
from chat.hosted_rooms import mute, unmute
from networking.agenda import current
from networking.live_actions import move, run_by
from networking.models import Registration
from networking.seats import get_up, seat
from networking.spreading import Guest, OpenTable, spread
from networking.table_actions import present, show
from search.analyser import terms_in


def move_people(*, by, session, people, table=None):
    """Seat people at a table, locked or not, or let them get up; all of them or nobody. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        inside(session, people)
        if table is None:
            changed = {left.pk: left for person in people for left in get_up(session, person)}
            show(session, *changed.values())
            return
        table = present(session, table)
        there = {place.person_id for place in table.sitting}
        people = [person for person in people if person.pk not in there]
        free = table.free_seats
        if len(people) > free:
            words = ngettext(
                "This table has room for %(n)s more person.", "This table has room for %(n)s more people.", free
            )
            raise PermissionDenied(words % {"n": free})
        show(session, *seat(session, table, people))


def inside(session, people):
    """Raise PermissionDenied where one of these people is not in the session."""
    here = set(session.attendances.filter(person__in=people, left_at=None).values_list("person", flat=True))
    for person in people:
        if person.pk not in here:
            raise PermissionDenied(_("%(name)s has left the session.") % {"name": person.shown_name})


def mute_people(*, by, session, people, on):
    """Let people read and not write in the lobby and at the tables, or write again. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        inside(session, people)
        session.attendances.filter(person__in=people).update(muted_at=timezone.now() if on else None)
        seats = session.seats.taken().filter(person__in=people).select_related("table__room")
        rooms = {place.person_id: place.table.room for place in seats}
        change = mute if on else unmute
        for person in people:
            for room in filter(None, (session.lobby, rooms.get(person.pk))):
                change(room, person)


def spread_people(*, by, session, by_interest):
    """Seat those who are here and sit nowhere; return (how many sit now, how many found no seat).

    Hosts who did not register run the session: they stay where they are. Raises PermissionDenied.
    """
    with transaction.atomic():
        session = run_by(by, session)
        waiting = {row.person_id: row for row in without_table(session)}
        tables = {table.pk: table for table in session.tables.shown().filter(locked_at=None).with_people()}
        guests = [Guest(key, terms_of(row) if by_interest else frozenset()) for key, row in waiting.items()]
        random.shuffle(guests)
        places = spread(guests, [open_table(table) for table in tables.values()])
        changed = []
        for key, people in places.items():
            changed += seat(session, tables[key], [waiting[person].person for person in people])
        show(session, *changed)
    seated = sum(map(len, places.values()))
    return seated, len(waiting) - seated


def without_table(session):
    """Return the registrations of those who are here and sit nowhere."""
    rows = Registration.objects.confirmed().filter(
        session=session, person__in=session.attendances.present().values("person")
    )
    rows = rows.exclude(person__in=session.seats.taken().values("person"))
    return rows.select_related("person").prefetch_related("sought_tags", "offered_tags")


def terms_of(registration):
    tags = [*registration.sought_tags.all(), *registration.offered_tags.all()]
    return all_terms(
        registration.seeks, registration.offers, *(name for tag in tags for name in (tag.name, tag.name_en))
    )


def all_terms(*texts):
    return frozenset().union(*terms_in(" ".join(texts)))


def open_table(table):
    return OpenTable(table.pk, table.free_seats, len(table.sitting), all_terms(table.topic_fr, table.topic_en))


def tell_tables(*, by, session, body, client_id):
    """Say something in the room of each table at which people sit; return how many.

    Raises PermissionDenied, or AlreadySent when it came with another text.
    """
    html = render_before(body)
    with transaction.atomic():
        session = run_by(by, session)
        tables = session.tables.shown().filter(places__in=session.seats.taken()).select_related("room").distinct()
        rooms = [table.room for table in tables]
        if not rooms:
            raise PermissionDenied(_("Nobody sits at a table now."))
        send_to_hosted(author=by, rooms=rooms, body=body, html=html, client_id=client_id)
    return len(rooms)


def close_tables_in(*, by, session, minutes):
    """Let the part of the tables end so many minutes from now; what follows moves with it. Raises PermissionDenied."""
    with transaction.atomic():
        session = run_by(by, session)
        now, segment = timezone.now(), current(session.segments.all(), timezone.now())
        if segment is None or segment.kind != "tables" or segment.starts_at > now:
            raise PermissionDenied(_("The tables are not on now."))
        move(session, segment.ends_at, now + timedelta(minutes=minutes) - segment.ends_at)
