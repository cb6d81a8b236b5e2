"""What people keep for later: where it is, a few words of their own, and when they want to be reminded."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bookmarks.kinds import kind_of, kinds

MOST_CHARACTERS = 300


class BookmarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own. Nobody else sees them, neither moderators nor administrators."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def told_to(self, user):
        """One's own, each with what it marks in `about`: None where this person may not read that any more."""
        about = GenericPrefetch("about", [kind.visible_to(user) for kind in kinds.values()])
        return self.visible_to(user).prefetch_related(about)

    def of(self, row):
        return self.filter(about_type=ContentType.objects.get_for_model(row), about_id=row.pk)

    def coming(self):
        """Those with a reminder that is still to come."""
        return self.filter(remind_at__isnull=False)


class Bookmark(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks", db_index=False)
    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    note = models.CharField(max_length=MOST_CHARACTERS, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    remind_at = models.DateTimeField(null=True)  # nothing once its person was reminded
    reminded_at = models.DateTimeField(null=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        constraints = [
            # The key before its type: a page asks for posts and its thread at once (reading.py).
            models.UniqueConstraint(fields=["person", "about_id", "about_type"], name="bookmark_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="bookmark_latest"),
            models.Index(
                fields=["person", "-created_at", "-id"], condition=Q(remind_at__isnull=False), name="bookmark_coming"
            ),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="bookmark_due"),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def what(self):
        return kind_of(self.about).name

    @property
    def shown(self):
        """What it marks in few words, of a row read with told_to(); None where that may not be read any more."""
        return self.about and kind_of(self.about).shown(self.about)

    @property
    def title(self):
        return self.shown.title if self.about else _("A bookmark whose message is no longer available")

    @property
    def address(self):
        """Where it leads: to the list, when what it marks may not be read any more."""
        return self.about.get_absolute_url() if self.about else reverse("bookmarks:list")
