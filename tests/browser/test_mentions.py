"""Mentions by type-ahead, with the keyboard alone, in a reply and in a room."""

from playwright.sync_api import expect

from notifications.models import Notification


def test_a_name_is_chosen_while_one_writes(open_page, thread, camille, noe, lea):
    page = open_page(noe, thread.get_absolute_url())
    text = page.locator("[data-reply] textarea")
    text.press_sequentially("Merci @gau")
    option = page.get_by_role("option", name="Camille Gauthier")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(text).to_have_attribute("aria-expanded", "true")
    text.press("Enter")
    expect(text).to_have_value(f"Merci @[Camille Gauthier](/personnes/{camille.pk}/) ")
    expect(option).to_have_count(0)
    text.press_sequentially("et @lé")
    expect(page.get_by_role("option", name="Léa Bouchard")).to_be_visible()
    text.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.locator("[data-reply] .button-primary").click()
    chip = page.locator(".post .mention")
    expect(chip).to_have_text("@Camille Gauthier")
    assert [row.recipient for row in Notification.objects.all()] == [camille]
    hers = open_page(camille, thread.get_absolute_url())
    expect(hers.locator(".mention-me")).to_have_text("@Camille Gauthier")


def test_enter_chooses_a_name_and_then_sends(open_page, room, camille, noe):
    page = open_page(noe, room.get_absolute_url())
    text = page.locator("[data-chat] textarea")
    text.press_sequentially("@cam")
    expect(page.get_by_role("option", name="Camille Gauthier")).to_be_in_viewport()
    text.press("Enter")
    expect(text).to_have_value(f"@[Camille Gauthier](/personnes/{camille.pk}/) ")
    text.press("Enter")
    expect(page.locator(".message:not(.is-pending) .mention")).to_have_text("@Camille Gauthier")
