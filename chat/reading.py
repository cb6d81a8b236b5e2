"""One stretch of a room's history: messages by number, with the events between them."""

from datetime import timedelta
from operator import attrgetter

from django.utils import timezone

from chat.models import Message

SIZE = 50
MOST_EVENTS = 50
SAME_BREATH = timedelta(minutes=5)  # messages of one person closer than this stand under one name


class Stretch:
    """The newest messages of the room, those before the number `before`, or those from `start` on.

    `version` is the room's as it was before they were read, so that nothing can slip between
    the page and its stream. Rows know `is_first` (shows name and time) and `day` (a new day begins).
    """

    def __init__(self, room, user, *, before=None, start=None):
        self.room = room
        self.version = room.version
        messages = Message.objects.visible_to(user).filter(room=room).for_list()
        if start:
            found = list(messages.filter(number__gte=start).order_by("number")[: SIZE + 1])
            self.is_last, more_before = len(found) <= SIZE, start > 1
            self.messages = found[:SIZE]
        else:
            if before:
                messages = messages.filter(number__lt=before)
            found = list(messages.order_by("-number")[: SIZE + 1])
            self.is_last, more_before = not before, len(found) > SIZE
            self.messages = found[:SIZE][::-1]
        self.first = self.messages[0].number if self.messages else before or 1
        self.last = self.messages[-1].number if self.messages else room.last_number
        self.older = self.first if more_before else None
        self.newer = None if self.is_last else self.last + 1
        self.rows = sorted([*self.messages, *self._events()], key=attrgetter("place"))
        self._group()

    def _events(self):
        events = self.room.events.select_related("actor").filter(after_number__gte=self.first)
        if not self.is_last:
            events = events.filter(after_number__lte=self.last)
        return events.order_by("-after_number", "-pk")[:MOST_EVENTS]

    def _group(self):
        previous = None
        for row in self.rows:
            day = timezone.localdate(row.created_at)
            row.day = day if not previous or timezone.localdate(previous.created_at) != day else None
            row.is_first = bool(row.day) or not continues(previous, row)
            previous = row


def continues(previous, row):
    """Tell whether a message follows another of the same person in one breath."""
    if not isinstance(previous, Message) or not isinstance(row, Message):
        return False
    return previous.author_id == row.author_id and row.created_at - previous.created_at < SAME_BREATH
