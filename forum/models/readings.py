"""How far people have read, and what they want to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class ThreadReading(models.Model):
    """How far a person has read in a thread, whether they wrote in it, and what they want to hear of it."""

    class Watch(models.TextChoices):
        NORMAL = "normal", pgettext_lazy("thread", "Normal")
        FOLLOWING = "following", pgettext_lazy("thread", "Followed")
        MUTED = "muted", pgettext_lazy("thread", "Muted")

    # No index of the keys: beside that of the constraint PostgreSQL took them, and read all readers of a thread.
    thread = models.ForeignKey("Thread", models.CASCADE, related_name="readings", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="thread_readings", db_index=False)
    number = models.PositiveIntegerField(default=0)
    wrote = models.BooleanField(default=False)
    # Empty while nothing was chosen: who writes then follows.
    watch = models.CharField(max_length=10, choices=Watch, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="one_reading_per_thread")]
        indexes = [
            models.Index(fields=["thread", "person"], condition=Q(watch="following"), name="reading_follower"),
            models.Index(fields=["person", "thread"], condition=Q(watch="following"), name="reading_followed"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.thread_id}:{self.number}"
