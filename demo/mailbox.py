"""The emails that Django's file backend wrote, read back for the demo: nothing leaves this machine."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

MOST = 100
# The backend ends each message with a line of 79 hyphens; one inside a message is not followed by a header.
END = re.compile(rb"\n-{79}\n(?=[A-Z][A-Za-z-]+: |\Z)")


@dataclass
class Letter:
    """One email: `name` and `number` are its file, without its extension, and its place in it."""

    name: str
    number: int
    to: str
    subject: str
    sent_at: datetime | None
    text: str


def letters():
    """Return the newest emails first, a hundred at most."""
    found = []
    for path in sorted(folder_files(), key=lambda path: path.stat().st_mtime, reverse=True):
        found += reversed(read_letters(path))
        if len(found) >= MOST:
            break
    return found[:MOST]


def letter(name, number):
    """Return one email, None when there is no such one. `name` comes from an address: it must hold no separator."""
    path = next((path for path in folder_files() if path.stem == name), None)
    found = read_letters(path) if path else []
    return found[number] if number < len(found) else None


def folder_files():
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return list(Path(folder).glob("*.log")) if folder else []


def read_letters(path):
    parts = [part for part in END.split(path.read_bytes()) if part.strip()]
    return [parse(path.stem, number, part) for number, part in enumerate(parts)]


def parse(name, number, raw):
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    try:
        sent_at = parsedate_to_datetime(message["Date"])
    except (TypeError, ValueError):
        sent_at = None
    return Letter(
        name=name,
        number=number,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=sent_at,
        text=body.get_content() if body else "",
    )
