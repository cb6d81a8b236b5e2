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
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actions import change_password, reset_password, sign_up
from accounts.models import User
from accounts.profiles import PARTS, SPOKEN, Audience
from content.fields import TextField, TitleField
from content.forms import UploadForm
from content.models import Attachment

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


def name_of_zone(zone):
    """Return what a time zone is called on pages."""
    return dict(ZONES).get(zone, zone.replace("_", " "))


class TimeZoneField(forms.ChoiceField):
    """Offer the zones that members live in, accept every zone there is."""

    def valid_value(self, value):
        return value in available_timezones()

    def offer(self, zone):
        if zone not in dict(ZONES):
            self.choices = [*ZONES, (zone, name_of_zone(zone))]


class AudienceChoice(forms.ChoiceField):
    """Who sees a part of the profile. What is not said is for members: a mangled form must make nothing public."""

    def __init__(self, **kwargs):
        widget = forms.Select(attrs={"class": "input"})
        super().__init__(choices=Audience, required=False, widget=widget, **kwargs)

    def clean(self, value):
        return super().clean(value) or Audience.MEMBERS


class ProfileForm(forms.Form):
    name = TitleField(label=_("Name"), max_length=80)
    chosen_initials = TitleField(
        label=_("Initials"), max_length=3, required=False, help_text=_("Empty: those of your name.")
    )
    role = TitleField(label=_("Role"), max_length=80, required=False)
    company = forms.ModelChoiceField(
        label=_("Company shown beside your name"), queryset=None, required=False, empty_label=_("No company")
    )
    about = TextField(
        label=_("About you"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you do, what people can ask you."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    role_shown_to = AudienceChoice(label=_("Role"))
    company_shown_to = AudienceChoice(label=_("Company"))
    about_shown_to = AudienceChoice(label=_("About you"))
    languages_shown_to = AudienceChoice(label=_("Languages you speak"))
    photo_shown_to = AudienceChoice(label=_("Photo"))
    writing_shown_to = AudienceChoice(label=_("List of your threads and messages"))
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)
    time_zone = TimeZoneField(label=_("Time zone"), choices=ZONES)
    theme = forms.ChoiceField(label=_("Light or dark"), choices=User.Theme)
    shortcuts = forms.BooleanField(
        label=_("Keyboard shortcuts"), required=False, help_text=_("One letter each; the question mark lists them.")
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(person, name) for name in self.fields}
        self.fields["company"].queryset = person.companies.for_list()
        self.fields["time_zone"].offer(person.time_zone)

    def audiences(self):
        return [self[f"{part}_shown_to"] for part in PARTS]

    def clean_chosen_initials(self):
        return self.cleaned_data["chosen_initials"].upper()[:3]  # some letters have two capitals


class PhotoForm(UploadForm):
    """A photo to show, or not to show any more; stands in the form of the profile."""

    remove = forms.BooleanField(label=_("Remove my photo"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.label, field.required = _("Photo"), False
        field.help_text = _("Its middle is shown, without the place and the device that took it; 10 MB at most.")
        field.widget.attrs["accept"] = "image/*"

    def clean_file(self):
        if not self.cleaned_data["file"]:
            return None
        file = super().clean_file()
        if self.cleaned_data["kind"] != Attachment.Kind.PICTURE:
            self.status = 415
            raise forms.ValidationError(_("Choose a picture: JPEG, PNG, WebP or GIF."))
        return file


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


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=User.Theme)
