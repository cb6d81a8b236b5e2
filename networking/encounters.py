"""Whom one has met in a session: those with whom one sat at a table, or was paired, at the same time.

However short: a wish to keep in touch is private until the other one has the same, so who only passed by gives nothing
away, and two who have just sat down find each other at once. Of others who were there nothing is offered.
"""

from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q

from accounts.models import User
from networking.models import PairingMember, Seat


def at_table(session):
    """Return everyone who sat at a table with each `other` who did meanwhile, themselves among them."""
    stays = Seat.objects.filter(session=session).annotate(there=FilteredRelation("table__places"))
    return meanwhile(stays, "since")


def paired(session):
    """Return everyone who came to a pairing with each `other` who was there meanwhile, themselves among them."""
    came = FilteredRelation("pairing__members", condition=Q(pairing__members__came_at__isnull=False))
    stays = PairingMember.objects.met().filter(round__session=session).annotate(there=came)
    return meanwhile(stays, "came_at")


def meanwhile(stays, begins):
    """Keep of these stays those during which the `other` was there; `begins` is the name of their first moment."""
    begun_before_the_other_left = Q(there__left_at=None) | Q(there__left_at__gt=F(begins))
    not_left_before = Q(left_at=None) | Q(left_at__gt=F(f"there__{begins}"))
    return stays.filter(begun_before_the_other_left, not_left_before).annotate(other=F("there__person"))


WAYS = [at_table, paired]


def met(session, person):
    """Return the people whom this person has met in a session, those who left the site left out."""
    people = User.objects.present().exclude(pk=person.pk)
    return people.filter(any_of(way(session).filter(person=person).values("other") for way in WAYS))


def met_somebody(session):
    """Return the people who have met anybody in a session."""
    return User.objects.filter(any_of(way(session).exclude(other=F("person")).values("person") for way in WAYS))


def any_of(keys):
    return reduce(or_, (Q(pk__in=found) for found in keys))
