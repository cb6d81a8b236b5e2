"""What a page does when the way to the server is cut, clogged or lies: late, never wrong."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chat.actions import edit_message
from chat.models import Message
from tests.browser.pages import eventually
from tests.browser.test_room import SLOW, field, stored, wait_until_live, words, write
from tests.build import make_message, make_user


def through(page, change):
    """Let the page's socket through `change`: it gets each message of the server and returns those to hand on."""

    def connect(socket):
        server = socket.connect_to_server()
        server.on_message(lambda text: [socket.send(one) for one in change(text)])

    page.route_web_socket("**/ws/**", connect)


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
    write(page, "Reçu sans réponse.")
    expect(page.locator(".is-pending [data-waiting]")).to_be_visible()
    eventually(page, lambda: len(lost) > 1)
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
    open_page.cut = True
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


def test_a_lost_frame_is_asked_for(open_page, room, camille, noe):
    page = open_page(camille, None)
    lost = []

    def lose_first(text):
        if '"changes"' in text and not lost:
            lost.append(text)
            return []
        return [text]

    through(page, lose_first)
    page.goto(room.get_absolute_url())
    his = open_page(noe, room.get_absolute_url())
    wait_until_live(page)
    write(his, "Perdu en route.")
    expect(words(his)).to_have_text("Perdu en route.")
    write(his, "Arrivé.")
    expect(words(page)).to_have_text(["Perdu en route.", "Arrivé."])
    assert len(lost) == 1


def test_frames_told_twice_or_late_change_nothing(open_page, room, camille, noe):
    page = open_page(camille, None)
    told = []

    def repeat(text):
        told.append(text)
        return [text, text, *told[-3:]]

    through(page, repeat)
    page.goto(room.get_absolute_url())
    his = open_page(noe, room.get_absolute_url())
    wait_until_live(page)
    for text in ("Un.", "Deux.", "Trois."):
        write(his, text)
    expect(words(page)).to_have_text(["Un.", "Deux.", "Trois."])
    page.wait_for_timeout(500)
    expect(words(page)).to_have_text(["Un.", "Deux.", "Trois."])


def test_a_page_that_missed_too_much_takes_the_list_anew(open_page, server, room, camille, noe):
    open_page.cut = True
    message = make_message(room, noe, "Le premier.")
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    server.kill()
    write(page, "Écrit pendant la coupure.")
    Message.objects.bulk_create(
        Message(**{**fields_of(message), "number": n, "version": n, "client_id": f"{n:032x}", "body": f"Relevé {n}."})
        for n in range(2, 260)
    )
    room.__class__.objects.filter(pk=room.pk).update(version=259, last_number=259)
    server.start()
    expect(words(page).last).to_have_text("Écrit pendant la coupure.", timeout=60_000)
    expect(page.locator("[data-pending]")).to_have_count(0, timeout=SLOW)
    expect(page.locator(".message")).to_have_count(50, timeout=SLOW)
    numbers = page.locator(".message").evaluate_all("all => all.map(m => Number(m.dataset.place))")
    assert numbers == list(range(211, 261))
    assert stored(room).count("Écrit pendant la coupure.") == 1


def test_an_open_editor_stays_when_the_list_is_taken_anew(open_page, room, camille):
    message = make_message(room, camille, "À 480 °C.")
    page, sockets, held = open_page(camille, None), [], []

    def connect(socket):
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/ws/**", connect)
    page.goto(room.get_absolute_url())
    wait_until_live(page)
    field(page).press("ArrowUp")
    text = page.locator("[data-editor] textarea")
    text.fill("À 500 °C.")
    page.route(f"**{room.get_absolute_url()}*", lambda route: held.append((route, route.fetch())))
    for _twice in range(2):
        sockets[-1].send(json.dumps([{"topic": room.topic, "reload": True}]))
    eventually(page, lambda: held)
    # Changed elsewhere while the list, as it was before, is on its way.
    edit_message(by=camille, message=message, body="À 490 °C.")
    expect(words(page)).to_have_text("À 490 °C.", timeout=SLOW)
    [(route, answer)] = held
    with page.expect_event("requestfinished", lambda request: request.url == route.request.url):
        route.fulfill(response=answer)
    page.wait_for_timeout(300)
    expect(words(page)).to_have_text("À 490 °C.")
    expect(text).to_have_value("À 500 °C.")


def fields_of(message):
    return {name: getattr(message, name) for name in ("room", "author", "digest", "html", "language", "created_at")}


def test_a_new_build_offers_to_reload(open_page, room, camille):
    page = open_page(camille, None)
    through(page, lambda text: [json.dumps([{"build": "next"}])] if '"build"' in text else [text])
    page.goto(room.get_absolute_url())
    wait_until_live(page)
    field(page).fill("À moitié écr")
    page.unroute("**/*")
    with page.expect_navigation():
        page.locator(".toast button").click()
    expect(field(page)).to_have_value("À moitié écr")


def test_whoever_is_suspended_hears_no_more_and_is_told(open_page, room, camille):
    open_page.cut = True
    page = open_page(camille, room.get_absolute_url())
    wait_until_live(page)
    camille.suspended_until = timezone.now() + timedelta(days=1)
    camille.save(update_fields=["suspended_until"])
    # Told at the hub's next check of rights: this process cannot tell the server's at once.
    expect(page.locator("[data-connection][data-state=off]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-here]")).to_be_hidden()


def test_screen_readers_hear_what_is_new_summed_up(open_page, room, camille, noe):
    make_message(room, noe, "Ancien.")
    hers, his = (open_page(person, room.get_absolute_url()) for person in (camille, noe))
    for page in (hers, his):
        wait_until_live(page)
    expect(hers.locator("#announcer")).to_have_text("")
    write(his, "Nouveau.")
    expect(hers.locator("#announcer")).to_have_text("Noé Tremblay. Nouveau.")
    for text in ("Un.", "Deux.", "Trois."):
        write(his, text)
    expect(hers.locator("#announcer")).to_have_text("3 nouveaux messages", timeout=SLOW)
    expect(his.locator("#announcer")).to_have_text("")


def test_a_stranger_to_the_clock_still_sees_their_own_days(open_page, room, noe):
    vancouver = make_user("Sylvie Roy", time_zone="America/Vancouver")
    first, second = (make_message(room, noe, text) for text in ("Tard.", "Tôt."))
    # 1:30 and 4:30 in Toronto are of one day; in Vancouver, of two.
    at = timezone.make_aware(datetime(2026, 3, 2, 1, 30))
    Message.objects.filter(pk=first.pk).update(created_at=at)
    Message.objects.filter(pk=second.pk).update(created_at=at + timedelta(hours=3))
    page = open_page(vancouver, room.get_absolute_url())
    wait_until_live(page)
    expect(page.locator(".day")).to_have_count(2)
