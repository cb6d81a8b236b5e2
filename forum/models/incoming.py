"""The answers by email that came."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IncomingEmail(models.Model):
    """One that became a post, or was refused: whoever brings it may do so twice, and at the same time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # of its Message-ID
    post = models.ForeignKey("forum.Post", models.CASCADE, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="incoming_email_once")]
        indexes = [models.Index(fields=["created_at"], name="incoming_email_age")]

    def __str__(self):
        return f"{self.pk}"
