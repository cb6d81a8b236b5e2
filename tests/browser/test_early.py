"""What a person does before the scripts of a page have come counts too."""

import contextlib

from playwright.sync_api import expect

from tests.browser.test_quote import SELECT


@contextlib.contextmanager
def scripts_held(page):
    """Keep every script on its way until the block ends, as a slow network would."""
    held, are_held = [], True
    page.route("**/*.js", lambda route: held.append(route) if are_held else route.continue_())
    yield
    are_held = False
    for route in held:
        route.continue_()


def lead(page, address):
    """Lead a page to where no script has come yet."""
    page.goto(address, wait_until="commit")


def test_a_name_typed_early_is_looked_for(open_page, camille, noe):
    page = open_page(camille, "/salons/nouveau/")
    page.locator("[name=name]").fill("Achats groupés")
    with scripts_held(page):
        page.locator("main .button-primary").click()
        page.get_by_label("Nom d’un membre").press_sequentially("noe")
    expect(page.locator(".candidate")).to_contain_text("Noé Tremblay")


def test_a_mention_begun_early_is_completed(open_page, thread, camille, noe):
    page = open_page(noe)
    with scripts_held(page):
        lead(page, thread.get_absolute_url())
        page.locator("[data-reply] textarea").press_sequentially("Merci @gau")
    expect(page.get_by_role("option", name="Camille Gauthier")).to_be_visible()


def test_words_selected_early_can_be_quoted(open_page, thread, noe):
    page = open_page(noe)
    with scripts_held(page):
        lead(page, thread.get_absolute_url())
        expect(page.locator(".post .prose")).to_be_visible()
        page.evaluate(SELECT, "7075")
    expect(page.locator(".quote-beside")).to_be_in_viewport()


def test_keys_pressed_early_lead_elsewhere(open_page, thread, noe):
    page = open_page(noe, thread.get_absolute_url())
    with scripts_held(page):
        page.keyboard.press("g")
        page.keyboard.press("b")
    page.wait_for_url("**/babillards/")


def test_a_preview_asked_for_early_is_shown(open_page, thread, noe):
    page = open_page(noe, thread.get_absolute_url())
    with scripts_held(page):
        page.locator("[data-reply] textarea").fill("**5356**")
        page.get_by_role("button", name="Aperçu").click()
    expect(page.locator(".composer-preview strong")).to_have_text("5356")


def test_a_menu_and_a_dialog_clicked_twice_open_once_and_with_their_forms(open_page, thread, noe):
    page = open_page(noe, thread.get_absolute_url())
    with scripts_held(page):
        page.locator("#watch-button").dblclick()
    page.locator(".menu-choices button").nth(1).click()
    expect(page.locator("#watch-button")).to_have_text("Suivi")
    page.get_by_role("link", name="Signaler").dblclick()
    expect(page.locator("dialog textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
