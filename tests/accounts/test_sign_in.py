import re

import pytest
from django.urls import reverse

from notifications.models import Email
from tests.build import PASSWORD, make_user

pytestmark = pytest.mark.django_db
WRONG = "pas-le-bon-mot-de-passe"


@pytest.fixture
def limited(settings):
    """The product's limits, which the test settings switch off."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,10/m/ip", "reset_password": "10/m/ip,60/h/ip,2/3m/key"}


def sign_in(client, email="camille@example.org", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def plain(page):
    """The page without what differs each time: token and nonce."""
    return re.sub(r'(csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"', "", page)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_signs_in_whatever_the_case_and_goes_where_one_was_going(client, camille):
    answer = client.post(
        reverse("account_login"), {"login": " Camille@EXAMPLE.org", "password": PASSWORD, "next": "/fils/"}
    )
    assert (answer.status_code, answer.url) == (302, "/fils/")
    assert is_signed_in(client)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "http:evil.example", "javascript:x"])
def test_never_sends_elsewhere_after_sign_in(client, camille, target):
    answer = client.post(reverse("account_login") + f"?next={target}", {"login": camille.email, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")


def test_wrong_password_and_unknown_address_get_the_same_page(client, camille):
    answers = [sign_in(client, email, WRONG) for email in ("camille@example.org", "inconnue@example.org")]
    assert [answer.status_code for answer in answers] == [422, 422]
    known, unknown = (plain(answer.content.decode()) for answer in answers)
    assert known == unknown.replace("inconnue@", "camille@")
    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["camille@example.org", "inconnue@example.org"])
def test_five_wrong_passwords_then_a_pause_even_for_the_right_one(client, client_of, camille, limited, email):
    for _ in range(5):
        assert sign_in(client, email, WRONG).status_code == 422
    answer = sign_in(client, email)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert "cinq minutes" in answer.content.decode() or "five minutes" in answer.content.decode()
    assert email in answer.content.decode(), "what was typed stays"
    # From elsewhere, and under another Host: the same account, the same limit.
    assert sign_in(client_of(None), email, REMOTE_ADDR="192.0.2.9").status_code == 429
    assert sign_in(client_of(None), email, headers={"host": "localhost:9"}).status_code == 429
    assert not is_signed_in(client)


def test_the_limit_of_one_account_leaves_others_alone(client, camille, noe, limited):
    for _ in range(6):
        sign_in(client, "camille@example.org", WRONG)
    assert sign_in(client, noe.email).status_code == 302


def test_ten_wrong_passwords_a_minute_from_one_network_address(client, client_of, db, limited):
    statuses = [sign_in(client, f"{n}@example.org", WRONG).status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]
    assert sign_in(client_of(None), "autre@example.org", WRONG, REMOTE_ADDR="192.0.2.9").status_code == 422


def test_the_pause_ends(client, camille, limited, time_machine):
    time_machine.move_to("2026-11-23 12:00Z", tick=False)
    for _ in range(5):
        sign_in(client, password=WRONG)
    assert sign_in(client).status_code == 429
    time_machine.shift(301)
    assert sign_in(client).status_code == 302


def test_the_admin_has_the_same_door_and_the_same_limit(client, camille, limited):
    camille.is_staff = camille.is_superuser = True
    camille.save()
    for _ in range(5):
        answer = client.post("/admin/login/", {"username": camille.email, "password": WRONG})
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))
        sign_in(client, password=WRONG)
    client.post("/admin/login/", {"username": camille.email, "password": PASSWORD})
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 429


def test_a_member_is_refused_at_the_admin(client_of, noe):
    assert client_of(noe).get("/admin/login/").status_code == 403
    assert client_of(noe).get("/admin/").status_code == 302


def test_an_account_switched_off_cannot_sign_in_nor_go_on(client, client_of, camille):
    page = client_of(camille)
    camille.is_active = False
    camille.save()
    assert sign_in(client).url == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert not is_signed_in(client)
    assert page.get(reverse("accounts:profile")).status_code == 302


def test_sign_out_is_a_post(client_of, camille):
    page = client_of(camille)
    assert page.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(page)
    assert page.post(reverse("account_logout")).status_code == 302
    assert not is_signed_in(page)


def test_signing_out_tells_the_open_pages(client, camille, rechecked):
    sign_in(client)
    client.post(reverse("account_logout"))
    assert rechecked() == [[camille.pk]]


def test_password_change_ends_other_sessions_and_keeps_this_one(
    client_of, camille, rechecked, django_capture_on_commit_callbacks
):
    here, there = client_of(camille), client_of(camille)
    address = reverse("account_change_password")
    form = {"oldpassword": PASSWORD, "password1": "acier-inoxydable-316"}
    assert here.post(address, {**form, "oldpassword": WRONG}).status_code == 422
    assert here.post(address, {**form, "password1": "court"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert here.post(address, form).status_code == 302
    assert here.get(reverse("accounts:profile")).status_code == 200
    assert there.get(reverse("accounts:profile")).status_code == 302
    assert rechecked() == [[camille.pk]]
    assert Email.objects.get().to == camille.email


def test_password_by_mail(client, client_of, camille, rechecked, django_capture_on_commit_callbacks):
    there = client_of(camille)
    answer = client.post(reverse("account_reset_password"), {"email": "Camille@Example.org"})
    assert (answer.status_code, answer.url) == (302, reverse("account_reset_password_done"))
    page = re.search(r"http://localhost:8000(/\S+)", Email.objects.get().text)[1]
    client.get(page)  # a mail scanner
    page = client.get(page).url
    assert client.get(page).status_code == 200
    assert client.post(page, {"password1": "court"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, {"password1": "acier-inoxydable-316"})
    assert answer.url == reverse("account_reset_password_from_key_done")
    assert client.get(answer.url).status_code == 200
    assert rechecked() == [[camille.pk]]
    assert there.get(reverse("accounts:profile")).status_code == 302
    assert sign_in(client, password="acier-inoxydable-316").status_code == 302
    # Once.
    assert client_of(None).get(page.replace("set-password", "x-y")).status_code == 404


def test_password_by_mail_confirms_the_address(client):
    lou = make_user("Lou Pelletier")
    lou.emailaddress_set.update(verified=False)
    client.post(reverse("account_reset_password"), {"email": lou.email})
    page = client.get(re.search(r"http://localhost:8000(/\S+)", Email.objects.get().text)[1]).url
    client.post(page, {"password1": "acier-inoxydable-316"})
    assert lou.emailaddress_set.get().verified is True


def test_password_by_mail_for_an_unknown_address_looks_the_same(client, client_of, camille):
    answers = [
        client_of(None).post(reverse("account_reset_password"), {"email": email})
        for email in ("camille@example.org", "inconnue@example.org")
    ]
    assert [(a.status_code, a.url) for a in answers] == [(302, reverse("account_reset_password_done"))] * 2
    assert sorted(Email.objects.values_list("to", flat=True)) == ["camille@example.org", "inconnue@example.org"]


@pytest.mark.parametrize("email", ["camille@example.org", "inconnue@example.org"])
def test_emails_to_one_address_are_few(client, client_of, camille, limited, email):
    address = reverse("account_reset_password")
    statuses = [client.post(address, {"email": email}).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    assert Email.objects.count() == 2
    answer = client_of(None).post(address, {"email": email}, REMOTE_ADDR="192.0.2.9")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_links_follow_site_url_not_the_host(client, camille):
    client.post(reverse("account_reset_password"), {"email": camille.email}, headers={"host": "localhost:666"})
    assert ":666" not in Email.objects.get().text + Email.objects.get().html
