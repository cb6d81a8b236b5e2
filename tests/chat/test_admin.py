"""Rooms in the admin."""

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chat.actions import archive_room, reopen_room
from chat.models import Room, RoomEvent
from tests.build import make_message, make_room, make_user
from tests.sockets import open_page


@pytest.fixture
def administrator(db):
    return make_user("Admin Istration", is_staff=True, is_superuser=True)


@pytest.fixture
def admin(client_of, administrator):
    return client_of(administrator)


def choose(admin, action, *rooms):
    fields = {"action": action, "_selected_action": [room.pk for room in rooms]}
    return admin.post(reverse("admin:chat_room_changelist"), fields, follow=True)


def test_a_room_is_made(admin):
    fields = {"name_fr": "Soudage", "name_en": "Welding", "slug": "soudage", "position": "2"}
    assert admin.post(reverse("admin:chat_room_add"), fields).status_code == 302
    room = Room.objects.get()
    assert (room.name_fr, room.slug, room.version, room.archived_at) == ("Soudage", "soudage", 0, None)


def test_rooms_are_archived_and_opened_again(admin, room, noe, administrator):
    other, archived = make_room(), make_room()
    archive_room(by=administrator, room=archived)
    choose(admin, "archive", room, archived)
    room.refresh_from_db()
    other.refresh_from_db()
    assert room.archived_at and not other.archived_at
    with pytest.raises(PermissionDenied):
        make_message(room, noe)
    # Archived once, told once.
    assert archived.events.count() == 1
    choose(admin, "reopen", room)
    assert make_message(room, noe).version == 3
    assert list(room.events.order_by("pk").values_list("kind", flat=True)) == ["archived", "reopened"]


@pytest.mark.django_db(transaction=True)
async def test_open_pages_are_told(room, camille, administrator):
    async with open_page(camille, room.topic, version=0) as page:
        await database_sync_to_async(archive_room)(by=administrator, room=room)
        frame = await page.receive_frame("changes")
    event = await RoomEvent.objects.aget()
    assert [change["key"] for change in frame["changes"]] == [event.live_key]
    assert (frame["from"], frame["version"]) == (0, 1)


def test_members_archive_nothing(room, camille):
    for action in (archive_room, reopen_room):
        with pytest.raises(PermissionDenied):
            action(by=camille, room=room)
    room.refresh_from_db()
    assert (room.version, room.archived_at, room.events.count()) == (0, None, 0)


def test_rooms_are_never_deleted(admin, room):
    assert admin.post(reverse("admin:chat_room_delete", args=[room.pk]), {"post": "yes"}).status_code == 403
    choose(admin, "delete_selected", room)
    assert Room.objects.filter(pk=room.pk).exists()
