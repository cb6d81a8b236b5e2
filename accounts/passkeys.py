"""Passkeys: a phone, a computer or a key proves who one is, as a second step or in place of password and code.

Each is made to open the account alone (kept on the device, unlocked by its owner), so that one kind is enough.
"""

from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.entrance import Refused
from content.fields import TitleField

LONGEST = 20_000  # characters of what a browser sends of a key; real ones have some two thousand
UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, RecursionError)


class CredentialField(forms.JSONField):
    """What the browser says of a key. Whoever writes it themselves is refused, whatever they wrote."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": _("Nothing came from your device. Try again."),
        "invalid": _("This passkey could not be read. Try again."),
        "incorrect": _("This passkey does not fit, or the page was open for too long. Try again."),
    }

    def to_python(self, value):
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data, initial):
        return None  # an answer works once: it is not shown again

    def prepare_value(self, value):
        return ""


def refusing(check):
    """Wrap a check of allauth's, which trusts the shape of what came and speaks of codes."""

    def checked(form):
        try:
            return check(form)
        except UNREADABLE:
            reason = "invalid"
        except ValidationError as refusal:
            if refusal.code != "incorrect_code":
                raise
            reason = "incorrect"
        raise ValidationError(CredentialField.default_error_messages[reason], code=reason)

    return checked


class AddForm(webauthn_forms.SignupWebAuthnForm):
    name = TitleField(label=_("Name"), max_length=60, required=False, help_text=_("To tell it from the others."))
    credential = CredentialField()
    clean = refusing(webauthn_forms.SignupWebAuthnForm.clean)


class RenameForm(webauthn_forms.EditWebAuthnForm):
    name = TitleField(label=_("Name"), max_length=60)


class SecondStepForm(webauthn_forms.AuthenticateWebAuthnForm):
    credential = CredentialField()
    clean_credential = refusing(webauthn_forms.AuthenticateWebAuthnForm.clean_credential)


class OnceMoreForm(webauthn_forms.ReauthenticateWebAuthnForm):
    credential = CredentialField()
    clean_credential = refusing(webauthn_forms.ReauthenticateWebAuthnForm.clean_credential)


class SignInForm(webauthn_forms.LoginWebAuthnForm):
    credential = CredentialField()
    clean_credential = refusing(webauthn_forms.LoginWebAuthnForm.clean_credential)


# ---- allauth's pages ------------------------------------------------------------------------


class Add(Refused, views.AddWebAuthnView):
    def get_context_data(self, **kwargs):
        context = {**super().get_context_data(), **kwargs}
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context


class Rename(Refused, views.EditWebAuthnView):
    success_url = reverse_lazy("accounts:security")


class Remove(views.RemoveWebAuthnView):
    success_url = reverse_lazy("accounts:security")


class OnceMore(Refused, views.ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs):
        return {**super().get_context_data(), **kwargs}


class SignIn(views.LoginWebAuthnView):
    """What the sign-in page's button asks: the question for the device, then its answer."""

    def get(self, request, *args, **kwargs):
        return JsonResponse({"request_options": auth.begin_authentication()})
