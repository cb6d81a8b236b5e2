"""What hosts read of a round: how many meet, who is alone, and what had to give."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from networking.models import PairingMember, Round
from networking.participants import pk_of


@dataclass(frozen=True)
class Report:
    round: Round
    groups: int
    alone: int
    gave: list[str]  # sentences


def report_of(session):
    """Return what there is to tell of the round that runs, or of the next once it is planned, else None."""
    each = session.rounds.planned().filter(ends_at__gt=timezone.now()).last()
    if each is None:
        return None
    there, names = defaultdict(list), {}
    stays = PairingMember.objects.standing().filter(round=each).select_related("person", "pairing")
    for stay in stays.order_by("person__folded_name", "person"):
        names[stay.person_id] = stay.person.shown_name
        there[stay.pairing_id].append(stay)
    alone = [stays for stays in there.values() if stays[0].pairing.room_id is None]
    met = [stays for stays in there.values() if stays[0].pairing.room_id]
    gave = [*map(said_alone, alone), *said_again(met, names), *(said_trio(stays) for stays in met if len(stays) > 2)]
    return Report(each, groups=len(met), alone=len(alone), gave=gave)


def said_alone(stays):
    # Which rule it was would tell who has declared whom a competitor.
    if stays[0].pairing.partners == 0:
        words = _("%(name)s is alone: the rules leave them nobody who is here.")
    else:
        words = _("%(name)s is alone: all whom they may meet are paired.")
    return words % {"name": stays[0].person.shown_name}


def said_again(met, names):
    pairs = [tuple(map(pk_of, pair)) for stays in met for pair in stays[0].pairing.again]
    words = _("%(one)s and %(other)s meet again.")
    return [words % {"one": names[one], "other": names[other]} for one, other in pairs if {one, other} <= names.keys()]


def said_trio(stays):
    names = ", ".join(stay.person.shown_name for stay in stays)
    return _("%(names)s are together, so that nobody is left alone.") % {"names": names}
