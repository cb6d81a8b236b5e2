"""Passkeys: added, named, removed; as a second step, in place of password and code, and once more before a change."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import Email
from tests.accounts.test_second_factor import SECURITY, is_signed_in, prove, recovery_codes, sign_in
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db

ADD, SIGN_IN, ONCE_MORE = map(reverse, ("mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"))
SECOND_STEP = reverse("mfa_authenticate")


def asked(answer):
    """What a page asks of the device."""
    return json.loads(re.search(r'<script type="application/json">(\{.*?\})</script>', answer.content.decode())[1])


def add(browser, passkey, name="Mon téléphone"):
    page = browser.get(ADD)
    if page.status_code == 302:
        page = prove(browser, ADD)
    return browser.post(ADD, {"name": name, "credential": passkey.create(asked(page))})


def sign_in_by(passkey, browser=None, **fields):
    browser = browser or Client()
    options = browser.get(SIGN_IN).json()["request_options"]
    return browser, browser.post(SIGN_IN, {"credential": passkey.get(options), **fields})


def names(browser):
    return re.findall(r"<b>([^<]+)</b>", browser.get(SECURITY).content.decode().partition("device-list")[2])


@pytest.fixture
def hers(camille):
    browser, _answer = sign_in(camille)
    return browser


@pytest.fixture
def phone(hers):
    passkey = Passkey()
    answer = add(hers, passkey)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_view_recovery_codes"))
    return passkey


def test_one_is_added_with_recovery_codes_and_its_owner_is_told(camille, hers, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add(hers, Passkey())
    assert len(recovery_codes(hers)) == 10
    assert names(hers)[0] == "Mon téléphone"
    [told] = Email.objects.filter(to=camille.email)
    assert "deuxième étape" in told.subject


def test_it_signs_in_without_password_or_code(phone):
    browser, answer = sign_in_by(phone, next="/babillards/")
    assert (answer.status_code, answer.url) == (302, "/babillards/")
    assert is_signed_in(browser)


def test_it_is_the_second_step_after_the_password(camille, phone):
    browser, answer = sign_in(camille)
    assert (answer.status_code, answer.url) == (302, SECOND_STEP)
    assert not is_signed_in(browser)
    page = browser.get(SECOND_STEP)
    assert browser.post(SECOND_STEP, {"credential": phone.get(asked(page))}).status_code == 302
    assert is_signed_in(browser)


def test_a_recovery_code_opens_when_it_is_lost(camille, hers, phone):
    browser, _answer = sign_in(camille)
    assert browser.post(SECOND_STEP, {"code": recovery_codes(hers)[0]}).status_code == 302
    assert is_signed_in(browser)


def test_it_proves_once_more_who_one_is(hers, phone):
    browser, _answer = sign_in_by(phone)
    session = browser.session
    session["account_authentication_methods"] = []  # as after five minutes
    session.save()
    assert browser.get(ADD).status_code == 302
    page = browser.get(ONCE_MORE)
    answer = browser.post(ONCE_MORE, {"credential": phone.get(asked(page)), "next": ADD})
    assert (answer.status_code, answer.url) == (302, ADD)
    assert browser.get(ADD).status_code == 200


def test_it_counts_for_those_who_must_have_a_second_step(settings, board, sylvie):
    settings.SECOND_FACTOR_REQUIRED = True
    browser, _answer = sign_in(sylvie)
    assert browser.get("/").status_code == 302
    add(browser, Passkey())
    assert browser.get("/").status_code == 200


def test_it_is_renamed_and_removed_by_its_owner_only(hers, phone, noe):
    [key] = Authenticator.objects.filter(type="webauthn")
    rename, remove = (reverse(f"mfa_{verb}_webauthn", args=[key.pk]) for verb in ("edit", "remove"))
    stranger, _answer = sign_in(noe)
    prove(stranger, ADD)
    assert [stranger.post(page, {"name": "Pris"}).status_code for page in (rename, remove)] == [404, 404]
    for name in ("", "\u200b", "x" * 61):
        assert hers.post(rename, {"name": name}).status_code == 422
    answer = hers.post(rename, {"name": "Clé <b>bleue</b>"})
    assert (answer.status_code, answer.url) == (302, SECURITY)
    assert names(hers)[0] == "Clé &lt;b&gt;bleue&lt;/b&gt;"
    assert hers.get(remove).status_code == 200
    assert hers.post(remove).status_code == 302
    assert not Authenticator.objects.exists()


def test_removing_one_ends_the_other_sessions(hers, phone):
    other, _answer = sign_in_by(phone)
    [key] = Authenticator.objects.filter(type="webauthn")
    hers.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert [is_signed_in(browser) for browser in (hers, other)] == [True, False]


def test_the_password_is_asked_for_before_each_change(camille, phone, hers):
    session = hers.session
    session["account_authentication_methods"] = []
    session.save()
    [key] = Authenticator.objects.filter(type="webauthn")
    for verb in ("edit", "remove"):
        answer = hers.post(reverse(f"mfa_{verb}_webauthn", args=[key.pk]), {"name": "Autre"})
        assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.get(pk=key.pk).wrap().name == "Mon téléphone"


# ---- Refused -------------------------------------------------------------------------------

WRONG = [
    "",
    "x",
    "null",
    "5",
    "[]",
    "{}",
    '{"response": []}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"userHandle": "MQ"}}',
    '{"id": 1, "rawId": {}, "type": "public-key", "response": {"clientDataJSON": "!", "attestationObject": 7}}',
    "[" * 19_000,
    '"' + "x" * 30_000 + '"',
]


@pytest.mark.parametrize("credential", WRONG)
def test_what_is_no_passkey_is_refused_everywhere(camille, hers, phone, credential):
    def statuses(browser, *addresses):
        return [browser.post(address, {"credential": credential}).status_code for address in addresses]

    hers.get(ADD), hers.get(ONCE_MORE)
    assert statuses(hers, ADD, ONCE_MORE) == [422, 422]
    other, _answer = sign_in(camille)
    other.get(SECOND_STEP)
    assert statuses(other, SECOND_STEP) == [422]
    guest = Client()
    guest.get(SIGN_IN)
    assert statuses(guest, SIGN_IN) == [302]
    assert not is_signed_in(other) and not is_signed_in(guest)
    assert Authenticator.objects.filter(type="webauthn").count() == 1


@pytest.mark.parametrize(
    "passkey", [{"origin": "https://espace.example"}, {"site": "example.org"}, {"unlocked": False}], ids=str
)
def test_one_of_another_site_or_still_locked_is_not_added(hers, passkey):
    assert add(hers, Passkey(**passkey)).status_code == 422
    assert not Authenticator.objects.exists()


def test_an_answer_works_once(phone):
    browser = Client()
    credential = phone.get(browser.get(SIGN_IN).json()["request_options"])
    other = Client()
    other.get(SIGN_IN)
    assert other.post(SIGN_IN, {"credential": credential}).url == reverse("account_login")
    assert not is_signed_in(other)
    browser.post(SIGN_IN, {"credential": credential})
    again = Client()
    again.post(SIGN_IN, {"credential": credential})
    assert (is_signed_in(browser), is_signed_in(again)) == (True, False)


def test_somebody_elses_key_opens_neither_account(camille, noe, phone):
    theirs, _answer = sign_in(noe)
    stranger = Passkey()
    add(theirs, stranger)
    stranger.person = phone.person  # says it is Camille
    browser, _answer = sign_in_by(stranger)
    assert not is_signed_in(browser)
    second, _answer = sign_in(camille)
    page = second.get(SECOND_STEP)
    assert second.post(SECOND_STEP, {"credential": stranger.get(asked(page))}).status_code == 422
    assert not is_signed_in(second)


def test_a_removed_key_and_an_account_switched_off_stay_out(camille, hers, phone):
    User.objects.filter(pk=camille.pk).update(is_active=False)
    browser, answer = sign_in_by(phone)
    assert not is_signed_in(browser)
    User.objects.filter(pk=camille.pk).update(is_active=True)
    Authenticator.objects.filter(type="webauthn").delete()
    browser, answer = sign_in_by(phone)
    assert (answer.status_code, is_signed_in(browser)) == (302, False)


def test_guesses_of_a_second_step_are_limited(camille, phone, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,10/m/ip"}
    browser, _answer = sign_in(camille)
    stranger = Passkey()
    stranger.person = phone.person
    answers = []
    for _attempt in range(7):
        page = browser.get(SECOND_STEP)
        answers.append(browser.post(SECOND_STEP, {"credential": stranger.get(asked(page))}).status_code)
    assert answers[:5] == [422] * 5 and answers[-1] == 429
