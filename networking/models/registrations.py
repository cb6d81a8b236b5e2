"""Who comes to a session, what they look for there, and whom they would rather not meet."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Company
from forum.models import Tag
from networking.models.sessions import Session


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own. What hosts see of the others is in handled_by()."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def told_to(self, user):
        return self.visible_to(user).filter(session__in=Session.objects.told_to(user)).select_related("session")

    def handled_by(self, user):
        """Those of the sessions that this person manages."""
        return self.filter(session__in=Session.objects.managed_by(user)).select_related("session", "person__company")

    def standing(self):
        """Those that hold a place, or wait for one or for a host's answer."""
        return self.filter(
            state__in=[Registration.State.ASKED, Registration.State.WAITING, Registration.State.CONFIRMED]
        )

    def confirmed(self):
        return self.filter(state=Registration.State.CONFIRMED)

    def waiting(self):
        """Those who wait for a place, first come first."""
        return self.filter(state=Registration.State.WAITING).order_by("since", "pk")


class Registration(models.Model):
    """One person's place in a session, and what pairs them with others there.

    `avoided` is read by the pairing alone: neither hosts nor the others see it.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for a host’s answer")
        WAITING = "waiting", _("On the waiting list")
        CONFIRMED = "confirmed", pgettext_lazy("registration", "Registered")
        REFUSED = "refused", pgettext_lazy("registration", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("registration", "Withdrawn")

    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=State)
    since = models.DateTimeField(default=timezone.now)  # in this state
    seeks = models.CharField(max_length=300, blank=True)
    offers = models.CharField(max_length=300, blank=True)
    sought_tags = models.ManyToManyField(Tag, related_name="+")
    offered_tags = models.ManyToManyField(Tag, related_name="+")
    wished_people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    wished_companies = models.ManyToManyField(Company, related_name="+")
    avoided = models.ManyToManyField(Company, related_name="+")
    languages = models.JSONField(default=list)  # in which one can meet: "fr", "en"

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="registered_once")]
        indexes = [
            models.Index(fields=["session", "state", "since", "id"], name="registration_by_state"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.session_id}"

    @property
    def is_standing(self):
        return self.state in (self.State.ASKED, self.State.WAITING, self.State.CONFIRMED)

    @property
    def is_confirmed(self):
        return self.state == self.State.CONFIRMED

    @property
    def says_nothing(self):
        """Tell whether nothing here helps to pair this person; asks nothing of the tags."""
        return not (self.seeks or self.offers)
