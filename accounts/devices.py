"""Where a person is signed in: each session with the browser it began in, for its owner's eyes only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth import user_logged_in
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import PersonSession

SEEN_EVERY = timedelta(hours=1)  # noted no more often: a page should cost no write
# The first that is found counts: browsers name those they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Device:
    """One session; `handle` names it in a form without giving its key away."""

    handle: str
    name: str  # « Firefox, Windows »; empty where the browser did not say
    signed_in_at: datetime
    seen_at: datetime  # to the hour
    is_this: bool

    @classmethod
    def of(cls, row, this_key):
        data = row.get_decoded()
        began, seen = (parse_datetime(data.get(name, "")) for name in ("signed_in_at", "seen_at"))
        return cls(handle_of(row.session_key), data.get("device", ""), began, seen, row.session_key == this_key)


def handle_of(session_key):
    return sha256(session_key.encode()).hexdigest()[:16]


def devices_of(person, *, this_key):
    """Return the Devices where this person is signed in: the one that asks first, then the last seen."""
    rows = PersonSession.objects.filter(person_id=person.pk, expire_date__gt=timezone.now())
    devices = [Device.of(row, this_key) for row in rows]
    oldest = timezone.now() - timedelta(days=365)  # signed in before this was noted
    return sorted(devices, key=lambda device: (device.is_this, device.seen_at or oldest), reverse=True)


def device_name(user_agent):
    """Return the browser and the system that a User-Agent names, « Firefox, Windows »; empty when it names none."""
    found = (next((name for mark, name in names.items() if mark in user_agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def note_device(sender, request, user, **kwargs):
    """Keep with the session what tells it from the person's others."""
    request.session["device"] = device_name(request.headers.get("User-Agent", ""))
    request.session["signed_in_at"] = request.session["seen_at"] = timezone.now().isoformat()


def note_seen(session):
    """Keep when a signed-in session was last used, to the hour."""
    seen = parse_datetime(session.get("seen_at", ""))
    if seen is None or timezone.now() - seen > SEEN_EVERY:
        session["seen_at"] = timezone.now().isoformat()


def listen():
    user_logged_in.connect(note_device, dispatch_uid="accounts.devices")
