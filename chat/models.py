"""Rooms and their messages: live chat of members."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.text import in_language
from live.streams import Stream, StreamEvent


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rooms are for members; archived ones stay readable."""
        return self if user.is_authenticated else self.none()

    def in_order(self):
        return self.order_by("archived_at", "position", "pk")

    def with_unread(self, user):
        """Annotate `read_number` and `unread`: messages after it. A room never opened has nothing unread."""
        read = RoomReading.objects.filter(room=OuterRef("pk"), person=user).values("number")
        return self.annotate(
            read_number=Coalesce(Subquery(read), F("last_number")), unread=F("last_number") - F("read_number")
        )

    def for_navigation(self, user):
        return self.visible_to(user).filter(archived_at=None).with_unread(user).in_order()[:8]


class Room(Stream):
    """A place to talk live, open to every member."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    description_fr = models.CharField(_("description in French"), max_length=200, blank=True)
    description_en = models.CharField(_("description in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)
    last_message_at = models.DateTimeField(_("last message on"), null=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("chat:room", args=[self.slug])

    @property
    def name(self):
        return in_language(self, "name")

    @property
    def description(self):
        return in_language(self, "description")

    @property
    def topic(self):
        return f"room:{self.pk}"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hidden messages are for moderators of rooms only; removed ones are shown as such, without their words."""
        messages = self.filter(room__in=Room.objects.visible_to(user))
        return messages if may_moderate_rooms(user) else messages.filter(hidden_at=None)

    def for_list(self):
        return self.select_related("author__company")


def may_moderate_rooms(user):
    """Tell whether this person may hide messages: administrators and those given the right in the admin."""
    return user.is_authenticated and user.is_active and user.has_perm("chat.moderate_room")


class Message(models.Model):
    room = models.ForeignKey(Room, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="room_messages")
    number = models.PositiveIntegerField(editable=False)  # its place in the room
    version = models.PositiveBigIntegerField(editable=False)  # of the room, at its last change
    # Chosen by the page, so that a message sent again is stored once; the digest is of the text first sent.
    client_id = models.UUIDField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    body = models.TextField(max_length=4000)
    html = models.TextField(editable=False)
    language = models.CharField(max_length=2, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)  # by its author
    hidden_at = models.DateTimeField(null=True, editable=False)  # by a moderator

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        permissions = [("moderate_room", _("Can hide messages in rooms"))]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="message_place"),
            models.UniqueConstraint(fields=["room", "author", "client_id"], name="message_once"),
        ]
        indexes = [models.Index(fields=["room", "version"], name="message_version")]

    def __str__(self):
        return f"{self.room} {self.number}"

    def get_absolute_url(self):
        return f"{self.room.get_absolute_url()}?message={self.number}#{self.live_key}"

    @property
    def live_key(self):
        return f"message-{self.pk}"

    @property
    def place(self):
        return (self.number, 0)

    @property
    def is_shown(self):
        return self.hidden_at is None


class RoomEvent(StreamEvent):
    """A change of state of the room or of one of its messages, shown as a slim row among the messages."""

    class Kind(models.TextChoices):
        MESSAGE_HIDDEN = "message_hidden"
        MESSAGE_SHOWN = "message_shown"
        ARCHIVED = "archived"
        REOPENED = "reopened"

    room = models.ForeignKey(Room, models.CASCADE, related_name="events")
    # The message that it follows: where the row stands.
    after_number = models.PositiveIntegerField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["room", "version"], name="room_event_version"),
            models.Index(fields=["room", "after_number"], name="room_event_place"),
        ]

    @property
    def place(self):
        return (self.after_number, self.pk)


class RoomReadingQuerySet(models.QuerySet):
    def unread_of(self, user_ids):
        """Return {id: messages not read yet, in the open rooms that the person has opened before}."""
        rows = self.filter(person__in=user_ids, room__archived_at=None, number__lt=F("room__last_number"))
        return dict(rows.values_list("person").annotate(unread=Sum(F("room__last_number") - F("number"))))


class RoomReading(models.Model):
    """How far a person has read in a room."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_readings")
    number = models.PositiveIntegerField(default=0)

    objects = RoomReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "room"], name="one_reading_per_room")]

    def __str__(self):
        return f"{self.person_id} {self.room_id}:{self.number}"
