"""A question finds its answer, in a real browser: the asker accepts, another reader votes, both pages show it."""

from playwright.sync_api import expect

from forum.models import Post
from moderation.models import Decision
from tests.browser.pages import started
from tests.browser.test_room import SLOW
from tests.browser.test_walk import ask
from tests.build import make_company, make_post, make_tag, make_user


def test_an_answer_is_accepted_and_found_useful_on_open_pages(open_page, thread, camille, noe, lea):
    answer = make_post(thread, noe, "Lame à 80 dents.")
    hers, his, guest = (open_page(person, thread.get_absolute_url()) for person in (camille, lea, None))
    expect(his.locator("[data-accept]").first).to_be_hidden()
    expect(guest.locator("[data-vote]").first).to_be_hidden()
    hers.locator("[data-accept]").click()
    for page in (hers, his):
        expect(page.locator(".answer")).to_contain_text("Lame à 80 dents.", timeout=SLOW)
        expect(page.locator("#thread-state")).to_contain_text("Résolu", timeout=SLOW)
    vote = his.locator(f"#{answer.live_key} [data-vote]")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(vote.locator("b")).to_have_text("1")
    hers_too = hers.locator(f"#{answer.live_key} [data-vote]")
    expect(hers_too.locator("b")).to_have_text("1", timeout=SLOW)
    expect(hers_too).to_have_attribute("aria-pressed", "false")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "false")
    hers.locator(f"#{answer.live_key} [data-menu]").click()
    hers.get_by_role("button", name="Ne plus retenir cette réponse").click()
    for page in (hers, his):
        expect(page.locator(".answer")).to_have_count(0, timeout=SLOW)
    assert Post.objects.get(pk=answer.pk).votes == 0


def test_from_asked_to_tried_in_another_company_and_hidden_for_a_reason(open_page, board, camille, sylvie):
    make_tag("sciage")
    emma = make_user("Emma Roy", company=make_company("Fonderie du Nord"))
    hers = open_page(camille, None)
    ask(hers, board, "Quelle lame pour le 7075?", "La lame chante.", "sciage")
    address = hers.url.partition("#")[0]
    theirs = open_page(emma, address)
    theirs.locator("[data-reply] textarea").fill("Quatre-vingts dents, denture négative.")
    theirs.locator("[data-reply] .button-primary").click()
    # Whoever answers is of another company than whoever asked: it is Camille who tries it in hers.
    hers.locator("[data-accept]").click(timeout=SLOW)
    expect(theirs.locator(".answer")).to_contain_text("Quatre-vingts dents", timeout=SLOW)
    hers.get_by_role("link", name="Essayé chez vous?").click()
    hers.get_by_label("Ça a marché", exact=True).check()
    hers.locator("[name=text]").fill("Deux lames, six mois.")
    hers.locator("[name=cost]").select_option("under_1")
    hers.get_by_role("button", name="Publier").click()
    for page in (hers, theirs):
        expect(page.locator(".trials")).to_contain_text("Deux lames, six mois.", timeout=SLOW)
        expect(page.locator(".answer-head")).to_contain_text("confirmée par 1 entreprise", timeout=SLOW)

    moderator = open_page(sylvie, address)
    moderator.get_by_role("link", name="Essayé chez vous?").click()
    started(moderator).get_by_role("link", name="Masquer").click()
    moderator.locator("dialog [name=reason]").fill("Publicité cachée.")
    moderator.locator("dialog .button-danger").click()
    expect(moderator.get_by_role("link", name="Réafficher")).to_be_visible()
    for page in (hers, theirs):
        expect(page.locator(".trials")).to_have_count(0, timeout=SLOW)
        expect(page.locator(".stream-event").last).to_contain_text("Sylvie Desrosiers a masqué un compte rendu")
    assert Decision.objects.get().concerned == camille
