"""Polls among those who are in a session; nobody is told who chose what."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from networking.models.rows import InSession

FEWEST_CHOICES, MOST_CHOICES = 2, 6
POLL_LENGTH, CHOICE_LENGTH = 200, 100


class PollQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at=None)

    def with_answer_of(self, person):
        """Give each `chosen`: the places that this person chose, None before they answer and once it has ended."""
        mine = PollAnswer.objects.filter(poll=OuterRef("pk"), person=person)
        return self.annotate(chosen=Subquery(mine.values("chosen")[:1]))

    def end(self, moment):
        """End these, and forget who chose what: from then on only the sums are anywhere."""
        PollAnswer.objects.filter(poll__in=self).delete()
        return self.update(ended_at=moment)


class Poll(InSession):
    """A question that a host asks everyone. It holds the sums of the answers, which PollAnswer lets one change."""

    question = models.CharField(max_length=POLL_LENGTH)
    choices = models.JSONField()  # 2 to 6 texts
    counts = models.JSONField()  # how many chose each
    answers = models.PositiveIntegerField(default=0)  # people who answered
    is_multiple = models.BooleanField()  # one may choose several
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "version"], name="poll_by_version")]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(ended_at=None), name="one_running_poll"),
        ]

    def __str__(self):
        return f"{self.session_id} {self.pk}"

    @property
    def bars(self):
        """Return {"choice", "count", "share" of those who answered in %} of each choice."""
        return [
            {"choice": choice, "count": count, "share": round(100 * count / self.answers) if self.answers else 0}
            for choice, count in zip(self.choices, self.counts, strict=True)
        ]


class PollAnswer(models.Model):
    """What one person chose in a poll that runs."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    chosen = models.JSONField()  # places in Poll.choices

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="answers_once")]

    def __str__(self):
        return f"{self.poll_id}"
