"""The secret by which a program reads feeds in a person's place."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone


class FeedKey(models.Model):
    """One secret a person; only its digest is kept, so that whoever reads the database reads no feed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="feed_key")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.person_id}"

    @staticmethod
    def digest_of(secret):
        return sha256(secret.encode()).hexdigest()

    @classmethod
    def reader(cls, secret):
        """Return the person in whose place this secret reads; None for any other, one revoked, or who may not read."""
        key = cls.objects.filter(digest=cls.digest_of(secret)).select_related("person").first()
        person = key and key.person
        return person if person and person.may_write else None
