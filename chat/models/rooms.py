"""Rooms, and what happened in them."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models.members import RoomBan, RoomMember
from content.text import in_language
from live.streams import Stream, StreamEvent


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Open rooms are for all who are signed in, groups for their members alone, administrators or not.

        Neither for those whom a moderator removed. Archived rooms stay readable.
        """
        if not user.is_authenticated:
            return self.none()
        joined = RoomMember.objects.filter(person=user).values("room")
        banned = RoomBan.objects.filter(person=user).values("room")
        return self.filter(Q(is_group=False) | Q(pk__in=joined)).exclude(pk__in=banned)

    def listed_for(self, user):
        """The rooms that are a person's own affair: those that another part of the site runs are found from there."""
        return self.visible_to(user).filter(is_hosted=False)

    def named_for(self, user):
        """Annotate the rooms of two with the name of the other one: they have none of their own."""
        others = RoomMember.objects.filter(room=OuterRef("pk")).exclude(person=user).values("person__name")
        return self.annotate(other_name=Case(When(direct_key__isnull=False, then=Subquery(others[:1]))))

    def in_order(self):
        """Those of the administrators in their order, then the groups, the liveliest first."""
        return self.order_by("archived_at", "is_group", "position", F("last_message_at").desc(nulls_last=True), "pk")


class Room(Stream):
    """A place to talk live: open to every member of the site, a group's own, or a part of something else."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    description_fr = models.CharField(_("description in French"), max_length=200, blank=True)
    description_en = models.CharField(_("description in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_group = models.BooleanField(default=False, db_default=False, editable=False)
    # A group that another part of the site opens, peoples and closes (chat/hosted_rooms.py).
    is_hosted = models.BooleanField(default=False, db_default=False, editable=False)
    # Of a room of two: their keys, the lower one first.
    direct_key = models.CharField(max_length=41, null=True, unique=True, editable=False)  # noqa: DJ001 - most have none
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)
    last_message_at = models.DateTimeField(_("last message on"), null=True, editable=False)
    # Of a group.
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="RoomMember", through_fields=["room", "person"], related_name="rooms"
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        indexes = [
            # Every page lists one's rooms: the thousands that were hosted are not walked through for it.
            models.Index(fields=["position"], condition=Q(is_hosted=False), name="room_listed"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("chat:room", args=[self.slug])

    @property
    def name(self):
        return getattr(self, "other_name", None) or in_language(self, "name")

    @property
    def description(self):
        return in_language(self, "description")

    @property
    def is_run_by_members(self):
        """Tell whether its members invite, remove, rename and archive."""
        return self.is_group and not self.is_hosted and not self.direct_key

    @property
    def topic(self):
        return f"room:{self.pk}"


class RoomEventQuerySet(models.QuerySet):
    def told_to(self, user):
        """Those that say that this person was removed."""
        return self.filter(person=user, kind=RoomEvent.Kind.REMOVED)


class RoomEvent(StreamEvent):
    """A change of state of the room or of one of its messages, shown as a slim row among the messages."""

    class Kind(models.TextChoices):
        MESSAGE_HIDDEN = "message_hidden"
        MESSAGE_SHOWN = "message_shown"
        ARCHIVED = "archived"
        REOPENED = "reopened"
        MADE = "made"
        RENAMED = "renamed"
        JOINED = "joined"
        LEFT = "left"
        REMOVED = "removed"
        CHARGED = "charged"

    room = models.ForeignKey(Room, models.CASCADE, related_name="events")
    # Who joined, left, was removed, or is in charge since.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    # The message that it follows: where the row stands.
    after_number = models.PositiveIntegerField(editable=False)

    objects = RoomEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["room", "version"], name="room_event_version"),
            models.Index(fields=["room", "after_number"], name="room_event_place"),
        ]

    @property
    def place(self):
        return (self.after_number, self.pk)
