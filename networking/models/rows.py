"""What the live page of a session is made of."""

from django.db import models

from networking.models.sessions import Session


class InSession(models.Model):
    """A row of the stream of a session; add `is_shown` where not everyone may see it, and register it in live.py."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="%(class)ss", db_index=False)
    version = models.PositiveBigIntegerField(editable=False)

    class Meta:
        abstract = True

    @property
    def live_key(self):
        return f"{self._meta.model_name}-{self.pk}"

    @property
    def is_shown(self):
        return True
