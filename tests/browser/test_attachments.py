"""Pictures beside the words, in a real browser: pasted, dropped, chosen, seen by others at once."""

import base64
import re

from playwright.sync_api import expect

from content.models import Attachment
from forum.moderating.actions import hide_post
from tests.browser.test_room import SLOW
from tests.pictures import PDF, picture

# What a desktop does when a picture is pasted or dropped; the files come as [name, type, base64].
GIVE = """(field, [kind, files]) => {
  const data = new DataTransfer();
  for (const [name, type, content] of files) {
    data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
  }
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  field.dispatchEvent(event);
}"""


def give(field, kind, *files):
    field.evaluate(GIVE, [kind, [(name, mime, base64.b64encode(data).decode()) for name, mime, data in files]])


def test_a_pasted_picture_is_seen_by_who_reads_the_thread_and_by_nobody_else(open_page, thread, camille, noe, sylvie):
    open_page.cut = True  # the last reader meets a 404
    hers, his = (open_page(person, thread.get_absolute_url()) for person in (camille, noe))
    text = hers.locator("[data-reply] textarea")
    text.click()
    expect(hers.locator("[data-reply] [data-composer][data-started]")).to_be_attached()
    text.press_sequentially("Voici le moule :")
    give(text, "paste", ("moule.png", "image/png", picture(900, 600)))
    expect(text).to_have_value(re.compile(r"^Voici le moule :\n!\[moule\]\(/fichiers/[0-9a-f-]{36}/#900x600\)\n$"))
    hers.locator("[data-reply] .button-primary").click()
    for page in (hers, his):
        shown = page.locator(".post .prose img")
        expect(shown).to_have_attribute("alt", "moule", timeout=SLOW)
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("naturalWidth", 900)
        assert shown.evaluate("img => Math.round(img.width / img.height * 100)") == 150
    expect(text).to_have_value("")
    hide_post(by=sylvie, post=thread.posts.get(number=2))
    assert his.goto(Attachment.objects.get().get_absolute_url()).status == 404


def test_files_dropped_in_a_room_and_a_refusal_that_keeps_the_words(open_page, room, camille, noe):
    open_page.cut = True  # the refusal is a 415
    hers, his = (open_page(person, room.get_absolute_url()) for person in (camille, noe))
    text = hers.locator("[data-chat] textarea")
    text.fill("La fiche :")
    give(text, "drop", ("fiche.pdf", "application/pdf", PDF), ("page.png", "image/png", b"<html>"))
    expect(hers.locator("[data-chat] [role=alert]")).to_contain_text("page.png")
    pdf = Attachment.objects.get()
    expect(text).to_have_value(f"La fiche :\n[fiche.pdf](/fichiers/{pdf.key}/)\n")
    text.press("Enter")
    link = his.locator(".message a[href^='/fichiers/']")
    expect(link).to_have_text("fiche.pdf", timeout=SLOW)
    with his.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "fiche.pdf"


def test_a_form_waits_for_the_file_that_is_still_travelling(open_page, thread, camille):
    page = open_page(camille, thread.get_absolute_url())
    held = []
    page.route("**/fichiers/", lambda route: held.append(route))
    text = page.locator("[data-reply] textarea")
    text.fill("Sans attendre.")
    with page.expect_file_chooser() as chooser:
        page.locator("[data-reply] [data-attach]").click()
    chooser.value.set_files({"name": "plan.png", "mimeType": "image/png", "buffer": picture()})
    expect(text).to_have_value("Sans attendre.\n![Téléversement de plan.png…]()\n")
    page.locator("[data-reply] .button-primary").click()
    page.wait_for_timeout(300)
    expect(page.locator(".post")).to_have_count(1)
    held[0].continue_()
    expect(text).to_have_value(re.compile("/fichiers/"))
    page.locator("[data-reply] .button-primary").click()
    expect(page.locator(".post")).to_have_count(2)


def test_a_photo_for_members_is_asked_for_by_their_pages_only(open_page, thread, camille, noe):
    hers = open_page(camille, "/compte/profil/")
    expect(hers.locator(".file-look")).to_have_text("Choisir un fichierAucun fichier choisi")
    hers.locator("[name=file]").set_input_files({"name": "moi.png", "mimeType": "image/png", "buffer": picture()})
    expect(hers.locator("[data-file-name]")).to_have_text("moi.png")
    hers.locator("main form .button-primary").click()
    expect(hers.locator(".photo-field img")).to_have_js_property("naturalWidth", 256)
    his, guests = open_page(noe, thread.get_absolute_url()), open_page(None, thread.get_absolute_url())
    expect(his.locator(".post .avatar img")).to_have_js_property("naturalWidth", 96)
    expect(guests.locator(".post .avatar")).to_have_text("CG")
    expect(guests.locator(".post .avatar img")).to_have_count(0)
