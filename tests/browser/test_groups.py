"""Two people and a group of their own, in real browsers: made, joined, talked in, and taken away."""

import re

from playwright.sync_api import expect

from tests.browser.pages import started
from tests.browser.test_room import SLOW


def field(page):
    return page.locator("[data-chat][data-started]").get_by_label("Message", exact=True)


def menu_of(page, words):
    row = page.locator(".message", has_text=words)
    row.hover()
    row.locator("[data-menu]").click()
    return page.locator(".menu-beside:popover-open")


def test_from_making_a_group_to_being_removed_from_it(open_page, camille, noe):
    open_page.cut = True  # who is removed may have asked for something a moment before
    hers, his = open_page(camille, "/salons/nouveau/", width=360, height=740), open_page(noe, "/notifications/")
    hers.locator("[name=name]").fill("Achats groupés")
    hers.locator("main .button-primary").click()
    hers.get_by_label("Nom d’un membre").press_sequentially("noe")
    hers.locator(".candidate", has_text="Noé Tremblay").click()
    hers.locator("main .button-primary").click()
    field(hers).fill("Qui veut du 6063?")
    field(hers).press("Enter")

    expect(his.locator("[data-counter=notifications]").first).to_have_text("1")
    his.reload()
    his.get_by_text("vous a invité dans un groupe").click()
    expect(his.locator(".message")).to_contain_text(["Qui veut du 6063?"])
    menu_of(started(his), "6063").get_by_role("button", name="D’accord").click()
    expect(hers.locator(".reaction")).to_have_text(re.compile("1$"))
    expect(hers.locator(".reaction")).to_have_attribute("aria-pressed", "false")
    expect(his.locator(".reaction")).to_have_attribute("aria-pressed", "true")
    menu_of(his, "6063").get_by_role("link", name="Répondre").click()
    expect(his.locator("[data-replying]")).to_contain_text("En réponse à Camille Gauthier")
    field(his).fill("Nous, dix tonnes.")
    field(his).press("Enter")
    answer = hers.locator(".message", has_text="Nous, dix tonnes.")
    expect(answer.locator("[data-reply-to]")).to_contain_text("Camille Gauthier Qui veut du 6063?")

    menu_of(hers, re.compile("^(?!.*dix tonnes).*6063", re.S)).get_by_role("button", name="Retirer").click()
    expect(his.locator("[data-excerpt]")).to_have_text("")
    expect(his.locator(".reaction")).to_have_count(0)

    hers.locator(".room-head [data-dialog]").click()
    hers.get_by_role("button", name="Retirer Noé Tremblay du salon").click()
    expect(his.locator("[data-connection]")).to_contain_text("ne vous est plus accessible", timeout=SLOW)
    expect(hers.locator("main")).to_contain_text("Noé Tremblay n’est plus dans ce salon.")
