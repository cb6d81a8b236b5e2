"""From the link that a member hands over to a new member of the company, as two browsers see it."""

from playwright.sync_api import expect

from tests.browser.pages import started
from tests.browser.test_walk import fill_sign_up


def test_invited_by_a_link_signed_up_and_a_member(open_page, server, camille, fjord):
    hers, his = open_page(camille, fjord.get_absolute_url()), open_page(None, None, width=360, touch=True)
    hers.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hers.get_by_role("link", name="Équipe et invitations").click()
    hers.get_by_role("button", name="Inviter").click()
    link = hers.locator("code.secret").text_content()
    started(hers).get_by_role("link", name="Copier le lien").click()
    expect(hers.locator(".toast")).to_be_visible()
    assert hers.evaluate("navigator.clipboard.readText()") == link

    his.goto(link)
    his.get_by_role("link", name="Créer un compte").click()
    fill_sign_up(his, server, "Noé Tremblay", "noe@boreal.test")
    expect(his.get_by_role("heading", name="Se joindre à l’entreprise Extrusions du Fjord")).to_be_visible()
    his.get_by_role("button", name="Me joindre à l’entreprise").click()
    expect(his.get_by_text("Vous êtes membre de l’entreprise Extrusions du Fjord.")).to_be_visible()

    hers.goto("/notifications/")
    hers.get_by_role("button", name="Noé Tremblay fait maintenant partie").click()
    expect(hers.locator(".side .person")).to_have_count(2)
