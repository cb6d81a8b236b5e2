"""When the rounds of a session begin and end."""

from datetime import timedelta

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
