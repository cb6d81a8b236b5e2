"""What people keep for later."""

from datetime import timedelta

from django.utils import timezone

from bookmarks import actions
from bookmarks.models import Bookmark


def keep(names, *, person, thread="", number=None, room="", message="", note="", remind_in_days=None):
    """Bookmark a message of a room, a post of a thread or, without its number, the thread."""
    if room:
        about = names.message(room, message)
    elif number:
        about = names.post(thread, number)
    else:
        about = names.thread(thread)
    moment = remind_in_days and timezone.now() + timedelta(days=remind_in_days)
    actions.keep(person=names.people[person], about=about, note=note, remind_at=moment)


def remind(names, *, person, note):
    """Let a reminder come that was chosen for this moment."""
    bookmark = Bookmark.objects.get(person=names.people[person], note=note)
    bookmark.remind_at = timezone.now()
    bookmark.save(update_fields=["remind_at"])
    actions.remind(bookmark)
