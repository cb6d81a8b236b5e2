"""Keyboard shortcuts: what each key does on a page, and where they must be silent."""

import re

from playwright.sync_api import expect

from accounts.models import User
from tests.build import make_post


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.closest('[id]')?.id")


def test_keys_walk_a_thread_answer_quote_edit_and_lead_elsewhere(open_page, thread, noe):
    first = thread.posts.get()
    mine = make_post(thread, noe)
    page = open_page(noe, thread.get_absolute_url())
    rows = page.locator(".post")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    assert focused(page) == first.live_key

    page.keyboard.press("q")
    text = page.locator("[data-reply] textarea")
    expect(text).to_be_focused()
    expect(text).to_have_value(re.compile("^> .*7075", re.DOTALL))
    page.keyboard.type(" ?jg")
    expect(page.locator("dialog")).to_have_count(0)
    assert text.input_value().endswith(" ?jg")

    rows.nth(1).evaluate("row => { row.tabIndex = -1; row.focus(); }")
    page.keyboard.press("e")
    expect(page.locator(f"#{mine.live_key} textarea")).to_have_value(mine.body)
    page.keyboard.press("Escape")
    rows.nth(0).evaluate("row => row.focus()")
    page.keyboard.press("e")  # not one's own
    expect(page.locator(f"#{first.live_key} textarea")).to_have_count(0)
    page.keyboard.press("r")
    expect(text).to_be_focused()

    text.fill("")
    rows.nth(0).evaluate("row => row.focus()")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("Raccourcis clavier")
    page.keyboard.press("j")
    expect(rows.nth(1)).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Control+j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile("/babillards/$"))


def test_they_can_be_switched_off(open_page, thread, noe):
    User.objects.filter(pk=noe.pk).update(shortcuts=False)
    page = open_page(noe, thread.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("?")
    page.wait_for_timeout(500)
    assert page.locator("dialog").count() == 0
    expect(page.locator("body")).to_be_focused()
