"""What the components do under the keyboard: menus, dialogs, tags, the composer, the theme."""

import re

import pytest
from playwright.sync_api import expect

from tests.build import make_tag


def test_a_menu_opens_beside_its_button_and_gives_the_focus_back(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    button = page.locator(".post [data-menu]").first
    button.focus()
    page.keyboard.press("Enter")
    items = page.locator(".menu:popover-open .menu-item")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(items).to_have_count(0)


def test_a_dialog_returns_to_the_button_of_the_menu_it_came_from(open_page, thread, noe):
    page = open_page(noe, thread.get_absolute_url())
    button = page.locator(".post [data-menu]").first
    button.click()
    page.locator(".menu [data-dialog]", has_text="Signaler").click()
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(button).to_be_focused()


@pytest.fixture
def tag_field(open_page, board, camille):
    """Where tags are typed, once its script has taken it over."""
    for name in ("Énergie", "Soudage", "Sous-traitance"):
        make_tag(name)
    page = open_page(camille, f"/babillards/{board.slug}/nouveau/")
    page.get_by_label("Mots-clés").focus()
    field = page.get_by_role("combobox", name="Mots-clés")
    expect(field).to_be_focused()
    return field


def test_tags_are_chosen_and_taken_away_with_the_keyboard(tag_field):
    field, page = tag_field, tag_field.page
    field.press_sequentially("energ")
    expect(page.get_by_role("option", name="Énergie")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    field.press_sequentially("soudage,")
    sent = page.locator("input[name=tags]")
    expect(sent).to_have_value("Énergie, Soudage")
    page.keyboard.press("Backspace")
    expect(sent).to_have_value("Énergie")
    field.press_sequentially("inconnu")
    expect(page.get_by_text("Aucun mot-clé correspondant")).to_be_visible()
    page.keyboard.press("Enter")
    expect(sent).to_have_value("Énergie")


def test_tags_typed_in_one_breath_are_each_chosen(tag_field):
    field, page = tag_field, tag_field.page
    page.route("**/mots-cles/**", lambda route: None)
    field.press_sequentially("soudage,inconnu,ene")
    tags_sent = "new FormData(document.querySelector('[data-tags]').form).get('tags').split(', ').sort().join()"
    assert page.evaluate(tags_sent) == "ene,inconnu,soudage"
    page.unroute("**/mots-cles/**")  # what was held goes on
    expect(page.locator("input[name=tags]")).to_have_value("Soudage")
    expect(field).to_have_value("inconnu ene")


def test_unsent_text_comes_back_and_leaves_once_sent(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    text = page.locator(".composer textarea")
    text.fill("Trempe à 535 °C")
    expect(page.locator("[data-composer-state]")).to_have_text(re.compile("Gardé sur|enregistré"))
    page.reload()
    expect(text).to_have_value("Trempe à 535 °C")
    text.focus()
    expect(page.locator("[data-reply] [data-composer][data-started]")).to_be_attached()
    text.press("Control+Enter")
    expect(page.locator(".post .prose").last).to_have_text("Trempe à 535 °C")
    page.reload()
    expect(page.locator(".post .prose").last).to_have_text("Trempe à 535 °C")
    expect(text).to_have_value("")


def test_the_toolbar_writes_markdown_that_the_preview_shows(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    text = page.locator(".composer textarea")
    text.fill("5356")
    text.select_text()
    page.get_by_role("button", name="Gras").click()
    expect(text).to_have_value("**5356**")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.locator(".composer-preview strong")).to_have_text("5356")
    expect(text).to_be_hidden()


def test_the_theme_follows_the_system_until_it_is_chosen(open_page, board):
    page = open_page(dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.locator("[data-theme-switch]:visible").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(ground) != dark
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_member_s_theme_is_there_in_another_browser(open_page, board, camille):
    page = open_page(camille)
    with page.expect_response("**/theme/") as answer:
        page.locator("[data-theme-switch]:visible").first.click()
    assert answer.value.status == 204
    expect(open_page(camille).locator("html")).to_have_attribute("data-theme", "dark")


def test_times_are_said_in_the_reader_s_words(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    said = page.locator(".post-when time")
    expect(said).to_have_text(re.compile(r"à l’instant|il y a \d+\smin"))
    expect(said).to_have_attribute("title", re.compile(r"^\w+ \d+(er)? \w+ \d{4}, \d{1,2}\u00a0h\u00a0\d\d$"))
