"""Who can be paired in a round, and what happened before, as the plain values of networking/pairing.py."""

from collections import defaultdict
from itertools import combinations

from django.utils import timezone

from networking.models import PairingMember, Registration
from networking.pairing import Past, Person

LINKS = "sought_tags offered_tags wished_people wished_companies avoided person__memberships".split()


def key_of(kind, pk):
    return f"{kind}-{pk}"


def pk_of(key):
    return int(key.rpartition("-")[2])


def participants(session, ids=None):
    """Return those with a place who are present, or have these keys; hosts who did not register run the session."""
    here = session.attendances.present().values("person") if ids is None else ids
    rows = Registration.objects.confirmed().filter(session=session, person__in=here)
    rows = rows.exclude(person__suspended_until__gt=timezone.now())
    return [participant(row) for row in rows.select_related("person__company").prefetch_related(*LINKS)]


def participant(registration):
    person = registration.person
    company = person.company_for_members
    companies = {row.company_id for row in person.memberships.all()} | ({person.company_id} - {None})
    return Person(
        key_of("person", person.pk),
        languages=frozenset(registration.languages),
        companies=keys("company", companies),
        avoids=keys("company", (row.pk for row in registration.avoided.all())),
        wishes=keys("person", (row.pk for row in registration.wished_people.all()))
        | keys("company", (row.pk for row in registration.wished_companies.all())),
        seeks=keys("tag", (row.pk for row in registration.sought_tags.all())),
        offers=keys("tag", (row.pk for row in registration.offered_tags.all())),
        # What their page does not show is no reason that others read.
        region=company.region if company else "",
    )


def keys(kind, pks):
    return frozenset(key_of(kind, pk) for pk in pks)


def past_of(session, people, but=None):
    """Return who of these met in rounds, of all sessions, and who was alone in this one; the round `but` left out.

    To have sat at one table is no reason against meeting two by two.
    """
    ids = [pk_of(person.key) for person in people]
    members = PairingMember.objects.exclude(round=but) if but else PairingMember.objects.all()
    stays = defaultdict(list)
    for stay in members.met().filter(person__in=ids).only("person", "pairing", "came_at", "left_at"):
        stays[stay.pairing_id].append(stay)
    alone = members.standing().filter(round__session=session, pairing__room=None, person__in=ids)
    return Past.of(
        met=[pair for there in stays.values() for pair in pairs_among(there)],
        alone=[key_of("person", pk) for pk in alone.values_list("person", flat=True)],
    )


def pairs_among(stays):
    """Return the pairs of keys of those who were there at one time."""
    return [
        (key_of("person", one.person_id), key_of("person", other.person_id))
        for one, other in combinations(stays, 2)
        if not ((one.left_at and one.left_at <= other.came_at) or (other.left_at and other.left_at <= one.came_at))
    ]
