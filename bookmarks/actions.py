"""What people do with their bookmarks, and what the clock does."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bookmarks.kinds import kind_of
from bookmarks.models import Bookmark
from notifications.actions import mark_read_about, notify

MOST = 2000  # of one person


def keep(*, person, about, note="", remind_at=None):
    """Bookmark something, or change the note and the reminder of its bookmark; return the row.

    Raises PermissionDenied for what this person may not read, and past 2,000.
    """
    with transaction.atomic():
        if not kind_of(about).visible_to(person).filter(pk=about.pk).exists():
            raise PermissionDenied(_("You may not read this any more."))
        mine = Bookmark.objects.filter(person=person)
        if not mine.of(about).exists() and mine.order_by()[MOST - 1 : MOST].exists():
            raise PermissionDenied(_("You have 2,000 bookmarks, which is the most: remove some first."))
        of = {"about_type": ContentType.objects.get_for_model(about), "about_id": about.pk}
        kept = {"note": note, "remind_at": remind_at}
        return Bookmark.objects.update_or_create(person=person, **of, defaults=kept)[0]


def remove(*, person, bookmark):
    """Take a bookmark away, with its reminder."""
    with transaction.atomic():
        mark_read_about(person=person, kind="bookmark", about=[bookmark.pk])
        Bookmark.objects.filter(person=person, pk=bookmark.pk).delete()


def remind(bookmark):
    """Remind whoever keeps this, once; return whether it was still to be done."""
    with transaction.atomic():
        # Whoever changes the row tells: two processes at once tell it once.
        due = Bookmark.objects.filter(pk=bookmark.pk, remind_at=bookmark.remind_at)
        if not due.update(remind_at=None, reminded_at=timezone.now()):
            return False
        notify([bookmark.person], kind="bookmark", about=bookmark)
    return True
