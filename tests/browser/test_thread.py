"""An open thread and open lists, in a real browser."""

from playwright.sync_api import expect

from forum.actions import edit_post
from forum.moderating.actions import close_thread, hide_post
from tests.browser.test_room import SLOW
from tests.build import make_post, make_tag, make_thread


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


def test_a_bar_tells_of_replies_below(open_page, thread, lea, noe):
    for number in range(8):
        make_post(thread, noe, f"Essai {number}.\n\n" + "Une ligne de plus.\n\n" * 6)
    page = open_page(lea, thread.get_absolute_url())
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
    page.route("**/repondre/", lambda route: route.abort())
    text = page.locator("[data-reply] textarea")
    text.fill("Mes mots.")
    page.locator("[data-reply] .button-primary").click()
    expect(page.locator("[data-reply] [role=alert]")).to_be_visible()
    expect(text).to_have_value("Mes mots.")
    page.reload()
    expect(text).to_have_value("Mes mots.")


def test_a_closed_thread_shows_it_at_once_and_keeps_what_was_typed(open_page, thread, camille, noe, sylvie):
    open_page.cut = True
    hers, his = (open_page(person, thread.get_absolute_url()) for person in (camille, noe))
    his.locator("[data-reply] textarea").fill("J’allais dire")
    close_thread(by=sylvie, thread=thread)
    for page in (hers, his):
        expect(page.locator(".stream-event")).to_have_count(1, timeout=SLOW)
        expect(page.locator("#thread-state")).to_contain_text("Fermé")
    expect(hers.locator("[data-reply]")).to_have_count(0)
    expect(his.locator("[data-reply] textarea")).to_have_value("J’allais dire")
    his.locator("[data-reply] .button-primary").click()
    expect(his.locator("[data-reply] [role=alert]")).to_be_visible()
    expect(his.locator("[data-reply] textarea")).to_have_value("J’allais dire")


def test_a_hidden_post_leaves_a_guests_page_too(open_page, thread, noe, sylvie):
    post = make_post(thread, noe, "Achetez mes crypto-lingots.")
    page = open_page(None, thread.get_absolute_url())
    expect(page.get_by_text("crypto-lingots")).to_be_visible()
    hide_post(by=sylvie, post=post)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # instead of waiting 20 s
    expect(page.get_by_text("crypto-lingots")).to_have_count(0, timeout=SLOW)


def test_the_bar_counts_what_is_new_and_nothing_else(open_page, thread, camille, lea, noe, sylvie):
    for number in range(8):
        make_post(thread, noe, f"Essai {number}.\n\n" + "Une ligne de plus.\n\n" * 6)
    page = open_page(lea, thread.get_absolute_url())
    first, second = (make_post(thread, noe, f"Nouvelle {number}.") for number in range(2))
    bar = page.locator("[data-new-bar] button")
    expect(bar).to_have_text("2 nouveaux messages", timeout=SLOW)
    edit_post(by=noe, post=second, body="Nouvelle et corrigée.")
    expect(page.get_by_text("Nouvelle et corrigée.")).to_have_count(1, timeout=SLOW)
    close_thread(by=sylvie, thread=thread)
    expect(page.locator(".stream-event")).to_have_count(1, timeout=SLOW)
    expect(bar).to_have_text("2 nouveaux messages")
    hide_post(by=sylvie, post=first)
    expect(bar).to_have_text("1 nouveau message", timeout=SLOW)
    expect(page.locator("#announcer")).to_be_attached()
    bar.click()
    expect(page.get_by_text("Nouvelle et corrigée.")).to_be_in_viewport()
    expect(page.locator(".post:focus")).to_contain_text("Nouvelle et corrigée.")
    expect(bar).to_be_hidden()


def test_a_list_says_what_is_new_and_nothing_moves_under_the_reader(open_page, board, camille, noe):
    make_tag("soudage")
    for number in range(25):
        make_thread(noe, board, title=f"Question {number}?")
    page = open_page(camille, "/fils/", height=500)
    his = open_page(noe, None)
    first, bar = page.locator(".thread-title").first, page.locator("[data-fresh] button")
    shown = first.inner_text()
    his.goto(f"/babillards/{board.slug}/nouveau/")
    send_question(his, "Une question fraîche?")
    expect(bar).to_have_text("1 nouveau fil", timeout=SLOW)
    expect(first).to_have_text(shown)
    last = page.locator(".thread-row").last
    his.goto(last.locator(".thread-title a").get_attribute("href"))
    his.locator("[data-reply] textarea").fill("Relancé.")
    his.locator("[data-reply] .button-primary").click()
    expect(bar).to_have_text("2 fils avec du nouveau", timeout=SLOW)
    bar.click()
    expect(bar).to_have_count(0)
    expect(page.locator(".thread-title").nth(1)).to_have_text("Une question fraîche?")
    expect(page.locator(".thread-row.is-new")).to_have_count(2)
    expect(first.locator("a")).to_be_focused()

    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    top = page.evaluate("scrollY")
    his.goto(f"/babillards/{board.slug}/nouveau/")
    send_question(his, "Une autre?")
    expect(bar).to_have_text("1 nouveau fil", timeout=SLOW)
    expect(bar).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - top) < 60
    bar.click()
    expect(first).to_have_text("Une autre?")
    expect(first).to_be_in_viewport()


def send_question(page, title):
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("Avec des chiffres : 6061-T6, 3 mm.")
    page.locator("#id_tags").focus()
    expect(page.locator(".tag-field")).to_be_attached()
    page.locator("#id_tags").press_sequentially("soudage")
    page.locator(".new-thread button.button-primary").last.click()
    expect(page.locator("h1")).to_have_text(title)


def test_a_post_edited_elsewhere_meanwhile_shows_both(open_page, thread, noe):
    open_page.cut = True  # the browser tells of a 409 as of a failure
    post = make_post(thread, noe, "Avec denture négative.")
    his = open_page(noe, thread.get_absolute_url())
    his.locator(".post").last.locator("[data-menu]").click()
    his.locator(".menu [data-edit]").click()
    text = his.locator("[data-editor] textarea")
    text.fill("Avec denture neutre.")
    edit_post(by=noe, post=post, body="Avec denture positive.")
    his.locator("[data-editor] .button-primary").click()
    expect(his.locator("[data-editor] pre.present-words")).to_have_text("Avec denture positive.")
    expect(text).to_have_value("Avec denture neutre.")
    his.locator("[data-editor] .button-primary").click()
    expect(his.locator(".post .prose").last).to_have_text("Avec denture neutre.")


def test_a_thread_opens_at_what_is_new(open_page, thread, camille, noe):
    for number in range(12):
        make_post(thread, noe, f"Essai {number}.\n\n" + "Une ligne de plus.\n\n" * 6)
    page = open_page(camille, thread.get_absolute_url())
    # Camille wrote the first message; the others are new to her.
    expect(page.locator(".unread-line + .post .prose")).to_contain_text("Essai 0.")
    told = lambda answer: answer.url.endswith("/lu/") and answer.request.post_data == f"number={thread.last_number}"  # noqa: E731
    thread.refresh_from_db()
    with page.expect_response(told):
        page.locator(".post").last.scroll_into_view_if_needed()
    make_post(thread, noe, "Le dernier mot.")
    page.goto("/fils/non-lus/")
    expect(page.locator(".thread-row")).to_contain_text("1 nouveau")
    thread.refresh_from_db()
    with page.expect_response(told):
        page.locator(".thread-title a").click()
    expect(page.locator(".unread-line + .post .prose")).to_have_text("Le dernier mot.")
    expect(page.locator(".unread-line")).to_be_in_viewport()
    page.goto("/fils/non-lus/")
    expect(page.locator(".thread-row")).to_have_count(0)
