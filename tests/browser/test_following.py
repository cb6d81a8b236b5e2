"""Following a board, a tag and a person in a real browser: the bell rings on an open page, or as one chooses."""

import pytest
from playwright.sync_api import expect

from forum.models import Following
from notifications.models import Choices
from tests.browser.pages import started
from tests.browser.test_room import SLOW
from tests.browser.test_walk import ask
from tests.build import make_tag


@pytest.fixture
def tag(db):
    return make_tag("sciage")


def test_what_is_followed_rings_on_an_open_page_until_one_is_told_by_email_only(open_page, board, tag, camille, lea):
    hers = open_page(lea, board.get_absolute_url())
    for address in (board.get_absolute_url(), tag.get_absolute_url(), camille.get_absolute_url()):
        hers.goto(address)
        button = hers.get_by_role("button", name="Suivre").first
        button.click()
        expect(hers.get_by_role("button", name="Suivi").first).to_have_attribute("aria-pressed", "true")
    assert Following.objects.filter(person=lea).count() == 3
    hers.goto("/suivis/")
    expect(hers.locator("main")).to_contain_text("Camille Gauthier")

    theirs = open_page(camille, None)
    ask(theirs, board, "Qui scie du 7075 de 300 mm?", "La lame chante.", "sciage")
    count = hers.locator(".nav [data-counter=notifications]")
    expect(count).to_have_text("1", timeout=SLOW)
    started(hers).locator(".nav [data-bell]").click()
    expect(hers.locator(".bell-menu .notice").first).to_contain_text("Qui scie du 7075 de 300 mm?")

    hers.goto("/notifications/choix/")
    choice = hers.get_by_label("Un nouveau fil dans ce que vous suivez")
    choice.select_option("email")
    hers.get_by_role("button", name="Enregistrer").click()
    expect(choice).to_have_value("email")
    assert Choices.of(lea).channel("new_thread") == "email"
