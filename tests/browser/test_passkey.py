"""A passkey in a real browser, with a device that answers as a phone unlocked by its owner would."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.test_security import sign_in
from tests.build import PASSWORD


def give_device(page):
    """Let this page's browser make and use passkeys."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_it_is_added_then_signs_in_without_a_password_and_after_one(open_page, camille):
    User.objects.filter(pk=camille.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
    page = open_page(None, "/")
    give_device(page)
    sign_in(page, camille)
    expect(page.locator("body[data-person]")).to_be_attached()
    page.goto("/compte/securite/cles/ajouter/")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Nom").fill("Poste de l’atelier")
    page.get_by_role("button", name="Ajouter la clé d’accès").click()
    page.get_by_role("link", name="Je les ai conservés").click()
    expect(page.get_by_text("Poste de l’atelier")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/compte/connexion/?next=/babillards/")
    page.get_by_role("button", name="Se connecter par clé d’accès").click()
    expect(page.locator("body[data-person]")).to_be_attached()
    assert "connexion" not in page.url

    page.context.clear_cookies()
    sign_in(page, camille)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("body[data-person]")).to_be_attached()
