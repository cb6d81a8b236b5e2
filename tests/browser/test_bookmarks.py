"""A member bookmarks a post in place and finds it again, and a thread of several pages goes on paper."""

from playwright.sync_api import expect

from bookmarks.models import Bookmark
from tests.build import make_post


def test_a_post_is_bookmarked_in_place_with_a_reminder(open_page, thread, camille, noe):
    open_page.cut = True  # a refusal
    post = make_post(thread, camille)
    page = open_page(noe, thread.get_absolute_url(), width=360, height=740, touch=True)
    button = page.locator(f"#{post.live_key} [data-bookmark]")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[name=day]")).to_be_hidden()
    dialog.get_by_label("Note pour vous-même").fill("Pour le devis de Marc")
    dialog.get_by_label("Un jour et une heure").check()
    dialog.locator("[name=day]").fill("2020-01-01")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog).to_contain_text("Ce moment est passé")
    expect(dialog.get_by_label("Note pour vous-même")).to_have_value("Pour le devis de Marc")
    dialog.get_by_label("Demain matin").check()
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog).to_have_count(0)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toasts")).to_contain_text("Signet enregistré")
    kept = Bookmark.objects.get()
    assert (kept.note, kept.about, kept.remind_at is not None) == ("Pour le devis de Marc", post, True)
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    dialog.get_by_role("link", name="Retirer").click()
    expect(dialog).to_contain_text("Retirer ce signet?")
    dialog.get_by_role("button", name="Retirer").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not Bookmark.objects.exists()


def test_a_thread_goes_on_paper_whole_and_black_on_white(open_page, thread, noe):
    for n in range(2, 24):
        make_post(thread, noe, f"Essai {n}, voir [le tableau](https://example.org/tableau) et https://example.org/7075")
    page = open_page(noe, thread.get_absolute_url(), dark=True)
    page.get_by_role("link", name="Imprimer").click()
    expect(page.locator(".post")).to_have_count(23)
    page.emulate_media(media="print", color_scheme="dark")
    for part in (".nav", ".print-tools", ".post-menu", ".post-foot", ".avatar"):
        expect(page.locator(part).first).to_be_hidden()
    assert [post.is_visible() for post in page.locator(".post .prose").all()] == [True] * 23
    ink, after = page.evaluate(
        """() => {
          const link = [...document.querySelectorAll(".prose a")][0];
          return [getComputedStyle(document.body).color, getComputedStyle(link, "::after").content];
        }"""
    )
    assert ink == "oklch(0 0 0)"
    assert "https://example.org/tableau" in after or "attr(href)" in after
    assert page.pdf(format="Letter").startswith(b"%PDF")
