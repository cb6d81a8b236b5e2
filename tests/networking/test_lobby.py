"""The lobby: the room of all who are in a session, the default place of its page."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from chat.models import Room
from networking import jobs
from networking.actions import cancel_session, change_session
from networking.live_actions import enter, leave
from networking.models import Session
from networking.registration_actions import refuse, withdraw
from tests.build import make_message, make_session, make_user, register
from tests.networking.test_planning import said


@pytest.fixture
def on(diane, partner, camille, noe):
    """A session that began five minutes ago; Diane hosts it, Camille and Noé are there."""
    session = make_session(diane, partner=partner, starts_in=-timedelta(minutes=5))
    for person in (camille, noe):
        register(person, session)
        enter(person=person, session=session)
    return Session.objects.get(pk=session.pk)


def people_in(session):
    return set(Session.objects.get(pk=session.pk).lobby.people.all())


def test_it_opens_for_the_first_one_and_everyone_who_enters_is_in(on, diane, camille, noe):
    assert people_in(on) == {camille, noe}
    enter(person=diane, session=on)
    enter(person=diane, session=on)
    assert people_in(on) == {camille, noe, diane}
    assert Room.objects.filter(is_hosted=True).count() == 1


def test_the_page_shows_it_and_one_talks_there(on, client_of, camille):
    make_message(on.lobby, camille, "Bonjour de Saguenay!")
    page = client_of(camille).get(on.get_live_url()).content.decode()
    assert ('data-place="lobby"' in page, "Bonjour de Saguenay!" in page) == (True, True)


def test_who_leaves_is_in_the_lobby_no_more_and_may_come_back(on, camille, noe):
    leave(person=camille, session=on)
    assert people_in(on) == {noe}
    assert on.attendances.get(person=camille).left_at
    leave(person=camille, session=on)
    enter(person=camille, session=on)
    assert people_in(on) == {camille, noe}


def test_who_loses_their_place_is_seen_out(on, diane, camille, noe):
    refuse(by=diane, registration=on.registrations.get(person=camille))
    withdraw(person=noe, session=on)
    assert people_in(on) == set()
    assert not on.attendances.filter(left_at=None).exists()


def test_a_host_who_gives_up_a_place_stays(on, diane):
    register(diane, on)
    enter(person=diane, session=on)
    withdraw(person=diane, session=on)
    assert diane in people_in(on)


def test_who_does_not_host_any_more_is_seen_out(on, diane, camille, noe):
    helper = make_user("Hugo Roy")
    change_session(by=diane, session=on, **said(on, hosts=[diane, helper, camille]))
    enter(person=helper, session=on)
    change_session(by=diane, session=on, **said(Session.objects.get(pk=on.pk), hosts=[diane]))
    assert people_in(on) == {camille, noe}


def test_it_closes_with_the_session(on, diane, camille):
    cancel_session(by=diane, session=on)
    with pytest.raises(PermissionDenied):
        make_message(Session.objects.get(pk=on.pk).lobby, camille)


def test_it_closes_when_the_session_is_over(on, camille):
    jobs.run_due()
    make_message(on.lobby, camille)
    Session.objects.filter(pk=on.pk).update(ends_at=timezone.now())
    jobs.run_due()
    with pytest.raises(PermissionDenied):
        make_message(Session.objects.get(pk=on.pk).lobby, camille)
    version = Session.objects.get(pk=on.pk).version
    jobs.run_due()
    assert Session.objects.get(pk=on.pk).version == version


def test_a_session_that_takes_place_again_has_a_new_lobby(on, camille):
    jobs.end_session(on)
    enter(person=camille, session=on)
    lobby = Session.objects.get(pk=on.pk).lobby
    assert (lobby != on.lobby, set(lobby.people.all())) == (True, {camille})


def test_whoever_has_a_place_reads_it_only_inside(on, client_of):
    lea = make_user("Léa Roy")
    register(lea, on)
    assert client_of(lea).get(on.lobby.get_absolute_url()).status_code == 404
    assert client_of(lea).get(on.get_live_url()).status_code == 302
    client_of(lea).post(reverse("networking:enter", args=[on.pk]))
    assert client_of(lea).get(on.lobby.get_absolute_url()).status_code == 200
