from concurrent.futures import ThreadPoolExecutor

import pytest
from channels.db import database_sync_to_async
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from chat.actions import archive_room, hide_message, react, remove_message, restore_message
from chat.models import MOST_NAMED, Message, Reaction, Room
from tests.build import make_group_room, make_message, make_user
from tests.sockets import open_page


@pytest.fixture
def message(room, camille):
    return make_message(room, camille)


def page_of(client, room):
    return client.get(room.get_absolute_url()).content.decode()


def test_a_sign_is_put_and_taken_back(message, noe, camille):
    for person in (noe, camille):
        react(by=person, message=message, kind="done")
    assert Message.objects.get().reactions == {"done": {"count": 2, "people": [noe.pk, camille.pk]}}
    react(by=noe, message=message, kind="done")
    assert Message.objects.get().reactions == {"done": {"count": 1, "people": [camille.pk]}}
    react(by=camille, message=message, kind="done")
    assert (Message.objects.get().reactions, Reaction.objects.count()) == ({}, 0)


def test_signs_stand_in_the_order_of_the_set(message, noe):
    for kind in ("thanks", "agreed"):
        react(by=noe, message=message, kind=kind)
    assert [one["sign"] for one in Message.objects.get().reactions_shown] == ["👍", "❤️"]


@pytest.mark.django_db(transaction=True)
async def test_everyone_hears_the_same_row(message, room, camille, noe):
    async with open_page(camille, room.topic) as page:
        await database_sync_to_async(react)(by=noe, message=message, kind="bravo")
        frame = await page.receive_frame("changes")
        assert frame["version"] == 2
        assert f'data-react="bravo" data-people="{noe.pk}"' in frame["changes"][0]["html"]


def test_what_is_hidden_removed_or_archived_takes_no_sign(message, room, noe, camille):
    rose = make_user("Rose Roy", is_superuser=True)

    def refused(by):
        with pytest.raises(PermissionDenied):
            react(by=by, message=message, kind="done")

    remove_message(by=camille, message=message)
    refused(noe)
    restore_message(by=camille, message=message)
    hide_message(by=rose, message=message)
    refused(rose)
    message = make_message(room, camille)
    archive_room(by=rose, room=room)
    refused(noe)
    assert not Reaction.objects.exists()


def test_strangers_to_a_group_cannot_react(camille, noe, lea, client_of):
    message = make_message(make_group_room(camille, noe), camille)
    with pytest.raises(PermissionDenied):
        react(by=lea, message=message, kind="done")
    assert client_of(lea).post(reverse("chat:react", args=[message.pk]), {"kind": "done"}).status_code == 404


@pytest.mark.parametrize("kind", ["", "👍", "__class__", "agreed" * 9])
def test_other_signs_are_refused(message, noe, client_of, kind):
    assert client_of(noe).post(reverse("chat:react", args=[message.pk]), {"kind": kind}).status_code == 422
    assert not Reaction.objects.exists()


def test_members_see_who_reacted_until_the_message_is_removed(message, noe, camille, client_of):
    react(by=noe, message=message, kind="funny")
    address = reverse("chat:reactions", args=[message.pk])
    assert noe.name in client_of(camille).get(address).content.decode()
    assert "😄" in page_of(client_of(camille), message.room)
    remove_message(by=camille, message=message)
    assert client_of(noe).get(address).status_code == 404
    assert "😄" not in page_of(client_of(noe), message.room)


def test_a_thousand_signs_name_a_hundred(message, noe):
    people = type(noe).objects.bulk_create(
        type(noe)(name=f"M {n}", email=f"m{n}@example.org") for n in range(MOST_NAMED + 20)
    )
    Reaction.objects.bulk_create(Reaction(message=message, person=person, kind="done") for person in people)
    react(by=noe, message=message, kind="done")
    shown = Message.objects.get().reactions["done"]
    assert (shown["count"], len(shown["people"])) == (MOST_NAMED + 21, MOST_NAMED)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted(message, room):
    people = [make_user(f"Membre {n}", email=f"m{n}@example.org") for n in range(8)]

    def put(person):
        react(by=person, message=message, kind="agreed")
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(put, people))
    assert Message.objects.get().reactions["agreed"]["count"] == 8
    assert Room.objects.get().version == 9
