"""The type-ahead of mentions: who is offered where, and who never is."""

import pytest

from accounts import mentions
from accounts.actions import close_account, update_profile
from tests.build import make_board, make_company, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client_of, thread, noe):
    def ask(typed, *, by=noe, address=f"/fils/{thread.pk}/noms/"):
        answer = client_of(by).get(address, {"q": typed})
        assert answer.status_code == 200
        return [row["name"] for row in answer.json()["names"]]

    return ask


@pytest.mark.parametrize("typed", ["cam", "CAMILLE G", "gau", "Gauthier", "çam"])
def test_people_are_found_by_first_or_family_name_whatever_case_and_accents(ask, typed):
    assert ask(typed) == ["Camille Gauthier"]


@pytest.mark.parametrize("typed", ["", " ", "ille", "%", "_", "camille.gauthier@", "x" * 5000])
def test_nothing_else_finds_anyone(ask, typed):
    assert ask(typed) == []


def test_a_row_says_who_it_is_and_what_to_write(client_of, thread, noe, camille):
    answer = client_of(noe).get(f"/fils/{thread.pk}/noms/", {"q": "cam"}).json()
    assert answer == {
        "names": [
            {
                "name": "Camille Gauthier",
                "about": "Directrice de production, Extrusions du Fjord",
                "text": f"@[Camille Gauthier](/personnes/{camille.pk}/)",
            }
        ]
    }


def test_signs_of_markdown_leave_a_name(client_of, thread, noe):
    person = make_user("Ann[e] R\\oy")
    [row] = client_of(noe).get(f"/fils/{thread.pk}/noms/", {"q": "ann"}).json()["names"]
    assert row["text"] == f"@[Anne Roy](/personnes/{person.pk}/)"


def test_oneself_and_those_who_left_are_not_offered(ask, lea):
    make_user("Noémie Roy", is_active=False)
    close_account(person=lea)
    assert ask("no") == []
    assert ask("lé") == []


def test_only_those_who_may_read_the_place_are_offered(ask, sylvie, noe, camille):
    board = make_board(name_fr="Comité", readable_by="groups", writable_by="groups", moderators=[sylvie, noe])
    assert ask("syl", address=f"/babillards/{board.slug}/noms/") == ["Sylvie Desrosiers"]
    assert ask("cam", address=f"/babillards/{board.slug}/noms/") == []


def test_a_company_tells_how_many_will_be_told(client_of, thread, noe, camille):
    make_company("Extrusions Laval")
    rows = client_of(noe).get(f"/fils/{thread.pk}/noms/", {"q": "extru"}).json()["names"]
    assert [(row["name"], row["about"]) for row in rows] == [
        ("Extrusions du Fjord", "1 personne sera avertie"),
        ("Extrusions Laval", "personne de cette entreprise ne lit ici"),
    ]


def test_at_most_eight_are_offered(ask):
    for n in range(12):
        make_user(f"Zoé{n} Roy")
        make_company(f"Zoé inc. {n}")
    assert len(ask("zoe")) == 8


def test_a_new_name_is_found_and_the_old_one_is_not(ask, camille):
    profile = {name: getattr(camille, name) for name in ("chosen_initials", "role", "about", "company", "language")}
    update_profile(person=camille, name="Élise Côté", time_zone=camille.time_zone, **profile)
    assert ask("cam") == []
    assert ask("cote") == ["Élise Côté"]


def test_who_asks_too_fast_waits(monkeypatch, client_of, thread, noe, lea):
    monkeypatch.setattr(mentions, "MOST_A_MINUTE", 2)
    address = f"/fils/{thread.pk}/noms/?q=cam"
    answers = [client_of(noe).get(address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"
    assert client_of(lea).get(address).status_code == 200
