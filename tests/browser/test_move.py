"""A moderator moves a message: open pages of both threads show it without being told to reload."""

from playwright.sync_api import expect

from tests.browser.test_room import SLOW
from tests.build import make_post, make_tag, make_thread


def test_a_message_leaves_one_open_thread_and_comes_into_the_other(open_page, board, thread, camille, noe, sylvie):
    post = make_post(thread, noe, "Hors du sujet, mais utile.")
    make_post(thread, noe, "La suite.")
    other = make_thread(noe, board, title="Autre fil", tags=[make_tag()])
    old, new = (open_page(camille, one.get_absolute_url()) for one in (thread, other))
    hers = open_page(sylvie, thread.get_absolute_url())
    hers.locator(f"#post-{post.pk} [data-menu]").click()
    hers.get_by_text("Ranger ce message et d’autres").click()
    hers.locator("[name=where][value=into]").check()
    expect(hers.locator("[name=title]")).to_be_hidden()
    expect(hers.locator("[name=posts]").first).to_be_checked()
    hers.locator("[name=to]").fill(str(other.pk))
    hers.get_by_role("button", name="Déplacer").click()
    for page in (hers, new):
        expect(page.locator(f"#post-{post.pk}")).to_contain_text("Hors du sujet", timeout=SLOW)
    expect(old.locator(f"#post-{post.pk}")).to_have_count(0, timeout=SLOW)
    expect(old.locator(".stream-event a")).to_have_text("Autre fil")
