"""The words that posts had before: kept by edits, withheld with what moderators hid, shown with what changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from content.differences import differences
from forum.models import PostRevision

GRACE = timedelta(minutes=5)  # a typo mended meanwhile leaves no mark
MOST_KEPT = 10  # of one post, the newest


def keep_words(post):
    """Keep the words that an edit is about to replace, and mark the post; neither when they have just been written."""
    now = timezone.now()
    if now - post.written_at < GRACE:
        return
    # Those that were hidden once are kept already (withhold).
    PostRevision.objects.bulk_create(
        [PostRevision(post=post, body=post.body, written_at=post.written_at)], ignore_conflicts=True
    )
    kept = post.revisions.order_by("-written_at").values_list("pk", flat=True)[:MOST_KEPT]
    post.revisions.exclude(pk__in=list(kept)).delete()
    post.edited_at = now


def withhold(post):
    """Leave the words that a post has, and had, to moderators: shown again and edited, it must not tell them."""
    now = timezone.now()
    PostRevision.objects.bulk_create(
        [PostRevision(post=post, body=post.body, written_at=post.written_at)], ignore_conflicts=True
    )
    post.revisions.filter(hidden_at=None).update(hidden_at=now)


@dataclass(frozen=True)
class Version:
    """The words of a post since a moment: `parts` as content.differences gives them, against the version before."""

    written_at: datetime
    parts: list
    hidden: bool


def versions_of(post, user):
    """Return the versions of a post that this person may read, newest first; the oldest one is shown whole."""
    earlier = PostRevision.objects.visible_to(user).filter(post=post).exclude(written_at=post.written_at)
    texts = [*earlier.order_by("written_at"), PostRevision(body=post.body, written_at=post.written_at)]
    versions, before = [], None
    for text in texts:
        parts = [("=", text.body)] if before is None else differences(before, text.body)
        versions.append(Version(text.written_at, parts, bool(text.hidden_at)))
        before = text.body
    return versions[::-1]
