"""Sessions and what happens in them, one segment after the other."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, Membership, validate_time_zone
from chat.models import Room
from content.text import in_language
from live.streams import Stream

# How long before it begins those who come are reminded.
REMINDERS = timedelta(days=7), timedelta(days=1), timedelta(minutes=15)
# How long before it begins its lobby opens.
LOBBY_OPENS = timedelta(minutes=15)
# How long after its end those who were there say what it was worth, and change what they said.
OPINIONS_LAST = timedelta(days=7)
# By those who plan it: what an edit replaces.
SAID = "title_fr title_en description_fr description_en partner_id starts_at time_zone".split()
SAID += "capacity by_approval audience video_url".split()


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones, each for its audience; those who manage it see it before, and whatever its audience is."""
        return self.filter(is_for(user) | is_manager(user))

    def managed_by(self, user):
        return self.filter(is_manager(user))

    def coming(self):
        """Those that are not over, the next one first."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        return self.filter(ends_at__lte=timezone.now())

    def with_open_lobby(self):
        return self.filter(lobby__isnull=False, lobby__archived_at=None)

    def told_to(self, user):
        """What a notification may still tell of."""
        return self.visible_to(user).filter(published_at__isnull=False).select_related("partner")

    def reminded_to(self, user):
        """Those that are still worth coming to."""
        return self.told_to(user).filter(cancelled_at=None, ends_at__gt=timezone.now())


def is_for(user):
    """Return the condition: published sessions that this person is in the audience of."""
    published = Q(published_at__isnull=False)
    if not user.is_authenticated:
        return published & Q(audience=Session.Audience.EVERYONE)
    mine = Session.groups.through.objects.filter(group__user=user).values("session")
    open_to_me = Q(audience__in=[Session.Audience.EVERYONE, Session.Audience.MEMBERS]) | Q(pk__in=mine)
    return published & open_to_me


def is_manager(user):
    """Return the condition: sessions of one's partner organisation, those one hosts; administrators manage all."""
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.has_perm("networking.change_session"):
        return ~Q(pk__in=[])  # always true; see forum.models.boards.is_moderator
    hosted = Session.hosts.through.objects.filter(user=user).values("session")
    partners = Membership.objects.filter(person=user, company__is_partner=True).values("company")
    return Q(pk__in=hosted) | Q(partner__in=partners)


class Session(Stream):
    """A virtual networking meeting that a partner organises. Its `version` counts what changes for those who come."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Public page, any member registers")
        MEMBERS = "members", _("Members only")
        GROUPS = "groups", _("Chosen groups only")

    title_fr = models.CharField(_("title in French"), max_length=140)
    title_en = models.CharField(_("title in English"), max_length=140, blank=True)
    description_fr = models.TextField(_("description in French"), max_length=4000)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    partner = models.ForeignKey(
        Company,
        models.PROTECT,
        related_name="sessions",
        verbose_name=_("partner"),
        limit_choices_to={"is_partner": True},
    )
    hosts = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="hosted_sessions", verbose_name=_("hosts"))
    starts_at = models.DateTimeField(_("starts on"))
    ends_at = models.DateTimeField(_("ends on"), editable=False)  # with its last segment
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="America/Toronto", validators=[validate_time_zone]
    )
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)  # none: as many as come
    places_taken = models.PositiveIntegerField(default=0, editable=False)  # kept by registration_actions
    by_approval = models.BooleanField(_("a host accepts each registration"), default=False)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.EVERYONE)
    groups = models.ManyToManyField(Group, blank=True, related_name="sessions", verbose_name=_("groups"))
    video_url = models.CharField(
        _("video link"), max_length=500, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    # Said to everyone while it is on: one at a time.
    announcement = models.CharField(max_length=300, blank=True, db_default="", editable=False)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    announced_at = models.DateTimeField(null=True, editable=False)
    # The versions of two rows of the stream that have no table: the agenda and the announcement.
    agenda_version = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    announcement_version = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    lobby = models.OneToOneField(Room, models.PROTECT, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published on"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, editable=False)
    next_reminder_at = models.DateTimeField(null=True, editable=False)  # nothing when none is to come

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(fields=["ends_at", "id"], name="session_by_end"),
            models.Index(
                fields=["next_reminder_at"], condition=Q(next_reminder_at__isnull=False), name="session_reminder_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_takes_time"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="session_has_places"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("networking:session", args=[self.pk])

    def get_live_url(self):
        return reverse("networking:live", args=[self.pk])

    @property
    def topic(self):
        return f"session:{self.pk}"

    def get_registrations_url(self):
        return reverse("networking:registrations", args=[self.pk])

    @property
    def title(self):
        return in_language(self, "title")

    @property
    def description(self):
        return in_language(self, "description")

    @property
    def language(self):
        """The language that `title` is really in, after the fallback."""
        return "fr" if self.title == self.title_fr else "en"

    @property
    def words(self):
        """What those who manage it say, as one text: what an edit replaces."""
        return "\n".join(str(getattr(self, name)) for name in SAID)

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def is_coming(self):
        """Tell whether it takes place and is not over."""
        return self.is_published and self.cancelled_at is None and self.ends_at > timezone.now()

    @property
    def opinions_end_at(self):
        return self.ends_at + OPINIONS_LAST

    @property
    def opinions_are_final(self):
        return self.opinions_end_at <= timezone.now()

    @property
    def took_place(self):
        """Tell whether it is over, and was not called off."""
        return self.has_begun and self.ends_at <= timezone.now()

    @property
    def has_begun(self):
        return self.is_published and self.cancelled_at is None and self.starts_at <= timezone.now()

    @property
    def is_on(self):
        return self.is_coming and self.starts_at <= timezone.now()

    @property
    def is_open(self):
        """Tell whether its live page is: from a moment before it begins to its end."""
        return self.is_coming and self.starts_at - LOBBY_OPENS <= timezone.now()

    @property
    def is_full(self):
        return self.capacity is not None and self.places_taken >= self.capacity

    @property
    def places_left(self):
        return self.capacity and max(self.capacity - self.places_taken, 0)

    @property
    def is_one_day(self):
        return timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)

    def reminder_after(self, moment):
        """Return when the first reminder after this moment is due, None when all of them have been."""
        return min((due for due in (self.starts_at - ahead for ahead in REMINDERS) if due > moment), default=None)


class Segment(models.Model):
    """A part of a session; it begins when the one before it ends, and hosts move that while it is on.

    What it says of rounds counts in a part of that kind.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        TALK = "talk", _("Talk with questions")
        TABLES = "tables", _("Tables")
        ROUNDS = "rounds", _("Timed rounds")
        CLOSING = "closing", _("Closing")

    session = models.ForeignKey(Session, models.CASCADE, related_name="segments", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title_fr = models.CharField(max_length=140, blank=True)
    title_en = models.CharField(max_length=140, blank=True)
    minutes = models.PositiveSmallIntegerField()  # as planned
    round_count = models.PositiveSmallIntegerField(default=6, db_default=6)
    round_minutes = models.PositiveSmallIntegerField(default=5, db_default=5)  # of each
    break_seconds = models.PositiveSmallIntegerField(default=30, db_default=30)  # before each
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="segment_place"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="segment_takes_time"),
        ]

    def __str__(self):
        return f"{self.session_id} {self.position}"

    @property
    def title(self):
        return in_language(self, "title") or self.get_kind_display()

    @property
    def is_past(self):
        return self.ends_at <= timezone.now()

    @property
    def is_on(self):
        return self.starts_at <= timezone.now() < self.ends_at

    @property
    def has_rounds(self):
        return self.kind == self.Kind.ROUNDS
