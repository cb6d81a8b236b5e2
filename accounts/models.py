"""People, the companies and partners they belong to, and what they consented to."""

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.sessions import SessionStore
from content.text import fold, in_language


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known."))


# Each region is found from the one before it in the index: DISTINCT would read every company.
REGIONS = """
    WITH RECURSIVE found(region) AS (
        SELECT MIN(region) FROM accounts_company WHERE NOT is_partner AND region > ''
        UNION ALL
        SELECT (SELECT MIN(region) FROM accounts_company WHERE NOT is_partner AND region > found.region)
        FROM found WHERE region IS NOT NULL
    )
    SELECT region FROM found WHERE region IS NOT NULL
"""


class CompanyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Companies are shown to everyone; their members, to members (see UserQuerySet)."""
        return self

    def for_list(self):
        return self.order_by("folded_name", "pk")

    def page(self, *, after=None, before=None, size=30):
        """Return (rows, has_earlier, has_later): at most `size` companies by name, beside the one with that pk.

        A pk that is gone shows the beginning.
        """
        start = self.model.objects.filter(pk=after or before).values_list("folded_name", "pk").first()
        forwards = not (start and before)
        rows = self.for_list()
        if start:
            side = "gt" if forwards else "lt"
            same_name = Q(folded_name=start[0], **{f"pk__{side}": start[1]})
            # The first condition alone bounds the scan of the index; the second settles equal names.
            rows = rows.filter(**{f"folded_name__{side}e": start[0]})
            rows = rows.filter(Q(**{f"folded_name__{side}": start[0]}) | same_name)
        found = list((rows if forwards else rows.reverse())[: size + 1])
        if forwards:
            return found[:size], bool(start), len(found) > size
        return found[:size][::-1], len(found) > size, True

    def regions(self):
        """Return the regions that have companies, partners left aside, in order."""
        with connection.cursor() as cursor:
            cursor.execute(REGIONS)
            return [region for (region,) in cursor]


class Company(models.Model):
    """An organisation with members; a partner supports the others."""

    class Size(models.TextChoices):
        XS = "1-9", _("1 to 9 people")
        S = "10-29", _("10 to 29 people")
        M = "30-59", _("30 to 59 people")
        L = "60-99", _("60 to 99 people")
        XL = "100+", _("100 people and more")

    name = models.CharField(_("name"), max_length=120)
    # Kept by save(): « Équipements » stands among the E, on every database.
    folded_name = models.CharField(max_length=240, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    is_partner = models.BooleanField(_("partner"), default=False)
    region = models.CharField(_("region"), max_length=80, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=Size, blank=True)
    activity_fr = models.CharField(_("activity in French"), max_length=160, blank=True)
    activity_en = models.CharField(_("activity in English"), max_length=160, blank=True)
    description_fr = models.TextField(_("description in French"), max_length=4000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    website = models.CharField(
        _("website"), max_length=200, blank=True, validators=[URLValidator(schemes=["https", "http"])]
    )

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [
            models.Index(fields=["is_partner", "folded_name", "id"], name="company_by_name"),
            models.Index(
                fields=["region", "folded_name", "id"], condition=models.Q(is_partner=False), name="company_by_region"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.folded_name = fold(self.name)
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_name"}
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("accounts:company", args=[self.slug])

    @property
    def activity(self):
        return in_language(self, "activity")

    @property
    def description_language(self):
        """The language that `description` is really in, after the fallback."""
        return "fr" if self.description == self.description_fr else "en"

    @property
    def description(self):
        return in_language(self, "description")


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


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Profiles are seen by members only; closed accounts have none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(is_active=True, closed_at=None)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Their words stay when they leave; their name and address go (closed_at)."""

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    chosen_initials = models.CharField(_("initials"), max_length=3, blank=True)
    role = models.CharField(_("role"), max_length=80, blank=True)
    about = models.TextField(_("about"), max_length=1000, blank=True)
    company = models.ForeignKey(
        Company, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("company")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr-ca")
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="America/Toronto", validators=[validate_time_zone]
    )
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
        indexes = [models.Index(fields=["company", "name", "id"], name="person_by_company")]

    def __str__(self):
        return self.shown_name

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
    def shown_name(self):
        # An account made by command has no name before its first visit to the profile.
        return str(_("Someone who left")) if self.closed_at else self.name or str(_("New member"))

    @property
    def initials(self):
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
