"""People in a room, in a real browser: what they see of each other, whatever happens to the server between them."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chat.actions import hide_message
from chat.models import Message, RoomReading
from tests.build import make_message, make_post, make_room, make_user

SLOW = 20_000  # ms: a page that was cut comes back after some seconds


def field(page):
    return page.get_by_label("Message", exact=True)


def write(page, text):
    field(page).fill(text)
    field(page).press("Enter")


def words(page):
    return page.locator(".messages .message-body")


def stored(room):
    return list(Message.objects.filter(room=room).order_by("number").values_list("body", flat=True))


def wait_until_live(page):
    expect(page.locator("[data-here]:not([hidden])")).to_be_attached(timeout=SLOW)


def scroll(page, pixels):
    page.locator("[data-scroll]").hover()
    page.mouse.wheel(0, pixels)


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

    open_menu(hers, "480").locator("[data-write] button").click()
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
    for _ in range(12):
        scroll(page, -900)
        page.wait_for_timeout(150)
    expect(words(page).first).to_have_text("Relevé 1.")
    seen = page.locator(".message", has_text=re.compile(r"Relevé 5\."))
    place = seen.bounding_box()["y"]
    make_message(room, noe, "Relevé 131.")
    expect(page.locator("[data-latest] span")).to_have_text(re.compile("^1 "), timeout=SLOW)
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
    for _ in range(24):
        scroll(page, -1200)
        page.wait_for_timeout(100)
    expect(words(page).first).to_have_text("Relevé 1.")
    assert words(page).count() <= 150
    for _ in range(24):
        scroll(page, 1200)
        page.wait_for_timeout(100)
    expect(words(page).last).to_have_text("Relevé 210.")
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
    page.wait_for_timeout(1500)
    assert RoomReading.objects.get(room=room, person=camille).number == 2
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


# ---- Cuts ---------------------------------------------------------------------------------


@pytest.mark.main_path
def test_both_pages_heal_when_the_server_is_killed(open_page, server, room, camille, noe):
    open_page.cut = True
    hers, his = (open_page(person, room.get_absolute_url()) for person in (camille, noe))
    for page in (hers, his):
        wait_until_live(page)
    write(hers, "Avant la coupure.")
    expect(words(his)).to_have_text("Avant la coupure.")
    server.kill()
    write(hers, "Pendant, un.")
    write(hers, "Pendant, deux.")
    expect(hers.locator(".is-pending")).to_have_count(2)
    expect(his.locator("[data-connection]")).to_be_visible(timeout=SLOW)
    make_message(room, noe, "Écrit ailleurs.")
    server.start()
    expected = {"Avant la coupure.", "Pendant, un.", "Pendant, deux.", "Écrit ailleurs."}
    for page in (hers, his):
        expect(words(page)).to_have_count(4, timeout=60_000)
        expect(page.locator("[data-pending]")).to_have_count(0)
        assert words(page).all_inner_texts() == stored(room)
    assert sorted(stored(room)) == sorted(expected)
    assert stored(room).index("Pendant, un.") < stored(room).index("Pendant, deux.")
    wait_until_live(his)
    expect(his.locator("[data-connection]")).to_be_hidden(timeout=SLOW)


def test_what_could_not_be_sent_survives_a_reload(open_page, room, camille):
    open_page.cut = True
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    page.route("**/envoyer/", lambda route: route.abort())
    write(page, "Pas encore parti.")
    expect(page.locator(".is-pending [data-waiting]")).to_be_visible()
    page.unroute("**/envoyer/")
    page.reload()
    expect(words(page)).to_have_text("Pas encore parti.")
    expect(page.locator("[data-pending]")).to_have_count(0, timeout=SLOW)
    assert stored(room) == ["Pas encore parti."]


def test_a_message_whose_answer_was_lost_is_sent_again_and_stored_once(open_page, room, camille):
    open_page.cut = True
    page = open_page(camille, None)
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.goto(room.get_absolute_url())
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/envoyer/", lose)
    page.route("**/direct/**", lambda route: route.abort())
    page.wait_for_timeout(1000)
    write(page, "Reçu sans réponse.")
    expect(page.locator(".is-pending [data-waiting]")).to_be_visible()
    page.wait_for_timeout(6000)
    page.unroute("**/envoyer/")
    expect(page.locator("[data-pending]")).to_have_count(0, timeout=SLOW)
    expect(words(page)).to_have_text("Reçu sans réponse.")
    assert lost[:2] == [201, 200]
    assert stored(room) == ["Reçu sans réponse."]


def test_a_refused_message_stays_with_its_reason(open_page, room, camille):
    open_page.cut = True
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    room.archived_at = timezone.now()
    room.save(update_fields=["archived_at"])
    write(page, "Trop tard.")
    failed = page.locator(".is-failed")
    expect(failed).to_contain_text("Trop tard.")
    page.reload()
    expect(page.locator("[data-chat]")).to_have_count(0)
    room.archived_at = None
    room.save(update_fields=["archived_at"])
    page.reload()
    failed.locator("[data-retry]").click()
    expect(page.locator("[data-pending]")).to_have_count(0)
    assert stored(room) == ["Trop tard."]


def test_a_failed_message_can_be_given_up(open_page, room, camille):
    open_page.cut = True
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    page.route("**/envoyer/", lambda route: route.fulfill(status=403, json={"errors": ["Non."]}))
    write(page, "À oublier.")
    expect(page.locator(".is-failed")).to_contain_text("Non.")
    page.locator("[data-discard]").click()
    page.reload()
    expect(page.locator("[data-pending]")).to_have_count(0)
    expect(field(page)).to_be_visible()


def test_with_sockets_blocked_the_page_polls_and_says_so(open_page, room, camille, noe):
    open_page.cut = True
    hers = open_page(camille, None)
    hers.route_web_socket("**/ws/**", lambda socket: socket.close())
    hers.goto(room.get_absolute_url())
    his = open_page(noe, room.get_absolute_url())
    expect(hers.locator("[data-live-note]")).to_be_visible(timeout=SLOW)
    expect(hers.locator("[data-here]")).to_be_hidden()
    write(his, "Tu m’entends?")
    expect(words(hers)).to_have_text("Tu m’entends?", timeout=SLOW)
    write(hers, "Avec un peu de retard.")
    expect(words(his)).to_have_text(["Tu m’entends?", "Avec un peu de retard."])
    expect(hers.locator("[data-pending]")).to_have_count(0)


def test_a_frozen_tab_catches_up_at_once(open_page, room, camille, noe):
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    page.evaluate("document.dispatchEvent(new Event('freeze'))")
    page.context.set_offline(True)
    make_message(room, noe, "Pendant le sommeil.")
    page.context.set_offline(False)
    expect(words(page)).to_have_text("Pendant le sommeil.", timeout=SLOW)


def test_whoever_is_signed_out_is_told(open_page, room, camille):
    open_page.cut = True
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    elsewhere = page.context.new_page()
    elsewhere.goto("/")
    elsewhere.locator("[popovertarget=nav-more]").last.click()
    elsewhere.locator("form[action*='logout'], form[action*='deconnexion']").locator("button").click()
    expect(page.locator("[data-connection-out]")).to_be_visible(timeout=SLOW)


# ---- The list of rooms --------------------------------------------------------------------


def test_the_list_shows_what_is_unread(open_page, camille, noe):
    room = make_room(name_fr="Soudage")
    make_message(room, noe, "Un.")
    RoomReading.objects.create(room=room, person=camille, number=0)
    page = open_page(camille, "/salons/")
    expect(page.locator(".room-row .count")).to_contain_text("1")


# ---- Without JavaScript -------------------------------------------------------------------


def test_reading_writing_and_removing_work_without_scripts(open_page, room, camille, noe):
    for number in range(1, 61):
        make_message(room, noe, f"Relevé {number}.")
    page = open_page(camille, room.get_absolute_url(), java_script_enabled=False)
    expect(words(page).last).to_be_in_viewport()
    field(page).fill("Sans script.")
    page.locator("[data-chat] .button-primary").click()
    expect(words(page).last).to_have_text("Sans script.")
    page.locator(".message", has_text="Sans script.").locator("[data-menu]").click()
    page.locator("a[data-edit]").click()
    page.locator("[data-edit-form] textarea").fill("Sans aucun script.")
    page.locator("[data-edit-form] .button-primary").click()
    expect(words(page).last).to_have_text("Sans aucun script.")
    page.locator(".message", has_text="Sans aucun").locator("[data-menu]").click()
    page.locator("form[data-write] button").click()
    expect(page.locator(".message.is-removed")).to_have_count(1)
    page.goto(room.get_absolute_url())
    page.locator("a[data-older]").click()
    expect(words(page).first).to_have_text("Relevé 1.")


# ---- Threads: the same stream -------------------------------------------------------------


def test_a_reply_appears_in_an_open_thread(open_page, thread, camille, noe):
    hers, his = (open_page(person, thread.get_absolute_url()) for person in (camille, noe))
    text = his.locator("[data-reply] textarea")
    text.fill("Une lame à 80 dents.")
    his.locator("[data-reply] .button-primary").click()
    for page in (hers, his):
        expect(page.locator(".post .prose").last).to_have_text("Une lame à 80 dents.")
        expect(page.locator(".post")).to_have_count(2)
    expect(text).to_have_value("")
    expect(his.locator("html")).to_have_attribute("lang", "fr-CA")


def test_a_bar_tells_of_replies_below(open_page, thread, camille, noe):
    for number in range(8):
        make_post(thread, noe, f"Essai {number}.\n\n" + "Une ligne de plus.\n\n" * 6)
    page = open_page(camille, thread.get_absolute_url())
    page.wait_for_timeout(500)
    make_post(thread, noe, "Le dernier mot.")
    bar = page.locator("[data-new-bar] button")
    expect(bar).to_be_visible(timeout=SLOW)
    assert page.evaluate("scrollY") == 0
    bar.click()
    expect(page.get_by_text("Le dernier mot.")).to_be_in_viewport()
    expect(bar).to_be_hidden()


def test_a_post_is_edited_where_it_stands(open_page, thread, camille, noe):
    make_post(thread, camille, "Avec denture négatife.")
    hers, his = (open_page(person, thread.get_absolute_url()) for person in (camille, noe))
    hers.wait_for_timeout(500)
    hers.locator(".post").last.locator("[data-menu]").click()
    hers.locator(".menu [data-edit]").click()
    editor = hers.locator("[data-editor] textarea")
    expect(editor).to_be_focused()
    editor.fill("Avec denture négative.")
    hers.locator("[data-editor] .button-primary").click()
    for page in (hers, his):
        expect(page.locator(".post .prose").last).to_have_text("Avec denture négative.")
    expect(hers.locator("[data-editor]")).to_have_count(0)


def test_a_refused_reply_keeps_its_words(open_page, thread, camille):
    open_page.cut = True
    page = open_page(camille, thread.get_absolute_url())
    page.wait_for_timeout(500)
    page.route("**/repondre/", lambda route: route.abort())
    text = page.locator("[data-reply] textarea")
    text.fill("Mes mots.")
    page.locator("[data-reply] .button-primary").click()
    expect(page.locator("[data-reply] [role=alert]")).to_be_visible()
    expect(text).to_have_value("Mes mots.")
    page.reload()
    expect(text).to_have_value("Mes mots.")
