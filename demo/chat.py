"""Rooms and their messages, and what people do in them."""

from datetime import timedelta
from uuid import uuid4

from chat import actions, group_actions
from chat.bulk import MessageDraft, add_messages
from chat.models import Room, RoomReading
from demo.past import TALK, at
from demo.reader import lines_of

# Messages not read yet, by room: something to see on the first visit.
UNREAD = {
    "camille-gauthier": {"automatisation": 6, "soudage": 14},
    "noe-tremblay": {"entraide": 9, "soudage": 3},
}


def add_rooms(content, people, now):
    rooms = [add_room(place, room, people, now) for place, room in enumerate(content.rooms)]
    add_readings(rooms, people)


def add_room(place, room, people, now):
    made = Room.objects.create(position=place, **room["room"])
    lines = lines_of(room, now)
    return add_messages(made, [MessageDraft(people[handle], body, moment) for moment, handle, body in lines])


def add_readings(rooms, people):
    """Those who wrote in a room have read it to its end, but for the two of UNREAD."""
    for room in rooms:
        behind = {people[handle].pk: unread.get(room.slug, 0) for handle, unread in UNREAD.items()}
        readers = {*behind, *room.messages.values_list("author", flat=True)}
        RoomReading.objects.bulk_create(
            RoomReading(room=room, person_id=pk, number=room.last_number - behind.get(pk, 0)) for pk in sorted(readers)
        )


# ---- Groups, by the actions of their members ------------------------------------------------


def add_group(group, names, now):
    """Make a group room with its members, what they said, and what some of them have not read."""
    founder = names.people[group["by"]]
    with at(now - timedelta(days=group["days_ago"]), TALK):
        room = group_actions.make_group(by=founder, name=group["name"], description=group["description"])
    guests = [(now - timedelta(days=guest["days_ago"]), guest) for guest in group["invited"]]
    for talk in group["talk"]:
        start = now - timedelta(days=talk["days_ago"])
        for line in talk["lines"]:
            moment = start + timedelta(minutes=line["at"])
            guests = let_in(room, guests, names, until=moment)
            with at(moment, TALK):
                say(room, names, line)
    let_in(room, guests, names, until=now)
    room.refresh_from_db()
    for member in room.members.select_related("person"):
        behind = group["unread"].get(member.person.email.partition("@")[0], 0)
        actions.read_room(person=member.person, room=room, number=room.last_number - behind)


def let_in(room, guests, names, until):
    """Invite those who came until a moment; return the others."""
    for moment, guest in guests:
        if moment <= until:
            with at(moment, TALK):
                people = [names.people[handle] for handle in guest["people"]]
                group_actions.invite(by=names.people[guest["by"]], room=room, people=people)
    return [(moment, guest) for moment, guest in guests if moment > until]


def say(room, names, line):
    """Send a line of a group, with the signs that its readers put on it; `answers` is the number of another one."""
    message, _created = actions.send_message(
        author=names.people[line["by"]],
        room=room,
        body=names.typed(line["says"]),
        client_id=uuid4(),
        reply_to=room.messages.get(number=line["answers"]) if "answers" in line else None,
    )
    for kind, handles in line.get("signs", {}).items():
        for handle in handles:
            actions.react(by=names.people[handle], message=message, kind=kind)


# ---- What moments.toml tells ------------------------------------------------------------


def send(names, *, author, room, body, answers=""):
    actions.send_message(
        author=names.people[author],
        room=names.room(room),
        body=names.typed(body),
        client_id=uuid4(),
        reply_to=names.message(room, answers) if answers else None,
    )


def react(names, *, people, room, message, sign):
    for handle in people:
        actions.react(by=names.people[handle], message=names.message(room, message), kind=sign)


def choose_level(names, *, person, room, level):
    actions.choose_level(person=names.people[person], room=names.room(room), level=level)
