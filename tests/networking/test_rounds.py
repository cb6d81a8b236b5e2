"""The hours of the timed rounds: planned with their part, in the agenda of all pages, moved with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networking.actions import change_session
from networking.live_actions import add_minutes, next_part
from tests.build import make_session
from tests.networking.test_planning import said

MINUTE = timedelta(minutes=1)
PARTS = [
    {"kind": "opening", "minutes": 10},
    {"kind": "rounds", "minutes": 20, "round_count": 3, "round_minutes": 5, "break_seconds": 60},
    {"kind": "closing", "minutes": 10},
]
AGENDA = [{"title_fr": "", "title_en": "", **part} for part in PARTS]


@pytest.fixture
def on(diane, partner):
    """A session that began five minutes ago, with three rounds of five minutes in its tenth to thirtieth."""
    return make_session(diane, partner=partner, agenda=AGENDA, starts_in=-5 * MINUTE)


def hours(session):
    """Return when each round begins and ends, in minutes from the planned beginning."""
    return [
        tuple(round((moment - session.starts_at) / MINUTE) for moment in (each.starts_at, each.ends_at))
        for each in session.rounds.all()
    ]


def test_each_comes_after_a_break(on):
    assert hours(on) == [(11, 16), (17, 22), (23, 28)]
    assert {each.segment.kind for each in on.rounds.all()} == {"rounds"}


def test_what_does_not_fit_is_left_out(diane, partner):
    agenda = [AGENDA[0], {**AGENDA[1], "minutes": 13}]
    assert hours(make_session(diane, partner=partner, agenda=agenda)) == [(11, 16), (17, 22)]


def test_they_move_with_their_part(on, diane):
    next_part(by=diane, session=on)
    assert hours(on) == [(6, 11), (12, 17), (18, 23)]
    add_minutes(by=diane, session=on, minutes=5)
    assert hours(on) == [(6, 11), (12, 17), (18, 23)]


def test_they_end_with_their_part(diane, partner):
    session = make_session(diane, partner=partner, agenda=AGENDA, starts_in=-19 * MINUTE)
    next_part(by=diane, session=session)
    assert hours(session) == [(11, 16), (17, 19)]


def test_another_agenda_has_its_own(on, diane):
    other = [AGENDA[0], {**AGENDA[1], "round_count": 1, "round_minutes": 8}, AGENDA[2]]
    before = list(on.rounds.values_list("pk", flat=True))
    change_session(by=diane, session=on, **said(on, title_fr="Autrement dit", agenda=AGENDA))
    assert list(on.rounds.values_list("pk", flat=True)) == before
    change_session(
        by=diane, session=type(on).objects.get(pk=on.pk), **said(type(on).objects.get(pk=on.pk), agenda=other)
    )
    assert hours(on) == [(11, 19)]


def test_the_form_asks_that_they_fit(client_of, diane, partner):
    form = {
        "title_fr": "Rondes",
        "description_fr": "On se rencontre.",
        "partner": partner.pk,
        "hosts": diane.name,
        "day": f"{timezone.now() + timedelta(days=5):%Y-%m-%d}",
        "hour": "10:00",
        "time_zone": "America/Toronto",
        "audience": "everyone",
        "agenda-TOTAL_FORMS": 1,
        "agenda-INITIAL_FORMS": 0,
        "agenda-0-kind": "rounds",
        "agenda-0-minutes": 30,
        "agenda-0-round_count": 6,
        "agenda-0-round_minutes": 5,
        "agenda-0-break_seconds": 30,
    }
    browser, page = client_of(diane), reverse("networking:plan")
    refused = browser.post(page, form)
    assert refused.status_code == 422
    assert "6\xa0rondes et leurs pauses prennent 33\xa0minutes." in refused.content.decode()
    assert browser.post(page, {**form, "agenda-0-break_seconds": 5, "agenda-0-minutes": 60}).status_code == 422
    assert browser.post(page, {**form, "agenda-0-minutes": 33}).status_code == 302
    [session] = diane.hosted_sessions.all()
    assert [(each.number, each.ends_at - each.starts_at) for each in session.rounds.all()] == [
        (number, 5 * MINUTE) for number in range(1, 7)
    ]


def test_pages_know_them_beforehand(client_of, on, diane):
    client_of(diane).post(reverse("networking:enter", args=[on.pk]))
    page = client_of(diane).get(on.get_live_url()).content.decode()
    assert [f'data-round="{each.pk}"' in page for each in on.rounds.all()] == [True] * 3
    assert "Ronde 3 sur 3" in page
