"""Two people in a session say something to everyone, and its host sees it: in real browsers, without a reload."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from networking.live_actions import enter
from networking.talk_actions import ask, mark_answered
from tests.build import make_company, make_session, make_user, register


@pytest.fixture
def diane(db):
    return make_user("Diane Simard", company=make_company("Réseau Métal", is_partner=True))


@pytest.fixture
def on(diane, camille, noe):
    session = make_session(diane, partner=diane.company, starts_in=-timedelta(minutes=5))
    for person in (camille, noe):
        register(person, session)
    for person in (camille, noe, diane):
        enter(person=person, session=session)
    return session


def texts(page):
    return page.locator(".question [data-body]")


def test_a_question_is_asked_voted_for_and_answered(open_page, on, camille, noe, diane):
    ask(person=noe, session=on, text="Quel robot avez-vous choisi?")
    hers, his, host = (open_page(person, on.get_live_url()) for person in (camille, noe, diane))
    hers.get_by_label("Votre question à la personne qui parle").fill("Et le retour sur l’investissement?")
    hers.get_by_role("button", name="Poser la question").click()
    expect(hers.get_by_label("Votre question à la personne qui parle")).to_have_value("")
    expect(texts(his)).to_have_text(["Quel robot avez-vous choisi?", "Et le retour sur l’investissement?"])

    his.locator(".question", has_text="retour").locator(".question-vote").click()
    expect(texts(host)).to_have_text(["Et le retour sur l’investissement?", "Quel robot avez-vous choisi?"])
    expect(his.locator(".question-vote").first).to_have_attribute("aria-pressed", "true")
    expect(host.locator(".question-vote b").first).to_have_text("1")
    expect(hers.locator(".question-vote").first).to_be_disabled()
    expect(hers.get_by_role("button", name="Masquer")).to_have_count(0)
    his.reload()
    expect(his.locator(".question-vote").first).to_have_attribute("aria-pressed", "true")
    his.locator(".question-vote").first.click()
    expect(host.locator(".question-vote b").first).to_have_text("0")

    host.locator(".question", has_text="retour").get_by_role("button", name="Marquer comme répondue").click()
    expect(texts(hers).last).to_have_text("Et le retour sur l’investissement?")
    expect(hers.locator(".question").last).to_contain_text("Répondue")
    host.locator(".question", has_text="robot").get_by_role("button", name="Masquer").click()
    expect(texts(his)).to_have_count(1)
    hers.get_by_role("button", name="Retirer").click()
    expect(texts(host)).to_have_count(0)


def test_what_is_refused_says_why_and_keeps_its_text(open_page, on, camille, diane):
    open_page.cut = True
    page = open_page(camille, on.get_live_url())
    page.get_by_label("Votre question à la personne qui parle").fill("é" * 301)
    page.get_by_role("button", name="Poser la question").click()
    expect(page.locator("[data-ask-form] [data-errors]")).to_contain_text("1 caractère de trop")
    expect(page.get_by_label("Votre question à la personne qui parle")).to_have_value("é" * 301)


def test_a_vote_keeps_the_focus_when_its_row_moves(open_page, on, camille, noe, diane):
    first, _second = (ask(person=noe, session=on, text=text) for text in ("Un?", "Deux?"))
    page = open_page(camille, on.get_live_url())
    page.locator(".question", has_text="Deux?").locator(".question-vote").press("Enter")
    expect(texts(page)).to_have_text(["Deux?", "Un?"])
    expect(page.locator(".question", has_text="Deux?").locator(".question-vote")).to_be_focused()
    mark_answered(by=diane, question=first, on=True)
    expect(page.locator(".question").last).to_contain_text("Répondue")
    expect(page.locator(".question", has_text="Deux?").locator(".question-vote")).to_be_focused()


def test_a_hand_is_raised_and_lowered_by_the_host(open_page, on, camille, diane):
    hers, host = open_page(camille, on.get_live_url()), open_page(diane, on.get_live_url())
    button = hers.get_by_role("button", name="Lever la main")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(host.locator(".hand [data-name]")).to_have_text(["Camille Gauthier"])
    host.get_by_role("button", name="Baisser la main de Camille Gauthier").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(host.locator(".hand")).to_have_count(1)
    button.click()
    expect(host.locator(".hand")).to_have_count(0)


def test_a_poll_is_started_answered_and_ended(open_page, on, camille, noe, diane):
    hers, his, host = (open_page(person, on.get_live_url()) for person in (camille, noe, diane))
    host.locator("summary", has_text="Nouveau sondage").click()
    host.get_by_label("Question à tout le monde").fill("Avez-vous un robot?")
    host.get_by_label("Choix", exact=True).fill("Oui\nNon")
    host.get_by_role("button", name="Lancer le sondage").click()
    hers.get_by_label("Oui").check()
    his.get_by_label("Non").check()
    his.get_by_role("button", name="Répondre").click()
    results = [page.locator(".poll-results b") for page in (hers, his, host)]
    expect(results[1]).to_have_text(["0", "1"])
    expect(results[2]).to_have_text(["0", "1"])
    # Hers came anew meanwhile: what she marked is still marked, and where she was she still is.
    expect(hers.locator(".poll-results")).to_be_hidden()
    expect(hers.locator(".poll-foot")).to_contain_text("1 personne a répondu")
    expect(hers.get_by_label("Oui")).to_be_checked()
    expect(hers.get_by_label("Oui")).to_be_focused()
    hers.get_by_role("button", name="Répondre").click()
    expect(results[0]).to_have_text(["1", "1"])
    hers.get_by_label("Non").check()
    hers.get_by_role("button", name="Changer ma réponse").click()
    expect(results[2]).to_have_text(["0", "2"])
    host.get_by_role("button", name="Terminer le sondage").click()
    expect(hers.locator(".poll.is-over .poll-results")).to_be_visible()
    expect(his.get_by_role("button", name="Changer ma réponse")).to_have_count(0)
