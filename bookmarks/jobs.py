"""What falls due for bookmarks: their reminders."""

from django.utils import timezone

from bookmarks.actions import remind
from bookmarks.models import Bookmark

MOST_AT_ONCE = 500


def run_due():
    """Remind people of what they bookmarked for now; called each minute."""
    due = Bookmark.objects.filter(remind_at__lte=timezone.now()).select_related("person")
    for bookmark in due.order_by("remind_at")[:MOST_AT_ONCE]:
        remind(bookmark)
