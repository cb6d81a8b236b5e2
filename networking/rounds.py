"""When the rounds of a session begin and end."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from networking.models import Round


def needed(segment):
    """Return the time that all its rounds take: before each comes a break, in which pages learn who meets whom."""
    return segment.round_count * timedelta(minutes=segment.round_minutes, seconds=segment.break_seconds)


def rounds_of(segment):
    """Return its rounds, not yet stored: as many as fit."""
    if not segment.has_rounds:
        return []
    length, pause = timedelta(minutes=segment.round_minutes), timedelta(seconds=segment.break_seconds)
    starts = [segment.starts_at + pause + n * (length + pause) for n in range(segment.round_count)]
    return [
        Round(session_id=segment.session_id, segment=segment, number=number, starts_at=start, ends_at=start + length)
        for number, start in enumerate(starts, start=1)
        if start + length <= segment.ends_at
    ]


def shift_rounds(session, moment, delta):
    """Move what begins at this moment or later; where a part ends before its time, its rounds do."""
    rounds, until = list(session.rounds.all()), moment + min(delta, timedelta())
    for each in rounds:
        if each.starts_at >= moment:
            each.starts_at += delta
            each.ends_at += delta
        elif each.ends_at > until:
            each.starts_at, each.ends_at = min(each.starts_at, until), until
    put_off = [each.pk for each in rounds if each.ends_at == each.starts_at and not each.planned_at]
    Round.objects.filter(pk__in=put_off).delete()
    Round.objects.bulk_update([each for each in rounds if each.pk not in put_off], ["starts_at", "ends_at"])


def next_of(session):
    """Return the next round of the part that runs, None when there is none."""
    now = timezone.now()
    coming = session.rounds.filter(starts_at__gt=now, segment__starts_at__lte=now, segment__ends_at__gt=now)
    return coming.first()


def bring_forward(each, start):
    """Let a round begin at this moment, those that follow it in its part as long after it; one that runs ends now."""
    delta = start - each.starts_at
    each.session.rounds.running().update(ends_at=timezone.now())
    later = each.segment.rounds.filter(starts_at__gte=each.starts_at)
    later.update(starts_at=F("starts_at") + delta, ends_at=F("ends_at") + delta)


def drop_coming(session):
    """Take away the rounds that have not begun; one that is planned already takes no time."""
    now = timezone.now()
    coming = session.rounds.filter(starts_at__gt=now)
    coming.planned().update(starts_at=now, ends_at=now)
    coming.filter(planned_at=None).delete()
