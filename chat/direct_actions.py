"""Rooms of two people."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Room, RoomMember, RoomReading
from chat.permissions import can_open_direct, can_see


def open_direct(*, by, person):
    """Return the room of these two, opened when there is none. Raises PermissionDenied.

    Its key is unique: of two who open it at once, the second waits for the first and gets that one.
    """
    with transaction.atomic():
        if not can_open_direct(by, person):
            raise PermissionDenied(_("You may not write to this person alone."))
        # Its readers see the name of the other one; what is stored is for where nobody in particular reads.
        named = {"name_fr": "Conversation privée", "name_en": "Private conversation"}
        room, is_new = Room.objects.get_or_create(
            direct_key="{}-{}".format(*sorted([by.pk, person.pk])),
            defaults={"is_group": True, "slug": secrets.token_urlsafe(12), **named},
        )
        if is_new:
            RoomMember.objects.bulk_create(RoomMember(room=room, person=one) for one in (by, person))
            RoomReading.objects.bulk_create(RoomReading(room=room, person=one) for one in (by, person))
        elif not can_see(by, room):  # a moderator removed them from it
            raise PermissionDenied(_("You may not write to this person alone."))
    return room
