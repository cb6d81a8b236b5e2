"""Every write a person can cause in who belongs to a room: groups, their members, those whom moderators remove."""

import secrets
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from chat.live import announce
from chat.models import Room, RoomBan, RoomEvent, RoomMember, RoomReading
from chat.permissions import can_ban, can_invite, can_leave, can_make_group, can_manage, can_remove
from content.pace import lock
from live.publish import recheck_rights
from live.streams import next_version
from notifications.actions import notify

MOST_MEMBERS = 200
MOST_GROUPS_A_DAY = 10  # that one person makes
MOST_INVITED_A_DAY = 100  # by one person
Kind = RoomEvent.Kind


class TooFast(Exception):
    """This person did the same so often today that it must wait until tomorrow."""


def make_group(*, by, name, description):
    """Open a group room with its first member, who is in charge; return it. Raises PermissionDenied or TooFast.

    Its address cannot be guessed: who is not a member learns nothing from trying some.
    """
    with transaction.atomic():
        if not can_make_group(by):
            raise PermissionDenied(_("You may not write here for now."))
        lock(by)
        if RoomEvent.objects.filter(actor=by, kind=Kind.MADE, created_at__gt=a_day_ago()).count() >= MOST_GROUPS_A_DAY:
            raise TooFast(_("You have made many rooms today: make the next one tomorrow."))
        slug = secrets.token_urlsafe(12)
        room = Room.objects.create(is_group=True, slug=slug, version=1, name_fr=name, description_fr=description)
        RoomMember.objects.create(room=room, person=by, in_charge=True)
        RoomReading.objects.create(room=room, person=by)
        add_events(room, by, Kind.MADE)
    return room


def a_day_ago():
    return timezone.now() - timedelta(days=1)


def add_events(room, actor, kind, people=(None,)):
    """Store one slim row for each of these people, under the version that the room has taken; return them."""
    return [
        RoomEvent.objects.create(
            room=room, actor=actor, person=person, kind=kind, version=room.version, after_number=room.last_number
        )
        for person in people
    ]


def invite(*, by, room, people):
    """Let people into a group, and tell them; return those who were not in it. Raises PermissionDenied or TooFast.

    They are in at once, and leave when they like. Those whom this person cannot see, and those whom a moderator
    removed, stay out.
    """
    with transaction.atomic():
        room = next_version(room)
        if not can_invite(by, room):
            raise PermissionDenied(_("You may not invite anyone into this room."))
        new = list(can_be_invited(by, room).filter(pk__in=[person.pk for person in people]).order_by("pk"))
        if room.members.count() + len(new) > MOST_MEMBERS:
            raise PermissionDenied(_("A group has %(most)s members at most.") % {"most": MOST_MEMBERS})
        lock(by)
        today = RoomMember.objects.filter(invited_by=by, joined_at__gt=a_day_ago()).count()
        if today + len(new) > MOST_INVITED_A_DAY:
            raise TooFast(_("You have invited many people today: invite the others tomorrow."))
        RoomMember.objects.bulk_create(RoomMember(room=room, person=person, invited_by=by) for person in new)
        # What is said from now on is new to them; who comes back goes on where they were.
        readings = [RoomReading(room=room, person=person, number=room.last_number) for person in new]
        RoomReading.objects.bulk_create(readings, ignore_conflicts=True)
        events = add_events(room, by, Kind.JOINED, new)
        notify(new, kind="room_invitation", actor=by, about=room)
        transaction.on_commit(lambda: announce(room, *events), robust=True)
    return new


def can_be_invited(by, room):
    """Return the people whom this member may let into the room."""
    return User.objects.visible_to(by).exclude(rooms=room).exclude(room_bans__room=room)


def remove_member(*, by, room, person):
    """Take someone out of a group, and tell them: their open pages stop hearing it at once. Raises PermissionDenied."""
    with transaction.atomic():
        room = next_version(room)
        if not can_remove(by, room) or by.pk == person.pk or not take_out(room, person):
            raise PermissionDenied(_("You may not remove this person."))
        [event] = add_events(room, by, Kind.REMOVED, [person])
        # The name of the room as they knew it: what becomes of it is not theirs to see.
        notify([person], kind="room_removal", actor=by, about=event, data={"room": room.name})
        transaction.on_commit(lambda: announce(room, event), robust=True)


def leave_room(*, person, room):
    """Leave a group; suspended people may too. Raises PermissionDenied."""
    with transaction.atomic():
        room = next_version(room)
        if not can_leave(person, room):
            raise PermissionDenied(_("You are not a member of this room."))
        take_out(room, person)
        events = add_events(room, person, Kind.LEFT)
        transaction.on_commit(lambda: announce(room, *events), robust=True)


def take_out(room, person):
    """End a membership; tell whether there was one. Their pages stop hearing the room after the commit."""
    taken, _rows = RoomMember.objects.filter(room=room, person=person).delete()
    transaction.on_commit(lambda: recheck_rights([person.pk]), robust=True)
    return bool(taken)


def hand_over(*, by, room, person):
    """Put another member in charge of a group. Raises PermissionDenied."""
    with transaction.atomic():
        room = next_version(room)
        if not can_manage(by, room) or not room.members.filter(person=person).exists():
            raise PermissionDenied(_("Only the person in charge of this room may do this."))
        room.members.filter(in_charge=True).update(in_charge=False)
        room.members.filter(person=person).update(in_charge=True)
        events = add_events(room, by, Kind.CHARGED, [person])
        transaction.on_commit(lambda: announce(room, *events), robust=True)


def rename_group(*, by, room, name, description):
    """Give a group another name or description; return it. Raises PermissionDenied."""
    with transaction.atomic():
        room = next_version(room)
        if not can_manage(by, room):
            raise PermissionDenied(_("Only the person in charge of this room may do this."))
        room.name_fr, room.description_fr = name, description
        room.save(update_fields=["name_fr", "description_fr"])
        events = add_events(room, by, Kind.RENAMED)
        transaction.on_commit(lambda: announce(room, *events), robust=True)
    return room


def ban_author(*, by, message):
    """Remove the author of a message from its room, open or not, until lift_ban. Raises PermissionDenied."""
    with transaction.atomic():
        room = next_version(message.room)
        if not can_ban(by, message):
            raise PermissionDenied(_("You may not remove this person."))
        RoomBan.objects.get_or_create(room=room, person=message.author, defaults={"message": message})
        events = add_events(room, by, Kind.REMOVED, [message.author]) if take_out(room, message.author) else []
        transaction.on_commit(lambda: announce(room, *events), robust=True)


def lift_ban(*, by, message):
    """Undo ban_author; into a group they may then be invited again. Raises PermissionDenied."""
    with transaction.atomic():
        room = next_version(message.room)
        if not can_ban(by, message):
            raise PermissionDenied(_("You may not remove this person."))
        RoomBan.objects.filter(room=room, person=message.author).delete()
        transaction.on_commit(lambda: announce(room), robust=True)
