"""While a title is typed, similar threads show under it; beside a thread stand related ones. In a real browser."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.browser.pages import started
from tests.browser.test_room import SLOW
from tests.build import make_thread

REST = 500  # ms, as static/js/similar.js says


def test_similar_threads_show_while_a_title_is_typed_and_take_nothing_away(open_page, board, camille, noe):
    for word in ("fine", "grosse"):
        make_thread(camille, board, title=f"Lame {word} pour scier le 7075")
    page, asked = open_page(noe, None), []
    page.on("request", lambda request: asked.append(request.url) if "semblables" in request.url else None)
    page.clock.install()
    page.goto(f"/babillards/{board.slug}/nouveau/")
    started(page)
    title, rows = page.locator("#id_title"), page.locator(".similar .near-row")
    title.focus()
    expect(page.locator("#id_title[data-started]")).to_be_attached()
    page.clock.pause_at(datetime.now() + timedelta(seconds=5))  # whoever types does not rest
    title.press_sequentially("La lame pour scier du 7075")
    page.clock.run_for(REST)
    expect(rows).to_have_count(2, timeout=SLOW)
    expect(page.locator("#announcer")).to_have_text("2 fils semblables")
    expect(title).to_be_focused()
    assert len(asked) == 1
    title.fill("Visa")
    page.clock.run_for(REST)
    expect(rows).to_have_count(0, timeout=SLOW)
    # Rows that come late do not push away what is being written by then.
    body = page.locator("#id_body")
    title.fill("La lame pour le 7075")
    body.press_sequentially("Quel")
    before = body.bounding_box()["y"]
    page.clock.resume()
    expect(rows).to_have_count(2, timeout=SLOW)
    assert abs(body.bounding_box()["y"] - before) < 2
    with page.context.expect_page() as opened:
        rows.first.get_by_role("link").click()
    assert re.search(r"/fils/\d+/$", opened.value.url)
    expect(opened.value.locator("[data-lazy] .near-row")).to_have_count(1, timeout=SLOW)
    assert (title.input_value(), body.input_value()) == ("La lame pour le 7075", "Quel")
