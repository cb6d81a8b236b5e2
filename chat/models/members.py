"""Who is in a group, and who was removed from a room."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class RoomMemberQuerySet(models.QuerySet):
    def in_order(self):
        """The one in charge first: who was named, else who is there the longest."""
        return self.order_by("-in_charge", "joined_at", "pk")


class RoomMember(models.Model):
    """A person in a group. When the one in charge leaves, the charge falls to who is there the longest."""

    room = models.ForeignKey("Room", models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_memberships")
    in_charge = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # In a hosted room: reads, and does not write.
    muted_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = RoomMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="member_once"),
            models.UniqueConstraint(fields=["room"], condition=Q(in_charge=True), name="one_in_charge"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.room_id}"


class RoomBan(models.Model):
    """Someone whom a moderator removed from a room, of either sort, for what they wrote; who and why is in the log."""

    room = models.ForeignKey("Room", models.CASCADE, related_name="bans")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_bans")
    message = models.ForeignKey("Message", models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "room"], name="banned_once")]

    def __str__(self):
        return f"{self.person_id} {self.room_id}"
