"""Who may open what: every page of people and companies, for each kind of reader."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import entrance_urls, urls
from tests.build import make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "sign in"  # redirected there, whatever the id
READERS = ("guest", "member", "suspended", "administrator")
# GET of each page, in the order of READERS.
PAGES = {
    "accounts:person": (SIGN_IN, 200, 200, 200),
    "accounts:companies": (200, 200, 200, 200),
    "accounts:company": (200, 200, 200, 200),
    "accounts:profile": (SIGN_IN, 200, 200, 200),
    "accounts:security": (SIGN_IN, 200, 200, 200),
    "accounts:sign_out": (SIGN_IN, 405, 405, 405),
    "accounts:change_email": (SIGN_IN, 200, 200, 200),
    "accounts:close": (SIGN_IN, 200, 200, 200),
    "accounts:privacy": (200, 200, 200, 200),
    "accounts:set_language": (405, 405, 405, 405),
    "account_signup": (200, 302, 302, 302),
    "account_email_verification_sent": (200, 200, 200, 200),
    "account_confirm_email": (404, 404, 404, 404),
    "account_login": (200, 302, 302, 302),
    "account_logout": (302, 200, 200, 200),
    "mfa_authenticate": (SIGN_IN, 302, 302, 302),
    "account_reauthenticate": (SIGN_IN, 200, 200, 200),
    "mfa_reauthenticate": (SIGN_IN, 302, 302, 302),
    "mfa_index": (302, 302, 302, 302),
    "mfa_activate_totp": (SIGN_IN, 302, 302, 302),
    "mfa_deactivate_totp": (SIGN_IN, 404, 404, 404),
    "mfa_view_recovery_codes": (SIGN_IN, 404, 404, 404),
    "mfa_download_recovery_codes": (SIGN_IN, 404, 404, 404),
    "mfa_generate_recovery_codes": (SIGN_IN, 302, 302, 302),
    "account_inactive": (200, 200, 200, 200),
    "account_change_password": (SIGN_IN, 200, 200, 200),
    "account_reset_password": (200, 200, 200, 200),
    "account_reset_password_done": (200, 200, 200, 200),
    "account_reset_password_from_key": (404, 404, 404, 404),
    "account_reset_password_from_key_done": (200, 200, 200, 200),
}


def address(name, camille):
    one = [camille.company.slug] if name == "accounts:company" else [camille.pk]
    for args in ([], one, ["1", "cle-fausse"]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def test_every_page_is_declared():
    named = {f"accounts:{pattern.name}" for pattern in urls.urlpatterns}
    assert named | {pattern.name for pattern in entrance_urls.urlpatterns} == set(PAGES)


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets_the_declared_answer(client_of, camille, noe, reader):
    person = {
        "guest": lambda: None,
        "member": lambda: noe,
        "suspended": lambda: make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1)),
        "administrator": lambda: make_user("Rose Roy", is_staff=True, is_superuser=True),
    }[reader]()
    browser = client_of(person)
    answers = {name: browser.get(address(name, camille)) for name in PAGES}
    got = {
        name: SIGN_IN
        if answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
        else answer.status_code
        for name, answer in answers.items()
    }
    assert got == {name: expected[READERS.index(reader)] for name, expected in PAGES.items()}
