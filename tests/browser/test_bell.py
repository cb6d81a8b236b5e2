"""The bell on every open tab, and what one chooses to hear of a thread."""

from playwright.sync_api import expect

from forum.actions import watch_thread
from tests.browser.pages import started
from tests.browser.test_room import SLOW
from tests.build import make_post, make_thread


def test_the_bell_counts_on_every_tab_and_opens_beside_the_page(open_page, thread, board, camille, noe, lea):
    other = make_thread(noe, board, title="Autre fil")
    one, two = open_page(camille, "/fils/"), open_page(camille, thread.get_absolute_url())
    his = open_page(noe, thread.get_absolute_url())
    his.locator("[data-reply] textarea").fill("Une lame à 80 dents.")
    # The thread that is open and in sight is read as it comes; nothing stays to be told.
    with two.expect_response(lambda answer: answer.url.endswith("/lu/") and answer.request.post_data == "number=2"):
        his.locator("[data-reply] .button-primary").click()
    expect(two.locator(".post .prose").last).to_have_text("Une lame à 80 dents.", timeout=SLOW)
    count = one.locator(".nav [data-counter=notifications]")
    expect(count).to_be_hidden(timeout=SLOW)
    watch_thread(person=camille, thread=other, watch="following")
    two.goto("/")
    make_post(other, noe, "Et encore.")
    one.reload()
    expect(count).to_have_text("1")
    started(one).locator(".nav [data-bell]").click()
    menu = one.locator(".bell-menu")
    expect(menu.locator(".notice").first).to_contain_text("Noé Tremblay a répondu")
    hers = open_page(lea, other.get_absolute_url())
    hers.locator("[data-reply] textarea").fill("Je confirme.")
    hers.locator("[data-reply] .button-primary").click()
    expect(menu.locator(".notice").first).to_contain_text("Léa Bouchard et 1 autre personne", timeout=SLOW)
    expect(count).to_have_text("1")
    menu.locator(".notice-open").first.click()
    expect(one.locator("h1")).to_have_text("Autre fil")
    for page in (one, two):
        expect(page.locator(".nav [data-counter=notifications]")).to_be_hidden(timeout=SLOW)


def test_one_chooses_what_one_hears_of_a_thread(open_page, thread, lea):
    page = open_page(lea, thread.get_absolute_url())
    button = page.locator("#watch-button")
    for word, place in (("Suivi", 1), ("En sourdine", 2)):
        button.click()
        page.locator(".menu-choices button").nth(place).click()
        expect(button).to_have_text(word)
        expect(button).to_be_focused()
    page.reload()
    expect(button).to_have_text("En sourdine")
