"""Messages, the signs on them, and whom they name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import unshown
from chat.models.members import RoomBan
from chat.models.rooms import Room

# By a moderator or by its author. The condition of an index: queries must say it in the same words.
TAKEN_AWAY = Q(hidden_at__isnull=False) | Q(removed_at__isnull=False)
MOST_NAMED = 100  # of those who reacted to a message with one sign


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hidden messages are for moderators of rooms only; removed ones are shown as such, without their words."""
        messages = self.filter(room__in=Room.objects.visible_to(user))
        return messages if may_moderate_rooms(user) else messages.filter(hidden_at=None)

    def in_room(self, room, *, hidden):
        """Messages of a room that the reader sees; the hidden ones too for moderators."""
        messages = self.filter(room=room)
        return messages if hidden else messages.filter(hidden_at=None)

    def readable_by(self, user):
        """Messages whose words this person may read: removed ones have none."""
        return self.visible_to(user).filter(removed_at=None)

    def told_to(self, user):
        """What a notification may still tell of, with its place."""
        return self.readable_by(user).select_related("room", "author")

    def for_list(self):
        # Of what a message replies to, the author and the number alone: its words are shown where they stand.
        rows = self.select_related("author__company", "reply_to__author")
        return rows.defer("reply_to__body", "reply_to__html", *unshown("author"))


def may_moderate_rooms(user):
    """Tell whether this person may hide messages: administrators and those given the right in the admin."""
    return user.is_authenticated and user.is_active and user.has_perm("chat.moderate_room")


class Message(models.Model):
    # Found by message_place.
    room = models.ForeignKey(Room, models.PROTECT, related_name="messages", db_index=False)
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
    # In the same room; no index, for messages are never deleted.
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+", db_index=False)
    # What Reaction.objects.summary() makes of the rows, so that pages ask nothing for them.
    reactions = models.JSONField(default=dict, db_default={}, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        permissions = [("moderate_room", _("Can hide messages in rooms"))]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="message_place"),
            models.UniqueConstraint(fields=["room", "author", "client_id"], name="message_once"),
        ]
        indexes = [
            models.Index(fields=["room", "version"], name="message_version"),
            # What RoomReading.with_counts() leaves out of the unread.
            models.Index(fields=["room", "number"], condition=TAKEN_AWAY, name="message_taken_away"),
            models.Index(fields=["room", "author", "number"], name="message_own"),
        ]

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

    @property
    def reactions_shown(self):
        """Each kind that somebody chose, in the order of the set, with its sign, its name, how many and who."""
        kinds = [kind for kind in Reaction.Kind if kind in self.reactions]
        return [{"kind": kind, "sign": SIGNS[kind], "name": kind.label, **self.reactions[kind]} for kind in kinds]

    @cached_property
    def author_is_banned(self):
        """Asked once; lists of reports and decisions bring the answer with them."""
        return RoomBan.objects.filter(room=self.room_id, person=self.author_id).exists()


class ReactionQuerySet(models.QuerySet):
    def summary(self):
        """Return {kind: {"count": n, "people": the first hundred ids}}: a page marks its reader's own by these."""
        people = {}
        for kind, person in self.order_by("pk").values_list("kind", "person"):
            people.setdefault(kind, []).append(person)
        return {kind: {"count": len(ids), "people": ids[:MOST_NAMED]} for kind, ids in people.items()}


class Reaction(models.Model):
    """One sign of one person on one message."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        DONE = "done", _("Done")
        FUNNY = "funny", _("Funny")
        BRAVO = "bravo", _("Bravo")
        PUZZLED = "puzzled", _("Puzzled")
        THANKS = "thanks", _("Thank you")

    message = models.ForeignKey(Message, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person", "kind"], name="reaction_once")]

    def __str__(self):
        return f"{self.message_id} {self.person_id} {self.kind}"


SIGNS = dict(zip(Reaction.Kind.values, "👍 ✅ 😄 🎉 🤔 ❤️".split(), strict=True))


class MessageMention(models.Model):
    """Someone whom a message names, or whom it called with their company; room and number count what is unread."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="message_mentions_once")]
        indexes = [models.Index(fields=["person", "room", "number"], name="message_mention_unread")]

    def __str__(self):
        return f"{self.message_id} {self.person_id}"
