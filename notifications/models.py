"""What people are told: rows on their page, and the emails that wait to leave."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_COUNTED = 100


class CappedCount(Subquery):
    """Counts the rows of a sliced subquery: the cost ends with the slice, however many rows wait."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = models.IntegerField()


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)

    def unread_of(self, user_ids):
        """Return {id: unread}, at most 100 each, in one query: a live counter."""
        unread = self.filter(recipient=OuterRef("pk"), read_at=None).order_by().values("pk")[:MOST_COUNTED]
        people = get_user_model().objects.filter(pk__in=user_ids).order_by()
        return dict(people.annotate(unread=CappedCount(unread)).values_list("pk", "unread"))


class Notification(models.Model):
    """One thing that one person is told. What it is about is asked again each time it is shown (kinds.py)."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=30)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    about_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_latest"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["created_at"], name="notification_age"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"


class Email(models.Model):
    """A letter that leaves, or left: its words are kept only until then."""

    to = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(_("written on"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # Nothing once it left, or when it was given up.
    next_try_at = models.DateTimeField(_("next try on"), null=True, default=timezone.now)

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="email_due"),
            models.Index(fields=["created_at"], name="email_age"),
        ]

    def __str__(self):
        return f"{self.pk}"
