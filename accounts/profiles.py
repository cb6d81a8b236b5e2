"""What people say of themselves, and whom each part of it is for."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.photos import LARGE, SMALL

# What a person chooses readers for. A name is not among them: words here are signed.
PARTS = ("role", "company", "about", "languages", "photo", "writing")
SPOKEN = [
    ("fr", _("French")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("it", _("Italian")),
    ("de", _("German")),
    ("ar", _("Arabic")),
    ("zh", _("Mandarin")),
    ("hi", _("Hindi")),
    ("moe", _("Innu")),
]


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members")
    NOBODY = "nobody", _("Nobody")


class AudienceField(models.CharField):
    """Whom a part of a profile is for; members, until its owner chooses."""

    def __init__(self, verbose_name, **kwargs):
        # The database holds the default too: the code before this field goes on adding people.
        chosen = {"max_length": 8, "choices": Audience, "default": Audience.MEMBERS, "db_default": Audience.MEMBERS}
        super().__init__(verbose_name, **{**chosen, **kwargs})


class Profile(models.Model):
    role = models.CharField(_("role"), max_length=80, blank=True)
    about = models.TextField(_("about"), max_length=1000, blank=True)
    # What its files are named by; another photo is another name.
    photo = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    languages = models.JSONField(_("languages spoken"), blank=True, default=list, db_default=[])
    role_shown_to = AudienceField(_("role: seen by"))
    company_shown_to = AudienceField(_("company: seen by"))
    about_shown_to = AudienceField(_("about: seen by"))
    languages_shown_to = AudienceField(_("languages: seen by"))
    photo_shown_to = AudienceField(_("photo: seen by"))
    writing_shown_to = AudienceField(_("threads and messages: seen by"))

    class Meta:
        abstract = True

    def shows(self, part, reader):
        """Tell whether this reader may see a part of the profile; its owner sees all of them."""
        if reader.is_authenticated:
            return self.is_for_members(part) or reader.pk == self.pk
        return self.is_for_everyone(part)

    def parts_for(self, reader):
        """Return {part: whether this reader may see it}."""
        return {part: self.shows(part, reader) for part in PARTS}

    def is_for_everyone(self, part):
        return getattr(self, f"{part}_shown_to") == Audience.EVERYONE

    def is_for_members(self, part):
        return getattr(self, f"{part}_shown_to") != Audience.NOBODY

    # Lists and rows are the same for every reader: the least entitled one decides.

    @property
    def company_for_everyone(self):
        return self.company if self.is_for_everyone("company") else None

    @property
    def company_for_members(self):
        return self.company if self.is_for_members("company") else None

    @property
    def role_for_members(self):
        return self.role if self.is_for_members("role") else ""

    @property
    def about_for_members(self):
        return self.about if self.is_for_members("about") else ""

    @property
    def photo_for_everyone(self):
        return self.is_for_everyone("photo")

    @property
    def small_photo(self):
        """The address of the photo that members see beside words, "" where there are initials only."""
        return self._photo_of(SMALL)

    @property
    def large_photo(self):
        return self._photo_of(LARGE)

    def _photo_of(self, size):
        shown = self.photo and self.is_for_members("photo")
        return reverse("accounts:photo", args=[self.pk, self.photo, size]) if shown else ""

    @property
    def language_names(self):
        return [name for code, name in SPOKEN if code in self.languages]


def has_public_part():
    """Return the condition of profiles of which a guest may see anything."""
    return reduce(or_, (Q(**{f"{part}_shown_to": Audience.EVERYONE}) for part in PARTS))
