"""What is stored in bulk is what send_message would have stored."""

from datetime import timedelta

from django.utils import timezone

from chat.bulk import MessageDraft, add_messages
from chat.models import Message
from tests.build import make_message, make_room


def stored(room):
    left_out = {"id", "client_id", "room_id", "created_at"}
    names = [field.attname for field in Message._meta.concrete_fields if field.attname not in left_out]
    room.refresh_from_db()
    return room.version, room.last_number, list(room.messages.order_by("number").values(*names))


def test_messages_are_stored_as_the_action_stores_them(camille, noe):
    by_hand, in_bulk = make_room(), make_room()
    lines = [(camille, "Le four est à **480 °C**."), (noe, "And the press is not ready."), (camille, "Ok")]
    for author, body in lines:
        make_message(by_hand, author, body)
    add_messages(in_bulk, [MessageDraft(author, body, timezone.now()) for author, body in lines])
    assert stored(in_bulk) == stored(by_hand)


def test_they_follow_what_the_room_holds(room, camille):
    make_message(room, camille)
    moment = timezone.now() + timedelta(minutes=1)
    room = add_messages(room, [MessageDraft(camille, "Deux", moment)])
    assert (room.version, room.last_number, room.last_message_at) == (2, 2, moment)
    assert make_message(room, camille).number == 3
