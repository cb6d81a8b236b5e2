"""Whom one has met in a session: those with whom one sat at a table, or was paired, at the same time.

However short: a wish to keep in touch is private until the other one has the same, so who only passed by gives nothing
away, and two who have just sat down find each other at once. Of others who were there nothing is offered.
"""

from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from networking.models import PairingMember, Seat


def at_table(session):
    """Return everyone who sat at a table with each `other` who did meanwhile, themselves among them."""
    stays = Seat.objects.filter(session=session).annotate(there=FilteredRelation("table__places"))
    return meanwhile(stays, F("since"), F("there__since"))


def paired(session):
    """Return everyone who came to a pairing with each `other` who was there meanwhile, themselves among them.

    While the round runs who is in it counts at once: that a page came is noted some seconds later.
    """
    runs = Q(round__ends_at__gt=timezone.now())
    stays = PairingMember.objects.filter(round__session=session, pairing__room__isnull=False)
    stays = stays.annotate(there=FilteredRelation("pairing__members"))
    came = Q(came_at__isnull=False) | (runs & Q(left_at=None))
    other_came = Q(there__came_at__isnull=False) | (runs & Q(there__left_at=None))
    began, other_began = Coalesce("came_at", "joined_at"), Coalesce("there__came_at", "there__joined_at")
    return meanwhile(stays, began, other_began, came, other_came)


def meanwhile(stays, began, other_began, *conditions):
    """Keep of these stays those during which the `other` was there."""
    other_left_later = Q(there__left_at=None) | Q(there__left_at__gt=began)
    left_later = Q(left_at=None) | Q(left_at__gt=other_began)
    # In one filter: each call that names `there` joins it anew.
    return stays.filter(other_left_later, left_later, *conditions).annotate(other=F("there__person"))


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
