"""Several rooms in one page, as a session holds them: each minds its own messages, and stops alone."""

import pytest
from playwright.sync_api import expect

from chat.models import RoomReading
from tests.browser.pages import eventually
from tests.browser.test_room import SLOW, open_menu, stored
from tests.build import make_message, make_room

ADD = """async (address) => {
  const [{ startRoom }, { fetchFragment }] = await Promise.all([import("espace/room"), import("espace/page")]);
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", await fetchFragment(address));
  window.stopRoom = startRoom(main.lastElementChild);
}"""


@pytest.fixture
def rooms(db):
    return [make_room(name_fr="Accueil"), make_room(name_fr="Table 4")]


def test_two_rooms_of_one_page_do_not_disturb_each_other(open_page, rooms, camille, noe):
    lobby, table = rooms
    make_message(table, noe, "Qui coule du 356?")
    RoomReading.objects.create(room=table, person=camille, number=0)
    page = open_page(camille, lobby.get_absolute_url())
    page.evaluate(ADD, table.get_absolute_url())
    here, there = page.locator("[data-room]").nth(-2), page.locator("[data-room]").nth(-1)
    field = lambda room: room.locator("[data-chat][data-started] textarea")  # noqa: E731
    words = lambda room: room.locator(".message-body")  # noqa: E731

    there.evaluate("(room) => { room.hidden = true; }")
    field(here).fill("Bonjour tout le monde.")
    field(here).press("Enter")
    expect(words(here)).to_have_text(["Bonjour tout le monde."])
    make_message(table, noe, "Personne?")
    expect(words(there)).to_have_text(["Qui coule du 356?", "Personne?"], timeout=SLOW)
    assert RoomReading.objects.get(room=table, person=camille).number == 0

    here.evaluate("(room) => { room.hidden = true; }")
    there.evaluate("(room) => { room.hidden = false; }")
    eventually(page, lambda: RoomReading.objects.get(room=table, person=camille).number == 2)
    menu = open_menu(page, "Qui coule")
    menu.get_by_role("link", name="Répondre").click()
    expect(page.locator("[data-replying]:not([hidden])")).to_have_count(1)
    expect(field(there)).to_be_focused()
    field(there).fill("Nous, à Bécancour.")
    field(there).press("Enter")
    open_menu(page, "Bécancour").get_by_role("button", name="D’accord").click()
    expect(there.locator(".reaction")).to_have_count(1)
    assert (stored(lobby), stored(table)[2:]) == (["Bonjour tout le monde."], ["Nous, à Bécancour."])

    page.evaluate("stopRoom()")
    make_message(table, noe, "Encore là?")
    make_message(lobby, noe, "On commence.")
    expect(words(here)).to_have_text(["Bonjour tout le monde.", "On commence."], timeout=SLOW)
    expect(words(there)).to_have_count(3)
