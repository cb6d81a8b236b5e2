"""What is done by keyboard alone, and where the focus shows."""

from playwright.sync_api import expect

from tests.build import make_tag


def test_a_question_is_asked_by_keyboard_alone(open_page, board, camille):
    make_tag("soudage", "welding")
    page = open_page(camille, f"/babillards/{board.slug}/nouveau/")
    press(page, "Tab")
    expect(page.locator(".skip")).to_be_focused()
    press(page, "Enter")
    reach(page, "[name=kind]")
    reach(page, "[name=title]")
    page.keyboard.type("Au clavier seulement?")
    reach(page, "textarea[name=body]")
    page.keyboard.type("Oui.")
    reach(page, "[role=combobox], [name=tags]")
    page.keyboard.type("soud")
    expect(page.get_by_role("option", name="soudage")).to_be_visible()
    press(page, "ArrowDown")
    press(page, "Enter")
    reach(page, ".new-thread button.button-primary")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Au clavier seulement?")


def test_a_menu_opens_and_closes_by_keyboard(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    link = page.locator(".post [data-menu]").first
    link.focus()
    press(page, "Enter")
    expect(page.locator(".menu:popover-open")).to_be_visible()
    press(page, "ArrowDown")
    press(page, "Escape")
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    expect(link).to_be_focused()


def press(page, key):
    page.keyboard.press(key)


def reach(page, selector):
    """Press Tab until this has the focus, and see that the focus shows."""
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    else:
        raise AssertionError(f"Tab does not reach {selector}")
    assert page.evaluate(RINGED)


RINGED = """() => {
  for (let e = document.activeElement; e && e !== document.body; e = e.parentElement) {
    if (getComputedStyle(e).outlineStyle !== "none") return true;
  }
  return false;
}"""
