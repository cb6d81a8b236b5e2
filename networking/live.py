"""What the open pages of a session hear: the numbered stream « session:7 », made of several classes of rows.

Each has `session`, `version`, `live_key` and `is_shown`, and looks the same to everyone in the session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.template.loader import render_to_string

from live import publish, streams
from networking.models import Hand, Pairing, Poll, Question, Session, Table
from networking.permissions import open_to


@dataclass(frozen=True)
class Rows:
    """A class of rows: the template draws one as `row`; `related` is what it reads beside it."""

    model: type
    template: str
    changed: Callable[[int, int, int], Any]  # (session, version, limit): at most as many rows changed after a version


_classes: dict[type, Rows] = {}


def register(model, template, *related):
    """Add a model whose rows are part of the stream."""

    def changed(session, version, limit):
        rows = model.objects.filter(session=session, version__gt=version)
        return rows.select_related(*related).order_by("version")[:limit]

    _classes[model] = Rows(model, template, changed)


class OfSession:
    """A row that has no table: a few columns of the session and the version of when they changed."""

    is_shown = True

    def __init__(self, session):
        self.session = session

    @property
    def live_key(self):
        return self.name

    @property
    def version(self):
        return getattr(self.session, f"{self.name}_version")

    @classmethod
    def changed(cls, session, version, limit):
        rows = Session.objects.filter(pk=session, **{f"{cls.name}_version__gt": version})
        return [cls(row) for row in rows.select_related("announced_by")[:limit]]


class Agenda(OfSession):
    name = "agenda"

    @property
    def segments(self):
        return self.session.segments.prefetch_related("rounds")


class Announcement(OfSession):
    name = "announcement"


for part in (Agenda, Announcement):
    _classes[part] = Rows(part, f"networking/live/_{part.name}.html", part.changed)

register(Question, "networking/live/_question.html", "author")
register(Hand, "networking/live/_hand.html", "person")
register(Poll, "networking/live/_poll.html")
register(Table, "networking/live/_table.html")
register(Pairing, "networking/live/_pairing_row.html")


def rows_since(session, version, limit):
    """Return at most `limit` rows of the session changed after `version`, the oldest change first."""
    rows = [row for one in _classes.values() for row in one.changed(session, version, limit)]
    return sorted(rows, key=attrgetter("version"))[:limit]


def render_row(row):
    return render_to_string(_classes[type(row)].template, {"row": row})


def announce(session, *rows):
    """Show these changed rows in the open pages of the session."""
    publish.announce_rows(session.topic, rows, version=session.version)


def start(attend):
    """Let pages hear sessions; `attend` is what happens there by the clock."""
    streams.register(
        streams.StreamKind(
            name="session",
            model=Session,
            visible_to=open_to,
            rows_since=rows_since,
            render=render_row,
            presence=True,
            attend=attend,
        )
    )
