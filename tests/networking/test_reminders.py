"""Those who come are reminded a week, a day and a quarter of an hour before, once each."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from networking import jobs
from networking.actions import cancel_session, change_session
from networking.models import Session
from notifications import jobs as emails
from notifications.actions import choose
from notifications.models import Notification
from tests.build import make_session, register
from tests.networking.test_planning import said


def reminded(person):
    return Notification.objects.filter(recipient=person, kind="session_reminder").count()


def run_at(moment):
    with time_machine.travel(moment, tick=False):
        jobs.run_due()


def test_a_week_a_day_and_a_quarter_of_an_hour_before(session, diane, camille, noe):
    register(camille, session)
    start, counts = session.starts_at, []
    moments = (
        timedelta(days=8),
        timedelta(days=7),
        timedelta(days=2),
        timedelta(days=1),
        timedelta(minutes=15),
        timedelta(),
    )
    for before in moments:
        run_at(start - before)
        run_at(start - before)
        counts.append(reminded(camille))
    assert counts == [0, 1, 1, 2, 3, 3]
    assert (reminded(diane), reminded(noe)) == (3, 0)
    assert Session.objects.get().next_reminder_at is None


def test_who_has_no_place_is_not_reminded(diane, partner, camille, noe):
    session = make_session(diane, partner=partner, capacity=1)
    for person in (camille, noe):
        register(person, session)
    run_at(session.starts_at - timedelta(days=1))
    assert (reminded(camille), reminded(noe)) == (1, 0)


def test_after_an_hour_of_silence_they_are_reminded_once(session, camille):
    register(camille, session)
    run_at(session.starts_at - timedelta(minutes=10))
    run_at(session.starts_at - timedelta(minutes=9))
    assert reminded(camille) == 1


def test_a_session_that_moved_reminds_by_its_new_hours(session, diane, camille):
    register(camille, session)
    session.refresh_from_db()
    later = change_session(by=diane, session=session, **said(session, starts_at=session.starts_at + timedelta(days=30)))
    run_at(session.starts_at - timedelta(days=1))
    assert reminded(camille) == 0
    run_at(later.starts_at - timedelta(days=7))
    assert reminded(camille) == 1


def test_a_cancelled_session_reminds_nobody(session, diane, camille):
    register(camille, session)
    cancel_session(by=diane, session=session)
    run_at(session.starts_at - timedelta(days=1))
    assert reminded(camille) == 0


@pytest.fixture
def letter(session, camille, django_capture_on_commit_callbacks):
    """Return the email of a reminder."""
    choose(person=camille, working_hours=False)
    register(camille, session)
    day_before = time_machine.travel(session.starts_at - timedelta(days=1), tick=False)
    with day_before, django_capture_on_commit_callbacks(execute=True):
        jobs.run_due()
        emails.run_due()
    return next(letter for letter in mail.outbox if letter.to == [camille.email])


def test_the_email_says_which_and_when(letter, session):
    assert session.title in letter.subject
    assert session.title in letter.body


def test_the_bell_leads_to_it_and_says_nothing_of_one_that_was_cancelled(session, diane, camille, client_of):
    register(camille, session)
    run_at(session.starts_at - timedelta(days=1))
    bell = client_of(camille)
    assert session.title in bell.get(reverse("notifications:list")).content.decode()
    cancel_session(by=diane, session=session)
    Notification.objects.exclude(kind="session_reminder").delete()
    assert session.title not in bell.get(reverse("notifications:list")).content.decode()
    assert timezone.now() < session.starts_at
