import pytest
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def choose(browser, language="en-ca", target="/entreprises/"):
    return browser.post(reverse("accounts:set_language"), {"language": language, "next": target})


def test_a_guest_keeps_a_language_in_a_cookie(client):
    assert client.get("/entreprises/").headers["Content-Language"] == "fr-ca"
    assert choose(client).url == "/entreprises/"
    assert client.get("/entreprises/").headers["Content-Language"] == "en-ca"


def test_the_browsers_preference_is_not_asked(client):
    answer = client.get("/entreprises/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "fr-ca"


def test_a_person_keeps_it_with_the_account(client_of, camille):
    choose(client_of(camille))
    assert User.objects.get(pk=camille.pk).language == "en-ca"
    assert client_of(camille).get("/entreprises/").headers["Content-Language"] == "en-ca"


@pytest.mark.parametrize("language", ["de", "", "en", "fr-ca\r\nX: y"])
def test_an_unknown_language_changes_nothing(client_of, camille, language):
    assert choose(client_of(camille), language).status_code == 302
    assert User.objects.get(pk=camille.pk).language == "fr-ca"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "http:evil", "javascript:x", "/\\evil", ""]
)
def test_never_sends_elsewhere(client, target):
    assert choose(client, target=target).url == "/"


def test_get_changes_nothing(client_of, camille):
    assert client_of(camille).get(reverse("accounts:set_language"), {"language": "en-ca"}).status_code == 405


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_the_privacy_page_names_the_officer(client, settings, language, django_user_model):
    client.cookies["django_language"] = language
    page = reverse("accounts:privacy")
    assert client.get(page).status_code == 200
    django_user_model.objects.create_superuser("chef@example.org", "x", name="Chef")
    assert "chef@example.org" in client.get(page).content.decode()
    settings.PRIVACY_OFFICER = "Rose Pelletier, rose@example.org"
    shown = client.get(page).content.decode()
    assert "Rose Pelletier" in shown and 'href="mailto:rose@example.org"' in shown and "chef@" not in shown
