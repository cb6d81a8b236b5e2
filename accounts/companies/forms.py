"""What people send about companies: invitations, requests, what a page says, where one is in the list."""

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.companies.models import SAID, Company
from accounts.companies.regions import REGIONS
from accounts.models import User
from content.fields import TextField, TitleField
from content.text import digest

MOST_BYTES = 5_000_000  # of a list to import


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("Their email"),
        max_length=254,
        required=False,
        help_text=_("Empty: you get a link to hand over yourself."),
    )
    language = forms.ChoiceField(label=_("Language of the email"), choices=settings.LANGUAGES)

    def clean_email(self):
        email = self.cleaned_data["email"]
        return User.objects.normalize_email(get_adapter().clean_email(email)) if email else ""


class JoinRequestForm(forms.Form):
    word = TextField(
        label=_("A word to those who decide"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you do there, who can vouch for you."),
    )


class CompanyForm(forms.Form):
    """What those in charge say of their company."""

    activity_fr = TitleField(label=_("Activity in French"), max_length=160, required=False)
    activity_en = TitleField(label=_("Activity in English"), max_length=160, required=False)
    description_fr = TextField(
        label=_("Description in French"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    description_en = TextField(
        label=_("Description in English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    town = TitleField(label=_("Town"), max_length=80, required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[("", _("Not said")), *Company.Size.choices])
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    def __init__(self, *args, company=None, **kwargs):
        said = {name: getattr(company, name) for name in SAID} if company else {}
        super().__init__(*args, initial=said, **kwargs)
        regions = sorted({*REGIONS, said.get("region") or REGIONS[0]})
        self.fields["region"].choices = [("", _("Not said")), *((region, region) for region in regions)]

    def clean_website(self):
        website = self.cleaned_data["website"]
        Company._meta.get_field("website").run_validators(website)
        return website


class CompanyPageForm(CompanyForm):
    """The same, in the place of what one of them said before."""

    # The digest of what was on the page when editing began.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, company, **kwargs):
        super().__init__(*args, company=company, **kwargs)
        self.initial["seen"] = digest(company.words)
        self.present = []  # (label, words) of what stands there by now, after a conflict

    def conflict(self, company):
        """Show beside what was typed what someone else wrote meanwhile; saving once more replaces it."""
        self.data = {**self.data.dict(), "seen": digest(company.words)}
        said = ((self.fields[name].label, name, getattr(company, name)) for name in SAID)
        self.present = [(label, words) for label, name, words in said if words != self.cleaned_data[name]]
        self.add_error(None, _("This page was changed by someone else meanwhile. Save again to replace it."))


class ImportForm(forms.Form):
    file = forms.FileField(label=_("List"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB."), code="too_large")
        return file


class CompanyFilterForm(forms.Form):
    """Where one is in the list of companies; a mangled address shows its beginning."""

    region = forms.CharField(required=False, max_length=80)
    q = forms.CharField(required=False, max_length=120)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
