"""Every write about who comes to a session."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from live.streams import next_version
from networking.actions import managed
from networking.lobby import see_out, see_out_strangers
from networking.models import Pairing, Registration
from networking.permissions import can_register
from networking.places import fill, free_state, settle
from notifications.actions import notify

State = Registration.State
LINKS = "sought_tags offered_tags wished_people wished_companies avoided".split()


def register(*, person, session, **said):
    """Ask for a place, or say anew what one looks for there; return the registration.

    It is confirmed at once, put on the waiting list when the session is full, or left to a host where they accept each
    one. Raises PermissionDenied.
    """
    with transaction.atomic():
        session = next_version(session)
        if not can_register(person, session):
            raise PermissionDenied(_("You cannot register for this session."))
        registration = Registration.objects.filter(session=session, person=person).first()
        if registration and registration.state == State.REFUSED:
            raise PermissionDenied(_("The hosts of this session have refused your registration."))
        is_new = not registration or not registration.is_standing
        if is_new:
            registration = registration or Registration(session=session, person=person)
            registration.state = State.ASKED if session.by_approval else free_state(session)
            registration.since = timezone.now()
        keep(registration, said)
        fill(session)
        if is_new and registration.state == State.ASKED:
            notify(session.hosts.all(), kind="session_asked", actor=person, about=registration)
    return registration


def keep(registration, said):
    links = {name: said.pop(name) for name in LINKS}
    for name, value in said.items():
        setattr(registration, name, value)
    registration.save()
    for name, rows in links.items():
        getattr(registration, name).set(rows)


def withdraw(*, person, session):
    """Give up one's place; suspended people may too. Raises PermissionDenied when there is none to give up."""
    with transaction.atomic():
        session = next_version(session)
        registration = session.registrations.standing().filter(person=person).first()
        if registration is None or session.ends_at <= timezone.now():
            raise PermissionDenied(_("You have no place to give up in this session."))
        settle(registration, State.WITHDRAWN, told=False)
        see_out_strangers(session, [person])
        fill(session)


def accept(*, by, registration):
    """Let someone in, or put them on the waiting list when the session is full; return the registration.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        session, registration = answered(by, registration)
        if registration.state not in (State.ASKED, State.REFUSED) or not session.is_coming:
            raise PermissionDenied(_("This registration is settled already."))
        settle(registration, free_state(session), actor=by)
        fill(session)
    return registration


def refuse(*, by, registration):
    """Refuse someone, or take back the place they had; return the registration. Raises PermissionDenied."""
    with transaction.atomic():
        session, registration = answered(by, registration)
        if not registration.is_standing or not session.is_coming:
            raise PermissionDenied(_("This registration is settled already."))
        settle(registration, State.REFUSED, actor=by)
        see_out_strangers(session, [registration.person])
        fill(session)
    return registration


def answered(by, registration):
    """Return the session, locked, and the registration as it is now."""
    session = managed(by, registration.session)
    return session, session.registrations.select_related("person").get(pk=registration.pk)


def forget(registration):
    """Delete what someone who left the site said; their place is free."""
    with transaction.atomic():
        session = next_version(registration.session)
        see_out(session, registration.person)
        # Why others met them says what they looked for.
        paired = Pairing.objects.filter(session=session, members__person=registration.person)
        paired.update(reasons=[], again=[])
        registration.delete()
        fill(session)
