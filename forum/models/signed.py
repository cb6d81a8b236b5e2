"""Whose posts are that are signed « Une PME »."""

from django.conf import settings
from django.db import models

from forum.models.posts import Post


class SignedPost(models.Model):
    """Who wrote a post as « Une PME »: asked for their own rights, and by looks that are logged. No page lists it."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.post_id}"
