"""Looking for something in a real browser: typed, narrowed, misspelt, and on a phone."""

from playwright.sync_api import expect

from forum.questions.actions import mark_answer
from tests.build import make_board, make_post, make_thread


def test_what_is_typed_is_found_marked_and_narrowed(open_page, thread, camille, noe, lea):
    answer = make_post(thread, noe, "Une lame à 80 dents, denture négative.")
    make_thread(camille, make_board(name_fr="Fonderie"), title="Quelles lames pour les jets de coulée?")
    mark_answer(by=camille, post=answer, mark="accepted")
    page = open_page(lea, "/")
    page.keyboard.press("/")
    page.locator("[data-search]:focus").fill("lames")
    page.keyboard.press("Enter")
    rows = page.locator(".found-row")
    expect(rows).to_have_count(2)
    expect(rows.locator("h2 mark").first).to_have_text("lame", ignore_case=True)
    page.locator(".tab", has_text="Messages").click()
    expect(page.locator(".found-row p mark").first).to_have_text("lame", ignore_case=True)
    page.locator(".tab", has_text="Tout").click()
    page.locator("select[name=board]").select_option(label="Fonderie (1)")
    page.get_by_role("button", name="Filtrer").click()
    expect(rows).to_have_count(1)
    expect(page.locator("#id_q")).to_have_value("lames")
    page.get_by_role("link", name="Effacer les filtres").click()
    expect(rows).to_have_count(2)
    rows.locator("h2 a", has_text="7075").click()
    expect(page.locator(".answer")).to_contain_text("Une lame à 80 dents")


def test_on_a_phone_a_typing_error_is_forgiven_and_nothing_found_leads_on(open_page, thread, lea):
    page = open_page(lea, "/recherche/", width=360, height=740, touch=True)
    page.locator("#id_q").fill("quele lamme")
    page.keyboard.press("Enter")
    expect(page.locator(".search-correction")).to_contain_text("lame")
    expect(page.locator(".found-row")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("#id_q").fill("zirconium")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="zirconium")).to_be_visible()
    page.get_by_role("link", name="Poser une question").click()
    page.wait_for_url("**/nouveau/")
