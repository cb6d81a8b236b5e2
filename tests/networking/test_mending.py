"""A round that runs: who does not come is replaced, who goes on meets someone else, and nobody is sent back."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from live.streams import parse_topic, read_changes
from networking.live_actions import leave
from networking.mending import mend
from networking.models import Attendance, Pairing, PairingMember, Session
from networking.planning import plan
from networking.round_actions import ask_for_more, go_on
from tests.at_once import at_once
from tests.networking.test_pairs import HTMX, SECOND, by_clock, come, crowd, groups, on

__all__ = ["come", "on"]  # fixtures


def pair_of(person):
    return PairingMember.objects.standing().get(person=person).pairing


@pytest.fixture
def four(on, come):
    """Two pairs, thirty seconds after their round began, and their people in order."""
    people = come(*crowd(4))
    by_clock(on, *people)
    by_clock(on, *people, later=18 * SECOND)
    by_clock(on, *people, later=20 * SECOND)
    ordered = [stay.person for stay in PairingMember.objects.order_by("pairing", "pk")]
    assert groups(on) == {frozenset(ordered[:2]), frozenset(ordered[2:])}
    return ordered


def test_whose_partner_does_not_come_joins_another_pair(on, come):
    people = come(*crowd(4))
    by_clock(on, *people)
    one, missing, *pair = (stay.person for stay in PairingMember.objects.order_by("pairing", "pk"))
    by_clock(on, one, *pair, later=30 * SECOND)
    assert len(groups(on)) == 2
    by_clock(on, one, *pair, later=20 * SECOND)
    assert groups(on) == {frozenset([one, *pair])}
    assert set(pair_of(one).room.people.all()) == {one, *pair}
    assert not PairingMember.objects.standing().filter(person=missing).exists()


def test_two_whose_partners_do_not_come_meet(on, come):
    people = come(*crowd(4))
    by_clock(on, *people)
    one, _gone, other, _away = (stay.person for stay in PairingMember.objects.order_by("pairing", "pk"))
    by_clock(on, one, other, later=50 * SECOND)
    assert groups(on) == {frozenset([one, other])}
    assert Pairing.objects.exclude(room=None).count() == 3


def test_who_is_left_waits_in_the_lobby(on, come, client_of, camille, noe):
    come(camille, noe)
    by_clock(on, camille, noe)
    by_clock(on, camille, later=50 * SECOND)
    assert pair_of(camille).room is None
    version = Session.objects.get(pk=on.pk).version
    by_clock(on, camille)
    assert Session.objects.get(pk=on.pk).version == version
    address = reverse("networking:my_round", args=[on.pk, on.rounds.first().pk])
    assert "data-unpaired" in client_of(camille).get(address, headers=HTMX).content.decode()


def test_a_short_cut_parts_nobody_and_a_long_one_does(on, four):
    here = four[:2] + four[2:3]
    Attendance.objects.filter(person=four[3]).update(seen_at=timezone.now() - 45 * SECOND)
    by_clock(on, *here)
    assert len(groups(on)) == 2
    Attendance.objects.filter(person=four[3]).update(seen_at=timezone.now() - 61 * SECOND)
    by_clock(on, *here)
    assert groups(on) == {frozenset(here)}


def test_who_goes_on_meets_someone_else_and_is_not_sent_back(on, four):
    by_clock(on, *four, later=120 * SECOND)
    go_on(person=four[0], session=on)
    assert set(Pairing.objects.filter(members__person=four[1]).first().room.people.all()) == {four[1]}
    go_on(person=four[2], session=on)
    by_clock(on, *four)
    found = groups(on)
    assert frozenset(four[:2]) not in found
    assert frozenset(four[2:]) not in found
    assert sorted(len(group) for group in found) == [2, 2]


def test_who_goes_on_alone_joins_the_other_pair_or_waits(on, four):
    by_clock(on, *four, later=120 * SECOND)
    go_on(person=four[0], session=on)
    by_clock(on, *four)
    found = groups(on)
    assert frozenset(four[:2]) not in found
    assert sorted(len(group) for group in found) == [1, 3]


def test_only_their_own_pages_hear_of_it(on, four):
    by_clock(on, *four, later=120 * SECOND)
    version = Session.objects.get(pk=on.pk).version
    left = pair_of(four[0])
    go_on(person=four[0], session=on)
    assert [row.live_key for row in read_changes(parse_topic(on.topic), version).rows] == [left.live_key]


def test_one_stays_for_two_minutes(on, four, lea):
    with pytest.raises(PermissionDenied):
        go_on(person=four[0], session=on)
    with pytest.raises(PermissionDenied):
        go_on(person=lea, session=on)
    assert len(groups(on)) == 2


def test_over_http(on, four, client_of):
    address = reverse("networking:go_on", args=[on.pk])
    assert client_of(four[0]).post(address).status_code == 403
    by_clock(on, *four, later=120 * SECOND)
    assert client_of(four[0]).post(address).status_code == 302
    assert client_of(four[2]).post(address, headers=HTMX).status_code == 204


def test_nobody_is_moved_in_the_last_minute(on, four):
    by_clock(on, *four, later=225 * SECOND)
    leave(person=four[0], session=on)
    by_clock(on, *four[1:])
    assert len(groups(on)) == 2


def test_who_both_wish_it_go_on_through_the_break(on, four, client_of):
    by_clock(on, *four, later=255 * SECOND)
    version = Session.objects.get(pk=on.pk).version
    ask_for_more(person=four[0], session=on)
    assert not read_changes(parse_topic(on.topic), version).rows
    ask_for_more(person=four[1], session=on)
    pairing = pair_of(four[0])
    assert [row.live_key for row in read_changes(parse_topic(on.topic), version).rows] == [pairing.live_key]
    ask_for_more(person=four[2], session=on)
    by_clock(on, *four, later=25 * SECOND)
    pages = [client_of(person).get(on.get_live_url()).content.decode() for person in four]
    assert [pairing.room.slug in page for page in pages] == [True, True, False, False]
    assert ["round-" in page for page in pages] == [True, True, False, False]


def test_rooms_of_those_who_go_on_close_after_the_break(on, four):
    room = pair_of(four[0]).room
    by_clock(on, *four, later=310 * SECOND)
    room.refresh_from_db()
    assert room.archived_at is None
    by_clock(on, *four, later=40 * SECOND)
    room.refresh_from_db()
    assert room.archived_at


def test_more_is_asked_for_in_the_last_half_minute(on, four, lea, client_of):
    address = reverse("networking:ask_for_more", args=[on.pk])
    by_clock(on, *four, later=200 * SECOND)
    on.rounds.filter(number=1).update(ends_at=timezone.now() + 34 * SECOND)
    assert client_of(four[0]).post(address).status_code == 403
    # A page whose clock is a second ahead shows the button.
    on.rounds.filter(number=1).update(ends_at=timezone.now() + 31 * SECOND)
    with pytest.raises(PermissionDenied):
        ask_for_more(person=lea, session=on)
    assert "Noté, en privé" in client_of(four[0]).post(address, headers=HTMX).content.decode()
    assert client_of(four[1]).post(address).status_code == 302


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_four_processes_at_once_plan_and_mend_once(on, come):
    people = come(*crowd(6))
    first = on.rounds.select_related("session").first()
    assert at_once(*[partial(plan, first)] * 4) == [None] * 4
    assert sorted(len(group) for group in groups(on)) == [2, 2, 2]
    by_clock(on, *people, later=20 * SECOND)
    one, gone, other, away, *_pair = (stay.person for stay in PairingMember.objects.order_by("pairing", "pk"))
    here = [person for person in people if person not in (gone, away)]
    Attendance.objects.filter(person__in=[gone, away]).update(seen_at=timezone.now() - 70 * SECOND)
    Attendance.objects.filter(person__in=here).update(seen_at=timezone.now())
    first = on.rounds.select_related("session").first()
    assert at_once(*[partial(mend, first)] * 4) == [None] * 4
    assert sorted(len(group) for group in groups(on)) == [2, 2]
    assert frozenset([one, other]) in groups(on)
