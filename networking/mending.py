"""A round that runs: who lost their partner, or went on, meets someone else of it who is free, or joins a pair."""

from collections import defaultdict
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import combinations

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from chat.hosted_rooms import RoomPlan, add_people, open_rooms, take_out_people
from live.streams import next_version
from networking.live import announce
from networking.models import Pairing, PairingMember
from networking.models.rounds import SHORTEST
from networking.pairing import plan_round
from networking.participants import key_of, participants, past_of, pk_of

# From its beginning on, until somebody who did not come is given up.
AWAITED = timedelta(seconds=30)
# Until somebody whose page was cut off is: longer than a server takes to start again.
MISSED = timedelta(minutes=1)


def mend(each):
    """Find others for those of a round who need them, while enough of it is left."""
    if each.ends_at < timezone.now() + SHORTEST:
        return
    if not gone_from(each).exists() and not wanting(each).exists():
        return
    with transaction.atomic():
        session = next_version(each.session)
        changed = see_out_gone(each)
        if wanting(each).exists():
            changed += seat_anew(each)
        changed = list({pairing.pk: pairing for pairing in changed}.values())
        for pairing in changed:
            pairing.version = session.version
        Pairing.objects.bulk_update(changed, ["version"])
        transaction.on_commit(lambda: announce(session, *changed), robust=True)


def gone_from(each):
    """Return the stays of those who did not come, or whose page has been away for long."""
    now = timezone.now()
    here = each.session.attendances.present(since=now - MISSED).values("person")
    gone = ~Q(person__in=here)
    if each.starts_at <= now - AWAITED:
        gone |= Q(came_at=None)
    return each.members.standing().filter(gone)


def see_out_gone(each):
    """End the stays of those who are gone; return the pairings that lost them."""
    gone = list(gone_from(each).select_related("pairing__room", "person"))
    for stay in gone:
        stay.left_at = timezone.now()
        stay.save(update_fields=["left_at"])
        if stay.pairing.room:
            take_out_people(stay.pairing.room, [stay.person])
    return [stay.pairing for stay in gone]


def wanting(each):
    """Return the pairings of one person for whom somebody is to be looked for."""
    standing = Count("members", filter=Q(members__left_at=None))
    lone = each.pairings.annotate(standing=standing).filter(standing=1)
    return lone.filter(Q(room__isnull=False) | Q(partners=None))


def seat_anew(each):
    """Bring those together who need it, by a plan in which pairs stay as they are; return the pairings that changed."""
    stays = each.members.standing().select_related("pairing__room", "person").order_by("pk")
    stays = {stay.person_id: stay for stay in stays}
    pairs = pairs_of(stays.values())
    people = apart(each, participants(each.session, list(stays)))
    keep = [[key_of("person", stay.person_id) for stay in pair] for pair in pairs]
    found = plan_round(people, past_of(each.session, people, but=each), seed=each.pk, keep=keep)
    changed = []
    for group in found.groups:
        ids = {pk_of(key) for key in group.members}
        pair = next((pair for pair in pairs if {stay.person_id for stay in pair} <= ids), [])
        if len(pair) < len(ids):
            changed += bring_together(each, group, pair, [stays[pk] for pk in ids if stays[pk] not in pair])
    for one in found.alone:
        changed += leave_alone(each, stays[pk_of(one.key)], one.partners)
    return changed


def pairs_of(stays):
    there = defaultdict(list)
    for stay in stays:
        there[stay.pairing_id].append(stay)
    return [pair for pair in there.values() if len(pair) > 1]


def apart(each, people):
    """Let nobody be sent back to whom they were with in this round: one of them went on, or did not come."""
    parted, there = defaultdict(set), defaultdict(list)
    for stay in each.members.all():
        there[stay.pairing_id].append(stay)
    for stays in there.values():
        for one, other in combinations(stays, 2):
            if one.left_at or other.left_at:
                parted[key_of("person", one.person_id)].add(key_of("person", other.person_id))
    return [replace(person, avoids=person.avoids | parted[person.key]) for person in people]


def bring_together(each, group, pair, joining):
    """Let these stays go on in the room of a pair, or without one in a room of their own."""
    people = [stay.person for stay in joining]
    about = {"reasons": [asdict(reason) for reason in group.reasons], "again": group.again}
    if pair:
        pairing = pair[0].pairing
        Pairing.objects.filter(pk=pairing.pk).update(**about)
        add_people(pairing.room, people)
    else:
        [room] = open_rooms([RoomPlan(f"Ronde {each.number}", f"Round {each.number}", people)])
        pairing = Pairing.objects.create(session_id=each.session_id, round=each, room=room, **about)
    return [*(move(stay, pairing) for stay in joining), pairing]


def leave_alone(each, stay, partners):
    """Let someone wait in the lobby, and note that nobody is left for them."""
    if stay.pairing.room:
        pairing = Pairing.objects.create(session_id=each.session_id, round=each, partners=partners)
        return [move(stay, pairing)]
    if stay.pairing.partners == partners:
        return []
    stay.pairing.partners = partners
    stay.pairing.save(update_fields=["partners"])
    return [stay.pairing]


def move(stay, pairing):
    """End a stay for another pairing; return that which it was in. What was said there stays readable to them."""
    stay.left_at = timezone.now()
    stay.save(update_fields=["left_at"])
    came_at = stay.left_at if stay.came_at else None
    PairingMember.objects.create(round_id=stay.round_id, pairing=pairing, person_id=stay.person_id, came_at=came_at)
    return stay.pairing
