"""Sessions as calendars: RFC 5545, with the rules of each time zone (VTIMEZONE) that they name."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from networking.models import Session
from notifications.letters import SITE_NAME, absolute

LATELY = timedelta(days=90)  # how far back a feed goes
MOST = 300


def calendar_of(sessions, *, name, language, with_places=()):
    """Return the bytes of a calendar of these sessions, in the words of this language.

    `with_places` are the keys of those in which its reader has a place: they hold the video link.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{SITE_NAME}//networking//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # what most programs read instead
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    with translation.override(language):
        for session in sessions:
            calendar.add_component(event_of(session, has_place=session.pk in with_places))
    if sessions:
        # The rules of these years alone: those of all years are many lines, which not all programs read well.
        first, last = min(row.starts_at for row in sessions), max(row.ends_at for row in sessions)
        calendar.add_missing_timezones(first_date=date(first.year - 1, 1, 1), last_date=date(last.year + 2, 1, 1))
    return calendar.to_ical()


def event_of(session, *, has_place):
    event, address = Event(), absolute(session.get_absolute_url())
    cancelled = session.cancelled_at is not None
    event.add("uid", f"session-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", session.version)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", session.starts_at.astimezone(session.zone))
    event.add("dtend", session.ends_at.astimezone(session.zone))
    event.add("summary", _("Cancelled: %(title)s") % {"title": session.title} if cancelled else session.title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("url", address)
    event.add("location", session.video_url if has_place and session.video_url else address)
    event.add("description", f"{session.description}\n\n{address}")
    return event


def feed_of(reader):
    """Return (sessions, keys of those with a place): a person's own and hosted ones; for a guest the public ones."""
    lately = Session.objects.visible_to(reader).filter(published_at__isnull=False, ends_at__gt=timezone.now() - LATELY)
    lately = lately.order_by("starts_at", "pk")
    if not reader.is_authenticated:
        return list(lately[:MOST]), set()
    standing = reader.registrations.standing()
    hosted = Session.hosts.through.objects.filter(user=reader).values("session")
    mine = lately.filter(pk__in=standing.values("session")) | lately.filter(pk__in=hosted)
    confirmed = reader.registrations.confirmed().values_list("session", flat=True)
    return list(mine[:MOST]), {*confirmed, *hosted.values_list("session", flat=True)}
