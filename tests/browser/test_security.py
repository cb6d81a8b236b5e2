"""The second step of signing in, and the places where one is signed in, as two browsers see them."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.test_second_factor import code_for
from tests.build import PASSWORD


def sign_in(page, person):
    page.goto("/compte/connexion/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.button-primary").click()


def test_a_phone_is_added_asked_for_and_signed_out(open_page, camille):
    # As the server keeps passwords; the hasher of the tests is another.
    User.objects.filter(pk=camille.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
    open_page.cut = True  # the browser tells of a 422 as of a failure
    hers, phone = open_page(None, "/"), open_page(None, "/", width=360, touch=True)
    sign_in(hers, camille)
    expect(hers.locator("body[data-person]")).to_be_attached()

    hers.goto("/compte/securite/")
    hers.get_by_role("link", name="Ajouter une application").click()
    hers.locator("[name=password]").fill(PASSWORD)
    hers.get_by_role("button", name="Continuer").click()
    expect(hers.locator("img.qr")).to_be_visible()
    assert hers.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    secret = hers.locator("code.secret").text_content()
    hers.locator("[name=code]").fill(code_for(secret))
    hers.get_by_role("button", name="Ajouter l’application").click()
    expect(hers.locator(".recovery-codes li")).to_have_count(10)
    recovery_code = hers.locator(".recovery-codes li").first.text_content()
    hers.get_by_role("link", name="Je les ai conservés").click()
    expect(hers.get_by_text("Il reste 10 codes de secours")).to_be_visible()

    sign_in(phone, camille)
    phone.locator("[name=code]").fill("000000")
    phone.locator("main form button.button-primary").click()
    expect(phone.get_by_text("Ce code est erroné")).to_be_visible()
    phone.locator("[name=code]").fill(recovery_code)
    phone.locator("main form button.button-primary").click()
    expect(phone.locator("body[data-person]")).to_be_attached()
    phone.goto("/compte/securite/")

    hers.reload()
    expect(hers.locator(".device-list li")).to_have_count(2)
    hers.get_by_role("button", name="Déconnecter tous les autres").click()
    expect(hers.locator(".device-list li")).to_have_count(1)
    # The open page of the phone says so without being asked.
    expect(phone.locator("[data-connection]")).to_contain_text("session est terminée")
