"""What people say to everyone in a session, beside its rooms: questions to the speaker and raised hands."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from networking.models.attendance import Attendance
from networking.models.rows import InSession
from networking.models.sessions import Segment, Session

QUESTION_LENGTH = 300


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that someone sees in a session that is open to them; hidden ones only who manages it."""
        managed = Q(session__in=Session.objects.managed_by(user))
        return self.filter(withdrawn_at=None).filter(Q(hidden_at=None) | managed)

    def shown(self):
        return self.filter(withdrawn_at=None, hidden_at=None)

    def waiting(self):
        """Those that still want an answer."""
        return self.shown().filter(answered_at=None)

    def in_order(self):
        """Answered ones last; before them those with the most votes, of these the oldest."""
        return self.order_by(Case(When(answered_at=None, then=0), default=1), "-votes", "pk")

    def with_vote_of(self, person):
        """Give each `is_voted`: whether this person did."""
        return self.annotate(is_voted=Exists(QuestionVote.objects.filter(question=OuterRef("pk"), person=person)))


class Question(InSession):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.CharField(max_length=QUESTION_LENGTH, blank=True)  # none once it is withdrawn
    asked_at = models.DateTimeField(default=timezone.now)
    votes = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "version"], name="question_by_version")]

    def __str__(self):
        return f"{self.session_id} {self.pk}"

    @property
    def is_shown(self):
        return self.hidden_at is None and self.withdrawn_at is None

    @property
    def is_waiting(self):
        return self.is_shown and self.answered_at is None


class QuestionVote(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="votes_once")]

    def __str__(self):
        return f"{self.person_id} {self.question_id}"


class HandQuerySet(models.QuerySet):
    def up(self):
        """Those that are raised, the first one first."""
        return self.filter(raised_at__isnull=False).order_by("raised_at", "pk")

    def outdated(self):
        """Those that are still up though their person has left, or another part has begun."""
        stays = Attendance.objects.filter(session=OuterRef("session"), person=OuterRef("person"), left_at=None)
        parts = Segment.objects.filter(session=OuterRef("session"), starts_at__lte=timezone.now())
        return self.up().filter(~Exists(stays) | Exists(parts.filter(starts_at__gt=OuterRef("raised_at"))))


class Hand(InSession):
    """Somebody's hand in a session, from the first time that they raised it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    raised_at = models.DateTimeField(null=True)  # none while it is down

    objects = HandQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_hand_each")]
        indexes = [models.Index(fields=["session", "version"], name="hand_by_version")]

    def __str__(self):
        return f"{self.person_id} {self.session_id}"

    @property
    def is_shown(self):
        return self.raised_at is not None
