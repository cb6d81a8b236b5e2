"""Threads on the subject of another one: a part of its page that comes later, a page without scripts."""

import pytest

from forum.models import Board
from forum.moderating.actions import hide_thread
from tests.build import make_board, make_tag, make_thread

TITLE = "Trempe à l’eau des profilés"


def around(browser, thread):
    found = browser.get(f"/fils/{thread.pk}/autour/")
    assert found.status_code == 200
    return [near.title for near in found.context["related"]]


@pytest.fixture
def quench(board, camille):
    return make_thread(camille, board, title=TITLE, body="Qui trempe?", tags=[make_tag("trempe"), make_tag("profilé")])


def test_words_of_its_title_and_its_tags_find_them(client_of, board, quench, noe):
    make_thread(noe, board, title="Tremper des profilés minces", body="Oui?")
    tags = list(quench.tags.all())
    make_thread(noe, board, title="Rebuts du mardi", body="Non?", tags=tags)
    make_thread(noe, board, title="Visa de travail", body="Délai?")
    assert sorted(around(client_of(None), quench)) == ["Rebuts du mardi", "Tremper des profilés minces"]
    assert TITLE not in around(client_of(None), quench)


def test_the_page_of_a_thread_leads_there_and_its_script_fetches_the_part(client_of, quench):
    page = client_of(None).get(quench.get_absolute_url()).content.decode()
    assert f'data-lazy="/fils/{quench.pk}/autour/"' in page
    whole, part = (
        client_of(None).get(f"/fils/{quench.pk}/autour/", headers=headers).content.decode()
        for headers in ({}, {"HX-Request": "true"})
    )
    assert ("<!doctype html>" in whole.lower(), "<html" in part) == (True, False)
    assert "Aucun fil ne ressemble encore" in whole and "Aucun fil ne ressemble encore" in part


def test_each_reader_gets_what_they_may_see_also_of_what_is_kept(client_of, board, quench, noe, lea, sylvie):
    public, members, private = (
        make_board(name_fr=name, readable_by=readers, moderators=[sylvie])
        for name, readers in (("Ouvert", "everyone"), ("Membres", "members"), ("Comité", "groups"))
    )
    for place in (public, members, private):
        make_thread(sylvie, place, title=f"Trempe des profilés, {place.name_fr}")
    seen = {None: {"Ouvert"}, lea: {"Ouvert", "Membres"}, sylvie: {"Ouvert", "Membres", "Comité"}}
    for _once_more_from_what_is_kept in range(2):
        for person, names in seen.items():
            assert set(around(client_of(person), quench)) == {f"Trempe des profilés, {name}" for name in names}
    hide_thread(by=sylvie, thread=public.threads.get())
    Board.objects.filter(pk=members.pk).update(readable_by="groups")
    assert [around(client_of(person), quench) for person in (None, lea)] == [[], []]
    assert len(around(client_of(sylvie), quench)) == 2


def test_threads_that_one_may_not_see_take_no_place_of_others(client_of, board, quench, lea, sylvie):
    private = make_board(name_fr="Comité", readable_by="groups", moderators=[sylvie])
    for n in range(30):
        make_thread(sylvie, private, title=f"Trempe des profilés {n}")
    make_thread(lea, board, title="Trempe des gros profilés")
    make_thread(lea, board, title="Profilés à tremper")
    assert len(around(client_of(lea), quench)) == 2


def test_a_thread_that_is_not_visible_has_nothing_around_it(client_of, quench, noe, sylvie):
    hide_thread(by=sylvie, thread=quench)
    answers = [client_of(person).get(f"/fils/{quench.pk}/autour/").status_code for person in (None, noe, sylvie)]
    assert answers == [404, 404, 200]
