"""Files that people attach to what they write, and what they have begun to write."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import places

UNUSED_FOR = timedelta(days=1)


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files shown by something that this person may read, and their own ones that nothing shows yet."""
        shown = Q()
        for name, rows in places.all_visible_to(user):
            uses = AttachmentUse.objects.filter(attachment=OuterRef("pk"), place=name)
            shown |= Q(Exists(uses.filter(Exists(rows.filter(pk=OuterRef("row_id"))))))
        own = Q(uploader=user, unused_since__isnull=False) if user.is_authenticated else Q()
        return self.filter(shown | own)

    def unused(self):
        """Files that nothing has shown for so long that nothing will."""
        return self.filter(unused_since__lt=timezone.now() - UNUSED_FOR)

    def totals_of(self, uploader):
        """Return (files, bytes) that a person sent within a day."""
        today = self.filter(uploader=uploader, created_at__gt=timezone.now() - timedelta(days=1))
        totals = today.aggregate(files=Count("pk"), bytes=Sum("size"))
        return totals["files"], totals["bytes"] or 0


class Attachment(models.Model):
    """A picture or a PDF. Pictures are kept as WebP in two sizes, PDFs as they came."""

    class Kind(models.TextChoices):
        PICTURE = "picture"
        PDF = "pdf"

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()  # bytes, as it came
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Since nothing shows it; null while something does.
    unused_since = models.DateTimeField(default=timezone.now, null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["uploader", "created_at"], name="attachment_by_person"),
            models.Index(fields=["unused_since"], condition=Q(unused_since__isnull=False), name="attachment_unused"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("content:file", args=[self.key])

    @property
    def is_picture(self):
        return self.kind == self.Kind.PICTURE

    @property
    def markdown(self):
        """What shows it in a text; a picture's address says its size, so that pages leave room for it."""
        if self.is_picture:
            return f"![{self.name}]({self.get_absolute_url()}#{self.width}x{self.height})"
        return f"[{self.name}]({self.get_absolute_url()})"

    @property
    def path(self):
        """Where the storage keeps it."""
        return f"attachments/{self.key.hex[:2]}/{self.key.hex}.{'webp' if self.is_picture else 'pdf'}"

    @property
    def small_path(self):
        """Where the storage keeps what texts show of a picture."""
        return f"attachments/{self.key.hex[:2]}/{self.key.hex}-small.webp"

    @property
    def paths(self):
        return [self.path, self.small_path] if self.is_picture else [self.path]


class AttachmentUse(models.Model):
    """One row of another app that shows a file."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="uses", db_index=False)
    place = models.CharField(max_length=40)  # see places
    row_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attachment", "place", "row_id"], name="one_use_per_row")]
        indexes = [models.Index(fields=["place", "row_id"], name="attachment_use_by_row")]

    def __str__(self):
        return f"{self.place} {self.row_id}"


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts are their author's alone."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def begun(self, user, kind):
        """Return the {field: text} that this person began, for annotating rows whose topics are of this kind."""
        place = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), models.CharField()))
        return Subquery(self.visible_to(user).filter(place=place).values("fields"))


class Draft(models.Model):
    """A text that was not sent yet, and the name of the topic where it would go: thread:42, board:3, room:7."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)  # body, title, signed
    kept_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="draft_once")]
        indexes = [models.Index(fields=["kept_at"], name="draft_age")]

    def __str__(self):
        return f"{self.person_id} {self.place}"
