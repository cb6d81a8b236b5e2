"""Whom one has met in a session."""

from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q

from accounts.models import User
from networking.models import Attendance, PairingMember


def beside(session):
    """Return everyone who was there with each `other` who was, themselves among them."""
    return Attendance.objects.filter(session=session).annotate(other=F("session__attendances__person"))


def paired(session):
    """Return everyone who came to a pairing with each `other` who did, themselves among them."""
    came = FilteredRelation("pairing__members", condition=Q(pairing__members__came_at__isnull=False))
    stays = PairingMember.objects.met().filter(round__session=session)
    return stays.annotate(there=came).annotate(other=F("there__person"))


WAYS = [beside, paired]


def met(session, person):
    """Return the people whom this person has met in a session, those who left the site left out."""
    people = User.objects.present().exclude(pk=person.pk)
    return people.filter(any_of(way(session).filter(person=person).values("other") for way in WAYS))


def met_somebody(session):
    """Return the people who have met anybody in a session."""
    return User.objects.filter(any_of(way(session).exclude(other=F("person")).values("person") for way in WAYS))


def any_of(keys):
    return reduce(or_, (Q(pk__in=found) for found in keys))
