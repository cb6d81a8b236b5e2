"""People in a room, in a real browser: what they see of each other, whatever happens to the server between them."""

import re

import pytest
from playwright.sync_api import expect

from chat.actions import edit_message, hide_message
from chat.models import Message, RoomReading
from tests.browser.pages import eventually
from tests.build import make_message, make_room, make_user

SLOW = 30_000  # ms: a page that was cut comes back after some seconds


def field(page):
    """Where one writes, once the page's scripts are there."""
    return page.locator("[data-chat][data-started]").get_by_label("Message", exact=True)


def write(page, text):
    field(page).fill(text)
    field(page).press("Enter")


def words(page):
    return page.locator(".messages .message-body")


def stored(room):
    return list(Message.objects.filter(room=room).order_by("number").values_list("body", flat=True))


def wait_until_live(page):
    expect(page.locator("[data-here]:not([hidden])")).to_be_attached(timeout=SLOW)


def scroll_to(page, message, text, pixels):
    """Scroll, a stretch at a time, until the last one has come."""
    page.locator("[data-scroll]").hover()
    for _ in range(100):
        page.mouse.wheel(0, pixels)
        page.wait_for_timeout(100)
        if message.inner_text() == text:
            return
    raise AssertionError(f"{text} does not come")


def open_menu(page, message):
    row = page.locator(".message", has_text=message)
    row.hover()
    row.locator("[data-menu]").click()
    return page.locator(".menu[popover]:popover-open")


# ---- Talking ------------------------------------------------------------------------------


@pytest.mark.main_path
def test_what_one_says_the_other_sees(open_page, room, camille, noe):
    hers, his = (open_page(person, room.get_absolute_url()) for person in (camille, noe))
    write(hers, "La presse 3 est arrêtée.")
    expect(words(his)).to_have_text(["La presse 3 est arrêtée."])
    write(his, "J’arrive.")
    for page in (hers, his):
        expect(words(page)).to_have_text(["La presse 3 est arrêtée.", "J’arrive."])
    expect(hers.locator("[data-pending]")).to_have_count(0)


def test_an_edit_and_a_removal_reach_the_other_page(open_page, room, camille, noe):
    make_message(room, camille, "Le four est à 840 °C.")
    hers, his = (open_page(person, room.get_absolute_url()) for person in (camille, noe))
    wait_until_live(hers)
    field(hers).press("ArrowUp")
    editor = hers.locator("[data-editor] textarea")
    expect(editor).to_be_focused()
    editor.fill("Le four est à 480 °C.")
    editor.press("Enter")
    expect(words(his)).to_have_text("Le four est à 480 °C.")
    expect(hers.locator("[data-editor]")).to_have_count(0)

    open_menu(hers, "480").locator("[data-write] .menu-item-danger").click()
    expect(his.locator(".message.is-removed")).to_have_count(1)
    expect(his.get_by_text("480")).to_have_count(0)
    hers.locator(".toast button").click()
    for page in (hers, his):
        expect(words(page)).to_have_text("Le four est à 480 °C.")


def test_escape_gives_up_an_edit(open_page, room, camille):
    make_message(room, camille, "Une palette de 6063.")
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    field(page).press("ArrowUp")
    page.locator("[data-editor] textarea").press("Escape")
    expect(page.locator("[data-editor]")).to_have_count(0)
    expect(field(page)).to_be_focused()
    expect(words(page)).to_have_text("Une palette de 6063.")


def test_the_keyboard_removes_a_message_and_the_focus_stays(open_page, room, camille):
    make_message(room, camille, "De trop.")
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    page.locator("[data-menu]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu:popover-open .menu-item").first).to_be_focused()
    page.locator("[data-write] .menu-item-danger").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message.is-removed [data-menu]")).to_be_focused()
    page.locator(".toast button").focus()
    page.keyboard.press("Enter")
    expect(words(page)).to_have_text("De trop.")


def test_who_is_here_and_who_writes(open_page, room, camille, noe):
    hers, his = (open_page(person, room.get_absolute_url()) for person in (camille, noe))
    for page in (hers, his):
        expect(page.locator("[data-here-people] a")).to_have_count(2)
    field(his).press_sequentially("Un ins")
    expect(hers.locator("[data-typing]")).to_contain_text("Noé")
    expect(his.locator("[data-typing]")).not_to_contain_text("Noé")
    write(his, "Un instant.")
    expect(words(hers)).to_have_text("Un instant.")
    expect(hers.locator("[data-typing]")).not_to_contain_text("Noé")
    his.context.close()
    expect(hers.locator("[data-here-people] a")).to_have_count(1)


def test_the_present_stand_in_a_dialog_on_a_phone(open_page, room, camille):
    page = open_page(camille, room.get_absolute_url(), width=360, height=740, touch=True)
    page.locator("[data-who]").tap()
    expect(page.locator("dialog")).to_contain_text("Camille Gauthier")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("[data-who]")).to_be_focused()


def test_messages_of_one_breath_stand_under_one_name(open_page, room, camille, noe):
    for author, text in ((camille, "Un."), (camille, "Deux."), (noe, "Trois.")):
        make_message(room, author, text)
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    assert firsts(page) == [True, False, True]
    write(page, "Quatre.")
    write(page, "Cinq.")
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert firsts(page) == [True, False, True, True, False]
    page.reload()
    assert firsts(page) == [True, False, True, True, False]
    expect(page.locator(".day")).to_have_count(1)


def firsts(page):
    return page.locator(".messages .message").evaluate_all("all => all.map(m => m.matches('.message-first'))")


# ---- History and reading ------------------------------------------------------------------


def test_older_messages_load_while_scrolling_and_nothing_moves(open_page, room, camille, noe):
    for number in range(1, 131):
        make_message(room, noe if number % 3 else camille, f"Relevé {number}.")
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    expect(words(page)).to_have_count(50)
    scroll_to(page, words(page).first, "Relevé 1.", -900)
    seen = page.locator(".message", has_text=re.compile(r"Relevé 5\."))
    place = seen.bounding_box()["y"]
    make_message(room, noe, "Relevé 131.")
    expect(page.locator("[data-latest] span")).to_have_text(re.compile(r"^1\s"), timeout=SLOW)
    assert abs(seen.bounding_box()["y"] - place) < 1
    page.locator("[data-latest]").click()
    expect(words(page).last).to_be_in_viewport()
    expect(words(page).last).to_have_text("Relevé 131.")
    expect(page.locator("[data-latest]")).to_be_hidden()


def test_a_page_holds_150_messages_at_most_and_finds_its_way_back(open_page, room, camille, noe):
    for number in range(1, 211):
        make_message(room, noe, f"Relevé {number}.")
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    scroll_to(page, words(page).first, "Relevé 1.", -1200)
    assert words(page).count() <= 150
    scroll_to(page, words(page).last, "Relevé 210.", 1200)
    numbers = page.locator(".message").evaluate_all("all => all.map(m => Number(m.dataset.place))")
    assert numbers == list(range(numbers[0], 211))
    assert len(numbers) <= 150


def test_the_unread_line_stands_until_it_is_read(open_page, room, camille, noe):
    make_message(room, camille, "Vu.")
    RoomReading.objects.update_or_create(room=room, person=camille, defaults={"number": 1})
    make_message(room, noe, "Nouveau.")
    page = open_page(camille, room.get_absolute_url())
    expect(page.locator(".unread-line + .message")).to_contain_text("Nouveau.")
    expect(page.locator("[data-counter=rooms]")).to_be_hidden()
    eventually(page, lambda: RoomReading.objects.get(room=room, person=camille).number == 2)
    page.reload()
    expect(words(page)).to_have_count(2)
    expect(page.locator(".unread-line")).to_have_count(0)


def test_a_draft_survives_a_reload(open_page, room, camille):
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    field(page).fill("À moitié écr")
    page.reload()
    expect(field(page)).to_have_value("À moitié écr")


# ---- Moderation ---------------------------------------------------------------------------


def test_a_hidden_message_leaves_the_pages_but_not_a_moderators(open_page, room, camille, noe):
    sylvie = make_user(is_superuser=True)
    message = make_message(room, noe, "Achetez mes crypto-lingots.")
    hers, moderators = (open_page(person, room.get_absolute_url()) for person in (camille, sylvie))
    for page in (hers, moderators):
        wait_until_live(page)
    hide_message(by=sylvie, message=message)
    expect(hers.locator(".message")).to_have_count(0, timeout=SLOW)
    expect(moderators.locator(".message.is-hidden")).to_contain_text("lingots", timeout=SLOW)


# ---- The list of rooms --------------------------------------------------------------------


def test_the_list_shows_what_is_unread(open_page, camille, noe):
    room = make_room(name_fr="Soudage")
    make_message(room, noe, "Un.")
    RoomReading.objects.create(room=room, person=camille, number=0)
    page = open_page(camille, "/salons/")
    expect(page.locator(".room-row .count:visible")).to_contain_text("1")


# ---- Without JavaScript -------------------------------------------------------------------


def test_reading_writing_and_removing_work_without_scripts(open_page, room, camille, noe):
    for number in range(1, 61):
        make_message(room, noe, f"Relevé {number}.")
    page = open_page(camille, room.get_absolute_url(), java_script_enabled=False)
    expect(words(page).last).to_be_in_viewport()
    page.get_by_label("Message", exact=True).fill("Sans script.")
    page.locator("[data-chat] .button-primary").click()
    expect(words(page).last).to_have_text("Sans script.")
    page.locator(".message", has_text="Sans script.").locator("[data-menu]").click()
    page.locator("a[data-edit]").click()
    page.locator("[data-edit-form] textarea").fill("Sans aucun script.")
    page.locator("[data-edit-form] .button-primary").click()
    expect(words(page).last).to_have_text("Sans aucun script.")
    page.locator(".message", has_text="Sans aucun").locator("[data-menu]").click()
    page.locator("form[data-write] .menu-item-danger").click()
    expect(page.locator(".message.is-removed")).to_have_count(1)
    page.goto(room.get_absolute_url())
    page.locator("a[data-older]").click()
    expect(words(page).first).to_have_text("Relevé 1.")


def test_a_message_edited_elsewhere_meanwhile_shows_both(open_page, room, camille):
    open_page.cut = True  # the browser tells of a 409 as of a failure
    message = make_message(room, camille, "À 480 °C.")
    page = open_page(camille, room.get_absolute_url())
    field(page).press("ArrowUp")
    text = page.locator("[data-editor] textarea")
    text.fill("À 500 °C.")
    edit_message(by=camille, message=message, body="À 490 °C.")
    text.press("Enter")
    expect(page.locator("[data-editor] pre.present-words")).to_have_text("À 490 °C.")
    expect(text).to_have_value("À 500 °C.")
    text.press("Enter")
    expect(words(page).last).to_have_text("À 500 °C.")
