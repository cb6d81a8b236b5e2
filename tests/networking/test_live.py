"""A session while it is on: its door, its clock, its announcement, and what its pages hear."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from live.streams import parse_topic, read_changes
from networking.actions import change_session
from networking.clock import attend
from networking.live_actions import add_minutes, enter, leave, next_part, say_announcement
from networking.models import Attendance
from tests.build import make_session, make_user, register
from tests.networking.test_planning import said

PARTS = [
    {"kind": kind, "minutes": minutes, "title_fr": "", "title_en": ""}
    for kind, minutes in (("opening", 10), ("talk", 20), ("closing", 10))
]


@pytest.fixture
def on(diane, partner, camille):
    """A session that began five minutes ago; Camille has a place and is there."""
    session = make_session(diane, partner=partner, agenda=PARTS, starts_in=-timedelta(minutes=5))
    register(camille, session)
    enter(person=camille, session=session)
    return session


def hours(session):
    """Return when each part begins and ends, in minutes from the planned beginning."""
    return [
        tuple(round((moment - session.starts_at) / timedelta(minutes=1)) for moment in (part.starts_at, part.ends_at))
        for part in session.segments.all()
    ]


def heard(session, since):
    return [row.live_key for row in read_changes(parse_topic(session.topic), since).rows]


def test_only_who_has_a_place_or_runs_it_enters(on, noe, diane):
    enter(person=diane, session=on)
    with pytest.raises(PermissionDenied):
        enter(person=noe, session=on)
    assert on.attendances.count() == 2


def test_the_lobby_opens_fifteen_minutes_before(diane, partner):
    soon, later = (make_session(diane, partner=partner, starts_in=timedelta(minutes=n)) for n in (14, 16))
    enter(person=diane, session=soon)
    with pytest.raises(PermissionDenied):
        enter(person=diane, session=later)


def test_one_comes_in_by_the_door(client_of, on, camille, noe):
    browser, page = client_of(camille), reverse("networking:live", args=[on.pk])
    assert browser.get(page).status_code == 200
    assert browser.post(reverse("networking:leave", args=[on.pk])).status_code == 302
    assert browser.get(page)["Location"] == on.get_absolute_url()
    assert browser.post(reverse("networking:enter", args=[on.pk]))["Location"] == page
    assert client_of(noe).get(page).status_code == 404


def test_the_next_part_begins_now_and_the_rest_follows(on, diane):
    version = on.version
    next_part(by=diane, session=on)
    assert hours(on) == [(0, 5), (5, 25), (25, 35)]
    on.refresh_from_db()
    assert on.ends_at == on.segments.last().ends_at
    assert "agenda" in heard(on, version)


def test_a_session_may_begin_before_its_hour(diane, partner):
    session = make_session(diane, partner=partner, agenda=PARTS, starts_in=timedelta(minutes=10))
    next_part(by=diane, session=session)
    assert hours(session) == [(-10, 0), (0, 20), (20, 30)]


def test_a_part_takes_more_minutes_and_never_ends_in_the_past(on, diane):
    add_minutes(by=diane, session=on, minutes=5)
    assert hours(on) == [(0, 15), (15, 35), (35, 45)]
    add_minutes(by=diane, session=on, minutes=-60)
    assert hours(on) == [(0, 5), (5, 25), (25, 35)]


def test_only_hosts_announce_and_one_sentence_stands(on, diane, camille):
    with pytest.raises(PermissionDenied):
        say_announcement(by=camille, session=on, words="À table!")
    say_announcement(by=diane, session=on, words="On commence.")
    version = type(on).objects.get(pk=on.pk).version
    say_announcement(by=diane, session=on, words="Pause de 3 minutes.")
    assert heard(on, version) == ["announcement"]
    on.refresh_from_db()
    assert on.announcement == "Pause de 3 minutes."


def test_whose_page_is_open_is_present_for_half_a_minute(on, camille):
    Attendance.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert not on.attendances.present().exists()
    attend({on.pk: {camille.pk}})
    assert on.attendances.present().exists()
    leave(person=camille, session=on)
    attend({on.pk: {camille.pk}})
    assert not on.attendances.present().exists()


def test_other_words_do_not_move_a_session_that_is_on(on, diane):
    next_part(by=diane, session=on)
    on.refresh_from_db()
    change_session(by=diane, session=on, **said(on, title_fr="Autrement dit"))
    assert hours(on) == [(0, 5), (5, 25), (25, 35)]


def test_others_hear_nothing(on, client_of, noe, camille):
    address = f"{reverse('live:since')}?topic={on.topic}&version=0"
    answers = [client_of(person).get(address).status_code for person in (camille, noe, make_user("Sam Roy"))]
    assert answers == [200, 404, 404]
