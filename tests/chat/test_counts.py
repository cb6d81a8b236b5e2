"""Unread messages and mentions are counted exactly, cheaply, and told as each person chose."""

import random

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chat.actions import choose_level, hide_message, read_room, remove_message, restore_message, show_message
from chat.group_actions import invite, leave_room
from chat.models import Message, MessageMention, Room, RoomReading, with_unread
from live.counters import counters_of
from notifications.models import Notification
from tests.build import make_group_room, make_message, make_room, make_user


@pytest.fixture
def opened(room, noe):
    """An open room that Noé has opened before."""
    read_room(person=noe, room=room, number=0)
    return room


def call(person):
    return f"@[{person.name}]({person.get_absolute_url()}) regarde!"


def counts(person):
    return RoomReading.objects.counts_of([person.pk]).get(person.pk, {"rooms": 0})


# ---- Exactly --------------------------------------------------------------------------------


def naive(person):
    """Count message by message what this person has not read where they may read."""
    found = {}
    for reading in RoomReading.objects.filter(person=person, room__in=Room.objects.visible_to(person)):
        there = Message.objects.filter(room=reading.room, number__gt=reading.number, hidden_at=None, removed_at=None)
        others = [message for message in there if message.author_id != person.pk]
        calls = [m for m in others if MessageMention.objects.filter(message=m, person=person).exists()]
        found[f"room:{reading.room_id}"] = len(others)
        found[f"room:{reading.room_id}:mentions"] = len(calls)
    return {name: n for name, n in found.items() if n}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happened_the_counts_are_those_of_a_count_message_by_message(seed, camille, noe, lea):
    dice, rose = random.Random(seed), make_user("Rose Roy", is_superuser=True)
    cast = [camille, noe, lea]
    group = make_group_room(camille, noe)
    rooms = [make_room(), group]
    for step in range(60):
        room = Room.objects.get(pk=dice.choice(rooms).pk)
        member = dice.choice([person for person in cast if Room.objects.visible_to(person).contains(room)] or [camille])
        messages = list(Message.objects.filter(room=room).select_related("room", "author"))
        message = dice.choice(messages) if messages else None
        match dice.randrange(9):
            case 0 | 1 | 2:
                make_message(room, member, dice.choice(["Oui.", call(dice.choice(cast))]))
            case 3 | 4:
                read_room(person=member, room=room, number=dice.randint(0, room.last_number))
            case 5 if message and message.is_shown and not message.removed_at and message.author in cast:
                if Room.objects.visible_to(message.author).contains(room):
                    remove_message(by=message.author, message=message)
            case 6 if message and message.removed_at and message.is_shown:
                if Room.objects.visible_to(message.author).contains(room):
                    restore_message(by=message.author, message=message)
            case 7 if message:
                (show_message if message.hidden_at else hide_message)(by=rose, message=message)
            case 8 if room.is_group and member != camille:
                leave_room(person=member, room=room)
            case 8 if room.is_group:
                invite(by=camille, room=room, people=cast)
        if step % 4:
            continue  # asked after each, it takes long
        told = RoomReading.objects.counts_of([person.pk for person in cast])
        for person in cast:
            mine = {name: n for name, n in told.get(person.pk, {}).items() if name != "rooms"}
            assert mine == naive(person)
            for row in with_unread(Room.objects.visible_to(person), person):
                assert row.unread == mine.get(row.topic, 0)
                assert row.mentions == mine.get(f"{row.topic}:mentions", 0)


def test_ones_own_what_was_removed_and_what_was_hidden_are_not_unread(opened, camille, noe):
    for author in (camille, camille, camille, noe):
        make_message(opened, author, call(noe))
    first, second, *_rest = Message.objects.order_by("number").select_related("room")
    assert counts(noe)[opened.topic] == 3
    remove_message(by=camille, message=first)
    hide_message(by=make_user("Rose Roy", is_superuser=True), message=second)
    assert counts(noe) == {"rooms": 1, opened.topic: 1, f"{opened.topic}:mentions": 1}


@pytest.mark.parametrize("people", [1, 40])
def test_all_people_are_counted_in_one_query(people, room, camille, django_assert_num_queries):
    readers = [make_user(f"Membre {n}", email=f"m{n}@example.org") for n in range(people)]
    RoomReading.objects.bulk_create(RoomReading(room=room, person=reader) for reader in readers)
    make_message(room, camille)
    with django_assert_num_queries(1):
        told = RoomReading.objects.counts_of([reader.pk for reader in readers])
    assert [told[reader.pk][room.topic] for reader in readers] == [1] * people


# ---- As each person chose -------------------------------------------------------------------


def test_open_rooms_count_mentions_and_groups_everything(opened, camille, noe):
    group = make_group_room(camille, noe)
    for place in (opened, group):
        make_message(place, camille)
    assert counts(noe) == {"rooms": 1, opened.topic: 1, group.topic: 1}
    make_message(opened, camille, call(noe))
    assert counts(noe)["rooms"] == 2


@pytest.mark.parametrize(("level", "total"), [("everything", 2), ("mentions", 1), ("nothing", 0)])
def test_a_level_says_what_goes_into_the_number_of_all_rooms(level, total, opened, camille, noe):
    choose_level(person=noe, room=opened, level=level)
    make_message(opened, camille, call(noe))
    make_message(opened, camille)
    assert (counts(noe)["rooms"], counts(noe)[opened.topic]) == (total, 2)
    assert counters_of([noe.pk])[noe.pk]["rooms"] == total


def test_a_muted_room_tells_of_no_mention(opened, camille, noe, lea):
    choose_level(person=noe, room=opened, level="nothing")
    make_message(opened, camille, f"{call(noe)} {call(lea)}")
    told = Notification.objects.filter(kind="room_mention").values_list("recipient", flat=True)
    assert list(told) == [lea.pk]


def test_choosing_before_the_first_visit_leaves_nothing_unread(room, camille, noe):
    make_message(room, camille)
    choose_level(person=noe, room=Room.objects.get(), level="everything")
    assert counts(noe) == {"rooms": 0}
    with pytest.raises(PermissionDenied):
        choose_level(person=noe, room=make_group_room(camille), level="everything")


def test_the_page_of_a_room_shows_and_takes_the_choice(opened, noe, client_of):
    browser = client_of(noe)
    about, choose = (reverse(f"chat:{name}", args=[opened.slug]) for name in ("about", "choose_level"))
    assert browser.get(about).context["form"]["level"].value() == "mentions"
    assert browser.post(choose, {"level": "nothing"}).status_code == 302
    assert browser.get(about).context["form"]["level"].value() == "nothing"
    assert browser.post(choose, {"level": "loud"}).status_code == 422


# ---- On the pages ---------------------------------------------------------------------------


def test_reading_a_room_reads_its_mentions(opened, camille, noe):
    make_message(opened, camille, call(noe))
    make_message(opened, camille, call(noe))
    unread = lambda: Notification.objects.filter(recipient=noe, read_at=None).count()  # noqa: E731
    read_room(person=noe, room=Room.objects.get(), number=1)
    assert (unread(), counts(noe)[f"{opened.topic}:mentions"]) == (1, 1)
    read_room(person=noe, room=Room.objects.get(), number=2)
    assert (unread(), counts(noe)) == (0, {"rooms": 0})


def test_the_list_and_the_navigation_show_both_numbers(opened, camille, noe, client_of):
    make_message(opened, camille, call(noe))
    make_message(opened, camille)
    page = client_of(noe).get(reverse("chat:rooms")).content.decode()
    assert f'data-counter="{opened.topic}:mentions">1<' in page
    assert f'data-counter="{opened.topic}">2<' in page
    assert 'data-counter="rooms">1<' in page
