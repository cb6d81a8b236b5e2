"""A text begun on one device is found on another, and is gone from both once it is sent."""

from playwright.sync_api import expect

from content.models import Draft
from tests.browser.pages import eventually


def test_a_reply_begun_here_is_ended_there(open_page, thread, noe):
    here = open_page(noe, thread.get_absolute_url())
    text = here.locator("[data-reply] textarea")
    text.fill("Une lame")
    expect(here.locator("[data-composer-state]")).to_have_text("Brouillon enregistré")
    there = open_page(noe, thread.get_absolute_url())
    other = there.locator("[data-reply] textarea")
    expect(other).to_have_value("Une lame")
    other.press("End")
    other.press_sequentially(" fine.")
    there.locator("[data-reply] .button-primary").click()
    expect(there.locator(".post .prose").last).to_have_text("Une lame fine.")
    there.wait_for_timeout(1500)  # a save that came later would bring it back
    eventually(there, lambda: not Draft.objects.exists())
    # What was sent elsewhere does not come back here.
    here.reload()
    expect(here.locator(".post .prose").last).to_have_text("Une lame fine.")
    expect(text).to_have_value("")


def test_a_message_begun_in_a_room_follows_too(open_page, room, noe):
    here = open_page(noe, room.get_absolute_url())
    with here.expect_response("**/brouillons/"):
        here.locator("[data-chat] textarea").fill("Le four")
    there = open_page(noe, room.get_absolute_url())
    text = there.locator("[data-chat] textarea")
    expect(text).to_have_value("Le four")
    text.press("Enter")
    expect(there.locator(".message:not(.is-pending)")).to_have_count(1)
    eventually(there, lambda: not Draft.objects.exists())
