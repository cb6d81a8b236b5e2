"""Two hundred people in six rounds, by the functions that the clock calls: what always holds, held."""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Company, User
from networking.clock import attend
from networking.models import Attendance, PairingMember, Registration, Session
from tests.build import make_session, make_tag

pytestmark = pytest.mark.slow
PEOPLE, ROUNDS = 200, 6
ROUND = timedelta(minutes=5, seconds=30)
AGENDA = [{"kind": "rounds", "minutes": 33, "title_fr": "", "title_en": ""}]


@pytest.fixture
def on(diane, partner):
    """A session whose first round begins in fifteen seconds; some leave and some come later."""
    random, password = Random(6), make_password(None)
    session = make_session(diane, partner=partner, agenda=AGENDA, starts_in=-timedelta(seconds=15))
    companies = Company.objects.bulk_create(Company(name=f"Usine {n}", slug=f"usine-{n}") for n in range(90))
    people = User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"Personne {n}", password=password, company=random.choice(companies))
        for n in range(PEOPLE)
    )
    rows = Registration.objects.bulk_create(
        Registration(
            session=session,
            person=person,
            state=Registration.State.CONFIRMED,
            languages=random.choice([["fr"], ["fr"], ["fr", "en"], ["en"]]),
        )
        for person in people
    )
    tags = [make_tag(f"mot {n}") for n in range(12)]
    for row in rows:
        row.sought_tags.set(random.sample(tags, 2))
        row.offered_tags.set(random.sample(tags, 2))
    Attendance.objects.bulk_create(Attendance(session=session, person=person) for person in people[:180])
    return session


def to_next(session):
    """Let time pass until the next round is due."""
    for each in session.rounds.all():
        each.starts_at, each.ends_at = each.starts_at - ROUND, each.ends_at - ROUND
        each.save()


def test_all_rules_hold_for_two_hundred_people(on):
    everyone = list(User.objects.filter(registrations__session=on).order_by("pk"))
    here = {person.pk for person in everyone[:180]}
    for number in range(1, ROUNDS + 1):
        Attendance.objects.filter(person__in=here).update(seen_at=timezone.now())
        attend({on.pk: here})
        on.rounds.filter(number=number).update(starts_at=timezone.now())
        attend({on.pk: here})
        if number == 2:  # a tenth leaves, a tenth arrives
            gone, late = {person.pk for person in everyone[:18]}, everyone[180:]
            Attendance.objects.filter(person__in=gone).update(left_at=timezone.now())
            Attendance.objects.bulk_create(Attendance(session=on, person=person) for person in late)
            here = here - gone | {person.pk for person in late}
        to_next(on)
    seats = PairingMember.objects.filter(round__session=on).select_related("person", "pairing")
    assert not [seat for seat, times in Counter((seat.round_id, seat.person_id) for seat in seats).items() if times > 1]
    together = {}
    for seat in seats:
        together.setdefault(seat.pairing_id, []).append(seat)
    languages = dict(on.registrations.values_list("person", "languages"))
    pairs = [pair for group in together.values() for pair in combinations(group, 2)]
    assert all(one.person.company_id != other.person.company_id for one, other in pairs)
    assert all(set.intersection(*(set(languages[seat.person_id]) for seat in group)) for group in together.values())
    met = Counter(frozenset((one.person_id, other.person_id)) for one, other in pairs)
    assert set(met.values()) == {1}
    assert Counter(len(group) for group in together.values()).keys() <= {2, 3}
    by_round = Counter(seat.round.number for seat in seats.select_related("round"))
    assert by_round == {1: 180, 2: 180, **dict.fromkeys(range(3, ROUNDS + 1), 182)}
    assert Session.objects.get(pk=on.pk).rounds.planned().count() == ROUNDS
