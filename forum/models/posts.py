"""Posts, the words that they had before, whom they name, and where they stood."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SIGNATURE, unshown
from forum.models.boards import Board, is_shown_to
from forum.models.threads import Thread


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Hidden posts are for the moderators of their board only."""
        return self.filter(is_shown_to(user, "thread__board__"), thread__in=Thread.objects.visible_to(user))

    def in_thread(self, thread, *, hidden):
        """Posts of a thread that the reader sees; the hidden ones too for its moderators."""
        posts = self.filter(thread=thread)
        return posts if hidden else posts.filter(hidden_at=None)

    def told_to(self, user):
        """What a notification may still tell of, with its place."""
        return self.visible_to(user).select_related("thread__board")

    def useful_told_to(self, user):
        """What a notification may still tell of as useful to someone."""
        return self.told_to(user).filter(votes__gt=0)

    def tried_told_to(self, user):
        """What a notification may still tell of as tried by companies."""
        return self.told_to(user).filter(tried__gt=0)

    def accepted_told_to(self, user):
        """What a notification may still tell of as an accepted answer."""
        return self.told_to(user).filter(mark=Post.Mark.ACCEPTED)

    def for_list(self):
        return self.select_related("author__company").defer(*unshown("author"))


class Post(models.Model):
    class Mark(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted answer")
        ALSO = "also", _("Useful too")

    # Found by post_place.
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts", db_index=False, verbose_name=_("thread"))
    # Found by post_by_author.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", db_index=False, verbose_name=_("author")
    )
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
    # What whoever asked, or a moderator, holds of it as an answer.
    mark = models.CharField(_("answer"), max_length=10, choices=Mark, blank=True, default="", db_default="")
    # Of the first post of a question: the accepted answer, shown under it (questions/settling.py).
    answer = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+", db_index=False)
    # Who found it useful or, of a question, has the same problem; and from how many companies (questions/actions.py).
    votes = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    voting_companies = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Reports of companies that tried it; how many it helped, and when the last one said so (questions/trials.py).
    tried = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    confirmed = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_place"),
            models.UniqueConstraint(fields=["author", "client_id"], name="post_once"),
        ]
        indexes = [
            models.Index(fields=["thread", "version"], name="post_version"),
            models.Index(fields=["author", "-created_at", "-id"], name="post_by_author"),
            models.Index(fields=["thread"], condition=~Q(mark=""), name="post_marked"),
        ]

    def __str__(self):
        return f"{self.thread} ({self.number})"

    def get_absolute_url(self):
        """Return the address that works for ever; it leads to the post's place in its thread."""
        return reverse("forum:post", args=[self.pk])

    @property
    def written_at(self):
        """Since when it has the words that it has; what is mended within minutes counts as written then."""
        return self.edited_at or self.created_at

    @property
    def live_key(self):
        return f"post-{self.pk}"

    @property
    def place(self):
        return (self.number, 0)

    @property
    def is_shown(self):
        return self.hidden_at is None

    @property
    def is_signed(self):
        """Whether it stands there as of « Une PME », nobody by name."""
        return self.author_id == SIGNATURE

    @property
    def asks(self):
        return self.number == 1 and self.thread.kind == Thread.Kind.QUESTION

    @property
    def shown_company(self):
        return self.company_shown_of(self.author)

    def company_shown_of(self, person):
        """Their company where all who read the board may know it: the row is the same for every reader."""
        public = self.thread.board.readable_by == Board.Readers.EVERYONE
        return person.company_for_everyone if public else person.company_for_members


class PostRevisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Old words are for whoever reads the post; those that were hidden once, for its moderators."""
        seen = Q(hidden_at=None) | Q(post__thread__board__in=Board.objects.moderated_by(user))
        return self.filter(seen, post__in=Post.objects.visible_to(user))


class PostRevision(models.Model):
    """The words of a post until its author replaced them."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions", db_index=False)
    body = models.TextField(max_length=8000)
    written_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "written_at"], name="post_revision_once")]

    def __str__(self):
        return f"{self.post_id} {self.written_at}"


class PostMention(models.Model):
    """Someone whom a post names, or whom it called with their company."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="post_mentions_once")]

    def __str__(self):
        return f"{self.post_id} {self.person_id}"


class MovedPost(models.Model):
    """A post that left a thread, and the place it had there: open pages of that thread hear it go."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="moved_posts", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    version = models.PositiveBigIntegerField()

    is_shown = False

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="post_left_place")]
        indexes = [models.Index(fields=["thread", "version"], name="post_left_version")]

    def __str__(self):
        return f"{self.post_id} {self.thread_id} ({self.number})"

    @property
    def live_key(self):
        return f"post-{self.post_id}"
