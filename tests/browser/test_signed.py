"""A question signed « Une PME » in a real browser: its asker’s own on their page, nobody’s on the pages of others."""

import re

from playwright.sync_api import expect

from tests.browser.test_room import SLOW
from tests.build import make_thread


def test_words_of_a_small_company_are_the_askers_own_on_their_page_alone(open_page, board, camille, lea):
    thread = make_thread(camille, board, signed=True)
    hers, his = (open_page(person, thread.get_absolute_url()) for person in (camille, lea))
    expect(hers.locator("[data-reply]")).to_contain_text("Vous écrivez ici sous")
    hers.locator("[data-reply] textarea").fill("La lame a 60 dents.")
    hers.locator("[data-reply] .button-primary").click()
    expect(hers.locator(".post.is-mine")).to_have_count(2)
    expect(hers.locator("[data-new-bar]")).to_be_hidden()
    reply = his.locator(".post").nth(1)
    expect(reply).to_contain_text("La lame a 60 dents.", timeout=SLOW)
    expect(reply.locator(".post-author")).to_have_text("Une PME (moins de 60 employés)")
    expect(his.locator(".is-mine")).to_have_count(0)
    assert "Camille" not in his.content()
    reply.locator("[data-quote]").click()
    quoted = his.locator("[data-reply] textarea")
    expect(quoted).to_have_value(re.compile(r"> Une PME \(moins de 60\semployés\) \[a écrit\]"))
    hers.locator(".post").nth(1).locator("[data-menu]").click()
    hers.get_by_role("link", name="Modifier").click()
    hers.locator("[data-editor] textarea").fill("La lame a 80 dents.")
    hers.locator("[data-editor] .button-primary").click()
    expect(his.locator(".post").nth(1)).to_contain_text("La lame a 80 dents.", timeout=SLOW)
