"""People and what they consented to. What they belong to is in companies/models.py."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.companies.models import Company, Invitation, JoinRequest, Membership  # noqa: F401, found here by Django
from accounts.names import FoldedNameField
from accounts.profiles import Profile, has_public_part
from accounts.sessions import SessionStore

LATELY = timedelta(days=30)
# The key of « Une PME »: a row tells without a question that its author is not named.
SIGNATURE = 0


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known."))


def initials_of(name):
    """Return the first letters of the first and last words, « CG »."""
    words = [word for word in name.replace("’", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    @classmethod
    def normalize_email(cls, email):
        """Fold case: two accounts must not differ by it alone."""
        return (email or "").strip().casefold()

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))

    def signature(self):
        """Return the author of all that is signed « Une PME »: nobody, who cannot sign in and is never listed."""
        # An address that nobody can have taken before.
        unusable = {"email": f"{uuid4().hex}@closed.invalid", "password": make_password(None), "is_active": False}
        return self.get_or_create(pk=SIGNATURE, defaults=unusable)[0]


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see all profiles, guests those with a public part; closed accounts have none."""
        return self.present() if user.is_authenticated else self.present().filter(has_public_part())

    def present(self):
        return self.filter(is_active=True, closed_at=None)

    def closed_lately(self):
        """Return the keys of those who left so lately that other apps may still have to forget what is theirs."""
        return list(self.filter(closed_at__gt=timezone.now() - LATELY).values_list("pk", flat=True))

    def beginning(self, folded):
        """People whose first or family name begins so; the indexes of both are used."""
        return self.filter(Q(folded_name__startswith=folded) | Q(folded_family__startswith=folded))


class User(Profile, AbstractBaseUser, PermissionsMixin):
    """A person. Their words stay when they leave; their name and address go (closed_at)."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As on my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    folded_name = FoldedNameField()
    folded_family = FoldedNameField(family=True)
    chosen_initials = models.CharField(_("initials"), max_length=3, blank=True)
    # The one shown beside their name: one of their memberships, kept so by companies.actions.
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("company shown")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr-ca")
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="America/Toronto", validators=[validate_time_zone]
    )
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM, db_default=Theme.SYSTEM)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True, db_default=True)
    # Set by moderation; read by everyone who asks may_write.
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    is_staff = models.BooleanField(_("administrator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined on"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once"),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(is_active=False, name=""), name="closed_means_gone"),
        ]

    def __str__(self):
        return self.shown_name

    def save(self, **kwargs):
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_name", "folded_family"}
        super().save(**kwargs)

    def clean(self):
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    def get_absolute_url(self):
        return reverse("accounts:person", args=[self.pk])

    def get_full_name(self):
        return self.shown_name

    def get_short_name(self):
        return self.shown_name.split()[0]

    @property
    def is_signature(self):
        return self.pk == SIGNATURE

    @property
    def shown_name(self):
        if self.is_signature:
            return str(_("A small company (under 60 employees)"))
        # An account made by command has no name before its first visit to the profile.
        return str(_("Someone who left")) if self.closed_at else self.name or str(_("New member"))

    @property
    def initials(self):
        if self.is_signature:
            return pgettext("initials of a small company", "SME")
        return "–" if self.closed_at else self.chosen_initials or initials_of(self.shown_name)

    @property
    def tone(self):
        return self.pk % 8

    @property
    def is_suspended(self):
        return bool(self.suspended_until and self.suspended_until > timezone.now())

    @property
    def may_write(self):
        return self.is_active and not self.is_suspended and not self.closed_at

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)


# What a row shows of whoever wrote it, and of their company.
SHOWN = {"id", "name", "chosen_initials", "closed_at", "company", "company_shown_to", "photo", "photo_shown_to"}
SHOWN_OF_COMPANY = {"id", "name", "slug"}


def unshown(person):
    """Name what rows need not read of this person, « author », for defer(): no password comes with each message."""
    columns = [(person, field) for field in User._meta.concrete_fields if field.name not in SHOWN]
    company = f"{person}__company"
    columns += [(company, field) for field in Company._meta.concrete_fields if field.name not in SHOWN_OF_COMPANY]
    return [f"{path}__{field.name}" for path, field in columns]


class Consent(models.Model):
    """What a person agreed to, in which words, and when they took it back."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("rules and privacy policy")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    wording = models.CharField(_("wording"), max_length=20, help_text=_("version of the text agreed to"))
    given_at = models.DateTimeField(_("given on"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [models.UniqueConstraint(fields=["person", "purpose", "wording"], name="consent_once")]

    def __str__(self):
        return f"{self.purpose} {self.wording}"


class PersonSession(AbstractBaseSession):
    """A session that knows whose it is: closing an account ends all of them without reading every session."""

    # No foreign key: a session is thrown away, never a reason to keep or lock a person.
    person_id = models.BigIntegerField(null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls):
        return SessionStore
