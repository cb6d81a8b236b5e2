"""The second step of signing in: added, asked for, lost, required of those who run or moderate the site."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import close_account
from notifications.models import Email
from tests.build import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SECURITY = "/compte/securite/"


def code_for(secret):
    """The code that an application with this key shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def sign_in(person):
    browser = Client()
    return browser, browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def add_application(browser):
    """Add an application as its page says; return its key."""
    page = prove(browser, reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert (answer.status_code, answer.url) == (302, reverse("mfa_view_recovery_codes"))
    return secret


def prove(browser, address):
    """Open a page that asks for the password once more."""
    answer = browser.get(address)
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
    assert browser.get(answer.url).status_code == 200
    return browser.post(answer.url, {"password": PASSWORD}, follow=True)


def recovery_codes(browser):
    page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<li><code>(\w+)</code></li>", page)


@pytest.fixture
def hers(camille):
    browser, _answer = sign_in(camille)
    return browser


def is_signed_in(browser):
    return browser.get(reverse("accounts:profile")).status_code == 200


def test_a_code_is_asked_for_after_the_password(camille, hers, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret = add_application(hers)
    assert "Codes de secours" in hers.get(SECURITY).content.decode()
    [told] = Email.objects.filter(to=camille.email)
    assert "deuxième étape" in told.subject
    browser, answer = sign_in(camille)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_authenticate"))
    assert not is_signed_in(browser)
    answer = browser.post(answer.url, {"code": "000000"})
    assert answer.status_code == 422 and "erroné" in answer.content.decode()
    answer = browser.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert (answer.status_code, answer.url) == (302, "/")
    assert is_signed_in(browser)


def test_a_code_works_once(camille, hers):
    secret = add_application(hers)
    code = code_for(secret)
    first, second = (sign_in(camille)[0] for _ in range(2))
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code in (302, 422)
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422
    assert not is_signed_in(second)


def test_each_recovery_code_opens_once(camille, hers):
    add_application(hers)
    codes = recovery_codes(hers)
    assert len(codes) == len(set(codes)) == 10
    browser, _answer = sign_in(camille)
    assert browser.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert is_signed_in(browser)
    other, _answer = sign_in(camille)
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 422
    assert len(recovery_codes(hers)) == 9
    text = hers.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert text.split() == codes[1:]


def test_new_recovery_codes_replace_the_old(camille, hers):
    add_application(hers)
    old = recovery_codes(hers)
    assert hers.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert not set(old) & set(recovery_codes(hers))
    browser, _answer = sign_in(camille)
    assert browser.post(reverse("mfa_authenticate"), {"code": old[0]}).status_code == 422


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "0" * 5000, "\0", "<b>123456</b>"])
def test_a_wrong_first_code_changes_nothing(camille, hers, code):
    prove(hers, reverse("mfa_activate_totp"))
    answer = hers.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.status_code in (400, 422)
    assert not Authenticator.objects.exists()


def test_guesses_are_limited(camille, hers, settings):
    add_application(hers)
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,10/m/ip"}
    browser, _answer = sign_in(camille)
    answers = [browser.post(reverse("mfa_authenticate"), {"code": f"00000{n}"}).status_code for n in range(7)]
    assert answers[:5] == [422] * 5 and answers[-1] == 429
    assert not is_signed_in(browser)


def test_removing_it_ends_the_other_sessions(camille, hers):
    secret = add_application(hers)
    other, _answer = sign_in(camille)
    other.post(reverse("mfa_authenticate"), {"code": recovery_codes(hers)[0]})
    assert is_signed_in(other) and secret
    assert hers.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert hers.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()
    assert [is_signed_in(browser) for browser in (hers, other)] == [True, False]


def test_the_key_cannot_be_read_in_the_database(camille, hers):
    secret = add_application(hers)
    stored = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in stored
    assert not any(code in stored for code in recovery_codes(hers))


def test_a_key_survives_a_new_secret_key(camille, hers, settings):
    secret = add_application(hers)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_for(secret))


def test_the_password_is_asked_for_once_more_before_any_change(hers, time_machine):
    answer = hers.get(reverse("mfa_activate_totp"))
    assert hers.post(answer.url, {"password": "faux"}).status_code == 422
    assert prove(hers, reverse("mfa_activate_totp")).status_code == 200
    assert hers.get(reverse("mfa_activate_totp")).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    assert hers.get(reverse("mfa_activate_totp")).status_code == 302


# ---- Required ------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_moderators_and_administrators_add_it_first(required, board, sylvie, camille):
    administrator = make_user("Rose Roy", is_staff=True, is_superuser=True)
    for person in (sylvie, administrator):
        browser, _answer = sign_in(person)
        for page in ("/", board.get_absolute_url(), "/signalements/", "/admin/"):
            answer = browser.get(page)
            assert (answer.status_code, answer.url) == (302, SECURITY)
        assert "deuxième étape" in browser.get(SECURITY).content.decode()
        assert browser.get("/vie-privee/").status_code == 200
        add_application(browser)
        assert browser.get("/").status_code == 200
    member, _answer = sign_in(camille)
    assert member.get("/").status_code == 200


def test_a_role_given_meanwhile_asks_for_it_within_the_hour(required, board, camille, time_machine):
    browser, _answer = sign_in(camille)
    assert browser.get("/").status_code == 200
    board.moderators.add(camille)
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert browser.get("/").status_code == 302


def test_taken_away_it_is_asked_for_again(required, sylvie, board):
    browser, _answer = sign_in(sylvie)
    add_application(browser)
    assert browser.get("/").status_code == 200
    browser.post(reverse("mfa_deactivate_totp"))
    assert browser.get("/").status_code == 302


def test_members_pay_no_query_for_it(required, camille, client_of, settings, queries):
    browser = client_of(camille)
    queries(browser, "/")
    asked = queries(browser, "/")
    settings.SECOND_FACTOR_REQUIRED = False
    assert queries(browser, "/") == asked


# ---- Lost ----------------------------------------------------------------------------------


def test_an_administrator_lets_someone_back_in_by_password(camille, hers, client_of):
    add_application(hers)
    administrator = client_of(make_user("Rose Roy", is_staff=True, is_superuser=True))
    form = {"action": "remove_second_steps", "_selected_action": [camille.pk]}
    answer = administrator.post(reverse("admin:accounts_user_changelist"), form, follow=True)
    assert "par mot de passe" in answer.content.decode()
    assert not is_signed_in(hers)
    browser, answer = sign_in(camille)
    assert (answer.url, is_signed_in(browser)) == ("/", True)


def test_staff_who_are_no_administrators_cannot_do_it_to_one(client_of):
    chief = make_user("Rose Roy", is_staff=True, is_superuser=True)
    browser, _answer = sign_in(chief)
    add_application(browser)
    clerk = make_user("Luc Roy", is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
    form = {"action": "remove_second_steps", "_selected_action": [chief.pk]}
    client_of(clerk).post(reverse("admin:accounts_user_changelist"), form)
    assert Authenticator.objects.filter(user=chief).exists()


def test_who_holds_the_server_does_it_by_command(camille, hers):
    add_application(hers)
    call_command("remove_second_step", "Camille@Example.org", stdout=StringIO())
    assert not Authenticator.objects.exists() and not is_signed_in(hers)
    for email in ("camille@example.org", "personne@example.org"):
        with pytest.raises(CommandError):
            call_command("remove_second_step", email)


def test_a_closed_account_leaves_no_key(camille, hers):
    add_application(hers)
    close_account(person=camille)
    assert not Authenticator.objects.exists()
