"""The second step of signing in: a code from an application, a passkey, or a recovery code (allauth.mfa)."""

import base64
import hashlib
from urllib.parse import urlsplit

from allauth.account.views import ReauthenticateView
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import sign_out_elsewhere
from accounts.devices import device_name
from accounts.entrance import Refused

SAID = "second_factor"  # what the session remembers: « set », or that this person needs none, for an hour


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        "cannot_generate_recovery_codes": _("Add an application first: recovery codes stand in for it."),
        "incorrect_code": _("This code is not right, or has expired. Type the one your application shows now."),
        "unverified_email": _("Confirm your new address first, by the link that was sent to it."),
    }

    def generate_authenticator_name(self, user, type):
        return device_name(context.request.headers.get("User-Agent", "")) or gettext("Passkey")

    def get_public_key_credential_rp_entity(self):
        # Keys are tied to this name for ever: the one that the site calls itself, not what a request says.
        return {"id": urlsplit(settings.SITE_URL).hostname, "name": "Espace Aluminium"}

    # Whoever reads the database must not be able to make codes.
    def encrypt(self, text):
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return keys().decrypt(encrypted_text.encode()).decode()


def keys():
    """Return what encrypts: with SECRET_KEY, and reads what its predecessors encrypted."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second factor" + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def has_second_factor(person):
    return is_mfa_enabled(person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


def has_application(person):
    return is_mfa_enabled(person, [Authenticator.Type.TOTP])


def passkeys_of(person):
    """Return the passkeys of a person, the oldest first, as {"row": Authenticator, "name": what they call it}."""
    keys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk")
    return [{"row": key, "name": key.wrap().name} for key in keys]


def codes_left(person):
    """Return how many recovery codes a person has, None without a second step."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else None


def forget_said(sender, request, **kwargs):
    request.session.pop(SAID, None)


def end_other_sessions(sender, request, user, **kwargs):
    """What a session remembers of a second step that is gone ends with it."""
    sign_out_elsewhere(person=user, keep=request.session.session_key)


def listen():
    authenticator_added.connect(forget_said, dispatch_uid="accounts.forget_said")
    authenticator_removed.connect(forget_said, dispatch_uid="accounts.forget_said")
    authenticator_removed.connect(end_other_sessions, dispatch_uid="accounts.end_other_sessions")


# ---- allauth's pages ------------------------------------------------------------------------


class Authenticate(Refused, views.AuthenticateView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data()
        person = self.stage.login.user
        return {**context, "has_application": has_application(person), "has_passkey": bool(passkeys_of(person))}


class Reauthenticate(Refused, views.ReauthenticateView):
    pass


class ReauthenticateByPassword(Refused, ReauthenticateView):
    pass


class AddApplication(Refused, totp.ActivateTOTPView):
    pass


class RemoveApplication(Refused, totp.DeactivateTOTPView):
    pass


class NewRecoveryCodes(Refused, recovery_codes.GenerateRecoveryCodesView):
    pass
