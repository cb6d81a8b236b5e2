"""Threads, and what happened to them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager

from forum.models.boards import Board, is_shown_to, may_read
from forum.models.readings import ThreadReading
from forum.models.tags import TaggedThread
from live.streams import Stream, StreamEvent

OLD = timedelta(days=180)


# Of questions; the queries and their indexes say the same.
WAITING = Q(kind="question", visible_posts=1, closed_at=None, hidden_at=None)
UNSOLVED = Q(kind="question", answered_at=None, closed_at=None, hidden_at=None)
SOLVED = Q(answered_at__isnull=False, hidden_at=None)


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hidden threads are for the moderators of their board only."""
        return self.filter(may_read(user, "board__"), is_shown_to(user, "board__"))

    def told_to(self, user):
        """What a notification may still tell of: a thread, or the one it was merged into."""
        seen = self.visible_to(user).filter(merged_into=None).values("pk")
        return self.filter(Q(pk__in=seen) | Q(merged_into__in=seen)).select_related("board", "merged_into__board")

    def for_list(self):
        return self.select_related("author__company", "board", "last_poster").prefetch_related("tags")

    def with_reading(self, user):
        """Annotate `read`, the last number this person has read (None where they never were), `unread` and `watch`."""
        if not user.is_authenticated:
            return self
        return self.annotate(
            mine=FilteredRelation("readings", condition=Q(readings__person=user)),
            read=F("mine__number"),
            watch=F("mine__watch"),
            unread=F("last_number") - F("mine__number"),
        )

    def unread_by(self, user):
        """Threads that this person has opened before, did not mute, and in which someone wrote since."""
        heard = ["", ThreadReading.Watch.NORMAL, ThreadReading.Watch.FOLLOWING]
        return self.filter(readings__person=user, readings__number__lt=F("last_number"), readings__watch__in=heard)

    def followed_by(self, user):
        # By their keys: joined, PostgreSQL takes everyone to follow as many, and walks through all threads for those.
        followed = ThreadReading.objects.filter(person=user, watch=ThreadReading.Watch.FOLLOWING)
        return self.filter(pk__in=list(followed.values_list("thread", flat=True)))

    def written_in_by(self, user):
        return self.filter(readings__person=user, readings__wrote=True)

    def waiting(self):
        """Open questions to which nobody has replied."""
        return self.filter(WAITING)

    def unsolved(self):
        """Open questions without an accepted answer."""
        return self.filter(UNSOLVED)

    def solved(self):
        return self.filter(SOLVED)


class Thread(Stream):
    """A question, a discussion or an announcement; its first post opens it."""

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("kind of thread", "Question")
        DISCUSSION = "discussion", pgettext_lazy("kind of thread", "Discussion")
        ANNOUNCEMENT = "announcement", pgettext_lazy("kind of thread", "Announcement")

    class Brought(models.IntegerChoices):
        NOT_YET = 0
        CARETAKERS = 1
        MODERATORS = 2

    board = models.ForeignKey(Board, models.PROTECT, related_name="threads", verbose_name=_("board"))
    # Found by thread_by_author.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads", db_index=False, verbose_name=_("author")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.QUESTION)
    title = models.CharField(_("title"), max_length=140)
    language = models.CharField(_("language"), max_length=2, editable=False)
    created_at = models.DateTimeField(_("written on"), default=timezone.now, editable=False)
    last_posted_at = models.DateTimeField(_("last message on"), default=timezone.now, editable=False)
    last_poster = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("last author")
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, editable=False)
    # Heads its board until then.
    pinned_until = models.DateTimeField(_("pinned until"), null=True, editable=False)
    # Of a question whose accepted answer is shown (questions/settling.py).
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    # How many companies that answer helped, as its row says: what is found is ranked by it.
    confirmed = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # To whom it was brought while it waited, and when its author was asked for the answer (questions/reminders.py).
    brought = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    nudged_at = models.DateTimeField(null=True, editable=False)
    # It is hidden then, and its address leads to the other.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    # Whether a post of it is signed « Une PME », now or before (forum/signing.py).
    is_signed = models.BooleanField(default=False, db_default=False, editable=False)
    # Kept by forum.actions, so that lists need no counting.
    visible_posts = models.PositiveIntegerField(_("messages"), default=0, editable=False)

    tags = TaggableManager(through=TaggedThread, verbose_name=_("tags"))
    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["-last_posted_at", "-id"], condition=Q(hidden_at=None), name="thread_latest"),
            models.Index(fields=["board", "-last_posted_at", "-id"], name="thread_board_latest"),
            models.Index(fields=["author", "-last_posted_at", "-id"], name="thread_by_author"),
            models.Index(fields=["-created_at", "-id"], condition=WAITING, name="thread_waiting"),
            models.Index(fields=["board", "-created_at", "-id"], condition=WAITING, name="thread_board_waiting"),
            models.Index(fields=["-last_posted_at", "-id"], condition=UNSOLVED, name="thread_unsolved"),
            models.Index(fields=["board", "-last_posted_at", "-id"], condition=UNSOLVED, name="thread_board_unsolved"),
            models.Index(fields=["-last_posted_at", "-id"], condition=SOLVED, name="thread_solved"),
            models.Index(fields=["board", "-last_posted_at", "-id"], condition=SOLVED, name="thread_board_solved"),
            models.Index(
                fields=["board", "-pinned_until"], condition=Q(pinned_until__isnull=False), name="thread_pinned"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forum:thread", args=[self.pk])

    @property
    def topic(self):
        return f"thread:{self.pk}"

    @property
    def told_title(self):
        """The title under which it is found now, of a thread read with told_to()."""
        return (self.merged_into or self).title

    @property
    def is_open(self):
        return self.closed_at is None and self.hidden_at is None

    @property
    def is_old(self):
        """Whether nobody has written for so long that a new thread may serve better."""
        return timezone.now() - self.last_posted_at > OLD

    @property
    def is_pinned(self):
        return bool(self.pinned_until and self.pinned_until > timezone.now())

    @property
    def replies(self):
        return max(self.visible_posts - 1, 0)

    def followers(self):
        """Return the keys of the people who are told of each reply, if they still see the thread."""
        return self.readings.filter(watch=ThreadReading.Watch.FOLLOWING).values("person")


class ThreadEventQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("actor", "thread__board", "other__board")


class ThreadEvent(StreamEvent):
    """A change of state of a thread or of one of its posts, shown as a slim row among the posts."""

    class Kind(models.TextChoices):
        CLOSED = "closed"
        REOPENED = "reopened"
        HIDDEN = "hidden"
        SHOWN = "shown"
        POST_HIDDEN = "post_hidden"
        POST_SHOWN = "post_shown"
        RENAMED = "renamed"
        MOVED = "moved"
        SORTED = "sorted"  # another kind, other tags
        PINNED = "pinned"
        UNPINNED = "unpinned"
        POSTS_LEFT = "posts_left"
        POSTS_CAME = "posts_came"
        ANSWERED = "answered"
        UNANSWERED = "unanswered"
        USEFUL_TOO = "useful_too"
        NOT_USEFUL_TOO = "not_useful_too"
        TRIAL_HIDDEN = "trial_hidden"
        TRIAL_SHOWN = "trial_shown"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="events")
    # The post that it follows: where the row stands.
    after_number = models.PositiveIntegerField(editable=False)
    # Of posts that were moved: how many, and to or from which thread.
    moved = models.PositiveIntegerField(null=True, editable=False)
    other = models.ForeignKey(Thread, models.CASCADE, null=True, editable=False, related_name="+", db_index=False)

    objects = ThreadEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["thread", "version"], name="thread_event_version"),
            models.Index(fields=["thread", "after_number"], name="thread_event_place"),
        ]

    @property
    def shown_other(self):
        """The other thread, if all who read this one may read it too: the row is the same for every reader."""
        other, readers = self.other, Board.Readers
        if other is None or other.hidden_at:
            return None
        open_to = (self.thread.board.readable_by, other.board.readable_by)
        as_open = other.board_id == self.thread.board_id or open_to[1] == readers.EVERYONE
        return other if as_open or open_to == (readers.GROUPS, readers.MEMBERS) else None

    @property
    def place(self):
        return (self.after_number, self.pk)
