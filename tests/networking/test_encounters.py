"""Who has met whom in a session: those who sat at one table, or were paired, at the same time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networking.encounters import met, met_somebody
from networking.live_actions import enter
from networking.models import Pairing, PairingMember, Round
from networking.table_actions import sit_down, stand_up
from tests.build import make_room, make_session, register, sit_together


@pytest.fixture
def on(diane, partner, camille, noe, lea):
    session = make_session(diane, partner=partner, starts_in=-timedelta(minutes=20))
    for person in (camille, noe, lea):
        register(person, session)
        enter(person=person, session=session)
    return session


def test_in_the_lobby_nobody_is_met(on, camille):
    assert set(met(on, camille)) == set()
    assert set(met_somebody(on)) == set()


def test_at_one_table_they_meet(on, camille, noe, lea):
    sit_together(on, camille, noe)
    sit_together(on, lea)
    assert [set(met(on, person)) for person in (camille, noe, lea)] == [{noe}, {camille}, set()]
    assert set(met_somebody(on)) == {camille, noe}


def test_who_comes_to_the_table_later_meets_those_who_are_still_there(on, camille, noe, lea):
    table = sit_together(on, camille, noe)
    stand_up(person=camille, session=on)
    sit_down(person=lea, table=table)
    assert [set(met(on, person)) for person in (camille, noe, lea)] == [{noe}, {camille, lea}, {noe}]


def test_in_another_session_it_does_not_count(on, diane, partner, camille, noe):
    sit_together(on, camille, noe)
    other = make_session(diane, partner=partner, starts_in=-timedelta(minutes=20))
    assert set(met(other, camille)) == set()


def test_in_a_pairing_those_meet_who_came_meanwhile(on, camille, noe, lea):
    now = timezone.now()

    def minute(n):
        return now - timedelta(minutes=10 - n)

    each = Round.objects.create(session=on, number=1, starts_at=minute(0), ends_at=minute(9), planned_at=minute(0))
    pairing = Pairing.objects.create(session=on, round=each, room=make_room())
    for person, came_at, left_at in ((camille, minute(0), minute(3)), (noe, minute(0), None), (lea, minute(4), None)):
        PairingMember.objects.create(round=each, pairing=pairing, person=person, came_at=came_at, left_at=left_at)
    assert [set(met(on, person)) for person in (camille, noe, lea)] == [{noe}, {camille, lea}, {noe}]


def test_the_page_shows_them_and_nobody_else(on, client_of, camille, noe):
    browser, address = client_of(camille), reverse("networking:met", args=[on.pk])
    assert "encore rencontré personne" in browser.get(address).content.decode()
    type(on).objects.filter(pk=on.pk).update(ends_at=timezone.now())
    assert "n’avez rencontré personne" in browser.get(address).content.decode()
    type(on).objects.filter(pk=on.pk).update(ends_at=on.ends_at)
    sit_together(on, camille, noe)
    shown = browser.get(address).content.decode()
    assert ("Noé Tremblay" in shown, "Léa Bouchard" in shown) == (True, False)


def test_while_a_round_runs_its_pairs_meet_before_their_pages_are_noted(on, camille, noe, lea):
    now = timezone.now()
    each = Round.objects.create(session=on, number=1, starts_at=now, ends_at=now + timedelta(minutes=5), planned_at=now)
    pairing = Pairing.objects.create(session=on, round=each, room=make_room())
    for person, left_at in ((camille, None), (noe, None), (lea, now)):
        PairingMember.objects.create(round=each, pairing=pairing, person=person, left_at=left_at)
    assert [set(met(on, person)) for person in (camille, noe, lea)] == [{noe}, {camille}, set()]
    Round.objects.update(ends_at=timezone.now())
    assert set(met(on, camille)) == set()
