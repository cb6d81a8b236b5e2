"""Rooms and their messages: live chat of members."""

from chat.models.members import RoomBan, RoomMember
from chat.models.messages import MOST_NAMED, SIGNS, Message, MessageMention, Reaction, may_moderate_rooms
from chat.models.readings import RoomReading, rooms_in_navigation, with_unread
from chat.models.rooms import Room, RoomEvent

__all__ = [
    "MOST_NAMED",
    "SIGNS",
    "Message",
    "MessageMention",
    "Reaction",
    "Room",
    "RoomBan",
    "RoomEvent",
    "RoomMember",
    "RoomReading",
    "may_moderate_rooms",
    "rooms_in_navigation",
    "with_unread",
]
