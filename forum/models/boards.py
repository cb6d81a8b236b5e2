"""Boards, and who reads, writes and moderates in them."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.text import in_language


def may_read(user, board=""):
    """Return the condition: boards open to everyone, then to members, then to their own groups and moderators.

    `board` is the path to the board from the rows that are asked for: « board__ » for threads.
    """
    if not user.is_authenticated:
        return Q(**{f"{board}readable_by": Board.Readers.EVERYONE})
    if user.is_superuser:
        return Q()
    mine = Board.readable_groups.through.objects.filter(group__user=user).values("board")
    open_to_me = Q(**{f"{board}readable_by__in": [Board.Readers.EVERYONE, Board.Readers.MEMBERS]})
    return open_to_me | Q(**{f"{board}pk__in": mine}) | is_moderator(user, board)


def is_moderator(user, board=""):
    """Return the condition: boards that this person moderates; administrators moderate all."""
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.is_superuser:
        return ~Q(pk__in=[])  # always true; an empty condition would leave what it is added to by « or » as it is
    return Q(**{f"{board}pk__in": Board.moderators.through.objects.filter(user=user).values("board")})


def is_shown_to(user, board):
    """Return the condition: what is not hidden, and the rest for the moderators of the board."""
    shown = Q(hidden_at=None)
    if not user.is_authenticated:
        return shown
    return Q() if user.is_superuser else shown | is_moderator(user, board)


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(may_read(user))

    def writable_by(self, user):
        """Boards in which this person may open threads and reply now."""
        if not getattr(user, "may_write", False):
            return self.none()
        mine = Board.writable_groups.through.objects.filter(group__user=user).values("board")
        open_to_me = Q(writable_by=Board.Writers.MEMBERS) | Q(pk__in=mine)
        return self.visible_to(user).filter(open_to_me | is_moderator(user))

    def moderated_by(self, user):
        return self.filter(is_moderator(user))

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
