"""What people send about themselves: sign-up, passwords, profile, language."""

from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actions import change_password, reset_password, sign_up
from accounts.models import Company, User
from content.fields import TextField, TitleField

# Offered in the profile, west of Newfoundland to Europe; any other IANA name is accepted and then offered too.
ZONES = [
    ("America/Toronto", _("Eastern Time (Montréal, Québec, Toronto)")),
    ("America/Halifax", _("Atlantic Time (Magdalen Islands, Halifax)")),
    ("America/Blanc-Sablon", _("Atlantic Standard Time all year (Blanc-Sablon)")),
    ("America/St_Johns", _("Newfoundland Time (St. John’s)")),
    ("America/Winnipeg", _("Central Time (Winnipeg)")),
    ("America/Regina", _("Central Standard Time all year (Regina)")),
    ("America/Edmonton", _("Mountain Time (Calgary, Edmonton)")),
    ("America/Vancouver", _("Pacific Time (Vancouver)")),
    ("Europe/London", _("United Kingdom (London)")),
    ("Europe/Paris", _("Central Europe (Paris, Berlin)")),
    ("UTC", _("Universal time (UTC)")),
]


def refused_status(form):
    """Return the status of a page that shows a form again: 429 after too many passwords or codes, else 422."""
    tried_out = any(form.has_error(name, "too_many_login_attempts") for name in (NON_FIELD_ERRORS, *form.fields))
    return 429 if tried_out else 422


GOOD_PASSWORD = _("At least 10 characters; a few words in a row are easy to remember.")


def say_it_plainly(fields, **labels):
    """Give allauth's fields the product's labels and hints, and take away the placeholders that repeat them."""
    for name, label in labels.items():
        fields[name].label = label
        fields[name].widget.attrs.pop("placeholder", None)
        fields[name].help_text = GOOD_PASSWORD if name == "password1" else ""


class SignupForm(allauth_forms.SignupForm):
    name = TitleField(
        label=_("Your name"), max_length=80, help_text=_("First and last name: members sign what they write.")
    )
    consent = forms.BooleanField(label=_("I accept the rules and the privacy policy."))
    field_order = ["name", "email", "password1", "consent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_it_plainly(self.fields, email=_("Email"), password1=_("Password"))
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        link = '<a href="{}" target="_blank">{}</a>'
        self.fields["consent"].help_text = format_html(link, reverse("accounts:privacy"), _("Read them in another tab"))

    def save(self, request):
        data = self.cleaned_data
        return sign_up(email=data["email"], name=data["name"], password=data["password1"], language=get_language())

    def try_save(self, request):
        """Answer the same, after the same time, whether the address is known or not."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # what sign_up spends most of its time on
            return super().try_save(request)
        try:
            return super().try_save(request)
        except IntegrityError:  # the same address a moment ago, in another request
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_it_plainly(self.fields, login=_("Email"), password=_("Password"))


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    password2 = None  # one field: people see what they type, and the reset is an email away

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_it_plainly(self.fields, oldpassword=_("Current password"), password1=_("New password"))

    def save(self):
        change_password(person=self.user, password=self.cleaned_data["password1"])


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_it_plainly(self.fields, email=_("Email"))

    def clean_email(self):
        email = super().clean_email()
        # Not who has yet to confirm this address as their new one: a slip of the pen must not hand over an account.
        self.users = [user for user in self.users if user.email == User.objects.normalize_email(email)]
        return email

    def save(self, request, **kwargs):
        # A few queries more tell a known address from an unknown one; next to a hash they cannot be measured.
        make_password("")
        return super().save(request, **kwargs)


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_it_plainly(self.fields, password1=_("New password"))

    def save(self):
        reset_password(person=self.user, password=self.cleaned_data["password1"])


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_it_plainly(self.fields, password=_("Your password"))


def ask_code(field):
    """Ask for a code as phones offer to fill it in."""
    field.label = _("Code")
    field.widget.attrs = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class CodeForm(mfa_forms.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"])


class CodeAgainForm(mfa_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"])


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"])
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class TimeZoneField(forms.ChoiceField):
    """Offer the zones that members live in, accept every zone there is."""

    def valid_value(self, value):
        return value in available_timezones()

    def offer(self, zone):
        if zone not in dict(ZONES):
            self.choices = [*ZONES, (zone, zone.replace("_", " "))]


class ProfileForm(forms.Form):
    name = TitleField(label=_("Name"), max_length=80)
    chosen_initials = TitleField(
        label=_("Initials"), max_length=3, required=False, help_text=_("Empty: those of your name.")
    )
    role = TitleField(label=_("Role"), max_length=80, required=False)
    company = forms.ModelChoiceField(label=_("Company"), queryset=None, required=False, empty_label=_("No company"))
    about = TextField(
        label=_("About you"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you do, what people can ask you."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = TimeZoneField(label=_("Time zone"), choices=ZONES)

    def __init__(self, *args, person, **kwargs):
        names = ("name", "chosen_initials", "role", "company", "about", "language", "time_zone")
        super().__init__(*args, initial={name: getattr(person, name) for name in names}, **kwargs)
        open_to_all = Q(is_partner=False) | Q(pk=person.company_id)
        self.fields["company"].queryset = Company.objects.visible_to(person).filter(open_to_all).for_list()
        self.fields["time_zone"].offer(person.time_zone)

    def clean_chosen_initials(self):
        return self.cleaned_data["chosen_initials"].upper()[:3]  # some letters have two capitals


class PasswordForm(forms.Form):
    """Asks who is signed in to prove it once more."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self):
        password = self.cleaned_data["password"]
        # Wrong tries count with those of the sign-in page.
        if not get_adapter().reauthenticate(self.person, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ChangeEmailForm(PasswordForm):
    email = forms.EmailField(
        label=_("New address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "password"]

    def clean_email(self):
        email = User.objects.normalize_email(get_adapter().clean_email(self.cleaned_data["email"]))
        if email == self.person.email:
            raise forms.ValidationError(_("This is your address already."))
        return email


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class CompanyFilterForm(forms.Form):
    """Where one is in the list of companies; a mangled address shows its beginning."""

    region = forms.CharField(required=False, max_length=80)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
