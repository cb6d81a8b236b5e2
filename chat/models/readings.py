"""How far people have read in rooms, and what they have not."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from chat.models.members import RoomBan, RoomMember
from chat.models.messages import TAKEN_AWAY, Message, MessageMention
from chat.models.rooms import Room
from content.prepared import prepared

MOST_IN_NAVIGATION = 12
# Before a room was opened.
DEFAULT_LEVEL = Case(When(is_group=True, then=Value("everything")), default=Value("mentions"))


class RoomReadingQuerySet(models.QuerySet):
    def of_readers(self):
        """Those whose person may still see the room: Room.objects.visible_to, asked for many people at once."""
        seat = {"room": OuterRef("room"), "person": OuterRef("person")}
        rows = self.filter(Q(room__is_group=False) | Exists(RoomMember.objects.filter(**seat)))
        return rows.exclude(Exists(RoomBan.objects.filter(**seat)))

    def with_counts(self):
        """Annotate `unread`, `mentions`, and `told_of`: the level that was chosen, or that of this sort of room.

        Unread are the messages after the one read last, without one's own and those that are hidden or removed.
        Numbers have no gaps, so only the exceptions are counted, each from an index of its own: a room of 20,000
        messages costs what a room of ten does.
        """
        past = Message.objects.filter(room=OuterRef("room"), number__gt=OuterRef("number")).order_by()
        own = past.filter(author=OuterRef("person"), hidden_at=None, removed_at=None)
        calls = MessageMention.objects.filter(
            person=OuterRef("person"), room=OuterRef("room"), number__gt=OuterRef("number")
        ).order_by()
        there = {"message__hidden_at": None, "message__removed_at": None}
        return self.annotate(
            unread=F("room__last_number") - F("number") - count(past.filter(TAKEN_AWAY)) - count(own),
            mentions=count(calls.filter(**there).exclude(message__author=OuterRef("person"))),
            told_of=Case(
                When(level="", room__is_group=True, then=Value(RoomReading.Level.EVERYTHING)),
                When(level="", then=Value(RoomReading.Level.MENTIONS)),
                default="level",
            ),
        )

    def counts_of(self, user_ids):
        """Return what these people have not read in the rooms that they opened before: a live counter, in one query.

        {id: {"rooms": what the level of each lets through, "room:7": its unread, "room:7:mentions": …}}, without zeros.
        """
        counts = {}
        for person, room, told_of, unread, mentions in news_in_rooms(*user_ids):
            mine = counts.setdefault(person, {"rooms": 0})
            mine["rooms"] += RoomReading.asking(told_of, unread, mentions)
            mine |= {name: n for name, n in ((f"room:{room}", unread), (f"room:{room}:mentions", mentions)) if n}
        return counts


def count(rows):
    """Count the rows of a correlated subquery."""
    return Coalesce(Subquery(rows.values("room").annotate(n=Count("pk")).values("n")), 0)


@prepared
def news_in_rooms(*user_ids):
    theirs = RoomReading.objects.of_readers().filter(person__in=user_ids, room__archived_at=None, room__is_hosted=False)
    behind = theirs.filter(number__lt=F("room__last_number")).with_counts()
    return behind.values_list("person", "room", "told_of", "unread", "mentions")


class RoomReading(models.Model):
    """How far a person has read in a room, and what they want to be told of there."""

    class Level(models.TextChoices):
        EVERYTHING = "everything", _("All messages")
        MENTIONS = "mentions", _("Mentions only")
        NOTHING = "nothing", _("Nothing: the room is muted")

    room = models.ForeignKey(Room, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_readings")
    number = models.PositiveIntegerField(default=0)
    # Nothing chosen: mentions in open rooms, everything in groups.
    level = models.CharField(max_length=10, choices=Level, blank=True, db_default="", default="")

    objects = RoomReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "room"], name="one_reading_per_room")]

    def __str__(self):
        return f"{self.person_id} {self.room_id}:{self.number}"

    @classmethod
    def asking(cls, told_of, unread, mentions):
        """Return how much of a room goes into the count of all rooms."""
        return {cls.Level.EVERYTHING: unread, cls.Level.MENTIONS: mentions}.get(told_of, 0)


def with_unread(rooms, user):
    """Annotate what this person has read and has not: `read_number`, `unread`, `mentions`, and their `told_of`.

    Rooms of two are named for them. A room never opened has nothing unread.
    """
    own = RoomReading.objects.filter(room=OuterRef("pk"), person=user)
    counted = own.with_counts()
    return rooms.named_for(user).annotate(
        read_number=Coalesce(Subquery(own.values("number")), F("last_number")),
        unread=Coalesce(Subquery(counted.values("unread")), 0),
        mentions=Coalesce(Subquery(counted.values("mentions")), 0),
        told_of=Coalesce(Subquery(counted.values("told_of")), DEFAULT_LEVEL),
    )


@prepared
def rooms_in_navigation(person_id):
    """Return the first open rooms of a person, with what is unread in them, for every page."""
    person = get_user_model()(pk=person_id)
    rooms = with_unread(Room.objects.listed_for(person).filter(archived_at=None), person)
    return rooms.in_order()[:MOST_IN_NAVIGATION]
