"""Boards, their threads, the posts in them, and the tags that find them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from content.text import fold, in_language
from live.streams import Stream, StreamEvent

OLD = timedelta(days=180)


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Boards open to everyone, then to members, then to the groups and moderators of the board."""
        if not user.is_authenticated:
            return self.filter(readable_by=Board.Readers.EVERYONE)
        if user.is_superuser:
            return self
        mine = Board.readable_groups.through.objects.filter(group__user=user).values("board")
        moderated = Board.moderators.through.objects.filter(user=user).values("board")
        return self.filter(
            Q(readable_by__in=[Board.Readers.EVERYONE, Board.Readers.MEMBERS]) | Q(pk__in=mine) | Q(pk__in=moderated)
        )

    def writable_by(self, user):
        """Boards in which this person may open threads and reply now."""
        if not getattr(user, "may_write", False):
            return self.none()
        mine = Board.writable_groups.through.objects.filter(group__user=user).values("board")
        open_to_me = Q(writable_by=Board.Writers.MEMBERS) | Q(pk__in=mine)
        moderated = Board.objects.moderated_by(user).values("pk")
        return self.visible_to(user).filter(open_to_me | Q(pk__in=moderated))

    def moderated_by(self, user):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(pk__in=Board.moderators.through.objects.filter(user=user).values("board"))

    def in_order(self):
        return self.order_by("position", "pk")


class Board(models.Model):
    """A place for threads on one subject."""

    class Readers(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        MEMBERS = "members", _("members")
        GROUPS = "groups", _("chosen groups")

    class Writers(models.TextChoices):
        MEMBERS = "members", _("members")
        GROUPS = "groups", _("chosen groups")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name_fr = models.CharField(_("name in French"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    description_fr = models.CharField(_("description in French"), max_length=200, blank=True)
    description_en = models.CharField(_("description in English"), max_length=200, blank=True)
    tone = models.PositiveSmallIntegerField(_("colour"), default=0, choices=[(n, str(n + 1)) for n in range(12)])
    icon = models.CharField(_("icon"), max_length=30, default="message-square")
    readable_by = models.CharField(_("readable by"), max_length=10, choices=Readers, default=Readers.EVERYONE)
    readable_groups = models.ManyToManyField(
        Group, blank=True, related_name="readable_boards", verbose_name=_("groups that read")
    )
    writable_by = models.CharField(_("writable by"), max_length=10, choices=Writers, default=Writers.MEMBERS)
    writable_groups = models.ManyToManyField(
        Group, blank=True, related_name="writable_boards", verbose_name=_("groups that write")
    )
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="moderated_boards", verbose_name=_("moderators")
    )
    # Kept by forum.actions, so that lists need no counting.
    visible_threads = models.PositiveIntegerField(default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum:board", args=[self.slug])

    @property
    def name(self):
        return in_language(self, "name")

    @property
    def description(self):
        return in_language(self, "description")

    @property
    def topic(self):
        return f"board:{self.pk}"


class TagQuerySet(models.QuerySet):
    def named(self, folded):
        """Return {folded word: Tag} for the words that name a tag, in either language or by its slug."""
        named = {}
        for tag in self.filter(Q(folded__in=folded) | Q(folded_en__in=folded) | Q(slug__in=folded)):
            for word in (tag.slug, tag.folded_en, tag.folded):
                named[word] = tag
        return named

    def suggested(self, beginning):
        """Tags in which a word begins so, in either language."""
        if not beginning:
            return self.none()
        return self.filter(
            Q(folded__startswith=beginning)
            | Q(folded__contains=f" {beginning}")
            | Q(folded_en__startswith=beginning)
            | Q(folded_en__contains=f" {beginning}")
        ).order_by("folded")


class Tag(TagBase):
    """A word of the staff-kept vocabulary, in both languages; `name` is the French one."""

    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    # What type-ahead compares: « Énergie » and « energie » are one.
    folded = models.CharField(max_length=100, unique=True, editable=False)
    folded_en = models.CharField(max_length=100, editable=False, db_index=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["folded"]

    def save(self, *args, **kwargs):
        self.folded, self.folded_en = fold(self.name), fold(self.name_en or self.name)
        super().save(*args, **kwargs)

    def slugify(self, tag, i=None):
        """« 4.0 » becomes 4-0 and « Énergie » energie: accents go, every other sign is a hyphen."""
        slug = "-".join("".join(c if c.isalnum() else " " for c in fold(tag)).split())
        return f"{slug}-{i}" if i else slug

    def get_absolute_url(self):
        return reverse("forum:tag", args=[self.slug])

    @property
    def label(self):
        return self.name_en if self.name_en and get_language().startswith("en") else self.name


class TaggedThread(ItemBase):
    """A tag on a thread. The thread's moment is copied, so that a tag's page reads one index from its end."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey("Thread", models.CASCADE, related_name="tagged")
    last_posted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once")]
        indexes = [models.Index(fields=["tag", "-last_posted_at", "-content_object"], name="tagged_latest")]

    def __str__(self):
        return f"{self.tag_id} {self.content_object_id}"


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hidden threads are for the moderators of their board only."""
        threads = self.filter(board__in=Board.objects.visible_to(user))
        if not user.is_authenticated:
            return threads.filter(hidden_at=None)
        return threads.filter(Q(hidden_at=None) | Q(board__in=Board.objects.moderated_by(user)))

    def for_list(self):
        return self.select_related("author__company", "board", "last_poster").prefetch_related("tags")

    def with_unread(self, user):
        """Annotate `unread`: the messages after the last one read, None for a thread never opened."""
        if not user.is_authenticated:
            return self
        read = ThreadReading.objects.filter(thread=OuterRef("pk"), person=user).values("number")
        return self.annotate(unread=F("last_number") - Subquery(read))

    def unread_by(self, user):
        """Threads that this person has opened before and in which someone wrote since."""
        return self.filter(readings__person=user, readings__number__lt=F("last_number"))

    def written_in_by(self, user):
        return self.filter(readings__person=user, readings__wrote=True)

    def pinned(self):
        """Threads that head their board now, the one that stays longest first."""
        return self.filter(pinned_until__gt=timezone.now(), hidden_at=None).order_by("-pinned_until", "pk")


class Thread(Stream):
    """A question, a discussion or an announcement; its first post opens it."""

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("kind of thread", "Question")
        DISCUSSION = "discussion", pgettext_lazy("kind of thread", "Discussion")
        ANNOUNCEMENT = "announcement", pgettext_lazy("kind of thread", "Announcement")

    board = models.ForeignKey(Board, models.PROTECT, related_name="threads", verbose_name=_("board"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads", verbose_name=_("author")
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
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(kind="question", visible_posts=1, closed_at=None, hidden_at=None),
                name="thread_waiting",
            ),
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


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hidden posts are for the moderators of their board only."""
        posts = self.filter(thread__in=Thread.objects.visible_to(user))
        if not user.is_authenticated:
            return posts.filter(hidden_at=None)
        return posts.filter(Q(hidden_at=None) | Q(thread__board__in=Board.objects.moderated_by(user)))

    def for_list(self):
        return self.select_related("author__company")


class Post(models.Model):
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts", verbose_name=_("thread"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author"))
    number = models.PositiveIntegerField(_("number"), editable=False)  # its place in the thread
    version = models.PositiveBigIntegerField(editable=False)  # of the thread, at its last change
    # Made with the form, so that a form sent twice is stored once; the digest is of the text first sent.
    client_id = models.UUIDField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    body = models.TextField(_("text"), max_length=8000)
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=2, editable=False)
    created_at = models.DateTimeField(_("written on"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited on"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_place"),
            models.UniqueConstraint(fields=["author", "client_id"], name="post_once"),
        ]
        indexes = [models.Index(fields=["thread", "version"], name="post_version")]

    def __str__(self):
        return f"{self.thread} ({self.number})"

    def get_absolute_url(self):
        """Return the address that works for ever; it leads to the post's place in its thread."""
        return reverse("forum:post", args=[self.pk])

    @property
    def live_key(self):
        return f"post-{self.pk}"

    @property
    def place(self):
        return (self.number, 0)

    @property
    def is_shown(self):
        return self.hidden_at is None


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

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="events")
    # The post that it follows: where the row stands.
    after_number = models.PositiveIntegerField(editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["thread", "version"], name="thread_event_version"),
            models.Index(fields=["thread", "after_number"], name="thread_event_place"),
        ]

    @property
    def place(self):
        return (self.after_number, self.pk)


class ThreadReading(models.Model):
    """How far a person has read in a thread, and whether they wrote in it."""

    # One index, that of the constraint: beside it PostgreSQL took those of the keys, and read all readers of a thread.
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="thread_readings", db_index=False)
    number = models.PositiveIntegerField(default=0)
    wrote = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="one_reading_per_thread")]

    def __str__(self):
        return f"{self.person_id} {self.thread_id}:{self.number}"
