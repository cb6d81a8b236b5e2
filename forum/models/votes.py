"""Who found a post useful, or has the problem that it asks about."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from forum.models.posts import Post


class PostVote(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="vote_once")]
        indexes = [models.Index(fields=["created_at"], name="vote_age")]

    def __str__(self):
        return f"{self.post_id} {self.person_id}"
