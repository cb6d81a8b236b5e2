"""What hosts see of the rounds, and do with them while the session is on."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from networking.round_host_actions import cancel_rounds, start_next_round
from networking.round_reports import report_of
from tests.build import make_company, make_session, make_user
from tests.networking.test_pairs import AGENDA, HTMX, SECOND, by_clock, come, crowd, groups, on

__all__ = ["come", "on"]  # fixtures


def hours(session):
    """Return when each round begins and ends, in seconds from the planned beginning."""
    return [
        tuple(round((moment - session.starts_at) / SECOND) for moment in (each.starts_at, each.ends_at))
        for each in session.rounds.all()
    ]


def test_there_is_nothing_to_tell_before_a_round_is_planned(on, come, camille):
    come(camille)
    assert report_of(on) is None


def test_hosts_read_what_had_to_give(on, come, partner, camille, noe, lea):
    steel = make_company("Acier Roy")
    ann, bob = (make_user(name, company=steel) for name in ("Ann Roy", "Bob Roy"))
    come(ann, bob)
    by_clock(on, ann, bob)
    words = "n’a personne à rencontrer\xa0: les règles excluent toutes les personnes présentes."
    assert report_of(on).gave == [f"Ann Roy {words}", f"Bob Roy {words}"]
    come(camille)
    by_clock(on, ann, bob, camille, later=360 * SECOND)
    report = report_of(on)
    assert (report.round.number, report.groups, report.alone) == (2, 1, 1)
    assert [sentence.partition("\xa0: ")[2] for sentence in report.gave] == [
        "toutes les personnes possibles sont déjà jumelées."
    ]


def test_hosts_read_who_meets_again_and_who_are_three(on, come, camille, noe, lea):
    come(camille, noe)
    by_clock(on, camille, noe)
    by_clock(on, camille, noe, later=20 * SECOND)
    by_clock(on, camille, noe, later=340 * SECOND)
    assert report_of(on).gave == ["Camille Gauthier et Noé Tremblay se revoient."]
    come(lea)
    by_clock(on, camille, noe, lea, later=360 * SECOND)
    assert report_of(on).gave == [
        "Camille Gauthier et Noé Tremblay se revoient.",
        f"Camille Gauthier, {lea.name}, Noé Tremblay sont ensemble, pour ne laisser personne à l’écart.",
    ]


def test_the_next_round_begins_as_soon_as_it_is_planned(on, come, diane):
    people = come(*crowd(4))
    by_clock(on, *people)
    by_clock(on, *people, later=75 * SECOND)  # the first runs for a minute
    on.refresh_from_db()
    start_next_round(by=diane, session=on)
    by_clock(on, *people)
    assert len(groups(on, 2)) == 2
    assert [end - start for start, end in hours(on)][1:] == [300] * 3
    starts = [start for start, _end in hours(on)]
    assert [later - sooner for sooner, later in pairwise(starts[1:])] == [360, 360]
    with pytest.raises(PermissionDenied):
        start_next_round(by=diane, session=on)


def test_no_round_is_started_before_its_part(diane, partner):
    opening = {"kind": "opening", "minutes": 10, "title_fr": "", "title_en": ""}
    session = make_session(diane, partner=partner, agenda=[opening, *AGENDA], starts_in=-timedelta(minutes=1))
    before = hours(session)
    with pytest.raises(PermissionDenied):
        start_next_round(by=diane, session=session)
    assert hours(session) == before


def test_the_rounds_that_are_left_are_cancelled(on, come, diane, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    by_clock(on, camille, noe, later=20 * SECOND)
    cancel_rounds(by=diane, session=on)
    assert [each.number for each in on.rounds.all()] == [1]
    assert groups(on) == {frozenset([camille, noe])}


def test_one_that_is_planned_is_put_off(on, come, client_of, diane, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    cancel_rounds(by=diane, session=on)
    assert [end - start for start, end in hours(on)] == [0]
    assert 'data-place="round-' not in client_of(camille).get(on.get_live_url()).content.decode()


def test_only_hosts_do(on, come, camille):
    come(camille)
    for act in (start_next_round, cancel_rounds):
        with pytest.raises(PermissionDenied):
            act(by=camille, session=on)
    assert on.rounds.count() == 4


def test_over_http(on, come, client_of, diane, camille, noe):
    come(camille, noe)
    browser = client_of(diane)
    browser.post(reverse("networking:enter", args=[on.pk]))
    by_clock(on, camille, noe, diane)
    panel = browser.get(reverse("networking:rounds", args=[on.pk]), headers=HTMX).content.decode()
    page = browser.get(on.get_live_url()).content.decode()
    assert "Groupes\xa0: 1" in panel
    assert ("data-rounds-host" in page, "data-unpaired" in page) == (True, False)  # who runs it misses nothing
    assert "data-rounds-host" not in client_of(camille).get(on.get_live_url()).content.decode()
    assert browser.post(reverse("networking:start_next_round", args=[on.pk])).status_code == 403
    assert browser.post(reverse("networking:cancel_rounds", args=[on.pk])).status_code == 302
