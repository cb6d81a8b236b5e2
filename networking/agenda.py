"""When the parts of a session begin: stored, so that every page knows it beforehand."""

from datetime import timedelta

from networking.models import Round, Segment
from networking.rounds import rounds_of, shift_rounds

ROUNDS = {name: Segment._meta.get_field(name).default for name in ("round_count", "round_minutes", "break_seconds")}


def lay_out(session, agenda):
    """Store the parts of a session and their rounds, one after the other; `agenda` is that of actions.plan_session."""
    session.rounds.filter(planned_at=None).delete()
    session.segments.all().delete()
    segments, moment = [], session.starts_at
    for position, part in enumerate(agenda):
        ends_at = moment + timedelta(minutes=part["minutes"])
        segments.append(Segment(session=session, position=position, starts_at=moment, ends_at=ends_at, **part))
        moment = ends_at
    Segment.objects.bulk_create(segments)
    Round.objects.bulk_create(each for segment in segments for each in rounds_of(segment))


def is_laid_out(session, agenda):
    """Tell whether these are its parts already, whenever they begin now."""
    parts = session.segments.values("kind", "minutes", "title_fr", "title_en", *ROUNDS)
    return list(parts) == [{**ROUNDS, **part} for part in agenda]


def shift(session, moment, delta):
    """Move what begins or ends at this moment or later; return the segments."""
    segments = list(session.segments.all())
    for segment in segments:
        if segment.starts_at >= moment:
            segment.starts_at += delta
        if segment.ends_at >= moment:
            segment.ends_at += delta
    Segment.objects.bulk_update(segments, ["starts_at", "ends_at"])
    shift_rounds(session, moment, delta)
    return segments


def current(segments, moment):
    """Return the segment that runs at this moment: the first before all, None after all."""
    return next((segment for segment in segments if segment.ends_at > moment), None)
