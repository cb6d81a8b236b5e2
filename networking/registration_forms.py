"""What people say when they register for a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.profiles import SPOKEN
from content.fields import TitleField
from forum.forms import TagsField
from networking.names import NamesField, as_lines

LANGUAGES = [(code, name) for code, name in SPOKEN if code in ("fr", "en")]
SOUGHT = _("Up to five, separated by commas.")


class RegistrationForm(forms.Form):
    seeks = TitleField(
        label=_("What I seek"),
        max_length=300,
        required=False,
        help_text=_("In one or two sentences: a supplier, a machine, advice, a partner…"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sought_tags = TagsField(label=_("Tags of what I seek"), required=False, help_text=SOUGHT)
    offers = TitleField(
        label=_("What I offer"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    offered_tags = TagsField(label=_("Tags of what I offer"), required=False, help_text=SOUGHT)
    wishes = NamesField(
        label=_("Whom I would like to meet"),
        required=False,
        help_text=_("Names of members or companies, one a line. Only the pairing reads it."),
    )
    avoided = NamesField(
        label=_("Competitors I would rather not meet"),
        required=False,
        help_text=_("Names of companies, one a line. Only the pairing reads it: neither they nor the hosts."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which I can meet"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )

    def __init__(self, *args, person, registration=None, **kwargs):
        super().__init__(*args, initial=initial_of(registration, person), **kwargs)
        people, companies = User.objects.visible_to(person), Company.objects.visible_to(person)
        self.fields["wishes"].sources = [people, companies]
        self.fields["avoided"].sources = [companies]

    def said(self):
        """Return what the action writes."""
        said = dict(self.cleaned_data)
        wishes = said.pop("wishes")
        for name, model in (("wished_people", User), ("wished_companies", Company)):
            said[name] = [row for row in wishes if isinstance(row, model)]
        return said


def initial_of(registration, person):
    """Return what the form begins with: what was said before, or the languages of the profile."""
    if registration is None:
        spoken = [code for code, _name in LANGUAGES if code in person.languages]
        return {"languages": spoken or [person.language[:2]]}
    wishes = [*registration.wished_people.all(), *registration.wished_companies.all()]
    return {
        "seeks": registration.seeks,
        "offers": registration.offers,
        "sought_tags": ", ".join(tag.label for tag in registration.sought_tags.all()),
        "offered_tags": ", ".join(tag.label for tag in registration.offered_tags.all()),
        "wishes": as_lines(wishes),
        "avoided": as_lines(registration.avoided.all()),
        "languages": registration.languages,
    }
