"""The tables of a session, and who sat where."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from content.text import in_language
from networking.models.rows import InSession
from networking.models.sessions import Session

FEWEST_SEATS, MOST_SEATS = 2, 12
TOPIC_LENGTH = 60  # that of the name of a room


class TableQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(removed_at=None)

    def with_people(self):
        """Read who sits at each of them in one query."""
        return self.prefetch_related(Prefetch("places", Seat.objects.sitting(), to_attr="sitting"))


class Table(InSession):
    topic_fr = models.CharField(_("topic in French"), max_length=TOPIC_LENGTH)
    topic_en = models.CharField(_("topic in English"), max_length=TOPIC_LENGTH, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(FEWEST_SEATS), MaxValueValidator(MOST_SEATS)]
    )
    video_url = models.CharField(
        _("video link"), max_length=500, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    room = models.OneToOneField(Room, models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = TableQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "version"], name="table_by_version")]

    def __str__(self):
        return f"{self.session_id} {self.pk}"

    @property
    def is_shown(self):
        return self.removed_at is None

    @property
    def topic(self):
        return in_language(self, "topic")

    @property
    def language(self):
        """The language that `topic` is really in, after the fallback."""
        return "fr" if self.topic == self.topic_fr else "en"

    @cached_property
    def sitting(self):
        """The seats that are taken, the first one first."""
        return list(self.places.sitting())

    @property
    def free_seats(self):
        """How many more may sit down, hosts apart."""
        return max(self.seats - len(self.sitting), 0)

    @property
    def empty_chairs(self):
        """One for each free seat, to draw."""
        return range(self.free_seats)

    @property
    def is_full(self):
        return not self.free_seats


class SeatQuerySet(models.QuerySet):
    def taken(self):
        return self.filter(left_at=None)

    def sitting(self):
        return self.taken().select_related("person").order_by("pk")


class Seat(models.Model):
    """Someone at a table, until they get up or sit down elsewhere."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="seats", db_index=False)
    table = models.ForeignKey(Table, models.CASCADE, related_name="places")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], condition=Q(left_at=None), name="at_one_table")
        ]

    def __str__(self):
        return f"{self.person_id} {self.table_id}"


class TableInvitationQuerySet(models.QuerySet):
    def told_to(self, user):
        """One's own, to tables that are there, of sessions that are not over and that one may enter."""
        mine = self.filter(person=user, table__removed_at=None, table__session__ends_at__gt=timezone.now())
        mine = mine.filter(table__session__in=Session.objects.told_to(user))
        return mine.select_related("table__session", "table__room", "by")


class TableInvitation(models.Model):
    """Someone at a table, or a host, wishes somebody there: they may sit down though it is locked."""

    table = models.ForeignKey(Table, models.CASCADE, related_name="invitations", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = TableInvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "person"], name="invited_once")]

    def __str__(self):
        return f"{self.person_id} {self.table_id}"

    def get_absolute_url(self):
        return reverse("networking:invitation", args=[self.pk])
