"""What a numbered stream is, which topics exist, and what changed in one since a version.

A stream (a thread, a room) counts its changes in `version`. Every change takes the next
number first thing in its transaction, and the changed row keeps it: the row lock orders
the numbers as the commits, without gaps, so "what changed since 41" misses nothing.

Apps register their topics in `AppConfig.ready()`:

    register(StreamKind("room", Room, Room.objects.visible_to, rows_since, render_row, presence=True))
    register(HintKind("board", Board.objects.visible_to))
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from live.faults import reached

# Past this many changes a page is better served by the list itself.
MOST_CHANGES = 200
# Keys of our tables are 64-bit: a larger one is no key, and must not reach a query.
LARGEST_KEY = 2**63 - 1
IDS_PER_QUERY = 500

TOPIC = re.compile(r"([a-z]{1,20})(?::([1-9][0-9]{0,18}))?")


class Stream(models.Model):
    """Something open pages follow change by change. Its rows are never deleted."""

    version = models.PositiveBigIntegerField(default=0, editable=False)
    # The place of its last row; only grows, so unread counts need no COUNT.
    last_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class StreamEvent(models.Model):
    """A change of the stream itself (closed, renamed), shown as a slim row: a version and no number."""

    kind = models.CharField(max_length=20, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("person")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveBigIntegerField(editable=False)

    class Meta:
        abstract = True

    @property
    def live_key(self):
        return f"event-{self.pk}"

    @property
    def is_shown(self):
        return True


def next_version(stream, **changes):
    """Take the stream's next version, which locks it until the commit, and return its row as it is now.

    `changes` are other fields to set in the same statement. Must be the first thing that locks in
    the transaction. The row is read back, not computed: only the database knows the number.
    Raises the model's DoesNotExist, and TransactionManagementError outside a transaction (nothing
    would be locked).
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("next_version() locks: call it inside a transaction.")
    row = type(stream)._base_manager.filter(pk=stream.pk)
    row.update(version=models.F("version") + 1, **changes)
    reached("version taken")
    return row.get()


@dataclass(frozen=True)
class StreamKind:
    """A kind of numbered topic: `name` and the key of a row of `model` make « room:7 ».

    `visible_to(user)` returns the streams a person may follow, guests included.
    `rows_since(pk, version, limit)` returns at most `limit` rows of that stream changed after
    `version`, in their present state, hidden ones included, the lowest versions first; one indexed
    query per class of row. A row has `version`, `live_key` (its DOM id) and `is_shown`.
    `render(row)` returns its HTML, the same for every reader, without a request.
    `presence`: whether pages are told who is here and who is writing.
    `attend({pk: {user ids}})` is called in a thread every two seconds, in each process that has open pages of such a
    stream, with whose they are; and with each question of a page without a socket.
    """

    name: str
    model: type[Stream]
    visible_to: Callable[[Any], models.QuerySet]
    rows_since: Callable[[int, int, int], list]
    render: Callable[[Any], str]
    presence: bool = False
    attend: Callable[[dict[int, set[int]]], None] | None = None


@dataclass(frozen=True)
class HintKind:
    """A kind of topic without numbers: pages are told to ask again, never what.

    Without `visible_to` the topic has no row (« latest ») and is open to all.
    """

    name: str
    visible_to: Callable[[Any], models.QuerySet] | None = None
    presence = False


TopicKind = StreamKind | HintKind
kinds: dict[str, TopicKind] = {}


def register(kind):
    if kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Two kinds of topic are named {kind.name}.")


class Topic(NamedTuple):
    kind: TopicKind
    pk: int  # 0 for a topic without a row

    @property
    def name(self):
        return f"{self.kind.name}:{self.pk}" if self.pk else self.kind.name

    @property
    def is_stream(self):
        return isinstance(self.kind, StreamKind)

    def visible_to(self, user):
        return self.kind.visible_to(user).filter(pk=self.pk)


def parse_topic(name):
    """Return the Topic of this name, None when no such topic can exist. Asks no database."""
    match = TOPIC.fullmatch(name)
    kind = match and kinds.get(match[1])
    pk = int(match[2] or 0) if match else 0
    needs_row = isinstance(kind, StreamKind) or bool(kind and kind.visible_to)
    if not kind or needs_row != bool(pk) or pk > LARGEST_KEY:
        return None
    return Topic(kind, pk)


def head_for(user, topic):
    """Return the version of the stream (0 for a hint), None when this person may not follow the topic."""
    if not topic.pk:
        return 0
    if topic.is_stream:
        return topic.visible_to(user).order_by().values_list("version", flat=True).first()
    return 0 if topic.visible_to(user).exists() else None


@dataclass(frozen=True)
class Changes:
    """The rows of a stream that changed after `start`, up to `head` at least; `rows` is None for « reload »."""

    topic: Topic
    start: int
    head: int
    rows: list | None

    def frame(self, language):
        """Return the frame of these changes for pages in this language."""
        if self.rows is None:
            return {"topic": self.topic.name, "reload": True}
        with translation.override(language), timezone.override(timezone.get_default_timezone()):
            changes = [row_change(self.topic.kind, row) for row in self.rows]
        return {"topic": self.topic.name, "from": self.start, "version": self.head, "changes": changes}


def row_change(kind, row):
    """Tell one row in the active language. What not everyone may see is told as removed, without its content."""
    if not row.is_shown:
        return {"key": row.live_key, "version": row.version, "removed": True}
    return {"key": row.live_key, "version": row.version, "html": rendered(kind, row)}


def rendered(kind, row):
    """Render a row once in each language: its announcement and the answer to who wrote it are the same."""
    kept = row.__dict__.setdefault("rendered", {})
    state = (row.version, translation.get_language())
    if state not in kept:
        kept[state] = kind.render(row)
    return kept[state]


def read_changes(topic, version):
    """Read what changed in a stream since a version. The caller has asked whether the reader may see it.

    The head comes first: rows committed while we read are then told twice, never missed.
    Raises the model's DoesNotExist.
    """
    head = topic.kind.model._base_manager.values_list("version", flat=True).get(pk=topic.pk)
    if version == head:
        return Changes(topic, version, head, [])
    if version > head:
        return Changes(topic, version, head, None)
    rows = topic.kind.rows_since(topic.pk, version, MOST_CHANGES + 1)
    rows = sorted(rows, key=lambda row: row.version)
    return Changes(topic, version, head, rows if len(rows) <= MOST_CHANGES else None)


def changes_since(topic, version, language):
    """Return the frame that brings a page of this language from `version` to the head, or tells it to reload."""
    return read_changes(parse_topic(topic), version).frame(language)


def heads(topics):
    """Return {topic: version} of the streams that exist, with one query per kind and 500 streams."""
    found = {}
    for kind, chunk in by_kind(topics):
        rows = kind.model._base_manager.filter(pk__in=chunk).values_list("pk", "version")
        found.update({Topic(kind, pk): version for pk, version in rows})
    return found


def by_kind(topics):
    """Yield (kind, keys) of the streams among these topics, at most 500 keys at a time."""
    keys = {}
    for topic in topics:
        if topic.is_stream:
            keys.setdefault(topic.kind, []).append(topic.pk)
    for kind, pks in keys.items():
        for start in range(0, len(pks), IDS_PER_QUERY):
            yield kind, pks[start : start + IDS_PER_QUERY]


def frame_text(frame):
    """Return the JSON of a frame; accents stay as they are, two bytes instead of six."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def frame_texts(changes):
    """Return the JSON of these changes in each language of the site."""
    return {language: frame_text(changes.frame(language)) for language, _name in settings.LANGUAGES}
