"""What people do in a round that runs."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.hosted_rooms import take_out_people
from live.streams import next_version
from networking.live import announce
from networking.models import Pairing, PairingMember
from networking.models.rounds import MORE_ASKED

# Pages count whole seconds, by a clock that is nearly the server's: what they offer is not refused.
AHEAD = timedelta(seconds=2)


def go_on(*, person, session):
    """Leave one's partner for someone else, or the lobby, after a while together. Raises PermissionDenied."""
    with transaction.atomic():
        session, stay = stay_of(person, session)
        if stay.free_at - AHEAD > timezone.now():
            raise PermissionDenied(_("You may go on to someone else after two minutes together."))
        left = stay.pairing
        stay.left_at, left.version = timezone.now(), session.version
        stay.save(update_fields=["left_at"])
        left.save(update_fields=["version"])
        take_out_people(left.room, [person])
        # Who waits so is looked for (networking/mending.py).
        pairing = Pairing.objects.create(session=session, round=stay.round)
        PairingMember.objects.create(round=stay.round, pairing=pairing, person=person, came_at=stay.left_at)
        transaction.on_commit(lambda: announce(session, left), robust=True)


def stay_of(person, session):
    """Return the session, locked, and where someone is in the round that runs."""
    session = next_version(session)
    stays = PairingMember.objects.standing().filter(round__in=session.rounds.running(), person=person)
    stay = stays.filter(pairing__room__isnull=False).select_related("round", "pairing__room").first()
    if stay is None or not person.may_write:
        raise PermissionDenied(_("You meet nobody in a round now."))
    return session, stay


def ask_for_more(*, person, session):
    """Wish to go on together after the round; once all of the pairing do, they go on. Return the stay.

    Nobody hears of a wish that is not shared. Raises PermissionDenied.
    """
    with transaction.atomic():
        session, stay = stay_of(person, session)
        if stay.round.ends_at - MORE_ASKED - AHEAD > timezone.now():
            raise PermissionDenied(_("You may ask for more time in the last thirty seconds."))
        stay.wants_more_at = timezone.now()
        stay.save(update_fields=["wants_more_at"])
        pairing = stay.pairing
        if not pairing.extended_at and not pairing.members.standing().filter(wants_more_at=None).exists():
            pairing.extended_at, pairing.version = stay.wants_more_at, session.version
            pairing.save(update_fields=["extended_at", "version"])
            transaction.on_commit(lambda: announce(session, pairing), robust=True)
    return stay
