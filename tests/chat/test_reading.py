from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.actions import read_room
from chat.models import Message, Room, RoomReading, with_unread
from chat.reading import SIZE, Stretch
from tests.build import make_message, make_room, unread_of


@pytest.fixture
def talk(room, camille):
    """Sixty messages, three minutes apart."""
    start = timezone.now() - timedelta(hours=4)
    for number in range(60):
        message = make_message(room, camille, f"Ligne {number + 1}.")
        Message.objects.filter(pk=message.pk).update(created_at=start + timedelta(minutes=3 * number))
    room.refresh_from_db()
    return room


def numbers(stretch):
    return [message.number for message in stretch.messages]


def test_a_room_opens_at_its_end(talk, noe):
    stretch = Stretch(talk, hidden=False)
    assert numbers(stretch) == list(range(11, 61))
    assert (stretch.older, stretch.newer, stretch.is_last) == (11, None, True)


def test_history_goes_back_to_the_first_message(client, talk, noe):
    stretch = Stretch(talk, hidden=False, before=11)
    assert numbers(stretch) == list(range(1, 11))
    assert (stretch.older, stretch.newer) == (None, 11)
    client.force_login(noe)
    page = client.get(reverse("chat:history", args=[talk.slug]), {"avant": 11}).content.decode()
    assert "Ligne 10." in page
    assert "Ligne 11." not in page


def test_a_message_has_an_address(talk, noe):
    stretch = Stretch(talk, hidden=False, start=5)
    assert numbers(stretch) == list(range(5, 5 + SIZE))
    assert (stretch.older, stretch.newer) == (5, 55)


def test_one_breath_stands_under_one_name(room, camille, noe):
    moments = [0, 2, 4, 10, 11]
    afternoon = timezone.now().replace(hour=17, minute=0)  # a new day begins a new breath
    for minutes, person in zip(moments, [camille, camille, camille, camille, noe], strict=True):
        message = make_message(room, person)
        Message.objects.filter(pk=message.pk).update(created_at=afternoon + timedelta(minutes=minutes))
    assert [row.is_first for row in Stretch(room, hidden=False).rows] == [True, False, False, True, True]


def unread(room, person):
    return with_unread(Room.objects.all(), person).get(pk=room.pk).unread


def test_unread_counts_what_came_since(room, camille, noe):
    assert unread(room, noe) == 0
    make_message(room, camille)
    assert unread(room, noe) == 0  # never opened: nothing to catch up
    read_room(person=noe, room=Room.objects.get(), number=1)
    make_message(room, camille)
    make_message(room, camille)
    assert unread(room, noe) == 2
    assert unread_of([noe.pk, camille.pk]) == {noe.pk: 2}


def test_ones_own_message_is_read(room, camille):
    read_room(person=camille, room=room, number=0)
    make_message(room, camille)
    assert unread(room, camille) == 0


def test_reading_only_grows_and_never_past_the_end(room, camille, noe):
    make_message(room, camille)
    for number, expected in ((5, 1), (0, 1)):
        read_room(person=noe, room=Room.objects.get(), number=number)
        assert RoomReading.objects.get(person=noe).number == expected


def test_the_page_marks_what_it_showed(client, talk, noe):
    client.force_login(noe)
    address = reverse("chat:mark_read", args=[talk.slug])
    assert client.post(address, {"number": 60}).status_code == 204
    assert RoomReading.objects.get(person=noe).number == 60
    for number in ("", "-1", "x", 2**40):
        assert client.post(address, {"number": number}).status_code == 422
    assert client.get(address).status_code == 405


def test_the_list_shows_what_is_unread(client, talk, noe, camille):
    read_room(person=noe, room=talk, number=58)
    make_room(name_fr="Soudage")
    client.force_login(noe)
    page = client.get(reverse("chat:rooms"))
    assert [(room.name, room.unread) for room in page.context["rooms"]] == [("Atelier", 2), ("Soudage", 0)]


def test_rooms_are_for_members(client, room):
    for address in (reverse("chat:rooms"), room.get_absolute_url(), reverse("chat:history", args=[room.slug])):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/compte/")
