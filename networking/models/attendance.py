"""Who is in a session while it is on."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from networking.models.sessions import Session

# A page that was cut off, or a phone in a pocket, is not gone at once.
GONE_AFTER = timedelta(seconds=30)


class AttendanceQuerySet(models.QuerySet):
    def present(self, since=None):
        """Those who have not left and whose page is, or was a moment ago, open."""
        return self.filter(left_at=None, seen_at__gt=since or timezone.now() - GONE_AFTER)


class Attendance(models.Model):
    """One person in one session, from their first entering on."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attendances")
    entered_at = models.DateTimeField(default=timezone.now)
    # When an open page of theirs was last seen, some seconds old at most (see networking/clock.py).
    seen_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)  # by their own click, else when it was over
    # By a host: they read and do not write in the lobby and at tables, also after they come back.
    muted_at = models.DateTimeField(null=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attends_once")]

    def __str__(self):
        return f"{self.person_id} {self.session_id}"

    @property
    def is_away(self):
        """Tell whether no page of theirs has been open for a while, though they have not left."""
        return self.seen_at < timezone.now() - GONE_AFTER
