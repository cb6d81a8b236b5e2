"""The rounds of a session by the clock: each is planned some seconds before it begins, so that pages know beforehand.

Called every two seconds in each process (networking/clock.py): whoever comes first does it.
"""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.hosted_rooms import RoomPlan, close_rooms, open_rooms, take_out_people
from chat.models import Room
from live.streams import next_version
from networking.live import Agenda, announce
from networking.mending import mend
from networking.models import Pairing, PairingMember, Round
from networking.pairing import plan_round
from networking.participants import participants, past_of, pk_of


def keep_rounds(people):
    """Plan what begins, note who came, close what is over: `people` are those of networking/clock.attend."""
    rounds = Round.objects.filter(session__in=people)
    for each in rounds.to_plan().select_related("session"):
        plan(each)
    for each in rounds.running().select_related("session"):
        came = each.members.standing().filter(person__in=people[each.session_id], came_at=None)
        came.update(came_at=timezone.now())
        mend(each)
    for each in rounds.planned().filter(ends_at__lte=timezone.now(), closed_at=None).select_related("segment"):
        if each.latest_at <= timezone.now():
            close_round(each)


def plan(each):
    """Say who meets whom in a round, among those who are present now; nothing more the second time."""
    people = participants(each.session)
    found = plan_round(people, past_of(each.session, people), seed=each.pk)
    with transaction.atomic():
        session = next_version(each.session)
        planned = session.rounds.filter(pk=each.pk, planned_at=None)
        if not planned.update(planned_at=timezone.now()):
            return
        seat(each, found)
        session.agenda_version = session.version
        session.save(update_fields=["agenda_version"])
        transaction.on_commit(lambda: announce(session, Agenda(session)), robust=True)


def seat(each, found):
    """Store the pairings of a planned round, with their rooms."""
    persons = User.objects.in_bulk([pk_of(key) for key in keys_in(found)])
    groups = [[persons[pk_of(key)] for key in group.members] for group in found.groups]
    names = f"Ronde {each.number}", f"Round {each.number}"
    rooms = open_rooms([RoomPlan(*names, people) for people in groups])
    about = {"session_id": each.session_id, "round": each}
    pairings = [
        Pairing(**about, room=room, reasons=[asdict(reason) for reason in group.reasons], again=group.again)
        for room, group in zip(rooms, found.groups, strict=True)
    ] + [Pairing(**about, partners=one.partners) for one in found.alone]
    groups += [[persons[pk_of(one.key)]] for one in found.alone]
    Pairing.objects.bulk_create(pairings)
    PairingMember.objects.bulk_create(
        PairingMember(round=each, pairing=pairing, person=person)
        for pairing, people in zip(pairings, groups, strict=True)
        for person in people
    )


def keys_in(found):
    return [key for group in found.groups for key in group.members] + [one.key for one in found.alone]


def close_round(each):
    """Leave the rooms of a round that is over readable to those who met there."""
    with transaction.atomic():
        # Whoever changes the row closes them.
        if Round.objects.filter(pk=each.pk, closed_at=None).update(closed_at=timezone.now()):
            close_rooms(Room.objects.filter(pk__in=each.pairings.values("room")))


def close_rounds(session):
    """Close what rounds left open in a session that is over or called off."""
    for each in session.rounds.planned().filter(closed_at=None):
        close_round(each)


def step_out(session, person):
    """Take someone who leaves out of the round they are in; called with the session locked."""
    stays = PairingMember.objects.standing().filter(person=person, round__session=session)
    for stay in stays.filter(round__ends_at__gt=timezone.now()).select_related("pairing__room"):
        stay.left_at = timezone.now()
        stay.save(update_fields=["left_at"])
        if stay.pairing.room:
            take_out_people(stay.pairing.room, [person])
