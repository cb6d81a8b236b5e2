"""What open pages hear of a room: its messages and events, who is here, who is writing."""

from operator import attrgetter

from django.template.loader import render_to_string

from chat.models import Message, Room, RoomEvent, RoomReading
from live import counters, publish, streams


def rows_since(room_pk, version, limit):
    """Return at most `limit` messages and events of the room changed after `version`, oldest change first."""
    changed = {"room": room_pk, "version__gt": version}
    messages = Message.objects.filter(**changed).for_list().order_by("version")[:limit]
    events = RoomEvent.objects.filter(**changed).select_related("actor", "person").order_by("version")[:limit]
    return sorted([*messages, *events], key=attrgetter("version"))[:limit]


def render_row(row):
    if isinstance(row, Message):
        return render_to_string("chat/_message.html", {"message": row})
    return render_to_string("chat/_room_event.html", {"event": row})


def register():
    streams.register(
        streams.StreamKind(
            name="room",
            model=Room,
            visible_to=Room.objects.visible_to,
            rows_since=rows_since,
            render=render_row,
            presence=True,
        )
    )
    counters.register("rooms", RoomReading.objects.counts_of)


def announce(room, *rows):
    """Show these changed rows in the open pages of the room, or only that it moved on to its version."""
    publish.announce_rows(room.topic, rows, version=room.version)
