"""What members flag, what moderators decided, and about what."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SIGNATURE, User
from chat.models import Message, RoomBan, may_moderate_rooms
from forum.models import Board, Post, SignedPost, Thread, Trial
from forum.signing import asker_of, writer_of
from moderation.looks.models import Look, NamedModerator  # noqa: F401, found here by Django
from moderation.wording import WORDS

# What can be reported and decided about: the name in addresses is that of the field.
TARGETS = {"thread": Thread, "post": Post, "trial": Trial, "message": Message, "person": User}
SHORTEST_REASON, LONGEST_REASON = 3, 500


def what_is(target):
    """Return the name of a target's field: one of TARGETS."""
    return next(what for what, model in TARGETS.items() if isinstance(target, model))


def author_of(target):
    return target if isinstance(target, User) else target.author


def answers_for(target):
    """Return who is told of what is decided about something, whatever name stands above it."""
    match what_is(target):
        case "thread":
            return asker_of(target)
        case "post":
            return writer_of(target)
        case _:
            return author_of(target)


def signed_by(user):
    """Return the condition: about what this person signed « Une PME »."""
    signed = SignedPost.objects.filter(person=user.pk)
    asked = signed.filter(post__number=1).values("post__thread")
    return Q(concerned=SIGNATURE) & (Q(post__in=signed.values("post")) | Q(thread__in=asked))


def is_done(kind, target, until=None):
    """Tell whether a decision of this kind would change nothing; a suspension can always get another end."""
    match kind:
        case "close" | "reopen":
            return bool(target.closed_at) == (kind == "close")
        case "hide" | "show":
            return bool(target.hidden_at) == (kind == "hide")
        case "expel" | "readmit":
            return target.author_is_banned == (kind == "expel")
        case "suspend":
            return target.is_suspended and target.suspended_until == until
        case _:
            return not target.is_suspended


def may_suspend(user):
    """Tell whether this person may suspend anyone: administrators and the moderators of any board."""
    return user.is_authenticated and user.is_active and (user.is_staff or Board.objects.moderated_by(user).exists())


class TargetedQuerySet(models.QuerySet):
    def visible_to(self, user, *, rooms=None):
        """Rows about what this person may act on: their boards, the rooms if these are theirs, other members.

        `rooms`: whether they moderate these, for those who know it already.
        """
        boards = Board.objects.moderated_by(user)
        mine = Q(thread__board__in=boards) | Q(post__thread__board__in=boards)
        mine |= Q(trial__in=Trial.objects.filter(post__thread__board__in=boards))
        if may_moderate_rooms(user) if rooms is None else rooms:
            mine |= Q(message__isnull=False)
        members = Q(person__is_staff=False, person__is_superuser=False) & ~Q(person=user)
        mine |= members if user.is_staff else members & Exists(boards)
        return self.filter(mine)

    def about(self, target):
        return self.filter(**{what_is(target): target})

    def about_words_of(self, user):
        return self.filter(concerned=user)

    def with_targets(self):
        banned = RoomBan.objects.filter(room=OuterRef("message__room"), person=OuterRef("message__author"))
        # Few are about trials: asked apart, for each join more makes PostgreSQL plan the others worse.
        trials = Prefetch("trial", Trial.objects.select_related("person", "post__thread__board"))
        return (
            self.annotate(author_is_banned=Exists(banned))
            .select_related(
                "thread__author",
                "thread__board",
                "post__author",
                "post__thread__board",
                "message__author",
                "message__room",
                "person",
            )
            .prefetch_related(trials)
        )


def only(what):
    return Q(**{f"{other}__isnull": other != what for other in TARGETS})


class Targeted(models.Model):
    """Something about one thread, post, trial, message or person."""

    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="+", verbose_name=_("thread"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("post"))
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="+", verbose_name=_("trial"))
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", verbose_name=_("message"))
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    # The person, or the author of the rest: kept here, so that what is about someone is read from one index.
    concerned = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, editable=False
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    created_at = models.DateTimeField(_("date"), default=timezone.now)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(*(only(what) for what in TARGETS), _connector=Q.OR),
                name="%(class)s_one_target",
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), SHORTEST_REASON), name="%(class)s_says_why"
            ),
        ]

    def save(self, **kwargs):
        targets = [getattr(self, what) for what in TARGETS if getattr(self, f"{what}_id")]
        if targets and self.concerned_id is None:
            self.concerned = author_of(targets[0])
        super().save(**kwargs)

    @property
    def what(self):
        return next(what for what in TARGETS if getattr(self, f"{what}_id"))

    @property
    def target(self):
        target = getattr(self, self.what)
        if self.message_id and hasattr(self, "author_is_banned"):
            target.author_is_banned = self.author_is_banned
        return target


class ReportQuerySet(TargetedQuerySet):
    def visible_to(self, user):
        """Who reported is never told to the author, moderator or not."""
        return super().visible_to(user).exclude(concerned=user).exclude(signed_by(user))

    def open(self):
        return self.filter(handled_at=None)


class Report(Targeted):
    """Someone asks the moderators to look at something."""

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports", verbose_name=_("reported by")
    )
    handled_at = models.DateTimeField(_("handled on"), null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by")
    )

    objects = ReportQuerySet.as_manager()

    class Meta(Targeted.Meta):
        abstract = False
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            *Targeted.Meta.constraints,
            *(
                models.UniqueConstraint(
                    fields=["reporter", what], condition=Q(handled_at=None), name=f"one_open_report_per_{what}"
                )
                for what in TARGETS
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(handled_at=None), name="report_open")]

    def __str__(self):
        return f"{self.what} {self.target}"


class DecisionQuerySet(TargetedQuerySet):
    def told_to(self, user):
        """Decisions about this person and what they wrote; `place_is_seen`: they still see the thread of it."""
        place = Q(pk=OuterRef("post__thread")) | Q(pk=OuterRef("trial__post__thread"))
        seen = Thread.objects.visible_to(user).filter(place)
        mine = self.filter(Q(concerned=user) | signed_by(user))
        return mine.with_targets().annotate(place_is_seen=Exists(seen))


class Decision(Targeted):
    """What a moderator decided, and why; may be undone."""

    class Kind(models.TextChoices):
        CLOSE = "close", _("Close")
        REOPEN = "reopen", _("Open again")
        HIDE = "hide", _("Hide")
        SHOW = "show", _("Show again")
        SUSPEND = "suspend", _("Suspend")
        LIFT = "lift", _("Lift the suspension")
        EXPEL = "expel", _("Remove from the room")
        READMIT = "readmit", _("Let into the room again")

    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("moderator")
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    # Of a suspension; of one that was lifted, so that it can be put back.
    until = models.DateTimeField(_("until"), null=True)
    undone_at = models.DateTimeField(_("undone on"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta(Targeted.Meta):
        abstract = False
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            *Targeted.Meta.constraints,
            models.CheckConstraint(condition=~Q(kind="suspend", until=None), name="suspension_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="decision_latest"),
            models.Index(fields=["concerned", "-created_at", "-id"], name="decision_about"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.target}"

    @property
    def words(self):
        return WORDS[self.what, self.kind]


def to_judge(user, what):
    """Return the things of this sort that a person may look at to decide about them.

    It is what they see, and for moderators of rooms the messages that members reported or that a decision is about: of
    a group that they are not in, they read these alone.
    """
    seen = TARGETS[what].objects.visible_to(user)
    if what != "message" or not may_moderate_rooms(user):
        return seen
    about = {"message": OuterRef("pk")}
    brought = Q(Exists(Report.objects.open().filter(**about))) | Q(Exists(Decision.objects.filter(**about)))
    return Message.objects.filter(Q(pk__in=seen.values("pk")) | brought)
