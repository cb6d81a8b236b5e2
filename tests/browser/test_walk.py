"""The whole walk, as two people and a moderator take it: sign up, ask, answer, talk, be cut, be moderated."""

import email
import email.policy
import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from accounts.models import User
from chat.models import Message
from forum.models import Post, Thread
from tests.browser.pages import started
from tests.browser.test_room import SLOW, field, open_menu, stored, wait_until_live, words, write
from tests.build import make_tag

PASSWORD = "poutrelle-6005A-anodisée"


def sign_up(page, server, name, address):
    """Open an account as anyone would: the form, then the link of the email."""
    page.goto("/")
    page.get_by_role("link", name="Créer mon compte").click()
    fill_sign_up(page, server, name, address)


def fill_sign_up(page, server, name, address):
    for letter in (server.data / "emails").glob("*.log"):
        letter.unlink()  # what an earlier walk received
    page.locator("[name=name]").fill(name)
    page.locator("[name=email]").fill(address)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=consent]").check()
    page.locator("main form button.button-primary").click()
    expect(page.locator("main h1")).to_be_visible()
    page.goto(link_in_mail(server, address))
    page.locator("main form button.button-primary").click()
    expect(page.locator("body[data-person]")).to_be_attached()


def link_in_mail(server, address):
    """Return the path that the newest email to this address leads to; the job sends it within seconds."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for path in sorted((server.data / "emails").glob("*.log"), reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in str(message["To"]):  # none yet while it is being written
                link = re.search(r"http://localhost\S+/inscription/\S+", message.get_body(("plain",)).get_content())
                return urlsplit(link[0]).path
        time.sleep(0.2)
    raise AssertionError(f"No email to {address}")


def ask(page, board, title, body, tag):
    page.goto(f"/babillards/{board.slug}/nouveau/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill(body)
    page.locator("[name=tags]").fill(tag)
    page.locator(".new-thread button.button-primary").last.click()
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.main_path
def test_two_people_meet(open_page, server, board, room):
    open_page.cut = True
    make_tag("soudage", "welding")
    hers, his = open_page(), open_page()
    sign_up(hers, server, "Camille Gauthier", "camille@fjord.test")
    sign_up(his, server, "Noé Tremblay", "noe@boreal.test")

    # A question appears in an open list without a reload; the answer, in the open thread.
    his.goto("/fils/")
    started(his)
    ask(hers, board, "Zone foncée après anodisation?", "TIG, **6061-T6**, apport 4043.", "Soudage")
    link = his.get_by_role("link", name="Zone foncée après anodisation?")
    expect(link).to_be_visible(timeout=SLOW)
    link.click()
    his.locator("[data-reply] textarea").fill("C’est le silicium du 4043.")
    his.locator("[data-reply] .button-primary").click()
    expect(hers.locator(".post .prose").last).to_have_text("C’est le silicium du 4043.")

    # In the room both see messages, edits, removals, who is here and who writes.
    for page in (hers, his):
        page.goto("/salons/")
        page.locator(f"a[href='{room.get_absolute_url()}']").last.click()
        wait_until_live(page)
    expect(hers.locator("[data-here-people] a")).to_have_count(2)
    field(his).press_sequentially("Bon")
    expect(hers.locator("[data-typing]")).to_contain_text("Noé")
    write(his, "Bonjour!")
    expect(words(hers)).to_have_text("Bonjour!")
    open_menu(his, "Bonjour!").locator("[data-edit]").click()
    his.locator("[data-editor] textarea").fill("Bonjour à tous!")
    his.locator("[data-editor] textarea").press("Enter")
    for page in (hers, his):
        expect(words(page)).to_have_text("Bonjour à tous!")

    # The server dies and comes back: nothing lost, nothing doubled.
    server.kill()
    write(hers, "Ça coupe?")
    write(his, "Oui, ça coupe.")
    server.start()
    for page in (hers, his):
        expect(words(page)).to_have_count(3, timeout=60_000)
        expect(page.locator("[data-pending]")).to_have_count(0)
        assert [said.strip() for said in words(page).all_inner_texts()] == stored(room)
    open_menu(his, "Oui, ça coupe.").locator(".menu-item-danger").click()
    expect(hers.locator(".message.is-removed")).to_have_count(1, timeout=SLOW)
    assert (Message.objects.count(), Post.objects.count(), Thread.objects.count()) == (3, 2, 1)


def test_the_same_with_sockets_blocked(open_page, server, board, room, camille, noe):
    open_page.cut = True
    make_tag("soudage", "welding")
    hers, his = open_page(camille, None), open_page(noe, None)
    for page in (hers, his):
        page.route_web_socket("**/ws/**", lambda socket: socket.close())
    ask(hers, board, "Zone foncée?", "TIG, apport 4043.", "soudage")
    thread = Thread.objects.get()
    his.goto(thread.get_absolute_url())
    his.locator("[data-reply] textarea").fill("Passez au 5356.")
    his.locator("[data-reply] .button-primary").click()
    expect(hers.locator(".post .prose").last).to_have_text("Passez au 5356.", timeout=SLOW)

    for page in (hers, his):
        page.goto(room.get_absolute_url())
        expect(page.locator("[data-live-note]")).to_be_visible(timeout=SLOW)
    write(his, "Bonjour!")
    expect(words(hers)).to_have_text("Bonjour!", timeout=SLOW)
    server.kill()
    write(hers, "Pendant la coupure.")
    server.start()
    for page in (hers, his):
        expect(words(page)).to_have_text(["Bonjour!", "Pendant la coupure."], timeout=60_000)
    open_menu(his, "Bonjour!").locator(".menu-item-danger").click()
    expect(hers.locator(".message.is-removed")).to_have_count(1, timeout=SLOW)
    assert Message.objects.count() == 2


def test_a_moderator_hides_a_post_and_it_leaves_both_pages(open_page, thread, camille, noe, sylvie):
    from tests.build import make_post

    post = make_post(thread, noe, "Achetez mes crypto-lingots.")
    hers, his = (open_page(person, thread.get_absolute_url()) for person in (camille, noe))
    for page in (hers, his):
        expect(page.locator(f"#{post.live_key}")).to_be_visible()
    page = open_page(sylvie, thread.get_absolute_url())
    page.locator(f"#{post.live_key} [data-menu]").click()
    page.locator(".menu a[href*='hide']").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").fill("Publicité sans rapport avec la question.")
    dialog.locator("button.button-primary, button.button-danger").last.click()
    for reader in (hers, his):
        expect(reader.locator(f"#{post.live_key}")).to_have_count(0, timeout=SLOW)
    expect(page.locator(f"#{post.live_key}")).to_contain_text("Masqué", timeout=SLOW)
    his.goto("/notifications/")
    expect(his.locator("main")).to_contain_text("Publicité sans rapport avec la question.")


def test_reading_and_asking_work_without_scripts(open_page, server, board, thread, camille):
    make_tag("soudage", "welding")
    page = open_page(camille, "/", java_script_enabled=False)
    ask(page, board, "Sans script?", "Lecture et écriture.", "soudage")
    page.locator("[data-reply] textarea").fill("Une réponse.")
    page.locator("[data-reply] .button-primary").click()
    expect(page.locator(".post .prose").last).to_have_text("Une réponse.")
    page.locator(".post").last.locator("[data-menu]").click()
    page.locator("a[data-edit]").click()
    page.locator("[data-edit-form] textarea").fill("Une réponse corrigée.")
    page.locator("[data-edit-form] .button-primary").click()
    expect(page.locator(".post .prose").last).to_have_text("Une réponse corrigée.")
    assert User.objects.filter(posts__body="Une réponse corrigée.").get() == camille
