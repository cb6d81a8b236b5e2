"""Where someone is in a session: of their places the page shows one, by the clock, as static/js/places.js does."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from chat.models import Room
from chat.views import room_as_read, room_context


@dataclass
class Place:
    """Somewhere a person may be: between two moments, or in the parts of a kind, or else (the lobby)."""

    name: str  # "lobby", "table", "round-12"
    title: str
    room: Room
    part: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    card: str = ""  # what stands above the room, as HTML
    is_shown: bool = False
    content: str = ""  # the room, as HTML; of the place that is shown


def places_of(person, session):
    """Return where this person may be in a session."""
    return [lobby_of(session), *table_of(person, session)]


def table_of(person, session):
    """Return the table at which someone sits: one place or none."""
    seats = session.seats.taken().filter(person=person).select_related("table__room")
    return [place_at(seat.table) for seat in seats]


def place_at(table):
    card = render_to_string("networking/live/_table_card.html", {"table": table})
    return Place(f"table-{table.pk}", table.topic, table.room, part="tables", card=card)


def lobby_of(session):
    return Place("lobby", _("Lobby"), session.lobby)


def show_one(places, segment, moment, request):
    """Mark the place of this moment, and draw its room; `segment` is the part that runs."""
    place = choose(places, segment, moment)
    place.is_shown = True
    for room in room_as_read(request.user, place.room.slug):
        place.content = render_to_string("chat/_room.html", room_context(request.user, room), request)
    return places


def choose(places, segment, moment):
    """Return the place that is on at this moment: one with hours, else one of this part, else the lobby."""
    timed = [place for place in places if place.starts_at and place.starts_at <= moment < place.ends_at]
    if timed:
        return max(timed, key=lambda place: place.starts_at)
    return next((place for place in places if segment and place.part == segment.kind), places[0])
