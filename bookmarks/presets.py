"""When people want to be reminded: moments of their own day, whatever their clocks do in between."""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta

MORNING = time(8)
SOON, QUARTER = timedelta(hours=3), timedelta(minutes=15)


def presets(now, zone):
    """Return {name: moment} of the moments that one chooses by a word; `later` only while it is still today."""
    today = now.astimezone(zone).date()
    later = quarter_after(now + SOON)
    days = {
        "tomorrow": today + timedelta(days=1),
        "monday": today + timedelta(days=7 - today.weekday()),
        "month": a_month_after(today),
    }
    if days["monday"] == days["tomorrow"]:
        del days["monday"]
    found = {"later": later} if later.astimezone(zone).date() == today else {}
    return found | {name: moment_at(day, MORNING, zone) for name, day in days.items()}


def moment_at(day, hour, zone):
    """Return the moment when clocks of this zone show this: the first of two, and past an hour that they leave out."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def quarter_after(moment):
    """Return the next full quarter of an hour."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + (QUARTER if over else timedelta(0))


def a_month_after(day):
    """Return the same day of the next month, its last one where it has no such day."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
