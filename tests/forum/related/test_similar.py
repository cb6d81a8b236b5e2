"""While a title is typed: threads that say the same, solved and confirmed ones first, to those who may see them."""

import pytest

from forum.models import Thread
from forum.questions.actions import mark_answer
from forum.questions.trials import report_trial
from tests.build import make_board, make_company, make_post, make_tag, make_thread, make_user

SAID = {"size": "", "equipment": "", "cost": "", "text": "Deux lames, six mois."}


def titles(browser, typed):
    found = browser.get("/fils/semblables/", {"q": typed}, headers={"HX-Request": "true"})
    assert found.status_code == 200
    return [thread.title for thread in found.context["similar"]]


@pytest.fixture
def threads(board, camille, noe):
    """Three that say nearly the same, one of them solved, one confirmed by a company, and one about something else."""
    asked = [make_thread(camille, board, title=f"Lame pour scier le 7075, {word}") for word in ("un", "deux", "trois")]
    make_thread(camille, board, title="Visa de travail", body="Quel délai?")
    for thread in asked[1:]:
        mark_answer(by=camille, post=make_post(thread, noe, "Oui."), mark="accepted")
    tester = make_user("Tess Roy", company=make_company("Fonderie du Nord"))
    report_trial(by=tester, post=asked[2].posts.get(number=2), outcome="worked", **SAID)
    return asked


def test_solved_and_confirmed_ones_come_first(client_of, noe, threads):
    found = titles(client_of(noe), "Quelles lames pour scier du 7075")
    assert found == [threads[2].title, threads[1].title, threads[0].title]
    page = client_of(noe).get("/fils/semblables/?q=lame 7075").content.decode()
    assert page.index("Résolu et confirmé") < page.index("Résolu<")
    assert 'data-said="3 fils semblables"' in page


def test_what_an_answer_loses_its_thread_loses(camille, threads):
    answer = threads[2].posts.get(number=2)
    assert Thread.objects.get(pk=threads[2].pk).confirmed == 1
    mark_answer(by=camille, post=answer, mark="")
    assert Thread.objects.get(pk=threads[2].pk).confirmed == 0
    mark_answer(by=camille, post=answer, mark="accepted")
    assert Thread.objects.get(pk=threads[2].pk).confirmed == 1


def test_one_word_in_common_of_several_is_not_enough(client_of, noe, threads):
    assert titles(client_of(noe), "Quelle lame de patin choisir") == []
    assert len(titles(client_of(noe), "lames")) == 3
    assert titles(client_of(noe), "visas")


@pytest.mark.parametrize("typed", ["", "   ", "de la", "!?…", "a" * 3000, '" OR * NEAR(', "mot " * 400])
def test_what_says_nothing_finds_nothing(client_of, noe, threads, typed):
    assert titles(client_of(noe), typed) == []


def test_at_most_five_are_shown(client_of, noe, board):
    for n in range(8):
        make_thread(noe, board, title=f"Trempe lente {n}")
    assert len(titles(client_of(noe), "trempe lente")) == 5


def test_guests_write_no_title(client_of, threads):
    assert client_of(None).get("/fils/semblables/?q=lame").status_code == 302


def test_a_pace_is_kept(client_of, monkeypatch, noe):
    monkeypatch.setattr("forum.related.views.MOST_A_MINUTE", 2)
    browser = client_of(noe)
    answers = [browser.get("/fils/semblables/?q=lame").status_code for _n in range(3)]
    assert answers == [200, 200, 429]


def test_a_refused_form_shows_them_and_keeps_what_was_typed(client_of, noe, board, threads):
    page = client_of(noe).post(f"/babillards/{board.slug}/nouveau/", {"title": "Lame pour le 7075", "body": ""})
    assert (page.status_code, threads[2].title in page.content.decode()) == (422, True)


def test_without_scripts_a_button_asks_and_nothing_is_sent_nor_lost(client_of, noe, board, threads):
    before, tag = Thread.objects.count(), make_tag()
    typed = {"title": "Lame pour le 7075", "body": "Qui l’a fait?", "tags": tag.name, "kind": "discussion"}
    answer = client_of(noe).post(f"/babillards/{board.slug}/nouveau/", {**typed, "client_id": "x", "similar": "1"})
    page = answer.content.decode()
    assert (answer.status_code, Thread.objects.count()) == (200, before)
    assert threads[2].title in page
    assert all(typed[name] in page for name in ("title", "body", "tags"))
    assert answer.context["form"]["kind"].value() == "discussion"


def test_a_begun_title_shows_them_again(client_of, noe, board, threads):
    page = client_of(noe).get(f"/babillards/{board.slug}/nouveau/?title=Lame+7075").content.decode()
    assert threads[2].title in page


def test_a_private_board_of_ones_own_is_looked_through(client_of, noe, sylvie):
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    make_thread(sylvie, private, title="Fusion des lingots")
    assert [titles(client_of(person), "fusion lingots") for person in (noe, sylvie)] == [[], ["Fusion des lingots"]]
