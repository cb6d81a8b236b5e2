"""Which threads the words of posts link to."""

from django.db import models

from forum.models.posts import Post
from forum.models.threads import Thread


class PostLink(models.Model):
    """A link in a post to a thread of the site, or to a post that stands in it (`to`) and leaves it with its links."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="links")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="links")
    to = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")

    def __str__(self):
        return f"{self.post_id} {self.thread_id}"
