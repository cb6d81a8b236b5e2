"""The home page shows the next sessions: one's own first, others' drafts never."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from networking.actions import cancel_session
from tests.build import make_session, register


@pytest.fixture
def titles_at_home(client_of):
    def titles(person):
        page = client_of(person).get("/").content.decode()
        return re.findall(r"S\d \w+", page)

    return titles


def test_one_s_own_come_first_then_the_next_ones(diane, partner, camille, titles_at_home):
    for n, name in enumerate(("un", "deux", "trois"), start=1):
        session = make_session(diane, partner=partner, title_fr=f"S{n} {name}", starts_in=timedelta(days=n))
    register(camille, session)
    assert titles_at_home(None) == ["S1 un", "S2 deux"]
    assert titles_at_home(camille) == ["S3 trois", "S1 un"]


def test_who_has_a_place_enters_from_there_and_from_the_list(diane, partner, camille, noe, client_of):
    on = make_session(diane, partner=partner, starts_in=timedelta(minutes=10))
    later = make_session(diane, partner=partner, starts_in=timedelta(minutes=20))
    for session in (on, later):
        register(camille, session)
    door = reverse("networking:enter", args=[on.pk])
    for address in ("/", reverse("networking:sessions")):
        shown = client_of(camille).get(address).content.decode()
        assert (shown.count(door), reverse("networking:enter", args=[later.pk]) in shown) == (1, False)
        assert door not in client_of(noe).get(address).content.decode()


def test_what_is_not_for_its_reader_is_not_there(diane, partner, camille, titles_at_home):
    make_session(diane, partner=partner, title_fr="S1 membres", audience="members")
    make_session(diane, partner=partner, title_fr="S2 groupe", audience="groups")
    make_session(diane, partner=partner, title_fr="S3 brouillon", published=False)
    cancel_session(by=diane, session=make_session(diane, partner=partner, title_fr="S4 annulée"))
    assert (titles_at_home(None), titles_at_home(camille)) == ([], ["S1 membres"])
