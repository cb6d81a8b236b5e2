"""The places of a session: counted, and given to those who wait. Called with the session locked."""

from django.utils import timezone

from networking.models import Registration
from notifications.actions import notify


def settle(registration, state, *, actor=None, told=True):
    """Put a registration into a state, and tell its person when somebody else, or the clock, did it."""
    registration.state, registration.since = state, timezone.now()
    registration.save(update_fields=["state", "since"])
    if told:
        notify([registration.person], kind="session_place", actor=actor, about=registration, data={"state": state})


def free_state(session):
    """Return what who is let in now becomes."""
    return Registration.State.WAITING if session.is_full else Registration.State.CONFIRMED


def fill(session):
    """Count the places taken, and give those that are free to who waits the longest."""
    count(session)
    while not session.is_full and session.is_coming:
        first = session.registrations.waiting().select_related("person").first()
        if first is None:
            return
        settle(first, Registration.State.CONFIRMED)
        count(session)


def count(session):
    session.places_taken = session.registrations.confirmed().count()
    session.save(update_fields=["places_taken"])
