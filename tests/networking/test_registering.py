"""People take places, wait for one, give theirs up; hosts accept and refuse."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from networking import jobs
from networking.actions import cancel_session
from networking.models import Registration
from networking.registration_actions import accept, refuse, withdraw
from notifications.models import Notification
from tests.build import make_session, make_user, register


def state_of(person):
    return Registration.objects.get(person=person).state


def told(person):
    return [(row.kind, row.data.get("state")) for row in Notification.objects.filter(recipient=person).order_by("pk")]


@pytest.fixture
def small(diane, partner):
    return make_session(diane, partner=partner, capacity=1)


def test_the_place_given_up_goes_to_who_waits_the_longest(small, camille, noe, lea):
    assert [register(person, small).state for person in (camille, noe, lea)] == ["confirmed", "waiting", "waiting"]
    withdraw(person=camille, session=small)
    assert [state_of(person) for person in (camille, noe, lea)] == ["withdrawn", "confirmed", "waiting"]
    assert told(noe) == [("session_place", "confirmed")]
    assert told(camille) == told(lea) == []
    small.refresh_from_db()
    assert small.places_taken == 1


def test_who_comes_back_is_the_last(small, camille, noe, lea):
    for person in (camille, noe, lea):
        register(person, small)
    withdraw(person=noe, session=small)
    assert register(noe, small).state == "waiting"
    withdraw(person=camille, session=small)
    assert (state_of(lea), state_of(noe)) == ("confirmed", "waiting")


def test_saying_it_anew_keeps_the_place_and_what_was_said_is_kept(small, camille, noe, fjord):
    register(camille, small, seeks="Un intégrateur", avoided=[fjord])
    again = register(camille, small, seeks="Un soudeur", wished_people=[noe], languages=["fr", "en"])
    assert (again.state, again.seeks, again.languages) == ("confirmed", "Un soudeur", ["fr", "en"])
    assert ([*again.avoided.all()], [*again.wished_people.all()]) == ([], [noe])
    assert Registration.objects.count() == 1


def test_a_host_answers_where_each_is_accepted(diane, partner, camille, noe):
    session = make_session(diane, partner=partner, by_approval=True, capacity=1)
    assert register(camille, session).state == "asked"
    assert told(diane) == [("session_asked", None)]
    assert accept(by=diane, registration=Registration.objects.get()).state == "confirmed"
    register(noe, session)
    assert accept(by=diane, registration=Registration.objects.get(person=noe)).state == "waiting"
    assert refuse(by=diane, registration=Registration.objects.get(person=camille)).state == "refused"
    assert (told(camille), told(noe)) == (
        [("session_place", "confirmed"), ("session_place", "refused")],
        [("session_place", "waiting"), ("session_place", "confirmed")],
    )


def test_who_was_refused_does_not_come_back_by_themselves(session, diane, camille):
    registration = register(camille, session)
    refuse(by=diane, registration=registration)
    with pytest.raises(PermissionDenied):
        register(camille, session)
    assert accept(by=diane, registration=registration).state == "confirmed"


def test_only_hosts_answer(session, camille, noe):
    registration = register(camille, session)
    for by in (noe, camille):
        with pytest.raises(PermissionDenied):
            refuse(by=by, registration=registration)
    assert state_of(camille) == "confirmed"


def test_an_answer_given_twice_is_refused(session, diane, camille):
    registration = register(camille, session)
    with pytest.raises(PermissionDenied):
        accept(by=diane, registration=registration)
    assert told(camille) == []


def test_nobody_registers_for_what_is_not_theirs_or_not_to_come(diane, partner, camille):
    sam = make_user("Sam Roy", suspended_until=timezone.now() + timedelta(days=1))
    draft = make_session(diane, partner=partner, published=False)
    closed = make_session(diane, partner=partner, audience="groups")
    cancelled = cancel_session(by=diane, session=make_session(diane, partner=partner))
    over = make_session(diane, partner=partner)
    type(over).objects.filter(pk=over.pk).update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )
    cases = [(camille, session) for session in (draft, closed, cancelled, over)]
    for person, session in [*cases, (sam, make_session(diane, partner=partner))]:
        with pytest.raises(PermissionDenied):
            register(person, session)
    assert not Registration.objects.exists()


def test_suspended_people_give_up_their_place_too(session, camille):
    register(camille, session)
    type(camille).objects.filter(pk=camille.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    camille.refresh_from_db()
    withdraw(person=camille, session=session)
    with pytest.raises(PermissionDenied):
        withdraw(person=camille, session=session)


def test_what_someone_said_goes_with_their_account_and_their_place_is_free(small, camille, noe):
    register(camille, small, seeks="Un intégrateur")
    register(noe, small)
    type(camille).objects.filter(pk=camille.pk).update(closed_at=timezone.now(), is_active=False, name="")
    jobs.run_due()
    assert [(row.person, row.state) for row in Registration.objects.all()] == [(noe, "confirmed")]
