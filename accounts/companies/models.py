"""Companies and partners, who belongs to them, and how one comes to."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.validators import URLValidator
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.companies.regions import REGIONS_IN_USE
from accounts.moderators import moderators
from accounts.profiles import Audience
from content.text import fold, in_language
from search.indexing import keep

LONGEST_FOLDED = 240
# By those in charge.
SAID = "activity_fr activity_en description_fr description_en town region size website".split()


def folded(name):
    """Return the form under which names are sorted and compared; a sign may fold to eighteen letters."""
    return fold(name)[:LONGEST_FOLDED]


class CompanyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Companies are shown to everyone; their members, to members (see UserQuerySet)."""
        return self

    def decided_by(self, user):
        """Companies whose members this person decides on: theirs to run, or any for those who moderate.

        A partner speaks for an organisation: only administrators decide there beside its own people.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff or user.is_superuser:
            return self
        in_charge = Membership.objects.filter(company=OuterRef("pk"), person=user, in_charge=True)
        return self.filter(Exists(in_charge) | Q(Exists(moderators().filter(pk=user.pk)), is_partner=False))

    def for_list(self):
        return self.order_by("folded_name", "pk")

    def named(self, words):
        """Companies whose name holds each of these pieces, whatever the accents: it reads all names, some thousands."""
        return self.filter(*(Q(folded_name__contains=word) for word in folded(words).split()))

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
            cursor.execute(REGIONS_IN_USE)
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
    folded_name = models.CharField(max_length=LONGEST_FOLDED, editable=False)
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

    verified_at = models.DateTimeField(_("verified on"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="companies")

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        permissions = [("verify_company", _("May mark a company as verified"))]
        indexes = [
            models.Index(fields=["is_partner", "folded_name", "id"], name="company_by_name"),
            models.Index(
                fields=["region", "folded_name", "id"], condition=models.Q(is_partner=False), name="company_by_region"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.folded_name = folded(self.name)
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_name"}
        super().save(**kwargs)
        keep("company", self)

    def get_absolute_url(self):
        return reverse("accounts:company", args=[self.slug])

    def get_team_url(self):
        return reverse("accounts:team", args=[self.slug])

    @property
    def words(self):
        """What those in charge say on its page, as one text: what an edit replaces."""
        return "\n".join(getattr(self, name) for name in SAID)

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


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who works where is for members, unless they keep it to themselves and those in charge there.

        Closed accounts work nowhere.
        """
        if not user.is_authenticated:
            return self.none()
        in_charge = Membership.objects.filter(company=OuterRef("company"), person=user, in_charge=True)
        told = ~Q(person__company_shown_to=Audience.NOBODY) | Q(person=user) | Exists(in_charge)
        return self.filter(told, person__is_active=True, person__closed_at=None)

    def for_team(self):
        return self.select_related("person").order_by("-in_charge", "person__name", "person_id")


class Membership(models.Model):
    """Someone belongs to a company; those in charge decide who else does, and write its page."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships", verbose_name=_("company"))
    in_charge = models.BooleanField(_("in charge"), default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "company"], name="membership_once")]

    def __str__(self):
        return f"{self.person_id} {self.company_id}"

    def get_absolute_url(self):
        return self.company.get_team_url()


class JoinRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the one who asked, and for those who decide."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | Q(company__in=Company.objects.decided_by(user)))

    def open(self):
        return self.filter(settled_at=None)

    def without_anyone_in_charge(self):
        """Those that nobody of the company answers."""
        in_charge = Membership.objects.filter(company=OuterRef("company"), in_charge=True, person__is_active=True)
        return self.filter(~Exists(in_charge))

    def for_list(self):
        return self.select_related("company", "person__company").order_by("created_at", "pk")


class JoinRequest(models.Model):
    """Someone asks to belong to a company; a claim asks for one that has nobody, and to be in charge of it."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests", verbose_name=_("person")
    )
    company = models.ForeignKey(Company, models.CASCADE, related_name="join_requests", verbose_name=_("company"))
    is_claim = models.BooleanField(_("claim"), default=False)
    word = models.CharField(_("word"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("asked on"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(_("settled on"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"], condition=Q(settled_at=None), name="join_request_once"
            )
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], condition=Q(settled_at=None), name="join_request_open"),
            models.Index(fields=["person", "created_at"], name="join_request_by_person"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.company_id}"

    def get_absolute_url(self):
        return self.company.get_team_url()


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the one who invites, and for those who decide on the company's members."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(inviter=user) | Q(company__in=Company.objects.decided_by(user)))

    def open(self):
        """Those that still work: not used, revoked or too old, and made by someone who still belongs there."""
        still_member = Membership.objects.filter(
            company=OuterRef("company"), person=OuterRef("inviter"), person__is_active=True
        )
        return self.filter(Exists(still_member), used_at=None, revoked_at=None, created_at__gt=timezone.now() - LASTS)

    def for_list(self):
        return self.select_related("inviter").order_by("-created_at", "-pk")

    def with_token(self, token):
        return self.filter(digest=digest_of(token))


LASTS = timedelta(days=7)


def digest_of(token):
    # A token is 128 random bits: nothing to guess, so no slow hash is needed.
    return sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """A link that makes one person a member, once. Whoever reads the database cannot make the link from it."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="invitations")
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254, blank=True)  # empty when the link was copied by hand
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["created_at"], name="invitation_age")]

    def __str__(self):
        return f"{self.pk}"

    @property
    def ends_at(self):
        return self.created_at + LASTS
