"""How allauth behaves here: its mail, its words, its limits."""

from urllib.parse import urljoin

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.actions import sign_out_elsewhere
from accounts.emails import send_letter
from accounts.models import User

# allauth's names of emails that say the same; the others keep theirs.
SAME_EMAIL = {
    "email_confirmation_signup": "email_confirmation",
    "password_reset": "password_changed",
    "password_set": "password_changed",
    "totp_activated": "second_factor_changed",
    "totp_deactivated": "second_factor_changed",
    "webauthn_added": "second_factor_changed",
    "webauthn_removed": "second_factor_changed",
    "recovery_codes_generated": "second_factor_changed",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This email and this password do not go together."),
        "too_many_login_attempts": _(
            "Too many wrong passwords. Wait five minutes, or ask for a new password by email."
        ),
        "enter_current_password": _("This is not your current password."),
        "invalid_password_reset": _("This link has been used, or is too old."),
    }

    def clean_email(self, email):
        # Letters that look like others (а for a) would make two addresses of what people read as one.
        if not email.isascii():
            raise ValidationError(_("Write an address without accents or special letters."), code="not_ascii")
        return email

    def send_mail(self, template_prefix, email, context):
        """Write the email in its reader's language, under our own name for it."""
        name = template_prefix.rpartition("/")[2]
        known = User.objects.filter(email=email).values_list("language", flat=True).first()
        language = known or translation.get_language()
        send_letter(SAME_EMAIL.get(name, name), to=email, language=language, context=context)

    # Addresses in emails start with SITE_URL: the request's Host may name any port.
    def get_email_confirmation_url(self, request, emailconfirmation):
        return urljoin(settings.SITE_URL, reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key):
        uid, _dash, token = key.partition("-")
        return urljoin(settings.SITE_URL, reverse("account_reset_password_from_key", args=[uid, token]))

    def confirm_email(self, request, email_address):
        try:
            with transaction.atomic():
                replaces = email_address.user.email != email_address.email
                confirmed = super().confirm_email(request, email_address)
                if confirmed and replaces:
                    keep = request.session.session_key if request.user == email_address.user else None
                    sign_out_elsewhere(person=email_address.user, keep=keep)
                return confirmed
        except IntegrityError:  # someone else confirmed the same address meanwhile
            return False

    def is_ajax(self, request):
        """Answer everyone with pages: allauth's JSON would be a second door to look after."""
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # allauth puts the Host header in front: with another port in it, five more passwords could be tried.
        return credentials.get("email", "").strip().lower()
