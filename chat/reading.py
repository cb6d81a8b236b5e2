"""One stretch of a room's history: messages by number, with the events between them."""

from datetime import timedelta
from operator import attrgetter

from django.utils import timezone

from accounts.models import unshown
from chat.models import Message, RoomEvent, RoomMember
from content.prepared import prepared
from live.streams import LARGEST_KEY

SIZE = 50
MOST_EVENTS = 50
SAME_BREATH = timedelta(minutes=5)  # messages of one person closer than this stand under one name


class Stretch:
    """The newest messages of the room, those before the number `before`, or those from `start` on.

    The room is one that its reader sees; `hidden` says whether as a moderator, who sees hidden messages too.
    `version` is the room's as it was before they were read, so that nothing can slip between the page and its
    stream. Rows know `is_first` (shows name and time) and `day` (a new day begins).
    """

    def __init__(self, room, *, hidden, before=None, start=None):
        self.room = room
        self.version = room.version
        if start:
            found = messages_from(room.pk, start, hidden=hidden)
            self.is_last, more_before = len(found) <= SIZE, start > 1
            self.messages = found[:SIZE]
        else:
            found = messages_before(room.pk, before or LARGEST_KEY, hidden=hidden)
            self.is_last, more_before = not before, len(found) > SIZE
            self.messages = found[:SIZE][::-1]
        self.first = self.messages[0].number if self.messages else before or 1
        self.last = self.messages[-1].number if self.messages else room.last_number
        self.older = self.first if more_before else None
        self.newer = None if self.is_last else self.last + 1
        # Before the first message stand the events of the beginning.
        beginning, end = self.first if self.older else 0, LARGEST_KEY if self.is_last else self.last
        self.rows = sorted([*self.messages, *events_between(room.pk, beginning, end)], key=attrgetter("place"))
        self._group()

    def _group(self):
        previous = None
        for row in self.rows:
            day = timezone.localdate(row.created_at)
            row.day = day if not previous or timezone.localdate(previous.created_at) != day else None
            row.is_first = bool(row.day) or not continues(previous, row)
            previous = row


def with_others(rooms, user):
    """Give each room of two its `other` person, None where they left; asks nothing where there is no such room."""
    directs = [room.pk for room in rooms if room.direct_key]
    seats = RoomMember.objects.filter(room__in=directs).exclude(person=user).select_related("person__company")
    others = {seat.room_id: seat.person for seat in seats.defer(*unshown("person"))} if directs else {}
    for room in rooms:
        room.other = others.get(room.pk)
    return rooms


def continues(previous, row):
    """Tell whether a message follows another of the same person in one breath."""
    if not isinstance(previous, Message) or not isinstance(row, Message):
        return False
    return previous.author_id == row.author_id and row.created_at - previous.created_at < SAME_BREATH


@prepared
def messages_from(room, start, *, hidden):
    return messages_shown(room, hidden, "number", number__gte=start)


@prepared
def messages_before(room, before, *, hidden):
    return messages_shown(room, hidden, "-number", number__lt=before)


def messages_shown(room, hidden, order, **side):
    # Their keys first, as in forum.reading.
    keys = Message.objects.in_room(room, hidden=hidden).filter(**side).order_by(order).values("pk")[: SIZE + 1]
    return Message.objects.filter(pk__in=keys).order_by(order).for_list()


@prepared
def events_between(room, first, last):
    events = RoomEvent.objects.filter(room=room, after_number__gte=first, after_number__lte=last)
    return events.select_related("actor", "person").order_by("-after_number", "-pk")[:MOST_EVENTS]
