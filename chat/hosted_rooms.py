"""Rooms that another part of the site opens, peoples and closes.

Each function runs in the transaction of its caller, who asked for the permission. Only who is in such a room sees it;
it is not listed among their rooms, and what is unread there is not counted.
"""

import secrets
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.live import announce
from chat.models import Room, RoomEvent, RoomMember, RoomReading
from live.publish import recheck_rights
from live.streams import next_version


class RoomPlan(NamedTuple):
    """A room to open; names of sixty characters at most."""

    name_fr: str
    name_en: str
    people: list[User]


def open_rooms(plans):
    """Open these rooms and return them in order; a hundred cost a handful of queries. No address can be guessed."""
    rooms = Room.objects.bulk_create(
        Room(is_group=True, is_hosted=True, slug=secrets.token_urlsafe(12), name_fr=plan.name_fr, name_en=plan.name_en)
        for plan in plans
    )
    seats = [
        {"room": room, "person": person} for room, plan in zip(rooms, plans, strict=True) for person in plan.people
    ]
    RoomMember.objects.bulk_create(RoomMember(**seat) for seat in seats)
    RoomReading.objects.bulk_create(RoomReading(**seat) for seat in seats)
    return rooms


def add_people(room, people, muted=frozenset()):
    """Let people in, those whose keys are `muted` to read alone; who is in stays as they are. What was said is read.

    Nothing is locked or told: who is a member shows on no open page, and hundreds come within a minute.
    """
    now = timezone.now()
    members = (RoomMember(room=room, person=one, muted_at=now if one.pk in muted else None) for one in people)
    RoomMember.objects.bulk_create(members, ignore_conflicts=True)
    readings = (RoomReading(room=room, person=person, number=room.last_number) for person in people)
    RoomReading.objects.bulk_create(readings, ignore_conflicts=True)


def take_out_people(room, people):
    """End the stay of these people: their pages stop hearing the room after the commit."""
    room = next_version(room)
    ids = [person.pk for person in people]
    room.members.filter(person__in=ids).delete()
    transaction.on_commit(lambda: announce(room), robust=True)
    transaction.on_commit(lambda: recheck_rights(ids), robust=True)


def mute(room, person):
    """Let someone read and not write."""
    _set_muted(room, person, timezone.now())


def unmute(room, person):
    _set_muted(room, person, None)


def _set_muted(room, person, moment):
    room = next_version(room)
    room.members.filter(person=person).update(muted_at=moment)
    transaction.on_commit(lambda: announce(room), robust=True)


def close_rooms(rooms):
    """Close to new messages those of these rooms that are open; they stay readable."""
    still_open = Room.objects.filter(pk__in=[room.pk for room in rooms], archived_at=None)
    # One after another by their keys: two callers never wait for each other.
    closed = [next_version(room, archived_at=timezone.now()) for room in still_open.order_by("pk")]
    events = RoomEvent.objects.bulk_create(
        RoomEvent(room=room, kind=RoomEvent.Kind.ARCHIVED, version=room.version, after_number=room.last_number)
        for room in closed
    )
    transaction.on_commit(lambda: [announce(event.room, event) for event in events], robust=True)
