"""A closed account's name goes from what others wrote in rooms, and what it read is forgotten."""

import pytest
from channels.db import database_sync_to_async

from accounts.actions import close_account
from chat import jobs
from chat.actions import archive_room, read_room, remove_message
from chat.models import Message, MessageMention, RoomReading
from tests.build import make_message, make_user
from tests.sockets import open_page

pytestmark = pytest.mark.django_db


def call(target):
    return f"@[{target}]({target.get_absolute_url()})"


def leave(person):
    close_account(person=person)
    jobs.run_due()


def test_the_name_goes_and_nothing_else_changes(room, noe, camille, lea, client_of):
    message = make_message(room, noe, f"{call(lea)} et {call(camille)}, le *four* est prêt.")
    taken_back = make_message(room, noe, call(lea))
    remove_message(by=noe, message=taken_back)
    other = make_message(room, noe, call(camille))
    archive_room(by=make_user("Ada Roy", is_superuser=True), room=room)
    leave(lea)
    after = Message.objects.get(pk=message.pk)
    assert after.body == f"Personne partie et {call(camille)}, le *four* est prêt."
    assert "<em>four</em>" in after.html and "Léa" not in after.html
    assert (after.edited_at, after.digest) == (None, message.digest)
    assert Message.objects.get(pk=taken_back.pk).body == "Personne partie"
    assert Message.objects.get(pk=other.pk).version == other.version
    assert "Léa" not in client_of(noe).get(room.get_absolute_url()).content.decode()
    assert [mention.person for mention in MessageMention.objects.all()] == [camille, camille]
    room.refresh_from_db()
    version = room.version
    jobs.run_due()
    room.refresh_from_db()
    assert room.version == version


def test_what_they_read_is_forgotten_and_others_keep_theirs(room, noe, lea):
    room = make_message(room, noe).room
    for person in (noe, lea):
        read_room(person=person, room=room, number=1)
    leave(lea)
    assert [reading.person for reading in RoomReading.objects.all()] == [noe]


@pytest.mark.django_db(transaction=True)
async def test_open_pages_hear_it(room, noe, camille, lea):
    message = await database_sync_to_async(make_message)(room, noe, call(lea))
    async with open_page(camille, room.topic, version=1) as page:
        await database_sync_to_async(leave)(lea)
        frame = await page.receive_frame("changes")
    [change] = frame["changes"]
    assert (change["key"], change["version"]) == (message.live_key, 2)
    assert "Personne partie" in str(frame) and "Léa" not in str(frame)
