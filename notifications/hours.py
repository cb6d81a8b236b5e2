"""When emails may leave: a calculation on plain values."""

from datetime import datetime, time, timedelta

OPENS_AT, CLOSES_AT = 7, 18
SATURDAY = 5


def next_open(moment, *, zone, opens_at, closes_at):
    """Return `moment` when it falls on a weekday between these hours of a zone, else the next opening."""
    local = moment.astimezone(zone)
    if local.weekday() < SATURDAY and opens_at <= local.hour < closes_at:
        return moment
    day = local.date() + timedelta(days=local.hour >= opens_at)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(opens_at), tzinfo=zone)
