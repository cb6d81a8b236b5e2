"""The timed rounds of a session, and who met whom in them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from chat.models import Room
from networking.models.rows import InSession
from networking.models.sessions import Segment, Session

# How long before a round begins it is planned: its pages then fetch what is theirs, each in its own time.
PLANNED_BEFORE = timedelta(seconds=20)
# A round of which less is left is not planned any more.
SHORTEST = timedelta(minutes=1)
# How long people are together before one of them may go on to someone else.
LEAST_TOGETHER = timedelta(minutes=2)
# From so long before the end on, a pair may ask for more.
MORE_ASKED = timedelta(seconds=30)
MOST_MORE = timedelta(minutes=5)


class RoundQuerySet(models.QuerySet):
    def to_plan(self):
        """Those that begin in a moment, or have begun without having been planned."""
        now = timezone.now()
        shown = self.filter(session__published_at__isnull=False, session__cancelled_at=None)
        return shown.filter(planned_at=None, starts_at__lte=now + PLANNED_BEFORE, ends_at__gt=now + SHORTEST)

    def planned(self):
        return self.filter(planned_at__isnull=False)

    def running(self):
        now = timezone.now()
        return self.planned().filter(starts_at__lte=now, ends_at__gt=now)


class Round(models.Model):
    """A turn in which people meet two by two; its hours are stored, so that every page knows them beforehand."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="rounds", db_index=False)
    # None once its part was planned anew: whoever met in it has met.
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, related_name="rounds")
    number = models.PositiveSmallIntegerField()  # in its part, from 1 on
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # its rooms

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["session", "starts_at"], name="round_by_hour")]
        # One that was planned and put off by its hosts takes no time.
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="round_takes_time")]

    def __str__(self):
        return f"{self.session_id} {self.number}"

    @property
    def latest_at(self):
        """When it ends for those who go on: as long after the others as a break takes, the next one begins."""
        pause = timedelta(seconds=self.segment.break_seconds) if self.segment else timedelta()
        return self.ends_at + min(pause, MOST_MORE)


class Pairing(InSession):
    """Two or three people who meet in a round, or one whom nobody was left for.

    Its row of the stream tells nobody who they are: the pages of those who are in it fetch it then.
    """

    version = models.PositiveBigIntegerField(default=0, editable=False)  # of its last change after it was planned
    round = models.ForeignKey(Round, models.CASCADE, related_name="pairings")
    room = models.OneToOneField(Room, models.PROTECT, null=True, related_name="+")  # None: someone alone
    reasons = models.JSONField(default=list)  # as of networking/fit.py, the strongest first
    again = models.JSONField(default=list)  # the pairs of keys of those who had met before
    extended_at = models.DateTimeField(null=True)  # when all of them had asked for more
    partners = models.PositiveSmallIntegerField(null=True)  # whom someone alone might have met

    class Meta:
        indexes = [models.Index(fields=["session", "version"], name="pairing_changed")]

    def __str__(self):
        return f"{self.pk}"


class PairingMemberQuerySet(models.QuerySet):
    def standing(self):
        """Those who have not left for another pairing, for the lobby, or altogether."""
        return self.filter(left_at=None)

    def met(self):
        """Those who came to someone."""
        return self.filter(came_at__isnull=False, pairing__room__isnull=False)


class PairingMember(models.Model):
    """Someone in a pairing, until the round ends or they leave it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="members", db_index=False)
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now, db_default=Now())
    came_at = models.DateTimeField(null=True)  # a page of theirs was open while it ran
    left_at = models.DateTimeField(null=True)
    wants_more_at = models.DateTimeField(null=True)  # told to nobody until all of them do

    objects = PairingMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], condition=Q(left_at=None), name="in_one_pairing")
        ]

    def __str__(self):
        return f"{self.person_id} {self.pairing_id}"

    @property
    def free_at(self):
        """When this person may go on to someone else."""
        return max(self.joined_at, self.round.starts_at) + LEAST_TOGETHER
