"""Lists hold the questions that are solved, to be solved or without a reply; nonsense in an address is no choice."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from forum.moderating.actions import close_thread, hide_post, hide_thread
from forum.questions.actions import mark_answer
from tests.build import make_board, make_post, make_thread


@pytest.fixture
def lists(board, camille, noe, sylvie):
    """A question of each sort, and what is no question or shown to nobody."""
    solved, replied, waiting, closed, hidden = (
        make_thread(camille, board, title=title) for title in ("Résolue", "Discutée", "Seule", "Fermée", "Masquée")
    )
    mark_answer(by=camille, post=make_post(solved, noe), mark="accepted")
    make_post(replied, noe)
    close_thread(by=sylvie, thread=closed)
    hide_thread(by=sylvie, thread=hidden)
    make_thread(camille, board, title="Causerie", kind="discussion")
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    make_thread(sylvie, private, title="Secrète")
    return {"solved": solved, "replied": replied, "waiting": waiting}


def titles(browser, address):
    return re.findall(r'<h3 class="thread-title"><a [^>]*>([^<]*)<', browser.get(address).content.decode())


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        ("resolues", ["Résolue"]),
        ("a-resoudre", ["Discutée", "Seule"]),
        ("sans-reponse", ["Seule"]),
        ("autre", ["Causerie", "Discutée", "Résolue", "Fermée", "Seule"]),
        ("resolues\0", ["Causerie", "Discutée", "Résolue", "Fermée", "Seule"]),
    ],
)
def test_each_list_holds_its_questions(client_of, lists, board, noe, stage, found):
    for person in (noe, None):
        for address in (reverse("forum:latest"), board.get_absolute_url()):
            assert titles(client_of(person), f"{address}?etat={stage}") == found


def test_a_moderator_finds_no_hidden_question_among_those_that_wait(client_of, lists, board, sylvie):
    assert titles(client_of(sylvie), f"{board.get_absolute_url()}?etat=sans-reponse") == ["Seule"]


def test_a_question_whose_only_reply_is_hidden_waits_again(client_of, lists, board, noe, sylvie):
    hide_post(by=sylvie, post=lists["replied"].posts.get(number=2))
    assert sorted(titles(client_of(noe), f"{board.get_absolute_url()}?etat=sans-reponse")) == ["Discutée", "Seule"]


def test_pages_beside_keep_the_choice(client_of, board, camille):
    for n in range(65):
        make_thread(camille, board, title=f"Question {n:02}")
    browser, seen, address = client_of(camille), [], f"{board.get_absolute_url()}?etat=sans-reponse"
    while address:
        page = browser.get(address)
        seen += re.findall(r">Question (\d\d)<", page.content.decode())
        older = page.context["page"].older
        assert urlsplit(older).query.startswith("etat=sans-reponse&before=") or not older
        address = older and board.get_absolute_url() + older
    assert seen == [f"{n:02}" for n in reversed(range(65))]


def test_an_empty_list_says_so_and_leads_back(client_of, thread, board, noe):
    page = client_of(noe).get(f"{board.get_absolute_url()}?etat=resolues").content.decode()
    assert "Aucune question ici" in page
    assert 'aria-current="true">Résolues' in page


def test_home_leads_to_the_questions_that_wait(client_of, thread, noe):
    assert f"{reverse('forum:latest')}?etat=sans-reponse" in client_of(noe).get("/").content.decode()
