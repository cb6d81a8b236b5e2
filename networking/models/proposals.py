"""Questions of a session that become threads: its hosts propose them, a day later they are published."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from forum.models import Board, Thread
from networking.models.talk import Question

# How long an author has to withdraw their words.
WITHDRAWN_WITHIN = timedelta(hours=24)


def a_day_later():
    return timezone.now() + WITHDRAWN_WITHIN


class ProposalQuerySet(models.QuerySet):
    def told_to(self, user):
        """Those of one's own words."""
        return self.filter(question__author=user).select_related("question__session", "board", "thread")

    def due(self):
        return self.filter(publish_at__lte=timezone.now()).order_by("publish_at", "pk")


class Proposal(models.Model):
    """One question as a thread to be: it waits while it has `publish_at`; then it has a thread, or is not published."""

    question = models.OneToOneField(Question, models.CASCADE)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    publish_at = models.DateTimeField(null=True, default=a_day_later)
    withdrawn_at = models.DateTimeField(null=True)
    thread = models.OneToOneField(Thread, models.SET_NULL, null=True, related_name="+")
    client_id = models.UUIDField(default=uuid4)  # of the form that it stands for: published twice, it is one thread

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="proposal_due"),
        ]

    def __str__(self):
        return f"{self.question_id}"

    def get_absolute_url(self):
        return reverse("networking:proposal", args=[self.pk])

    @property
    def is_waiting(self):
        return self.publish_at is not None
