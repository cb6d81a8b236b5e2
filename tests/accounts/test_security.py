"""One's own page of sign-in: another address, and every place where one is signed in."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.devices import device_name
from accounts.models import PersonSession, User
from live.database import in_thread
from notifications.models import Email
from tests.build import PASSWORD
from tests.sockets import open_page

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 Edg/140.0.0.0"
)


def signed_in(person, user_agent=FIREFOX):
    browser = Client(headers={"User-Agent": user_agent})
    answer = browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def page_of(browser):
    answer = browser.get(reverse("accounts:security"))
    assert answer.status_code == 200
    return answer.content.decode()


def is_signed_in(browser):
    return browser.get(reverse("accounts:profile")).status_code == 200


def handles(page):
    return re.findall(r'name="device" value="([0-9a-f]{16})"', page)


# ---- Devices ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (IPHONE, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>Firefox", "Firefox"),
    ],
)
def test_browsers_are_named_plainly(user_agent, name):
    assert device_name(user_agent) == name


def test_page_lists_the_devices_of_this_person_only(camille, noe):
    here, _phone, _other = signed_in(camille), signed_in(camille, IPHONE), signed_in(noe, EDGE)
    page = page_of(here)
    assert [name in page for name in ("Firefox, Windows", "Safari, iPhone", "Edge, Windows")] == [True, True, False]
    assert len(handles(page)) == 1
    assert not any(row.session_key in page for row in PersonSession.objects.all())


def test_one_device_is_signed_out(camille):
    here, phone, other = signed_in(camille), signed_in(camille, IPHONE), signed_in(camille, EDGE)
    page = page_of(here)
    row = next(row for row in page.split("<li>") if "iPhone" in row)
    answer = here.post(reverse("accounts:sign_out"), {"device": handles(row)[0]})
    assert (answer.status_code, answer.url) == (302, reverse("accounts:security"))
    assert [is_signed_in(browser) for browser in (here, phone, other)] == [True, False, True]


def test_all_other_devices_are_signed_out(camille, noe):
    here, phone, his = signed_in(camille), signed_in(camille, IPHONE), signed_in(noe)
    here.post(reverse("accounts:sign_out"))
    assert [is_signed_in(browser) for browser in (here, phone, his)] == [True, False, True]
    assert "sign_out" not in page_of(here)


def test_nobody_signs_out_the_device_of_another(camille, noe):
    hers, his = signed_in(camille), signed_in(noe)
    signed_in(camille, IPHONE)
    [handle] = handles(page_of(hers))
    his.post(reverse("accounts:sign_out"), {"device": handle})
    assert PersonSession.objects.filter(person_id=camille.pk).count() == 2


@pytest.mark.parametrize("handle", ["0" * 16, "x", "'; --", "é" * 400])
def test_a_device_that_is_not_there_changes_nothing(camille, handle):
    here, phone = signed_in(camille), signed_in(camille, IPHONE)
    assert here.post(reverse("accounts:sign_out"), {"device": handle}).status_code == 302
    assert is_signed_in(here) and is_signed_in(phone)


@pytest.mark.django_db(transaction=True)
async def test_open_pages_of_a_device_close_at_once(camille):
    here = await in_thread(signed_in, camille)
    async with open_page(camille) as page:
        await in_thread(here.post, reverse("accounts:sign_out"))
        assert await page.receive_close() == 4401


def test_last_use_is_noted_once_an_hour(camille, time_machine):
    here, phone = signed_in(camille), signed_in(camille, IPHONE)

    def seen():
        return {row.get_decoded()["device"]: row.get_decoded()["seen_at"] for row in PersonSession.objects.all()}

    before = seen()
    page_of(here)
    assert seen() == before
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    page_of(phone)
    after = seen()
    assert after["Firefox, Windows"] == before["Firefox, Windows"]
    assert after["Safari, iPhone"] > before["Safari, iPhone"]


def test_a_session_from_before_is_shown_all_the_same(client_of, camille):
    browser = client_of(camille)
    session = browser.session
    for name in ("device", "signed_in_at", "seen_at"):
        del session[name]
    session.save()
    assert "Navigateur inconnu" in page_of(browser)


# ---- Address ------------------------------------------------------------------------------


def ask(browser, email="camille@fjord.example", password=PASSWORD):
    return browser.post(reverse("accounts:change_email"), {"email": email, "password": password})


def link_for(address):
    [email] = Email.objects.filter(to=address, text__contains="/compte/inscription/")
    return re.search(r"http://localhost:8000(/\S+)", email.text)[1]


def test_the_address_changes_when_the_link_is_used(camille):
    here, phone = signed_in(camille), signed_in(camille, IPHONE)
    answer = ask(here, " Camille@Fjord.example ")
    assert (answer.status_code, answer.url) == (302, reverse("accounts:security"))
    assert "camille@fjord.example" in page_of(here)
    assert User.objects.get(pk=camille.pk).email == "camille@example.org"

    link = link_for("camille@fjord.example")
    assert here.get(link).status_code == 200
    here.post(link)
    assert User.objects.get(pk=camille.pk).email == "camille@fjord.example"
    assert [row.email for row in EmailAddress.objects.filter(user=camille)] == ["camille@fjord.example"]
    assert [is_signed_in(browser) for browser in (here, phone)] == [True, False]
    [told] = Email.objects.filter(to="camille@example.org")
    assert "camille@fjord.example" in told.text


def test_confirmed_elsewhere_it_ends_every_session(camille):
    here = signed_in(camille)
    ask(here)
    Client().post(link_for("camille@fjord.example"))
    assert not is_signed_in(here)


def test_a_second_wish_replaces_the_first(camille):
    here = signed_in(camille)
    ask(here)
    first = link_for("camille@fjord.example")
    ask(here, "cg@fjord.example")
    assert here.post(first).status_code == 404
    assert User.objects.get(pk=camille.pk).email == "camille@example.org"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("camille@example.org", PASSWORD),
        ("CAMILLE@example.org", PASSWORD),
        ("pas une adresse", PASSWORD),
        ("cаmille@fjord.example", PASSWORD),  # the а is Cyrillic
        ("", PASSWORD),
        ("camille@fjord.example", "autre-mot-de-passe"),
        (f"{'a' * 300}@fjord.example", PASSWORD),
    ],
)
def test_what_is_wrong_is_said_and_the_address_given_back(camille, email, password):
    here = signed_in(camille)
    Email.objects.all().delete()
    answer = ask(here, email, password)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "field-error" in page or "error" in page
    assert email in page
    assert not Email.objects.exists() and not EmailAddress.objects.filter(user=camille, verified=False).exists()


def test_an_address_of_another_is_never_taken_and_not_given_away(camille, noe):
    here = signed_in(camille)
    assert ask(here, noe.email).status_code == 302
    link = link_for(noe.email)
    here.post(link)
    assert User.objects.get(pk=camille.pk).email == "camille@example.org"
    assert User.objects.get(pk=noe.pk).email == "noe@example.org"


def test_who_owns_a_mistyped_address_cannot_take_the_account_over(camille):
    ask(signed_in(camille), "inconnue@example.org")
    Email.objects.all().delete()
    Client().post(reverse("account_reset_password"), {"email": "inconnue@example.org"})
    assert not Email.objects.filter(text__contains="mot-de-passe/nouveau").exists()


def test_guessing_the_password_there_is_limited(camille, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,10/m/ip"}
    here = signed_in(camille)
    answers = [ask(here, password=f"essai-{number}").status_code for number in range(6)]
    assert answers == [422] * 5 + [429]
