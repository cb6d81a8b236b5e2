"""What must hold when the dust has settled: the database and every page's transcript agree."""

from functools import cache

from django.utils import timezone, translation

from chat.live import render_row
from chat.models import Message, Room, RoomEvent
from content.text import digest


class Broken(Exception):
    """A promise was not kept; the text says which and where."""


def judge(room, pages, sent):
    """Compare the room with its pages; `sent` is {client_id: text} of what was acknowledged. Raises Broken.

    Returns the number of messages stored.
    """
    room = Room.objects.get(pk=room.pk)
    messages = list(Message.objects.filter(room=room).for_list().order_by("number"))
    events = list(RoomEvent.objects.filter(room=room).select_related("actor"))
    stored_rightly(room, messages, events)
    acknowledged_is_stored(messages, sent)
    shown = {row.live_key: row for row in [*messages, *events] if row.is_shown}
    words = cache(lambda key: words_of(shown[key]))
    for number, page in enumerate(pages):
        heard_rightly(page, f"page {number}")
        shows_the_same(page, f"page {number}", room, shown, words)
    return len(messages)


def stored_rightly(room, messages, events):
    """One order without gaps, nothing twice."""
    expect([message.number for message in messages] == list(range(1, room.last_number + 1)), "numbers have gaps")
    expect(len({(m.author_id, m.client_id) for m in messages}) == len(messages), "a message is stored twice")
    versions = sorted(row.version for row in [*messages, *events] if not getattr(row, "edited_at", None))
    changed = [m for m in messages if m.edited_at or m.removed_at or m.hidden_at]
    if not changed:
        expect(versions == list(range(1, room.version + 1)), "versions have gaps")
    never_changed = [m.version for m in messages if m not in changed]
    expect(never_changed == sorted(never_changed), "the order of numbers is not the order of commits")
    expect(not versions or max(row.version for row in [*messages, *events]) <= room.version, "a version past the head")


def acknowledged_is_stored(messages, sent):
    stored = {str(message.client_id): message for message in messages}
    missing = sent.keys() - stored.keys()
    expect(not missing, f"{len(missing)} acknowledged messages are not stored")
    other = [client_id for client_id, body in sent.items() if stored[client_id].digest != digest(body)]
    expect(not other, f"{len(other)} messages are stored with another text")


def heard_rightly(page, name):
    versions = [version for _at, version in page.heard]
    expect(versions == sorted(versions) or page.reloads, f"{name} went back")


def shows_the_same(page, name, room, shown, words):
    expect(page.version == room.version, f"{name} is at {page.version}, the room at {room.version}")
    # A page that took the list anew holds its newest rows only.
    first = min((shown[key].place for key in page.rows if key in shown), default=(0, 0)) if page.reloads else (0, 0)
    expected = {key: row for key, row in shown.items() if row.place >= first}
    expect(page.rows.keys() == expected.keys(), f"{name} does not show the rows of the database")
    for key, (version, html) in page.rows.items():
        expect(version == expected[key].version, f"{name} shows an old state of {key}")
        expect(html is None or html == words(key), f"{name} shows other words in {key}:\n{html}\nfor\n{words(key)}")


def words_of(row):
    with translation.override("fr-ca"), timezone.override(timezone.get_default_timezone()):
        return render_row(row)


def expect(holds, otherwise):
    if not holds:
        raise Broken(otherwise)
