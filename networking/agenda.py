"""When the parts of a session begin: stored, so that every page knows it beforehand."""

from datetime import timedelta

from networking.models import Segment


def lay_out(session, agenda):
    """Store the parts of a session, one after the other; `agenda` is that of actions.plan_session."""
    session.segments.all().delete()
    segments, moment = [], session.starts_at
    for position, part in enumerate(agenda):
        ends_at = moment + timedelta(minutes=part["minutes"])
        segments.append(Segment(session=session, position=position, starts_at=moment, ends_at=ends_at, **part))
        moment = ends_at
    Segment.objects.bulk_create(segments)


def is_laid_out(session, agenda):
    """Tell whether these are its parts already, whenever they begin now."""
    parts = session.segments.values("kind", "minutes", "title_fr", "title_en")
    return list(parts) == [dict(part) for part in agenda]


def shift(session, moment, delta):
    """Move what begins or ends at this moment or later; return the segments."""
    segments = list(session.segments.all())
    for segment in segments:
        if segment.starts_at >= moment:
            segment.starts_at += delta
        if segment.ends_at >= moment:
            segment.ends_at += delta
    Segment.objects.bulk_update(segments, ["starts_at", "ends_at"])
    return segments


def current(segments, moment):
    """Return the segment that runs at this moment: the first before all, None after all."""
    return next((segment for segment in segments if segment.ends_at > moment), None)
