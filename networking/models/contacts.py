"""Whom one wishes to keep in touch with, and who wishes it too."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.companies.models import folded
from accounts.profiles import Audience
from content.text import clean
from networking.models.sessions import Session

MOST_IN_A_NOTE = 2000


class ContactWishQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own. Nobody else sees them, neither hosts nor administrators."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def contacts_of(self, user):
        """Those that are mutual, or were until the other one took theirs back; without who left the site."""
        rows = self.visible_to(user).filter(exchanged_at__isnull=False, other__is_active=True, other__closed_at=None)
        return rows.select_related("other__company", "session")

    def standing(self):
        return self.filter(ended_at=None)

    def mutual(self):
        return self.standing().filter(exchanged_at__isnull=False)

    def are_in_touch(self, person, other):
        """Tell whether these two have exchanged their cards; the same both ways."""
        return self.mutual().filter(person=person, other=other).exists()

    def told_to(self, user):
        """What a notification may still tell of."""
        return self.contacts_of(user).standing()

    def named(self, words):
        """Contacts whose name, or whose company's that members see, holds each of these pieces."""
        company = ~Q(other__company_shown_to=Audience.NOBODY)
        for word in folded(clean(words)).split():
            in_company = company & Q(other__company__folded_name__contains=word)
            self = self.filter(Q(other__folded_name__contains=word) | in_company)
        return self


class ContactWish(models.Model):
    """That one person wishes to keep in touch with another: known to nobody else until both wish it.

    `exchanged_at` stands in the rows of both from then on. Who takes theirs back deletes it, and the other row has
    ended: it keeps the note, and does not count as a wish any more.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_wishes", db_index=False)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="contact_wishes")  # where they met
    made_at = models.DateTimeField(default=timezone.now)
    exchanged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")  # one's own, about the other

    objects = ContactWishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="wished_once"),
            models.CheckConstraint(condition=~Q(person=models.F("other")), name="wishes_another"),
        ]
        indexes = [
            models.Index(
                fields=["person", "-exchanged_at", "-id"],
                condition=Q(exchanged_at__isnull=False),
                name="contact_latest",
            ),
        ]

    def __str__(self):
        return f"{self.pk}"

    def get_absolute_url(self):
        return f"{reverse('contacts:list')}#{self.key}"

    @property
    def key(self):
        return f"contact-{self.pk}"

    @property
    def is_mutual(self):
        return self.exchanged_at is not None and self.ended_at is None
